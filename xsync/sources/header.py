"""The header of a file, found by the names in it, wherever it stands and in whatever order."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from xsync.errors import DataRefused, did_you_mean
from xsync.model import folded
from xsync.sources.cells import BLANKS
from xsync.sources.file_kinds import DOCUMENTS, REPORT, XERO_INVOICES

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from xsync.sources.file_kinds import FileKind

SEARCHED_ROWS: Final = 30
"""How far down the header may stand."""

_MANY_MORE: Final = 2
_TELLING: Final = frozenset({"document_id", "direction", "parent_number"})
"""Fields by which documents are told from items of the report."""


@dataclass(frozen=True)
class Header:
    """Where the header stands and which column holds what.

    Parameters
    ----------
    kind
        Of what kind of file it is.
    row
        Its row as a spreadsheet numbers it, from 1; 0 where a file's columns have names of their own.
    cells
        What stands in it, trimmed as all cells are; repeated further down, it reads the same.
    fields
        Field name → column position from 0.
    """

    kind: FileKind
    row: int
    cells: tuple[str, ...]
    fields: dict[str, int]

    @property
    def titles(self) -> tuple[str, ...]:
        """What stands in it, without guards and line breaks."""
        return tuple(_title(cell) for cell in self.cells)

    def others(self, width: int) -> dict[str, int]:
        """Return the columns that are none of the kind's fields: title → position.

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


def find_header(rows: Iterable[Sequence[str | None]], kinds: Sequence[FileKind]) -> Header | None:
    """Return the header among a file's first rows: the one that holds most titles of a kind, if any.

    Parameters
    ----------
    rows
        The rows from the first one on; those after the 30th are not looked at.
    kinds
        The kinds of file it may be; of two that fit as well, the first.
    """
    best: Header | None = None
    for number, row in enumerate(rows, start=1):
        if number > SEARCHED_ROWS:
            break
        for kind in kinds:
            fields = fields_of(row, kind)
            if len(fields) >= kind.enough and (best is None or len(fields) > len(best.fields)):
                best = Header(kind, number, tuple((cell or "").strip(BLANKS) for cell in row), fields)
    return best


def require_complete(header: Header | None, file_name: str, kind: FileKind) -> Header:
    """Return the header if it names all that an item needs.

    Parameters
    ----------
    header
        What `find_header` found.
    file_name
        The file's name.
    kind
        What was looked for.

    Raises
    ------
    DataRefused
        If there is no header, or one without a necessary column.
    """
    if header is not None and kind is REPORT:
        _refuse_documents(header, file_name)
    if header is None:
        wanted = ", ".join(f"'{field.title}'" for field in kind.named)
        raise DataRefused(
            f"{file_name} is no {kind.called}: none of its first {SEARCHED_ROWS} rows holds "
            f"its column titles ({wanted}). {kind.remedy}"
        )
    missing = [name for name in header.kind.required if name not in header.fields]
    lacks_all = header.kind.one_of and not any(name in header.fields for name in header.kind.one_of)
    if missing or lacks_all:
        others = header.others(len(header.titles)).values()
        unread = [header.titles[position] for position in others if header.titles[position]]
        titles = [header.kind.field(name).title for name in missing]
        mistakes = [
            f"column '{title}' is missing" + (f"; {did_you_mean(title, unread)}" if unread else "")
            for title in titles
        ]
        if lacks_all:
            choice = ", ".join(f"'{header.kind.field(name).title}'" for name in header.kind.one_of)
            mistakes.append(f"one of the columns {choice} is needed, and all are missing")
        raise DataRefused(
            f"{file_name}{f', row {header.row}' if header.row else ''}: the header lacks what every item "
            f"needs. {header.kind.remedy}",
            mistakes,
        )
    return header


def _refuse_documents(header: Header, file_name: str) -> None:
    """Refuse a file that names more of what documents have than of what the report has."""
    others = [(fields_of(header.cells, kind), kind) for kind in (DOCUMENTS, XERO_INVOICES)]
    fields, kind = max(others, key=lambda each: len(each[0]))
    more = len(fields) - len(header.fields)
    if more < 1 or (more < _MANY_MORE and not _TELLING & fields.keys()):
        return
    if folded(REPORT.field("sync_status").title) in map(folded, header.titles):
        return
    article = "an" if kind.called[0] in "aeiou" else "a"
    ways = " or ".join(f"--documents {side}" for side in kind.sides)
    raise DataRefused(
        f"{file_name} is not the {REPORT.called}: by its columns it is {article} {kind.called}. "
        f"Load it with {ways}."
    )


def fields_of(row: Sequence[str | None], kind: FileKind) -> dict[str, int]:
    """Return which fields a row's cells name; a title proper goes before another spelling."""
    spelled = {folded(_title(cell)): position for position, cell in reversed(list(enumerate(row))) if cell}
    found: dict[str, int] = {}
    for field in kind.fields:
        for spelling in (field.title, field.name, *field.spellings):
            position = spelled.get(folded(spelling))
            if position is not None and position not in found.values():
                found[field.name] = position
                break
    return found


def _title(cell: str | None) -> str:
    return " ".join((cell or "").strip().strip("'\ufeff").split())
