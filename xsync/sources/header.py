"""The header of an export, found by the names in it, wherever it stands and in whatever order."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from xsync.errors import DataRefused, did_you_mean
from xsync.model import OPTIONAL_FIELDS, REPORT_FIELDS, folded
from xsync.sources.cells import BLANKS

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

SEARCHED_ROWS: Final = 30
"""How far down the header may stand."""

REQUIRED: Final = ("cin7_number", "sync_status", "item_type")
"""Without these columns a file is no Xero Synchronization Report."""

_ENOUGH_TO_RECOGNISE = 3


@dataclass(frozen=True)
class Header:
    """Where the header stands and which column holds what.

    Parameters
    ----------
    row
        Its row as a spreadsheet numbers it, from 1.
    cells
        What stands in it, trimmed as all cells are; repeated further down, it reads the same.
    fields
        Field name → column position from 0.
    """

    row: int
    cells: tuple[str, ...]
    fields: dict[str, int]

    @property
    def titles(self) -> tuple[str, ...]:
        """What stands in it, without guards and line breaks."""
        return tuple(_title(cell) for cell in self.cells)

    def others(self, width: int) -> dict[str, int]:
        """Return the columns that are none of the report's fields: title → position.

        Columns beyond the header's own, of which real exports have one, are named by their number.
        """
        taken = set(self.fields.values())
        named: dict[str, int] = {}
        for position in range(width):
            if position not in taken:
                title = self.titles[position] if position < len(self.titles) else ""
                title = title or f"Column {position + 1}"
                named[title if title not in named else f"{title} ({position + 1})"] = position
        return named


def find_header(rows: Iterable[Sequence[str | None]]) -> Header | None:
    """Return the header among a file's first rows: the one that holds most of the report's titles, if any.

    Parameters
    ----------
    rows
        The rows from the first one on; those after the 30th are not looked at.
    """
    best: Header | None = None
    for number, row in enumerate(rows, start=1):
        if number > SEARCHED_ROWS:
            break
        fields = _fields_of(row)
        if len(fields) >= _ENOUGH_TO_RECOGNISE and (best is None or len(fields) > len(best.fields)):
            best = Header(number, tuple((cell or "").strip(BLANKS) for cell in row), fields)
    return best


def require_complete(header: Header | None, file_name: str) -> Header:
    """Return the header if it names all that an item needs.

    Raises
    ------
    DataRefused
        If there is no header, or one without a necessary column.
    """
    if header is None:
        wanted = ", ".join(f"'{field.title}'" for field in REPORT_FIELDS)
        raise DataRefused(
            f"{file_name} is no Xero Synchronization Report: none of its first {SEARCHED_ROWS} rows holds "
            f"the report's column titles ({wanted}). Export the report from Cin7 Core again, as CSV or XLSX."
        )
    missing = [field for field in REPORT_FIELDS if field.name in REQUIRED and field.name not in header.fields]
    if missing:
        others = header.others(len(header.titles)).values()
        unread = [header.titles[position] for position in others if header.titles[position]]
        raise DataRefused(
            f"{file_name}, row {header.row}: the header lacks what every item needs. Export the report again "
            "with these columns.",
            [
                f"column '{field.title}' is missing"
                + (f"; {did_you_mean(field.title, unread)}" if unread else "")
                for field in missing
            ],
        )
    return header


def _fields_of(row: Sequence[str | None]) -> dict[str, int]:
    """Return which fields a row's cells name; a title written by Cin7 goes before another spelling."""
    spelled = {folded(_title(cell)): position for position, cell in reversed(list(enumerate(row))) if cell}
    found: dict[str, int] = {}
    for field in (*REPORT_FIELDS, *OPTIONAL_FIELDS):
        for spelling in (field.title, field.name, *field.spellings):
            position = spelled.get(folded(spelling))
            if position is not None and position not in found.values():
                found[field.name] = position
                break
    return found


def _title(cell: str | None) -> str:
    return " ".join((cell or "").strip().strip("'\ufeff").split())
