"""The section of the report that says what it does not cover: types, statuses and days without a word."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from xsync.diagnose.diagnosis import diagnosis
from xsync.model import ITEM_TYPES, STATUSES, type_label
from xsync.report.words import day_in_words
from xsync.view.reconciliation_words import and_so_on
from xsync.view.sections import Section
from xsync.view.tables import records_table
from xsync.view.wording import count, escaped

if TYPE_CHECKING:
    from collections.abc import Iterator

    from xsync.diagnose.coverage import Coverage, Stretch
    from xsync.report.sync_report import SyncReport

_TYPES: Final = {
    "type": "Type",
    "items": "Items",
    "unsynced": "Not in Xero",
    "first_day": "First day",
    "last_day": "Last day",
    "undated": "Without a date",
    "last_file": "Last told of by",
}
_SPANS: Final = {
    "file": "Export",
    "rows": "Rows",
    "first_at": "First sync date",
    "last_at": "Last sync date",
    "undated": "Without a date",
    "types": "Types",
}


def coverage(report: SyncReport) -> Section:
    """Show what the items cover, their types and days, and what each export holds; name what is silent."""
    found = diagnosis(report).coverage
    gaps = list(_gaps(found))
    sentence = coverage_in_words(found, gaps)
    types = [{**vars(each), "type": type_label(each.item_type) or "(none)"} for each in found.types]
    spans = [{**vars(each), "file": each.source_file} for each in found.spans]
    html = [
        f"<p><strong>{escaped(sentence)}</strong></p>",
        *(f"<p>{escaped(gap)}</p>" for gap in gaps),
        records_table(types, _TYPES, caption="What each type covers"),
        records_table(spans, _SPANS, caption="What each export covers"),
    ]
    return Section("\n".join(html), "\n".join([sentence, *gaps]))


def coverage_in_words(found: Coverage, gaps: list[str]) -> str:
    """Say how many of the eleven types report something, and whether anything else is silent."""
    silent = found.silent_types
    spoke = len(ITEM_TYPES) - len(silent)
    if not silent:
        said = f"All {len(ITEM_TYPES)} item types report something"
    else:
        names = and_so_on([type_label(stored).lower() for stored in silent])
        said = (
            f"{count(spoke)} of {len(ITEM_TYPES)} item types report something; nothing was told of: {names}. "
            "Make sure that Cin7 Core's report was exported with every type"
        )
    return f"{said}." if gaps or silent else f"{said}, in every status and on every day."


def _gaps(found: Coverage) -> Iterator[str]:
    if found.absent_statuses and len(found.absent_statuses) < len(STATUSES):
        yield f"No item is {' or '.join(status.lower() for status in found.absent_statuses)}."
    if behind := found.after_exports:
        yield (
            f"No export holds a row of {_stretch(behind)}: unless nothing was sent then, export again and "
            "load it."
        )
    for between in found.between_exports:
        yield f"No export covers {_stretch(between)}: export that time and load it."
    if found.silent_days:
        longest = and_so_on([_stretch(each) for each in found.silent])
        named = ", among them" if sum(each.days for each in found.silent) < found.silent_days else ":"
        days = "1 day has" if found.silent_days == 1 else f"{count(found.silent_days)} days have"
        yield f"{days} no item between the first and the last{named} {longest}."


def _stretch(stretch: Stretch) -> str:
    if stretch.days == 1:
        return day_in_words(stretch.first_day)
    return (
        f"{day_in_words(stretch.first_day)} to {day_in_words(stretch.last_day)} ({count(stretch.days)} days)"
    )
