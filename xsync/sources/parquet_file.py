"""Parquet files of documents: read where they lie, each column as the text that says the same.

Decimals are written out, floating-point numbers as the shortest text that means the same number: one that is
not exact to four decimals shows as such, and is refused like any other amount.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from xsync.errors import DataRefused
from xsync.model import Kind
from xsync.sources.cells import BLANKS
from xsync.sources.header import Header, fields_of, require_complete
from xsync.sources.staging import Staged
from xsync.store.engine import QueryRefused, parquet_relation, text_literal

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from xsync.sources.file_kinds import FileKind
    from xsync.store.engine import Engine

_MARK: Final = b"PAR1"
_ROW_NUMBER: Final = "file_row_number"
_INSTANT: Final = "TIMESTAMP WITH TIME ZONE"


def is_parquet(path: Path) -> bool:
    """Tell whether a file begins as Parquet does."""
    with path.open("rb") as file:
        return file.read(len(_MARK)) == _MARK


def stage_parquet(engine: Engine, path: Path, kinds: Sequence[FileKind]) -> Staged:
    """Stage the rows of a Parquet file: nothing is copied, and row 1 is its first.

    Raises
    ------
    DataRefused
        If it is damaged, of none of the kinds, or a date in it is an instant, which is another day elsewhere.
    """
    described = f"DESCRIBE SELECT * FROM {parquet_relation([path])}"
    try:
        columns = {str(row[0]): str(row[1]) for row in engine.rows(described)}
    except QueryRefused as error:
        raise DataRefused(
            f"{path.name} cannot be read as Parquet: it is cut off or damaged, or encrypted. Write it again."
        ) from error
    if _ROW_NUMBER in map(str.lower, columns):
        raise DataRefused(
            f"{path.name}: give its column '{_ROW_NUMBER}' another name; rows are numbered by it."
        )
    names = tuple(columns)
    kind, fields = max(
        ((each, fields_of(names, each)) for each in kinds), key=lambda candidate: len(candidate[1])
    )
    header = Header(kind, 0, names, fields) if len(fields) >= kind.enough else None
    header = require_complete(header, path.name, kinds[0])
    for name in kind.of_kind(Kind.DATE):
        if name in fields and columns[names[fields[name]]] == _INSTANT:
            raise DataRefused(
                f"{path.name}: column '{names[fields[name]]}' holds instants with a time zone, which are "
                "another day elsewhere. Write plain dates, without a zone."
            )
    taken = [names[position] for position in fields.values()]
    cells = ", ".join(f"{_text_sql(name, columns[name])} AS c{at}" for at, name in enumerate(taken))
    relation = parquet_relation([path], with_row_number=True)
    return Staged(
        f"(SELECT file_row_number + 1 AS source_row, {cells}, NULL::VARCHAR AS excess FROM {relation})",
        len(taken),
        Header(kind, 0, tuple(taken), {name: at for at, name in enumerate(fields)}),
    )


def _text_sql(name: str, sql_type: str) -> str:
    """Return the expression of a column as text, null where blank; few need trimming: that is asked first."""
    column = '"' + name.replace('"', '""') + '"'
    if sql_type != "VARCHAR":
        return f"{column}::VARCHAR"
    is_bare = f"ord({column}) BETWEEN 33 AND 126 AND ord({column}[-1]) BETWEEN 33 AND 126"
    return f"CASE WHEN {is_bare} THEN {column} ELSE nullif(trim({column}, {text_literal(BLANKS)}), '') END"
