"""The table widget of itables with headers that are buttons: a press sorts where all the rows are.

itables itself sorts what the browser holds, which here is one page, and tells nobody of a press on a header.
"""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Any, Final

from xsync.model import FIELDS
from xsync.view.assets import sortable_script
from xsync.view.wording import escaped

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

_STYLE: Final = """
.xsync-sort { all: unset; cursor: pointer; text-align: start; }
.xsync-sort:hover { text-decoration: underline; }
.xsync-sort:focus-visible { outline: 2px solid currentColor; outline-offset: 2px; border-radius: 2px; }
.xsync-sort[data-sorted="ascending"]::after { content: "\\a0▲" / ""; }
.xsync-sort[data-sorted="descending"]::after { content: "\\a0▼" / ""; }
.xsync-sort[data-sorted="ascending"][data-of]::after { content: "\\a0▲" attr(data-rank) / ""; }
.xsync-sort[data-sorted="descending"][data-of]::after { content: "\\a0▼" attr(data-rank) / ""; }
"""


def header(name: str, directions: Mapping[str, bool]) -> str:
    """Return a column's header: a button that says, to ears as well, how the rows go by the column.

    Its text alone names it. A label would be taken for that of the panel's control of the same name.

    Parameters
    ----------
    name
        The field.
    directions
        Field → descending, for every field that the rows go by, the weightiest first.
    """
    title = escaped(FIELDS[name].title)
    told, state = f"Sort all rows by {title}; with Shift, within the order so far", ""
    if name in directions:
        sorted_as = "descending" if directions[name] else "ascending"
        rank, of = [*directions].index(name) + 1, len(directions)
        told = f"Sorted {sorted_as}" + (f", {rank} of {of}" if of > 1 else "")
        state = f' data-sorted="{sorted_as}" data-rank="{rank}"' + (f' data-of="{of}"' if of > 1 else "")
    return (
        f'<button type="button" class="xsync-sort" data-field="{name}"{state} title="{told}">{title}</button>'
    )


def sortable_table(pressed: Callable[[str, bool], None], *arguments: Any, **options: Any) -> Any:  # noqa: ANN401 - untyped library
    """Return a table widget whose columns are named by `header`.

    Parameters
    ----------
    pressed
        Told the field of a header that someone pressed, and whether the order so far stays before it.
    *arguments, **options
        As ``itables.widget.ITable`` takes them.
    """

    def tell(_: object, message: Mapping[str, Any], __: object) -> None:
        if message.get("field") in FIELDS:
            pressed(message["field"], bool(message.get("beside")))

    table = _widget_class()(*arguments, **options)
    table.on_msg(tell)
    return table


@cache
def _widget_class() -> Any:  # noqa: ANN401 - untyped library
    from itables.widget import ITable

    class SortableTable(ITable):
        # anywidget takes text as well as a file.
        _esm = sortable_script(str(ITable._esm))  # type: ignore[assignment] # noqa: SLF001
        _css = f"{ITable._css}\n{_STYLE}"  # type: ignore[assignment] # noqa: SLF001

    return SortableTable
