"""The report as a workbook, with the habits of Cin7's files."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Final

from xsync.sources.demo.company import DEMO_ORGANISATION, FIRST_DAY
from xsync.sources.demo.rows import TITLES, Row

if TYPE_CHECKING:
    from pathlib import Path

SHEET: Final = "Sheet"
MOST_ROWS: Final = 1_048_576
"""Of an Excel sheet."""

HEADER_ROW: Final = 6
"""As a spreadsheet counts; the rows above it say what the report is."""

_AMOUNT_COLUMN: Final = Row._fields.index("amount")
_WIDTHS: Final = (24, 18, 19, 13, 18, 44, 28, 30, 14, 40, 12, 9, 30, 24)


class XlsxExport:
    """A workbook in the making, written row by row in little memory.

    Parameters
    ----------
    path
        The file, made anew.
    printed_at
        When the report was taken; also the workbook's date of creation, so that it never depends on today.
    """

    def __init__(self, path: Path, printed_at: datetime) -> None:
        import xlsxwriter

        self._book = xlsxwriter.Workbook(
            str(path), {"constant_memory": True, "strings_to_urls": False, "strings_to_formulas": False}
        )
        self._book.set_properties({"created": printed_at, "company": DEMO_ORGANISATION})
        self._sheet = self._book.add_worksheet(SHEET)
        for column, width in enumerate(_WIDTHS):
            self._sheet.set_column(column, column, width)
        bold = self._book.add_format({"bold": True})
        self._moment = self._book.add_format({"num_format": "dd/mm/yyyy hh:mm:ss"})
        self._day = self._book.add_format({"num_format": "dd/mm/yyyy"})
        self._money = self._book.add_format({"num_format": "#,##0.00"})
        self._bold_money = self._book.add_format({"num_format": "#,##0.00", "bold": True})
        self._bold = bold
        self._total = Decimal(0)
        for line, text in enumerate(_preamble(printed_at)):
            self._sheet.write_string(line, 0, text, bold)
        self._next = HEADER_ROW - 1
        for column, title in enumerate(TITLES):
            self._sheet.write_string(self._next, column, title, bold)
        self._next += 1

    @staticmethod
    def fits(rows: int) -> bool:
        """Tell whether so many rows fit into one sheet, between the header and the grand total."""
        return HEADER_ROW + rows + 1 <= MOST_ROWS

    @staticmethod
    def prepare(row: Row) -> Row:
        """Return a row with an apostrophe before codes that Excel would take for numbers."""
        return row._replace(
            cin7_number=_kept_as_text(row.cin7_number),
            xero_number=_kept_as_text(row.xero_number),
            reference=_kept_as_text(row.reference),
        )

    def write(self, row: Row) -> None:
        """Append a prepared row."""
        line, sheet = self._next, self._sheet
        for column, cell in enumerate(row):
            if isinstance(cell, str):
                if cell:
                    sheet.write_string(line, column, cell)
            elif isinstance(cell, Decimal):
                sheet.write_number(line, column, float(cell), self._money)
                self._total += cell
            elif isinstance(cell, datetime):
                sheet.write_datetime(line, column, cell, self._moment)
            elif cell is not None:
                sheet.write_datetime(line, column, cell, self._day)
        self._next += 1

    def finish(self) -> None:
        """Write the grand total: of all currencies alike, a figure as useless as in the real report."""
        self._sheet.write_string(self._next, 0, "Grand Total", self._bold)
        self._sheet.write_number(self._next, _AMOUNT_COLUMN, float(self._total), self._bold_money)

    def close(self) -> None:
        """Pack the workbook and close it."""
        self._book.close()


def _preamble(printed_at: datetime) -> tuple[str, ...]:
    return (
        "Xero Synchronization Report",
        DEMO_ORGANISATION,
        f"Reporting period: {FIRST_DAY:%d/%m/%Y} - {printed_at:%d/%m/%Y}",
        f"Printed at: {printed_at:%d/%m/%Y %H:%M}",
    )


def _kept_as_text(code: str) -> str:
    return f"'{code}" if code.isdigit() else code
