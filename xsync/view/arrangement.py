"""The controls of a layout: which columns in which order, how sorted, grouped and paged."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any, Final

from xsync.model import FIELDS
from xsync.report.layout import Layout, Sort

if TYPE_CHECKING:
    from collections.abc import Callable

_NOTHING: Final = ("(nothing)", "")
_FEWEST_SORTS: Final = 3
_FEWEST_GROUPS: Final = 2
_MOST_ROWS_A_PAGE: Final = 500
"""A page is laid out by the browser; more rows than these make it slow, and paging is quick."""


class Arrangement:
    """The controls of a layout; ``box`` is the widget to place.

    Parameters
    ----------
    changed
        Called after every change by hand; not by `show`.
    """

    def __init__(self, changed: Callable[[], None]) -> None:
        import ipywidgets as widgets

        self._changed = changed
        self._layout = Layout("")
        self._is_shown = False
        self._columns = widgets.Select(description="Columns", rows=9, style=_wide())
        self._add = widgets.Dropdown(description="Add column", style=_wide())
        buttons = {
            "Move column up": lambda: self._move(-1),
            "Move column down": lambda: self._move(1),
            "Remove column": self._remove,
        }
        self._buttons = []
        for name, act in buttons.items():
            button = widgets.Button(description=name, layout=widgets.Layout(width="auto"))
            button.on_click(lambda _, act=act: act())
            self._buttons.append(button)
        self._sorts = widgets.VBox()
        self._groups = widgets.VBox()
        self._length = widgets.BoundedIntText(
            min=1, max=_MOST_ROWS_A_PAGE, description="Rows per page", style=_wide()
        )
        self._length.observe(self._told, names="value")
        self._add.observe(lambda change: self._insert(change["new"]), names="value")
        wrapping = widgets.Layout(flex_flow="row wrap")
        self.box = widgets.HBox(
            [
                widgets.VBox([self._columns, widgets.HBox(self._buttons, layout=wrapping), self._add]),
                widgets.VBox([self._sorts, self._groups, self._length]),
            ],
            layout=wrapping,
        )

    def show(self, layout: Layout) -> None:
        """Take a layout over."""
        self._layout, self._is_shown = layout, False
        self._list_columns(layout.columns, layout.columns[0])
        sorts = [(sort.field, sort.descending) for sort in layout.sort]
        rows = max(_FEWEST_SORTS, len(sorts) + 1)
        self._sorts.children = [
            self._sort_row(at, *(sorts[at] if at < len(sorts) else ("", False))) for at in range(rows)
        ]
        groups = max(_FEWEST_GROUPS, len(layout.group_by) + 1)
        self._groups.children = [
            self._field_list(
                f"Group by {at + 1}" if at else "Group by",
                layout.group_by[at] if at < len(layout.group_by) else "",
            )
            for at in range(groups)
        ]
        self._length.max = max(_MOST_ROWS_A_PAGE, layout.page_length)
        self._length.value = layout.page_length
        self._is_shown = True

    def layout(self) -> Layout:
        """Return the layout as the controls say."""
        chosen: dict[str, bool] = {}
        for row in self._sorts.children:
            name, descending = (control.value for control in row.children)
            if name:
                chosen.setdefault(name, descending)
        groups = dict.fromkeys(each.value for each in self._groups.children if each.value)
        return replace(
            self._layout,
            columns=tuple(name for _, name in self._columns.options),
            sort=tuple(Sort(name, descending) for name, descending in chosen.items()),
            group_by=tuple(groups),
            page_length=self._length.value,
        )

    def _sort_row(self, at: int, name: str, descending: bool) -> Any:  # noqa: ANN401, FBT001 - untyped library
        import ipywidgets as widgets

        ordinal = f" {at + 1}" if at else ""
        direction = widgets.Checkbox(
            value=descending, description=f"Descending{ordinal}", indent=False, layout={"width": "auto"}
        )
        direction.observe(self._told, names="value")
        return widgets.HBox([self._field_list(f"Sort by{ordinal}", name), direction])

    def _field_list(self, description: str, name: str) -> Any:  # noqa: ANN401 - untyped library
        import ipywidgets as widgets

        options = [_NOTHING, *((field.title, field.name) for field in FIELDS.values())]
        control = widgets.Dropdown(options=options, value=name, description=description, style=_wide())
        control.observe(self._told, names="value")
        return control

    def _list_columns(self, names: tuple[str, ...], chosen: str) -> None:
        self._columns.options = [(FIELDS[name].title, name) for name in names]
        self._columns.value = chosen
        others = [(field.title, field.name) for field in FIELDS.values() if field.name not in names]
        self._add.options = [("choose one", ""), *others]
        self._add.value = ""

    def _move(self, places: int) -> None:
        names = [name for _, name in self._columns.options]
        at = names.index(self._columns.value)
        to = min(max(at + places, 0), len(names) - 1)
        names.insert(to, names.pop(at))
        self._rearrange(tuple(names), names[to])

    def _remove(self) -> None:
        names = [name for _, name in self._columns.options]
        if len(names) > 1:
            at = names.index(self._columns.value)
            names.pop(at)
            self._rearrange(tuple(names), names[min(at, len(names) - 1)])

    def _insert(self, name: str) -> None:
        if name and self._is_shown:
            self._rearrange((*(each for _, each in self._columns.options), name), name)

    def _rearrange(self, names: tuple[str, ...], chosen: str) -> None:
        self._list_columns(names, chosen)
        self._told()

    def _told(self, _: object = None) -> None:
        if self._is_shown:
            self._changed()


def _wide() -> dict[str, str]:
    return {"description_width": "110px"}
