"""Documents of both ledgers as loads bring them: new, changed, unchanged, gone; as the store knew them."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from xsync.documents import DOCUMENT_FIELDS
from xsync.store.documents import store_documents
from xsync.store.engine import Engine, parquet_relation
from xsync.store.ledger_loads import LedgerLoad
from xsync.store.schemas import SCHEMAS
from xsync.store.store import Store

SCHEMA = pa.schema(
    [
        *(SCHEMAS["documents"].field(each.name) for each in DOCUMENT_FIELDS),
        SCHEMAS["documents"].field("source_file"),
        SCHEMAS["documents"].field("source_row"),
    ]
)


def invoice(number, amount="10.00", **values):
    return {
        "item_type": "invoice",
        "direction": "sale",
        "number": number,
        "amount": Decimal(amount),
        "document_date": date(2026, 10, 1),
        "status": "AUTHORISED",
        **values,
    }


@pytest.fixture
def bring(tmp_path):
    """Bring documents into a store; returns the load."""
    numbered = iter(range(100))

    def bring_rows(*rows, side="xero", is_whole=False, covers=("invoice",), source_file="Invoices"):
        number = next(numbered)
        file = tmp_path / f"found-{number}.parquet"
        found = [
            {**row, "source_file": source_file, "source_row": at} for at, row in enumerate(rows, start=1)
        ]
        pq.write_table(pa.Table.from_pylist(found, schema=SCHEMA), file)
        now = datetime.now(UTC).replace(tzinfo=None)
        draft = LedgerLoad(
            organisation="Acme",
            load_id=f"load{number}",
            side=side,
            origin="api",
            source_file=source_file,
            sha256=None,
            size_bytes=None,
            rows_read=0,
            rows_new=0,
            rows_changed=0,
            rows_unchanged=0,
            rows_rejected=0,
            rows_gone=0,
            date_order=None,
            covers=covers,
            is_whole=is_whole,
            is_complete=True,
            read_since=None,
            started_at=now,
            loaded_at=now,
            loaded_by="bookkeeper",
        )
        store = Store(tmp_path / "store")
        return store_documents(store, Engine(), parquet_relation([file]), draft, tmp_path)

    return bring_rows


def current(tmp_path, as_of=None):
    engine = Engine()
    file = Store(tmp_path / "store").documents(engine, "Acme", as_of).file
    rows = engine.table(
        f"SELECT * FROM {parquet_relation([file])}"  # noqa: S608 - our file
    ).to_pylist()
    rows.sort(key=lambda row: (row["side"], row["number"] or "", row["amount"] or 0, row["status"] or ""))
    assert len({row["document_key"] for row in rows}) == len(rows)
    return [(row["side"], row["number"], row["amount"], row["status"]) for row in rows]


def counted(load):
    assert load.rows_read == load.rows_new + load.rows_changed + load.rows_unchanged + load.rows_rejected
    return load.rows_new, load.rows_changed, load.rows_unchanged, load.rows_gone


def test_a_second_load_stores_only_what_is_new_or_changed(bring, tmp_path):
    assert counted(bring(invoice("INV-1"), invoice("INV-2"))) == (2, 0, 0, 0)
    later = bring(invoice("INV-1"), invoice("INV-2", status="PAID"), invoice("INV-3"))
    assert counted(later) == (1, 1, 1, 0)
    assert current(tmp_path) == [
        ("xero", "INV-1", Decimal("10.0000"), "AUTHORISED"),
        ("xero", "INV-2", Decimal("10.0000"), "PAID"),
        ("xero", "INV-3", Decimal("10.0000"), "AUTHORISED"),
    ]


def test_a_document_is_known_by_its_id_whatever_else_changes(bring, tmp_path):
    bring(invoice("INV-1", document_id="AB"))
    assert counted(bring(invoice("INV-1a", document_id="ab", contact="Acme"))) == (0, 1, 0, 0)
    assert [number for _, number, _, _ in current(tmp_path)] == ["INV-1a"]


def test_what_only_moved_its_stamp_is_unchanged(bring):
    bring(invoice("INV-1", updated_at=datetime.fromisoformat("2026-10-01")))
    assert counted(bring(invoice("INV-1", updated_at=datetime.fromisoformat("2026-10-02")))) == (0, 0, 1, 0)


def test_like_documents_of_one_load_stay_apart_and_each_is_followed(bring, tmp_path):
    bring(invoice("INV-1"), invoice("INV-1"))
    assert counted(bring(invoice("INV-1"), invoice("INV-1", status="PAID"))) == (0, 1, 1, 0)
    assert [status for *_, status in current(tmp_path)] == ["AUTHORISED", "PAID"]


def test_what_a_whole_reading_did_not_find_is_gone_and_may_come_back(bring, tmp_path):
    bring(invoice("INV-1"), invoice("INV-2"))
    bring({"item_type": "contact", "number": "Acme"}, covers=("contact",))
    whole = bring(invoice("INV-2"), is_whole=True)
    assert counted(whole) == (0, 0, 1, 1)
    assert [number for _, number, _, _ in current(tmp_path)] == ["Acme", "INV-2"]
    assert counted(bring(invoice("INV-1"))) == (1, 0, 0, 0)
    assert [number for _, number, _, _ in current(tmp_path)] == ["Acme", "INV-1", "INV-2"]


def test_of_an_endpoint_only_what_came_from_it_is_gone(bring, tmp_path):
    bring(invoice("INV-1"))
    bring(invoice("INV-2"), source_file="OtherInvoices")
    whole = bring(is_whole=True, source_file="OtherInvoices")
    assert counted(whole) == (0, 0, 0, 1)
    assert whole.rows_by_type == {"invoice": {"gone": 1}}
    assert [number for _, number, _, _ in current(tmp_path)] == ["INV-1"]


def test_what_left_a_page_that_was_read_again_is_gone(bring, tmp_path):
    bring(invoice("INV-1", url="page 1"), invoice("INV-1a", url="page 1"), invoice("INV-2", url="page 2"))
    assert counted(bring(invoice("INV-1", url="page 1"))) == (0, 0, 1, 1)
    assert [number for _, number, _, _ in current(tmp_path)] == ["INV-1", "INV-2"]


def test_the_ledgers_do_not_touch_one_another(bring, tmp_path):
    bring(invoice("INV-1", "10.00"), side="cin7")
    assert counted(bring(invoice("INV-1", "11.00"), is_whole=True)) == (1, 0, 0, 0)
    assert [(side, amount) for side, _, amount, _ in current(tmp_path)] == [
        ("cin7", Decimal("10.0000")),
        ("xero", Decimal("11.0000")),
    ]


def test_the_store_is_seen_as_it_was(bring, tmp_path):
    first = bring(invoice("INV-1", "10.00"))
    bring(invoice("INV-1", "12.00"))
    then = first.loaded_at.replace(tzinfo=UTC)
    assert [amount for _, _, amount, _ in current(tmp_path, then)] == [Decimal("10.0000")]
    assert [amount for _, _, amount, _ in current(tmp_path)] == [Decimal("12.0000")]


def test_like_payments_without_ids_are_known_by_date_and_amount(bring, tmp_path):
    def payment(amount, on):
        return {
            "item_type": "payment",
            "parent_number": "INV-1",
            "amount": Decimal(amount),
            "document_date": on,
        }

    first = date(2026, 10, 1)
    bring(payment("5", first), payment("5", first), payment("5", date(2026, 10, 2)), covers=("payment",))
    later = bring(payment("5", date(2026, 10, 2)), payment("5", first), payment("7", first))
    assert counted(later) == (1, 0, 2, 0)
    assert len(current(tmp_path)) == 4
