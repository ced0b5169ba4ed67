"""A file's rows as text, staged in a Parquet file so that every later pass is quick and bounded."""

from __future__ import annotations

import itertools
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from xsync.sources.cells import BLANKS, text_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from concurrent.futures import Future
    from pathlib import Path

    from xsync.sources.header import Header

BATCH_ROWS: Final = 5_000


@dataclass(frozen=True)
class Staged:
    """A file's rows below its header.

    Parameters
    ----------
    relation
        What stands after ``FROM``: columns ``source_row``, ``c0`` … ``c<width - 1>`` and ``excess`` (what
        stood beyond the width), all but the first trimmed text, null where blank.
    width
        How many columns the file's rows have.
    header
        Where the header stands and what it names.
    delimiter
        Of a CSV file; ``None`` for a workbook.
    """

    relation: str
    width: int
    header: Header
    delimiter: str | None = field(default=None)


def column_names(width: int) -> list[str]:
    """Return the names of the staged columns."""
    return [f"c{position}" for position in range(width)]


def stage_rows(rows: Iterable[tuple[int, Sequence[Any]]], width: int, target: Path) -> None:
    """Write numbered rows to a Parquet file as text, batch by batch.

    Parameters
    ----------
    rows
        Each row's number as a spreadsheet shows it, and its cells: text, or what a workbook holds.
    width
        Cells beyond it are joined into ``excess``; a shorter row is filled with nulls.
    target
        The file to write, with the columns of `Staged`.
    """
    texts = [*column_names(width), "excess"]
    schema = pa.schema([("source_row", pa.int64()), *((name, pa.string()) for name in texts)])
    remaining = iter(rows)
    before: Future[None] | None = None
    with pq.ParquetWriter(target, schema, compression="lz4") as writer, ThreadPoolExecutor(1) as beside:
        while batch := list(itertools.islice(remaining, BATCH_ROWS)):
            numbers, ragged = zip(*batch, strict=True)
            rows_of_width, excess = _fitted(ragged, width)
            columns = [
                pa.array(numbers, pa.int64()),
                *map(_trimmed, zip(*rows_of_width, strict=True)),
                _trimmed(excess),
            ]
            if before:
                before.result()
            # Written while the next rows are turned into columns.
            before = beside.submit(writer.write_batch, pa.record_batch(columns, schema=schema))
        if before:
            before.result()


def _fitted(rows: Sequence[Sequence[Any]], width: int) -> tuple[Sequence[Sequence[Any]], Sequence[Any]]:
    """Return the rows with exactly ``width`` cells, and what stood beyond in each."""
    if set(map(len, rows)) == {width}:
        return rows, [None] * len(rows)
    fitted = [row if len(row) == width else [*row[:width], *[None] * (width - len(row))] for row in rows]
    return fitted, [" | ".join(filter(None, (cell.strip(BLANKS) for cell in row[width:]))) for row in rows]


def _trimmed(cells: Sequence[Any]) -> pa.Array:
    """Return a column's cells as trimmed text, null where blank."""
    try:
        texts = pa.array(cells, pa.string())
    except pa.ArrowTypeError:  # not all of them are text
        texts = pa.array([cell if type(cell) is str else text_of(cell) for cell in cells], pa.string())
    trimmed = pc.utf8_trim(texts, characters=BLANKS)
    return pc.if_else(pc.not_equal(trimmed, ""), trimmed, None)
