"""A file's rows as text, staged in a Parquet file so that every later pass is quick and bounded."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

import pyarrow as pa
import pyarrow.parquet as pq

from xsync.store.engine import parquet_relation

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from pathlib import Path

    from xsync.sources.header import Header

BATCH_ROWS: Final = 20_000

TOTALS: Final = ("grand total", "grand totals", "total", "totals")
"""First cells (in lower case) of rows that sum up the report and are no items."""

BLANKS: Final = " \t\r\n\u00a0\ufeff"
"""What is trimmed from every cell."""


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


def stage_rows(rows: Iterable[tuple[int, Sequence[str | None]]], width: int, target: Path) -> str:
    """Write numbered rows of text to a Parquet file, batch by batch; return the relation to read it by.

    Parameters
    ----------
    rows
        Each row's number as a spreadsheet shows it, and its cells.
    width
        Cells beyond it are joined into ``excess``; a shorter row is filled with nulls.
    target
        The file to write.
    """
    names = ["source_row", *column_names(width), "excess"]
    schema = pa.schema([(name, pa.int64() if name == "source_row" else pa.string()) for name in names])
    with pq.ParquetWriter(target, schema, compression="lz4") as writer:
        for batch in _batches(rows, width):
            cells_by_column = zip(*batch, strict=True)
            columns = [
                pa.array(cells, each.type) for cells, each in zip(cells_by_column, schema, strict=True)
            ]
            writer.write_batch(pa.record_batch(columns, schema=schema))
    return parquet_relation([target])


def _batches(
    rows: Iterable[tuple[int, Sequence[str | None]]], width: int
) -> Iterator[list[tuple[object, ...]]]:
    batch: list[tuple[object, ...]] = []
    for number, untrimmed in rows:
        cells = [(cell.strip(BLANKS) or None) if cell else None for cell in untrimmed]
        if len(cells) == width:
            batch.append((number, *cells, None))
        else:
            excess = " | ".join(cell for cell in cells[width:] if cell) or None
            batch.append((number, *cells[:width], *[None] * (width - len(cells)), excess))
        if len(batch) == BATCH_ROWS:
            yield batch
            batch = []
    if batch:
        yield batch
