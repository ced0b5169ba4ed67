"""What each Delta table holds."""

from __future__ import annotations

import io
import json
from datetime import datetime
from typing import TYPE_CHECKING, Any, Final

import pyarrow as pa

from xsync.documents import DOCUMENT_FIELDS, DOCUMENT_LINEAGE
from xsync.model import FIELDS, Kind

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from xsync.model import Field

_ARROW_TYPES: Final = {
    Kind.TEXT: pa.string(),
    Kind.TIMESTAMP: pa.timestamp("us"),
    Kind.DATE: pa.date32(),
    Kind.DECIMAL: pa.decimal128(18, 4),
    Kind.INTEGER: pa.int64(),
}
_SQL_TYPES: Final = {
    pa.string(): "VARCHAR",
    pa.timestamp("us"): "TIMESTAMP",
    pa.date32(): "DATE",
    pa.decimal128(18, 4): "DECIMAL(18, 4)",
    pa.int64(): "BIGINT",
    pa.bool_(): "BOOLEAN",
}


def _typed(fields: Iterable[Field]) -> list[tuple[str, pa.DataType]]:
    return [(field.name, _ARROW_TYPES[field.kind]) for field in fields]


def _texts(*names: str) -> list[tuple[str, pa.DataType]]:
    return [(name, pa.string()) for name in names]


def _numbers(*names: str) -> list[tuple[str, pa.DataType]]:
    return [(name, pa.int64()) for name in names]


def _instants(*names: str) -> list[tuple[str, pa.DataType]]:
    return [(name, pa.timestamp("us")) for name in names]


SCHEMAS: Final = {
    "observations": pa.schema([*_typed(FIELDS.values()), *_texts("other_columns")]),
    "quarantine": pa.schema(
        [
            *_texts("organisation", "load_id", "source_file"),
            *_numbers("row"),
            *_texts("field", "value", "reason"),
        ]
    ),
    "loads": pa.schema(
        [
            *_texts("organisation", "load_id", "source_file", "sha256"),
            *_numbers("size_bytes", "rows_read", "rows_loaded", "rows_known", "rows_rejected"),
            *_texts("date_order"),
            *_instants("exported_at", "loaded_at"),
            *_texts("loaded_by", "replaces", "unknown_types", "unknown_statuses", "versions"),
        ]
    ),
    "notes": pa.schema(
        [
            *_texts("organisation", "note_id", "finding", "item_type", "number", "identity", "stood"),
            *_texts("owner", "disposition", "reason", "expires", "noted_by"),
            *_instants("noted_at"),
        ]
    ),
    "documents": pa.schema(
        [
            *_typed((*DOCUMENT_FIELDS, *DOCUMENT_LINEAGE)),
            *_numbers("copy_number"),
            ("is_gone", pa.bool_()),
        ]
    ),
    "answers": pa.schema(
        [
            *_texts("organisation", "side", "load_id", "endpoint", "request"),
            *_instants("received_at"),
            *_texts("sha256", "body"),
        ]
    ),
    "ledger_loads": pa.schema(
        [
            *_texts("organisation", "load_id", "side", "origin", "source_file", "sha256"),
            *_numbers("size_bytes", "rows_read", "rows_new", "rows_changed", "rows_unchanged"),
            *_numbers("rows_rejected", "rows_gone"),
            *_texts("date_order", "covers"),
            ("is_whole", pa.bool_()),
            ("is_complete", pa.bool_()),
            *_instants("read_since", "started_at", "loaded_at"),
            *_texts("loaded_by", "refusal", "unknown_types", "versions", "rows_by_type", "unknown_statuses"),
        ]
    ),
}
"""Table → columns. ``documents`` are kept as loads found them new or changed, ``answers`` as interfaces gave
them; `xsync.store.loads`, `xsync.store.ledger_loads` and `xsync.store.notes` say what the columns of a load
and a note mean."""


def empty_sql(table: str) -> str:
    """Return the statement of a table without rows: its columns, typed."""
    columns = ", ".join(f"NULL::{_SQL_TYPES[each.type]} AS {each.name}" for each in SCHEMAS[table])
    return f"SELECT {columns} WHERE false"


def one_row(table: str, values: Mapping[str, Any], *, as_json: Iterable[str]) -> pa.Table:
    """Return plain values as a row of a table; the columns named last hold JSON."""
    from pyarrow.json import ParseOptions, read_json  # from_pylist would import all of pandas

    row = {**values, **{name: json.dumps(values[name], sort_keys=True) for name in as_json}}
    return read_json(
        io.BytesIO(json.dumps(row, default=datetime.isoformat).encode()),
        parse_options=ParseOptions(explicit_schema=SCHEMAS[table]),
    )
