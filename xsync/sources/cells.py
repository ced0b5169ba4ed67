"""What stands in a cell: blanks around it, values of a workbook, the words of a total."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

BLANKS: Final = " \t\r\n\u00a0\ufeff"
"""What is trimmed from every cell."""

TOTALS: Final = ("grand total", "grand totals", "total", "totals")
"""First cells, in lower case and without a colon, of rows that sum up the report and are no items."""


def is_total(first_cell: str) -> bool:
    """Tell whether a row with this first cell sums up the report."""
    return first_cell.strip(BLANKS).rstrip(" :").lower() in TOTALS


def text_of(cell: Any) -> str | None:  # noqa: ANN401 - whatever a workbook's cell may hold
    """Return a cell as the text that says the same: ISO dates, numbers as Excel shows them."""
    return _TEXT_OF.get(type(cell), str)(cell)


def _number(cell: float) -> str:
    return str(int(cell)) if cell.is_integer() else f"{cell:.15g}"


def _nothing(_: None) -> None:
    return None


def _same(cell: str) -> str:
    return cell


_TEXT_OF: Final[Mapping[type, Callable[[Any], str | None]]] = {
    str: _same,
    float: _number,
    type(None): _nothing,
}
"""By type; of any other, dates and times among them, ``str`` says it as ISO does."""
