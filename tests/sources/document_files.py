"""Files of documents, canonical and as Xero exports them, and what the store holds of them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pyarrow as pa
import pyarrow.parquet as pq

from tests.sources.exports import loaded, write_csv, write_xlsx
from xsync.documents import DOCUMENT_FIELDS
from xsync.sources.export_file import LoadedDocuments
from xsync.store.engine import Engine, parquet_relation
from xsync.store.schemas import SCHEMAS
from xsync.store.store import Store

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

FIELDS = [field.name for field in DOCUMENT_FIELDS]
SCHEMA = pa.schema([SCHEMAS["documents"].field(name) for name in FIELDS])

XERO_TITLES = (
    *(
        "*ContactName",
        "EmailAddress",
        "POAddressLine1",
        "POCity",
        "*InvoiceNumber",
        "Reference",
        "*InvoiceDate",
    ),
    *("*DueDate", "PlannedDate", "Total", "TaxTotal", "InvoiceAmountPaid", "InvoiceAmountDue"),
    *(
        "InventoryItemCode",
        "*Description",
        "*Quantity",
        "*UnitAmount",
        "Discount",
        "LineAmount",
        "*AccountCode",
    ),
    *("*TaxType", "TaxAmount", "TrackingName1", "TrackingOption1", "Currency", "Type", "Sent", "Status"),
)
"""The columns of Xero's export, as its help pages and integrations list them."""


def document(number: str | None = "INV-1", **fields: Any) -> dict[str, Any]:
    """A document as text; what is named takes the place of what is usual."""
    usual = {
        "item_type": "Invoice",
        "direction": "sale",
        "number": number,
        "contact": "Acme",
        "currency": "AUD",
        "amount": "110.00",
        "tax": "10.00",
        "document_date": "2026-10-31",
        "status": "AUTHORISED",
    }
    return {**usual, **fields}


def cells_of(
    documents: Sequence[Mapping[str, Any]], titles: Mapping[str, str] | None = None
) -> list[list[Any]]:
    """The header, of all titles unless some are given, and one row per document."""
    titles = titles or {field.name: field.title for field in DOCUMENT_FIELDS}
    rows = [[each.get(name) for name in titles] for each in documents]
    return [list(titles.values()), *(["" if cell is None else cell for cell in row] for row in rows)]


def documents_csv(path: Path, documents: Sequence[Mapping[str, Any]], **habits: Any) -> Path:
    """Write documents as CSV."""
    return write_csv(path, cells_of(documents), **habits)


def documents_xlsx(path: Path, documents: Sequence[Mapping[str, Any]]) -> Path:
    """Write documents as a workbook; what is text stays text."""
    return write_xlsx(path, cells_of(documents))


def documents_parquet(
    path: Path, documents: Sequence[Mapping[str, Any]], schema: pa.Schema | None = None
) -> Path:
    """Write documents as Parquet, typed as the store has them unless told otherwise."""
    names = dict.fromkeys(name for each in documents for name in each)
    rows = [{name: each.get(name) for name in names} for each in documents]
    pq.write_table(pa.Table.from_pylist(rows, schema=schema), path)
    return path


def xero_line(number: str = "INV-1", **cells: Any) -> dict[str, Any]:
    """A line of Xero's export; what is named takes the place of what is usual."""
    usual = {
        "*ContactName": "Acme",
        "EmailAddress": "books@acme.example",
        "*InvoiceNumber": number,
        "Reference": "SO-1",
        "*InvoiceDate": "31/10/2026",
        "*DueDate": "30/11/2026",
        "Total": "110.00",
        "TaxTotal": "10.00",
        "InvoiceAmountPaid": "0.00",
        "InvoiceAmountDue": "110.00",
        "*Description": "A chair",
        "*Quantity": "1.0000",
        "*UnitAmount": "50.0000",
        "LineAmount": "50.00",
        "*AccountCode": "200",
        "*TaxType": "GST on Income",
        "TaxAmount": "5.00",
        "Currency": "AUD",
        "Type": "Sales invoice",
        "Sent": "Sent",
        "Status": "Awaiting Payment",
    }
    return {**usual, **cells}


def xero_cells(lines: Sequence[Mapping[str, Any]]) -> list[list[Any]]:
    """The header and rows of Xero's export."""
    return [list(XERO_TITLES), *([each.get(title, "") for title in XERO_TITLES] for each in lines)]


def brought(path: Path, store: Path, side: str, **options: Any) -> LoadedDocuments:
    """Load one file of documents and return what became of it, after checking that its rows tie."""
    file = loaded(path, store, documents=side, **options)
    assert isinstance(file, LoadedDocuments)
    assert 0 <= file.rows_changed <= file.rows_loaded
    return file


def stored_documents(store: Path, organisation: str | None = None) -> list[dict[str, Any]]:
    """Every document of both ledgers as the store holds it, in the order of the files' rows."""
    engine = Engine()
    file = Store(store).documents(engine, organisation).file
    rows: list[dict[str, Any]] = engine.table(
        f"SELECT * FROM {parquet_relation([file])} ORDER BY side, source_file, source_row"  # noqa: S608 - our file
    ).to_pylist()
    return rows


def contents_of(rows: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """What rows say of documents, without where they came from."""
    return [{name: row[name] for name in FIELDS} for row in rows]
