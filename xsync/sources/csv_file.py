"""CSV exports: any encoding and separator Cin7's tenants produce, ragged rows and embedded newlines.

A regular file (UTF-8, one record a line, every row as wide as the next) is read by the engine. Any other
is read record by record, slower, with the same result; a file is taken for regular only if the engine
found exactly one record on every line.
"""

from __future__ import annotations

import codecs
import csv
import io
import itertools
from collections import Counter
from contextlib import suppress
from typing import TYPE_CHECKING, Final

from xsync.errors import DataRefused
from xsync.sources.cells import is_total
from xsync.sources.header import SEARCHED_ROWS, Header, find_header, require_complete
from xsync.sources.staging import Staged, column_names, stage_rows
from xsync.store.engine import QueryRefused, parquet_relation, path_literal, text_literal

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence
    from pathlib import Path

    from xsync.sources.file_kinds import FileKind
    from xsync.sources.fingerprint import Fingerprint
    from xsync.store.engine import Engine

DELIMITERS: Final = (",", ";", "\t")
_BLOCK_BYTES: Final = 1 << 20
_SAMPLE_RECORDS: Final = 1_000
_QUOTE: Final = text_literal('"')
_BYTE_ORDER_MARKS: Final = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_ANY_BYTES: Final = "cp1252"
"""What Windows writes where it does not write Unicode."""
_LONGEST_LINE: Final = 1 << 22


def stage_csv(
    engine: Engine,
    path: Path,
    folder: Path,
    fingerprint: Callable[[], Fingerprint],
    kinds: Sequence[FileKind],
) -> Staged:
    """Stage the rows of a CSV export.

    Parameters
    ----------
    engine
        Reads regular files.
    path
        The export.
    folder
        Where the staged rows may lie.
    fingerprint
        Returns what a pass over the file's bytes told; asked only once the engine has read the file, so
        that both can work at the same time.
    kinds
        The kinds of file it may be, the usual one first.

    Raises
    ------
    DataRefused
        If it is no such export, or ends in the middle of a row.
    """
    encoding = _evident_encoding(path)
    delimiter, header_found, lines_above = _layout(path, encoding or "utf-8", kinds)
    header = require_complete(header_found, path.name, kinds[0])
    width = _width(path, encoding or "utf-8", delimiter, header)
    staged_rows = folder / "staged.parquet"
    if encoding in {None, "utf-8-sig"} and lines_above == header.row and delimiter != "\t":
        regular = _regular_sql(path, delimiter, header.row, width)
        rows = _staged_by(engine, regular, staged_rows)
        if rows is not None and rows == fingerprint().lines - header.row and fingerprint().is_plain:
            cells = ", ".join(column_names(width))
            relation = (
                f"(SELECT file_row_number + {header.row + 1} AS source_row, {cells}, NULL::VARCHAR AS excess "
                f"FROM {parquet_relation([staged_rows], with_row_number=True)})"
            )
            return Staged(relation, width, header, delimiter)
    every_record = _records(path, encoding or _unmarked_encoding(path), delimiter)
    records = itertools.islice(every_record, header.row, None)
    whole = records if _ends_with_a_line(path) else _last_row_whole(records, width, path.name)
    stage_rows(whole, width, staged_rows)
    return Staged(parquet_relation([staged_rows]), width, header, delimiter)


def _evident_encoding(path: Path) -> str | None:
    """Return the encoding that a file's beginning gives away; ``None`` where all of it could be UTF-8."""
    with path.open("rb") as file:
        start = file.read(_BLOCK_BYTES)
    for mark, encoding in _BYTE_ORDER_MARKS:
        if start.startswith(mark):
            return encoding
    for encoding, zeros in (("utf-16-le", start[1:200:2]), ("utf-16-be", start[0:200:2])):
        if zeros.count(0) > len(zeros) // 2:
            return encoding
    try:
        codecs.getincrementaldecoder("utf-8")().decode(start)
    except UnicodeDecodeError:
        return _ANY_BYTES
    return None


def _unmarked_encoding(path: Path) -> str:
    """Return UTF-8 where all of the file is, else Windows-1252."""
    decoder = codecs.getincrementaldecoder("utf-8")()
    with path.open("rb") as file:
        try:
            while block := file.read(_BLOCK_BYTES):
                decoder.decode(block)
            decoder.decode(b"", final=True)
        except UnicodeDecodeError:
            return _ANY_BYTES
    return "utf-8"


def _layout(path: Path, encoding: str, kinds: Sequence[FileKind]) -> tuple[str, Header | None, int]:
    """Return the delimiter under which the header shows best, the header, and the lines down to its end."""
    best: tuple[str, Header | None, int] = (DELIMITERS[0], None, 0)
    for delimiter in DELIMITERS:
        rows, lines = [], []
        with path.open(encoding=encoding, errors="replace", newline="") as file:
            reader = csv.reader(_Lines(file, path.name), delimiter=delimiter, skipinitialspace=True)
            with suppress(csv.Error):  # an absurdly long cell: judge by the rows before it
                for row in itertools.islice(reader, SEARCHED_ROWS):
                    rows.append(row)
                    lines.append(reader.line_num)
        header = find_header(rows, kinds)
        if header and (best[1] is None or len(header.fields) > len(best[1].fields)):
            best = (delimiter, header, lines[header.row - 1])
    return best


def _width(path: Path, encoding: str, delimiter: str, header: Header) -> int:
    """Return how many cells a row has: what most of the first rows have, at least what the header names."""
    records = itertools.islice(_records(path, encoding, delimiter), header.row, header.row + _SAMPLE_RECORDS)
    widths = Counter(len(cells) for _, cells in records if cells)
    usual = widths.most_common(1)[0][0] if widths else 0
    return max(usual, max(header.fields.values()) + 1, len(header.titles))


def _regular_sql(path: Path, delimiter: str, header_row: int, width: int) -> str:
    """Return the statement by which the engine reads a regular file below its header, cells trimmed."""
    names = column_names(width)
    types = ", ".join(f"{name}: 'VARCHAR'" for name in names)
    cells = ", ".join(f"{_trimmed(name)} AS {name}" for name in names)
    return (
        f"SELECT {cells} FROM read_csv({path_literal(path)}, auto_detect = false, header = false, "
        f"skip = {header_row}, delim = {text_literal(delimiter)}, quote = {_QUOTE}, escape = {_QUOTE}, "
        f"columns = {{{types}}})"
    )


def _staged_by(engine: Engine, regular: str, staged_rows: Path) -> int | None:
    """Let the engine stage a file; return its number of rows, or ``None`` where the engine refuses it."""
    try:
        return engine.write_parquet(regular, staged_rows, compression="lz4")
    except QueryRefused:
        return None


def _trimmed(name: str) -> str:
    """Return the expression of a trimmed cell, null where blank; few need it, so that is asked first."""
    needed = f"{name} = '' OR starts_with({name}, ' ') OR ends_with({name}, ' ')"
    return f"CASE WHEN {needed} THEN nullif(trim({name}), '') ELSE {name} END"


def _records(path: Path, encoding: str, delimiter: str) -> Iterator[tuple[int, list[str]]]:
    """Yield every record with its number as a spreadsheet shows it.

    Raises
    ------
    DataRefused
        If a quotation mark is opened and never closed.
    """
    with path.open(encoding=encoding, errors="replace", newline="") as file:
        source = _Lines(file, path.name)
        reader = csv.reader(source, delimiter=delimiter, skipinitialspace=True)
        number = 0
        try:
            for number, cells in enumerate(reader, start=1):
                if source.exhausted:
                    raise _truncated(path.name, number, "a quotation mark is never closed")
                yield number, cells
        except csv.Error as error:
            raise _truncated(path.name, number + 1, "a quotation mark is never closed") from error


def _ends_with_a_line(path: Path) -> bool:
    with path.open("rb") as file:
        file.seek(-2, io.SEEK_END)
        return file.read().strip(b"\0").endswith((b"\n", b"\r"))


def _last_row_whole(
    records: Iterable[tuple[int, list[str]]], width: int, file_name: str
) -> Iterator[tuple[int, list[str]]]:
    """Yield the records of a file without a last line end; refuse it if its last row stops short."""
    number, cells = 0, [""] * width
    for number, cells in records:
        yield number, cells
    if len(cells) < width and not is_total(next(filter(None, cells), "")):
        raise _truncated(file_name, number, f"it has {len(cells)} of {width} cells")


def _truncated(file_name: str, row: int, how: str) -> DataRefused:
    return DataRefused(
        f"{file_name} is cut off or damaged: row {row} does not end as the others do ({how}). "
        "Export it again; nothing of this file was loaded."
    )


class _Lines:
    """Lines of a text file that remember whether their end was reached."""

    def __init__(self, file: io.TextIOBase, file_name: str) -> None:
        self._file = file
        self._file_name = file_name
        self.exhausted = False

    def __iter__(self) -> _Lines:
        return self

    def __next__(self) -> str:
        line = self._file.readline(_LONGEST_LINE)
        if not line:
            self.exhausted = True
            raise StopIteration
        if "\0" in line or len(line) == _LONGEST_LINE:
            raise DataRefused(
                f"{self._file_name} is damaged, or no CSV file: it holds what no line of text does. "
                "Export it again; nothing of this file was loaded."
            )
        return line
