"""What stands in a cell: blanks around it, values of a workbook, the words of a total."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any, Final

BLANKS: Final = " \t\r\n\u00a0\ufeff"
"""What is trimmed from every cell."""

TOTALS: Final = ("grand total", "grand totals", "total", "totals")
"""First cells, in lower case and without a colon, of rows that sum up the report and are no items."""


def is_total(first_cell: str) -> bool:
    """Tell whether a row with this first cell sums up the report."""
    return first_cell.strip(BLANKS).rstrip(" :").lower() in TOTALS


def text_of(cell: Any) -> str | None:  # noqa: ANN401 - whatever a workbook's cell may hold
    """Return a cell as the text that says the same: ISO dates, numbers as Excel shows them."""
    if isinstance(cell, str):
        return cell
    if isinstance(cell, float):
        return str(int(cell)) if cell.is_integer() else f"{cell:.15g}"
    if isinstance(cell, datetime):
        return cell.isoformat(sep=" ")
    if isinstance(cell, date):
        return cell.isoformat()
    return None if cell is None else str(cell)
