"""A table in JupyterLab that holds one page and asks the engine for the next."""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Final

from xsync.model import FIELDS
from xsync.view.cells import cells
from xsync.view.wording import count

if TYPE_CHECKING:
    from collections.abc import Mapping

    import pandas as pd

    from xsync.report.sync_report import SyncReport


_OPTIONS: Final[Mapping[str, Any]] = MappingProxyType(
    {
        "paging": False,
        "ordering": False,
        "allow_html": True,
        "classes": "display compact",
        "style": "table-layout: auto; width: 100%; margin: 0",
        "layout": {"topStart": None, "topEnd": None, "bottomStart": None, "bottomEnd": None},
    }
)
"""Sorting and searching one page would mislead: both are the engine's, over all rows."""


class LiveTable:
    """One page of a report's items at a time, with buttons to turn it.

    Parameters
    ----------
    report
        What is shown first.
    """

    def __init__(self, report: SyncReport) -> None:
        import ipywidgets as widgets
        from itables.widget import ITable

        self._report = report
        self._page = 0
        self._position = widgets.HTML()
        self._back = widgets.Button(description="Previous page", icon="chevron-left")
        self._next = widgets.Button(description="Next page", icon="chevron-right")
        self._table = ITable(self._frame(), **_OPTIONS)
        self.box = widgets.VBox([widgets.HBox([self._back, self._next, self._position]), self._table])
        self._back.on_click(lambda _: self._turn(-1))
        self._next.on_click(lambda _: self._turn(1))

    def show(self, report: SyncReport) -> None:
        """Show another report from its first page."""
        self._report, self._page = report, 0
        self._refresh()

    def _turn(self, pages: int) -> None:
        self._page += pages
        self._refresh()

    def _refresh(self) -> None:
        total, length = self._report.counts.items_shown, self._report.question.layout.page_length
        first = self._page * length
        self._table.update(df=self._frame(), **_OPTIONS)
        shown = f"{count(first + 1)} to {count(min(first + length, total))}" if total else "0"
        self._position.value = f"<span>Items {shown} of {count(total)}</span>"
        self._back.disabled, self._next.disabled = first == 0, first + length >= total

    def _frame(self) -> pd.DataFrame:
        """Return the page's cells as they stand in the static table, escaped, one column per field."""
        import pandas as pd

        length = self._report.question.layout.page_length
        rows = self._report.items(offset=self._page * length, limit=length)
        return pd.DataFrame(
            {
                FIELDS[name].title: [_content(cell) for cell in cells(FIELDS[name], rows.column(name))]
                for name in rows.column_names
            }
        )


def _content(cell: str) -> str:
    """Return what stands in a cell; typed values (dates, amounts, statuses) never break over lines."""
    opening, content = cell[: cell.index(">") + 1], cell[cell.index(">") + 1 : -len("</td>")]
    return f'<span style="white-space: nowrap">{content}</span>' if "data-order" in opening else content
