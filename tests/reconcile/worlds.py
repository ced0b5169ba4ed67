"""Small worlds of two ledgers and a log, written as short rows."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

import pyarrow as pa
from pyarrow import parquet

from xsync.documents import DOCUMENT_FIELDS, DOCUMENT_LINEAGE
from xsync.model import FIELDS, Field, Kind
from xsync.reconcile.reconciliation import Reconciliation
from xsync.reconcile.settings import MatchingSettings
from xsync.store.engine import Engine, parquet_relation

ARROW_TYPES = {
    Kind.TEXT: pa.string(),
    Kind.TIMESTAMP: pa.timestamp("us"),
    Kind.DATE: pa.date32(),
    Kind.DECIMAL: pa.decimal128(18, 4),
    Kind.INTEGER: pa.int64(),
}
KEY = Field("document_key", "Key", Kind.INTEGER)
DAY = "2026-10-01"


def document(number: str | None = None, amount: Any = "100.00", **fields: Any) -> dict[str, Any]:
    """A sale invoice of £100.00 to Ann on 1 October, unless told otherwise."""
    usual = {
        "item_type": "invoice",
        "direction": "sale",
        "contact": "Ann",
        "currency": "GBP",
        "document_date": DAY,
        "status": "AUTHORISED",
    }
    return {**usual, "number": number, "amount": amount, **fields}


def payment(parent: str | None, amount: Any = "100.00", **fields: Any) -> dict[str, Any]:
    """A payment of a sale invoice."""
    return document(amount=amount, **{"item_type": "payment", "parent_number": parent, **fields})


def logged(
    cin7: str | None, status: str = "Completed", xero: str | None = None, **fields: Any
) -> dict[str, Any]:
    """A row of Cin7's log."""
    return {
        "item_type": "invoice",
        "cin7_number": cin7,
        "sync_status": status,
        "xero_number": xero,
        "effective_date": DAY,
        **fields,
    }


@dataclass(frozen=True)
class World:
    """A reconciled world; its documents are called c1, c2 … in Cin7 and x1, x2 … in Xero, in their order."""

    reconciliation: Reconciliation
    rows: dict[str, dict[str, Any]]
    names: dict[int, str]

    def verdicts(self) -> dict[str, tuple[str, str | None]]:
        """Every document's verdict and rule."""
        return {name: (row["verdict"], row["rule"]) for name, row in self.rows.items()}

    def partners(self) -> list[str]:
        """Who belongs together, as `c1 x1`, one text for each pair or group."""
        together: dict[int, list[str]] = {}
        for name, row in self.rows.items():
            if row["pair_id"] is not None:
                together.setdefault(row["pair_id"], []).append(name)
        return sorted(" ".join(sorted(names)) for names in together.values())

    def findings(self) -> dict[str, str]:
        """The finding of every document that has one."""
        return {name: row["finding"] for name, row in self.rows.items() if row["finding"]}


def reconciled(
    cin7: list[dict[str, Any]],
    xero: list[dict[str, Any]],
    log: list[dict[str, Any]] | None = None,
    **settings: Any,
) -> World:
    """Reconcile a world and make sure that it ties."""
    engine = Engine()
    documents = [
        {
            "document_id": f"{side}-{place}",
            **row,
            "organisation": "Demo Ltd",
            "side": side,
            "source_row": place,
            "source_file": f"{side}.csv",
        }
        for side, rows in (("cin7", cin7), ("xero", xero))
        for place, row in enumerate(rows, start=1)
    ]
    for key, row in enumerate(documents, start=1):
        row["document_key"] = key
    relations(engine, documents, log or [])
    reconciliation = Reconciliation(engine, MatchingSettings(**settings))
    reconciliation.check_ties()
    names = {row["document_key"]: f"{row['side'][0]}{row['source_row']}" for row in documents}
    pairs = reconciliation.rows(reconciliation.pairs_sql()).to_pylist()
    sentences = {row[f"{side}_key"]: row["sentence"] for row in pairs for side in ("cin7", "xero")}
    rows = reconciliation.rows(reconciliation.verdicts_sql()).to_pylist()
    told = {
        names[row["document_key"]]: {**row, "pair_sentence": sentences[row["document_key"]]} for row in rows
    }
    assert len(told) == len(rows), "a verdict for each document, and one only"
    return World(reconciliation, dict(sorted(told.items())), names)


def relations(engine: Engine, documents: list[dict[str, Any]], items: list[dict[str, Any]]) -> None:
    """Give an engine the documents of both ledgers and the items of the log."""
    _relation(engine, "documents", documents, [KEY, *DOCUMENT_LINEAGE, *DOCUMENT_FIELDS])
    _relation(engine, "items", items, list(FIELDS.values()))


def _relation(engine: Engine, name: str, rows: list[dict[str, Any]], fields: list[Field]) -> None:
    columns = {
        field.name: pa.array(
            [_value(row.get(field.name), field.kind) for row in rows], ARROW_TYPES[field.kind]
        )
        for field in fields
    }
    path = engine.scratch_folder / f"{name}.parquet"
    parquet.write_table(pa.table(columns), path)
    engine.execute(f"CREATE VIEW {name} AS SELECT * FROM {parquet_relation([path])}")


def _value(value: Any, kind: Kind) -> Any:
    if value is None or isinstance(value, date) or kind in {Kind.TEXT, Kind.INTEGER}:
        return value
    if kind is Kind.DECIMAL:
        return Decimal(value)
    return date.fromisoformat(value) if kind is Kind.DATE else datetime.fromisoformat(value)
