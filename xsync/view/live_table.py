"""A table in JupyterLab that holds one page and asks the engine for the next."""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Final

from xsync.diagnose.files import CAUSE_FIELDS
from xsync.diagnose.triaged import notes_by_row
from xsync.model import FIELDS, type_label
from xsync.view.causes_beside import causes_beside
from xsync.view.cells import cells, prose_cells
from xsync.view.notes_shown import notes_column
from xsync.view.sortable import header, sortable_table
from xsync.view.tables import NOTE
from xsync.view.wording import count

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    import pandas as pd
    import pyarrow as pa

    from xsync.report.sync_report import SyncReport


_OPTIONS: Final[Mapping[str, Any]] = MappingProxyType(
    {
        "paging": False,
        "ordering": False,
        "allow_html": True,
        "select": "single",
        "text_in_header_can_be_selected": False,
        "maxBytes": 0,  # the whole page: the default shows a sample of what is larger, unasked
        "classes": "display compact",
        "style": "table-layout: auto; width: 100%; margin: 0",
        "layout": {"topStart": None, "topEnd": None, "bottomStart": None, "bottomEnd": None},
    }
)
"""Sorting and searching one page would mislead: both are the engine's, over all rows."""

_NO_ITEM: Final = ("choose a row to see its story", ())
"""Its value is no None: that would choose none of the options, and leave the list blank."""


class LiveTable:
    """One page of a report's items at a time, with controls to turn it, to sort and to choose an item.

    Parameters
    ----------
    report
        What is shown first.
    chosen
        Called with the ``load_id`` and ``source_row`` of an item that someone chooses.
    ask
        Finds something out and hands it on, so that a slow answer holds nobody up.
    sort
        Called with the field of a header that someone presses, and whether the order so far stays before it.
    """

    def __init__(
        self,
        report: SyncReport,
        chosen: Callable[[str, int], None],
        ask: Callable[[Callable[[], pa.Table], Callable[[pa.Table], None]], None],
        sort: Callable[[str, bool], None],
    ) -> None:
        import ipywidgets as widgets

        self._report, self._chosen, self._ask = report, chosen, ask
        self._page, self._rows = 0, page_of(report, 0)
        self._noted = notes_by_row(report)
        self._is_settling = False
        self._position = widgets.HTML()
        self._number = widgets.BoundedIntText(
            value=1,
            min=1,
            max=1,
            description="Page",
            style={"description_width": "auto"},
            layout={"width": "9rem"},
        )
        self._number.observe(self._turn, names="value")
        self._turns: dict[str, Callable[[], int]] = {
            "First page": lambda: 1,
            "Previous page": lambda: self._number.value - 1,
            "Next page": lambda: self._number.value + 1,
            "Last page": lambda: self._number.max,
        }
        self._buttons = [widgets.Button(description=name, layout={"width": "auto"}) for name in self._turns]
        for button in self._buttons:
            button.on_click(self._press)
        self._item = widgets.Dropdown(
            options=[_NO_ITEM], description="Item", layout={"width": "32rem", "max_width": "100%"}
        )
        self._item.observe(self._choose, names="value")
        self._table = sortable_table(sort, self._frame(self._rows), **_OPTIONS)
        self._table.observe(lambda change: self._choose_row(change["new"]), names="selected_rows")
        bar = widgets.HBox(
            [*self._buttons, self._number, self._position], layout=widgets.Layout(flex_flow="row wrap")
        )
        self.box = widgets.VBox([bar, self._table, self._item], layout=widgets.Layout(overflow="auto"))

    def show(self, report: SyncReport, rows: pa.Table) -> None:
        """Show another report from its first page, whose rows are at hand."""
        self._report = report
        self._show_page(0, rows)

    def show_notes(self) -> None:
        """Show what is noted by now; page and choice stay."""
        self._noted = notes_by_row(self._report)
        self._table.update(df=self._frame(self._rows), **_OPTIONS)

    def stay(self) -> None:
        """Let the controls name the page that is shown: another that was asked for does not come."""
        last = max(self._report.counts.items_shown - 1, 0) // self._report.question.layout.page_length
        self._is_settling = True
        with self._number.hold_trait_notifications():
            self._number.max, self._number.value = last + 1, self._page + 1
        self._is_settling = False
        for button in self._buttons:
            at_end = last if button.description in {"Next page", "Last page"} else 0
            button.disabled = self._page == at_end

    def _press(self, button: Any) -> None:  # noqa: ANN401 - untyped library
        """Turn to a page from the one asked for last: two quick presses turn two pages."""
        self._number.value = self._turns[button.description]()

    def _turn(self, change: Mapping[str, Any]) -> None:
        if not self._is_settling:
            report, page = self._report, change["new"] - 1
            self._ask(lambda: page_of(report, page), lambda rows: self._show_page(page, rows))

    def _choose(self, change: Mapping[str, Any]) -> None:
        if change["new"]:
            self.stay()  # the story overtakes a page on its way
            self._chosen(*change["new"])

    def _choose_row(self, selected: Sequence[int]) -> None:
        """Choose the item of a row that was clicked."""
        if selected:
            _, self._item.value = self._item.options[selected[0] + 1]

    def _show_page(self, page: int, rows: pa.Table) -> None:
        self._page, self._rows = page, rows
        length = self._report.question.layout.page_length
        total, first = self._report.counts.items_shown, page * length
        self._table.selected_rows = []
        self._table.update(df=self._frame(rows), **_OPTIONS)
        shown = f"{count(first + 1)} to {count(min(first + length, total))}" if total else "0"
        self._position.value = f"<span>Items {shown} of {count(total)}</span>"
        self.stay()
        self._item.options = [_NO_ITEM, *_named(rows, first)]
        self._item.value = ()

    def _frame(self, rows: pa.Table) -> pd.DataFrame:
        """Return the page's cells as they stand in the static table, escaped, one column per field."""
        import pandas as pd

        layout = self._report.question.layout
        names, directions = dict.fromkeys([*layout.group_by, *layout.columns]), layout.directions()
        columns = {header(name, directions): cells(FIELDS[name], rows.column(name)) for name in names}
        for each in CAUSE_FIELDS:
            if each.title in rows.column_names:
                columns[each.title] = prose_cells(rows.column(each.title).to_pylist())
        shown = {name: [_content(cell) for cell in column] for name, column in columns.items()}
        if notes := notes_column(rows, self._noted):
            shown[NOTE] = notes
        return pd.DataFrame(shown)


def page_of(report: SyncReport, page: int) -> pa.Table:
    """Return the rows of a page, counted from 0, with what tells each item apart, and why it failed."""
    length = report.question.layout.page_length
    rows = report.items(offset=page * length, limit=length, with_keys=True)
    for title, texts in causes_beside(report, rows).items():
        rows = rows.append_column(title, [texts])
    return rows


def _named(rows: pa.Table, first: int) -> list[tuple[str, tuple[str, int]]]:
    """Name each row of a page by what tells it from its neighbours, as far as it is shown."""
    telling = [
        name for name in ("cin7_number", "item_type", "sync_status", "contact") if name in rows.column_names
    ]
    named = []
    for at, row in enumerate(rows.to_pylist(), start=first + 1):
        words = [type_label(row[name]) if name == "item_type" else row[name] for name in telling]
        key = (row["load_id"], row["source_row"])
        named.append((f"{count(at)}. {', '.join(word for word in words if word)}", key))
    return named


def _content(cell: str) -> str:
    """Return what stands in a cell; typed values (dates, amounts, statuses) never break over lines."""
    opening, content = cell[: cell.index(">") + 1], cell[cell.index(">") + 1 : -len("</td>")]
    return f'<span style="white-space: nowrap">{content}</span>' if "data-order" in opening else content
