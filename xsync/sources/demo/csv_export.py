"""The report as CSV, with the habits of Cin7's files."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from xsync.sources.demo.rows import TITLES, Row

if TYPE_CHECKING:
    from datetime import date, datetime
    from pathlib import Path

OLDER_NUMBER_TITLE: Final = "DEAR Number"
"""How the first column was called while Cin7 Core was DEAR Inventory."""

_HEADER: Final = ",".join((OLDER_NUMBER_TITLE, *TITLES[1:])) + "\r\n"
_END: Final = ",\r\n"
"""A comma behind the last field: each row has one field more than the header."""


class CsvLines:
    """Turns rows into lines, the same row only once however many files it goes into one after the other."""

    def __init__(self) -> None:
        self._row: Row | None = None
        self._line = ""

    def line(self, row: Row) -> str:
        """Return a row as its line: number, link and contact always in quotes, others if they must be."""
        if row is not self._row:
            self._row, self._line = row, _line(row)
        return self._line


class CsvExport:
    """A CSV file in the making: UTF-8 without mark, CRLF, day before month.

    Parameters
    ----------
    path
        The file, made anew.
    lines
        Shared by the files that are written side by side.
    """

    def __init__(self, path: Path, lines: CsvLines) -> None:
        self.prepare = lines.line
        self._file = path.open("w", encoding="utf-8", newline="")
        self._file.write(_HEADER)

    def write(self, line: str) -> None:
        """Append a prepared line."""
        self._file.write(line)

    def finish(self) -> None:
        """Write nothing more: Cin7's CSV has no total."""

    def close(self) -> None:
        """Close the file."""
        self._file.close()


def _line(row: Row) -> str:
    texts = [row.xero_number, row.consolidated_number, row.payment_account, row.message, row.reference]
    joined = "".join(texts)
    if "," in joined or '"' in joined:
        texts = [_quoted(text) if "," in text or '"' in text else text for text in texts]
    xero_number, consolidated_number, payment_account, message, reference = texts
    amount = "" if row.amount is None else str(row.amount)
    return (
        f"{_quoted(row.cin7_number)},{xero_number},{_timestamp(row.sync_date)},{row.sync_status},"
        f"{row.item_type},{consolidated_number},{payment_account},{_quoted(row.document_link)},"
        f"{_day(row.effective_date)},{message},{amount},{row.currency},{_quoted(row.contact)},{reference}{_END}"
    )


def _quoted(text: str) -> str:
    return '"' + text.replace('"', '""') + '"'


def _timestamp(at: datetime | None) -> str:
    if at is None:
        return ""
    iso = at.isoformat(" ")
    return f"{iso[8:10]}/{iso[5:7]}/{iso[:4]}{iso[10:]}"


def _day(day: date | None) -> str:
    if day is None:
        return ""
    iso = day.isoformat()
    return f"{iso[8:]}/{iso[5:7]}/{iso[:4]}"
