"""What the store says of a report, as far as the panel shows it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from xsync.view.counts import subtotals_table
from xsync.view.live_table import page_of
from xsync.view.sections import answer_in_words
from xsync.view.settings import QUICK_FIELDS
from xsync.view.wording import count, escaped

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    import pyarrow as pa

    from xsync.report.sync_report import SyncReport

_LOW: Final = "max-height: 24rem; overflow: auto"
"""Many groups scroll in a place of their own: the items stay in reach below."""


@dataclass(frozen=True)
class PanelAnswer:
    """All that a panel asks the store of a report."""

    report: SyncReport
    first_page: pa.Table
    subtotals: Sequence[Mapping[str, Any]]
    values: Mapping[str, Sequence[tuple[object, int]]]

    @classmethod
    def to(cls, report: SyncReport, before: PanelAnswer | None = None) -> PanelAnswer:
        """Ask the store; the values of a period are asked once."""
        _ = report.counts  # kept with the report from here on
        subtotals = report.subtotals() if report.question.layout.group_by else ()
        if before and before.report.question.period == report.question.period:
            values = before.values
        else:
            values = {name: report.values_of(name) for name in QUICK_FIELDS}
        return cls(report, page_of(report, 0), subtotals, values)

    def summary(self) -> str:
        """Say the answer, what it was asked for and how many items it holds, as HTML."""
        counts, question = self.report.counts, self.report.question
        words = [
            question.period.in_words(),
            f"Filter: {question.filter_in_words()}",
            f"{count(counts.items_shown)} of {count(counts.items_in_period)} items in the period",
        ]
        lines = "<br>".join(map(escaped, words))
        return f"<strong>{escaped(answer_in_words(self.report))}</strong><br>{lines}"

    def subtotals_open(self) -> str:
        """Return the subtotals of all items shown, open to the eye, as HTML; nothing without groups."""
        groups = self.report.question.layout.group_by
        if not groups:
            return ""
        items = count(self.report.counts.items_shown)
        table = subtotals_table(self.subtotals, groups, caption=f"Subtotals of all {items} items shown")
        return f'<details open><summary>Subtotals</summary><div style="{_LOW}">{table}</div></details>'
