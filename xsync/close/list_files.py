"""The list of a close readiness as rows that files are written from."""

from __future__ import annotations

import secrets
from typing import TYPE_CHECKING, Final

from xsync.model import Field, Kind
from xsync.report.row_files import Rows
from xsync.store.engine import parquet_relation

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    import pyarrow as pa

    from xsync.close.entries import Entry
    from xsync.store.engine import Engine

TITLE: Final = "Close readiness"
FIELDS: Final = (
    Field("standing", "For the lock"),
    Field("place", "Where"),
    Field("item_type", "Type"),
    Field("number", "Number"),
    Field("status", "Status or finding"),
    Field("day", "Effective Date", Kind.DATE),
    Field("contact", "Contact"),
    Field("currency", "Currency"),
    Field("amount", "Amount", Kind.DECIMAL),
    Field("cause", "Cause"),
    Field("fix", "What to do"),
    Field("root", "Waits for"),
    Field("owner", "Owner"),
    Field("disposition", "Disposition"),
    Field("reason", "Reason"),
)
"""What is told of each entry, in this order."""

_POSITION: Final = "place_in_list"


def list_rows(entries: Sequence[Entry], engine: Engine, made_at: datetime) -> Rows:
    """Return entries as rows to be written, in their order."""
    import pyarrow.parquet as pq

    path = engine.scratch_folder / f"close-{secrets.token_hex(8)}.parquet"
    told = table_of(entries)
    pq.write_table(told.append_column(_POSITION, [list(range(len(entries)))]), path)
    columns = ", ".join(each.name for each in FIELDS)

    def statement(offset: int, limit: int | None) -> str:
        stretch = f" OFFSET {int(offset)}" if limit is None else f" LIMIT {int(limit)} OFFSET {int(offset)}"
        return f"SELECT {columns} FROM {parquet_relation([path])} ORDER BY {_POSITION}{stretch}"

    return Rows(engine, FIELDS, len(entries), statement, TITLE, "List", made_at)


def table_of(entries: Sequence[Entry]) -> pa.Table:
    """Return what is told of entries, by the names of `FIELDS`."""
    import pyarrow as pa

    types = {Kind.DATE: pa.date32(), Kind.DECIMAL: pa.decimal128(38, 4)}
    schema = pa.schema([(each.name, types.get(each.kind, pa.string())) for each in FIELDS])
    return pa.Table.from_pylist([_values_of(entry) for entry in entries], schema=schema)


def _values_of(entry: Entry) -> dict[str, object]:
    values = {each.name: getattr(entry, each.name) for each in FIELDS}
    return {**values, "standing": entry.standing.value, "place": entry.place.value}
