"""A panel and a hand at it, for tests that work it without a browser."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from itables.widget import ITable

from tests.view.builder_driver import Hand
from xsync.view.panel import Panel

if TYPE_CHECKING:
    from xsync.report.sync_report import SyncReport


class Bench:
    """A panel, a hand at it, and how often the store was asked for items."""

    def __init__(self, report: SyncReport, asked: list[str]) -> None:
        self.panel = Panel(report)
        self.hand = Hand(self.panel.controls().box)
        self.asked = asked
        asked.clear()

    @property
    def shown(self) -> SyncReport:
        return self.panel.report

    def says(self, words: str) -> bool:
        return any(words in control.value for control in self._texts())

    def table(self) -> list[str]:
        """What the table itself says that it shows, and the items that can be chosen in it."""
        position = next(control.value for control in self._texts() if control.value.startswith("<span>Items"))
        return [position, *(label for label, _ in self.hand.find("Item").options)]

    def press_header(self, name: str, *, beside: bool = False) -> None:
        """Press a column's header, as the browser tells of it."""
        self._table()._handle_custom_msg({"field": name, "beside": beside}, [])  # noqa: SLF001 - the browser's end

    def sorted_by(self) -> dict[str, str]:
        """What the headers say of the order, the weightiest first."""
        said = re.findall(
            r'data-field="(\w+)" data-sorted="(\w+)" data-rank="(\d)"',
            " ".join(self._table().df.columns),
        )
        return {name: way for name, way, _ in sorted(said, key=lambda each: each[2])}

    def shown_table(self):
        """The page of the table, as the browser gets it."""
        return self._table().df

    def texts(self) -> list[str]:
        """Every text of the panel, as HTML."""
        return [control.value for control in self._texts()]

    def _table(self):
        return next(control for control in self.hand.controls() if isinstance(control, ITable))

    def _texts(self):
        return [control for control in self.hand.controls() if type(control).__name__ == "HTML"]

    def statuses(self) -> set[str]:
        """The statuses that any item shown has."""
        return {status for status, number in self.shown.counts.by_status.items() if number}

    def status(self) -> str:
        return " ".join(text for text in self.hand.said("status") if "In words:" not in text)

    def alert(self) -> str:
        return " ".join(self.hand.said("alert"))
