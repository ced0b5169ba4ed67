"""An endpoint's answers as rows: its documents, and the answers themselves."""

from __future__ import annotations

import hashlib
from collections import Counter
from typing import TYPE_CHECKING, Any, Final

import pyarrow as pa

from xsync.documents import DOCUMENT_FIELDS
from xsync.model import ITEM_TYPES
from xsync.sources.answer_values import OddValue, inside, rows_of
from xsync.sources.endpoint_plan import ABOUT
from xsync.sources.paced_http import read_json
from xsync.store.schemas import SCHEMAS

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from xsync.sources.answer_values import Row
    from xsync.sources.endpoint_plan import Context, Endpoint, Found, Parser
    from xsync.sources.spool import Spool
    from xsync.store.ledger_loads import LedgerLoad

_BATCH: Final = 5_000
_ANSWERS: Final = 50
"""Answers are large: so many are held in memory at a time."""

_FOUND: Final = pa.schema(
    [
        *(SCHEMAS["documents"].field(each.name) for each in DOCUMENT_FIELDS),
        SCHEMAS["documents"].field("source_file"),
        SCHEMAS["documents"].field("source_row"),
    ]
)


def write_documents(
    endpoint: Endpoint, spool: Spool, context: Context, file: Path
) -> tuple[list[dict[str, Any]], dict[str, int]]:
    """Write the documents that all answers tell to a Parquet file, in the order of the answers.

    Parameters
    ----------
    endpoint, spool
        What was read, and its answers.
    context
        What the documents need beside them.
    file
        Where to.

    Returns
    -------
    tuple
        The rows with a value that is none of its kind, which are left out: ``row``, ``field``, ``value``,
        ``reason``; and the item types outside the vocabulary with their number.
    """
    from pyarrow.parquet import ParquetWriter

    unknown: Counter[str] = Counter()
    rejects: list[dict[str, Any]] = []
    batch: list[Found] = []
    with ParquetWriter(file, _FOUND) as writer:
        for number, (row, parse) in enumerate(_parsed(endpoint, spool), start=1):
            try:
                documents = list(parse(row, context))
            except OddValue as odd:
                rejects.append({"row": number, "field": odd.field, "value": odd.value, "reason": odd.reason})
                continue
            types = (each["item_type"] or "" for each in documents)
            unknown.update(item_type for item_type in types if item_type not in ITEM_TYPES)
            batch += ({**each, "source_file": endpoint.name, "source_row": number} for each in documents)
            if len(batch) >= _BATCH:
                writer.write_table(pa.Table.from_pylist(batch, schema=_FOUND))
                batch.clear()
        writer.write_table(pa.Table.from_pylist(batch, schema=_FOUND))
    return rejects, dict(unknown)


def answer_rows(load: LedgerLoad, spool: Spool) -> pa.RecordBatchReader:
    """Return the answers that no load has stored yet as rows of the ``answers`` table."""
    schema = SCHEMAS["answers"]

    def batches() -> Iterator[pa.RecordBatch]:
        rows: list[dict[str, Any]] = []
        for kept in spool.not_stored():
            rows.append(
                {
                    "organisation": load.organisation,
                    "side": load.side,
                    "load_id": load.load_id,
                    "endpoint": load.source_file,
                    "request": kept.request,
                    "received_at": kept.received_at,
                    "sha256": hashlib.sha256(kept.text.encode()).hexdigest(),
                    "body": kept.text,
                }
            )
            if len(rows) >= _ANSWERS:
                yield pa.RecordBatch.from_pylist(rows, schema=schema)
                rows = []
        yield pa.RecordBatch.from_pylist(rows, schema=schema)

    return pa.RecordBatchReader.from_batches(schema, batches())


def _parsed(endpoint: Endpoint, spool: Spool) -> Iterator[tuple[Row, Parser]]:
    """Yield each row of the answers with what makes documents of it."""
    listings = {each.path: each for each in endpoint.listings}
    details = {each.name: each for each in endpoint.details}
    for kept in spool.all():
        data = read_json(kept.text)
        if kept.about:
            yield from (({**row, ABOUT: kept.about}, details[kept.part].parse) for row in rows_of(data))
            continue
        listing = listings[kept.part]
        if listing.parse is not None:
            rows = rows_of(inside(data, listing.key) if listing.key else data)
            yield from ((row, listing.parse) for row in rows)
