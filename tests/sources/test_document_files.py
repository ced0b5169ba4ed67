"""Documents of a ledger from CSV, XLSX and Parquet: checked and set aside as the report's exports are."""

from __future__ import annotations

import tempfile
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path

import pytest
from deltalake import write_deltalake
from hypothesis import given, settings
from hypothesis import strategies as st

import xsync
from tests.sources.document_files import (
    FIELDS,
    SCHEMA,
    brought,
    cells_of,
    contents_of,
    document,
    documents_csv,
    documents_parquet,
    documents_xlsx,
    stored_documents,
    xero_cells,
    xero_line,
)
from tests.sources.exports import contents, export_csv, item, loaded, write_csv, write_xlsx
from xsync.errors import UsageError
from xsync.model import ITEM_TYPES
from xsync.store.store import Store

WRITERS = {
    "csv": documents_csv,
    "xlsx": documents_xlsx,
    "parquet": documents_parquet,
}

TEXT = st.none() | st.text("abcXYZé019-/&", min_size=1, max_size=8)
AMOUNT = st.none() | st.decimals("-99999999999999", "99999999999999", places=4)
DAY = st.none() | st.dates(date(1990, 1, 1), date(2099, 12, 31))
DOCUMENT = st.fixed_dictionaries(
    {
        **dict.fromkeys(FIELDS, TEXT),
        "item_type": st.sampled_from([*ITEM_TYPES, "Gift card"]),
        "direction": st.sampled_from([None, "sale", "purchase"]),
        "currency": st.none() | st.sampled_from(["AUD", "GBP"]),
        "amount": AMOUNT,
        "tax": AMOUNT,
        "document_date": DAY,
        "due_date": DAY,
        "updated_at": st.none() | st.datetimes(datetime(1990, 1, 1), datetime(2099, 12, 31)),  # noqa: DTZ001
    }
)


@settings(max_examples=20)
@given(documents=st.lists(DOCUMENT, min_size=1, max_size=6), written_as=st.sampled_from(list(WRITERS)))
def test_documents_come_back_as_they_were_written(documents, written_as):
    with tempfile.TemporaryDirectory() as name:
        path, store = Path(name) / f"documents.{written_as}", Path(name) / "store"
        if written_as == "parquet":
            documents_parquet(path, documents, SCHEMA)
        else:
            as_text = [
                {field: None if it is None else str(it) for field, it in each.items()} for each in documents
            ]
            WRITERS[written_as](path, as_text)
        file = brought(path, store, "cin7")
        assert (file.rows_read, file.rows_loaded, file.rejects) == (len(documents), len(documents), [])
        rows = stored_documents(store)
        assert contents_of(rows) == documents
        assert [row["source_row"] - rows[0]["source_row"] for row in rows] == list(range(len(documents)))
        assert brought(path, store, "cin7").already_loaded


@pytest.mark.parametrize("written_as", WRITERS)
def test_what_is_new_changed_and_unchanged_is_told_apart(tmp_path, written_as):
    write, store = WRITERS[written_as], tmp_path / "store"
    write(tmp_path / "first", [document("INV-1"), document("INV-2")])
    write(tmp_path / "second", [document("INV-1"), document("INV-2", status="PAID"), document("INV-3")])
    first = brought(tmp_path / "first", store, "xero")
    second = brought(tmp_path / "second", store, "xero")
    assert (first.rows_loaded, first.rows_changed, first.rows_known) == (2, 0, 0)
    assert (second.rows_loaded, second.rows_changed, second.rows_known) == (2, 1, 1)
    assert second.sums == "1 new + 1 changed + 1 unchanged + 0 rejected"
    assert [(row["number"], row["status"]) for row in stored_documents(store)] == [
        ("INV-1", "AUTHORISED"),
        ("INV-2", "PAID"),
        ("INV-3", "AUTHORISED"),
    ]


def test_a_file_with_every_ugly_habit(tmp_path):
    """Lines above, other order and titles, decimal commas, a total, the header again, ragged rows."""
    titles = {
        "amount": "Total",
        "contact": "Contact name",
        "item_type": "Item type",
        "document_date": "Document date",
        "number": "Document number",
        "shop": "Shop",
        "direction": "direction",
        "currency": "Currency",
    }
    good = [
        document("INV-1", amount="1.234,50", contact="Müller", document_date="31.10.2026", shop="x"),
        document("'007", amount="(12,00)", contact="'t Hooft", document_date="01.11.2026", currency="eur"),
    ]
    header, first, second = cells_of(good, titles)
    rows = [
        ["Documents of Harbour & Pine"],
        [],
        header,
        [*first, ""],
        [""] * 8,
        header,
        [*second, ""],
        [*second, "", "astray"],
        ["Grand Total", "", "", "", "", "", "", ""],
    ]
    path = write_csv(tmp_path / "ugly.csv", rows, delimiter=";", encoding="utf-16")
    file = brought(path, tmp_path / "store", "cin7")
    assert (file.rows_read, file.rows_loaded, file.date_order) == (3, 2, "dmy")
    assert [(each["row"], each["field"], each["value"]) for each in file.rejects] == [(8, "row", "astray")]
    named = ("number", "contact", "currency", "amount", "document_date", "source_row")
    assert [tuple(row[name] for name in named) for row in stored_documents(tmp_path / "store")] == [
        ("INV-1", "Müller", "AUD", Decimal("1234.5000"), date(2026, 10, 31), 4),
        ("007", "'t Hooft", "EUR", Decimal("-12.0000"), date(2026, 11, 1), 7),
    ]


@pytest.mark.parametrize(
    ("field", "value", "reason"),
    [
        ("item_type", "", "is empty"),
        ("direction", "sideways", "is no direction"),
        ("currency", "AU", "is no code of three letters"),
        ("currency", "A$D", "is no code of three letters"),
        ("amount", "1.23456", "is not an amount"),
        ("amount", "much", "is not an amount"),
        ("tax", "1e3", "is not an amount"),
        ("document_date", "soon", "is not a date"),
        ("due_date", "0026-10-31", "outside the years 1990 to 2099"),
        ("updated_at", "2026-13-01T00:00:00Z", "is not a date"),
    ],
)
@pytest.mark.parametrize("written_as", WRITERS)
def test_a_value_that_cannot_be_read_keeps_its_row_out_and_is_named(
    tmp_path, field, value, reason, written_as
):
    path = WRITERS[written_as](
        tmp_path / "documents.file",
        [document("INV-1"), document("INV-2", **{field: value}), document("INV-3")],
    )
    file = brought(path, tmp_path / "store", "cin7")
    assert (file.rows_read, file.rows_loaded, file.rows_rejected) == (3, 2, 1)
    (reject,) = file.rejects
    row = 2 if written_as == "parquet" else 3
    assert (reject["row"], reject["field"], reject["value"]) == (row, field, value or None)
    assert reason in reject["reason"]
    (load,) = Store(tmp_path / "store").ledger_loads("default")
    assert Store(tmp_path / "store").rejects(load) == file.rejects
    assert [each["number"] for each in stored_documents(tmp_path / "store")] == ["INV-1", "INV-3"]


def test_words_for_directions_and_types(tmp_path):
    words = {"Sale": "sale", "SALES": "sale", "accrec": "sale", "": None}
    words |= {"purchase": "purchase", "Purchases": "purchase", "ACCPAY": "purchase"}
    documents = [
        document(f"INV-{at}", direction=word, item_type="Credit notes") for at, word in enumerate(words)
    ]
    documents.append(document("G-1", item_type="Gift card"))
    file = brought(documents_csv(tmp_path / "documents.csv", documents), tmp_path / "store", "xero")
    rows = stored_documents(tmp_path / "store")
    assert [row["direction"] for row in rows[:-1]] == list(words.values())
    assert {row["item_type"] for row in rows[:-1]} == {"credit_note"}
    assert (rows[-1]["item_type"], file.unknown_types) == ("Gift card", {"Gift card": 1})


@pytest.mark.parametrize(
    ("written", "instant"),
    [
        ("2026-10-31T09:00:00Z", datetime(2026, 10, 31, 9, 0)),  # noqa: DTZ001 - the store's are naive UTC
        ("2026-10-31 09:00:00", datetime(2026, 10, 31, 9, 0)),  # noqa: DTZ001
        ("2026-10-31T09:00:00.1234567Z", datetime(2026, 10, 31, 9, 0, 0, 123456)),  # noqa: DTZ001
        ("2026-10-31T09:00:00+11:00", datetime(2026, 10, 30, 22, 0)),  # noqa: DTZ001
        ("2026-10-31 09:00:00-0330", datetime(2026, 10, 31, 12, 30)),  # noqa: DTZ001
        ("31/10/2026 09:00", datetime(2026, 10, 31, 9, 0)),  # noqa: DTZ001
    ],
)
def test_an_instant_is_stored_in_utc(tmp_path, written, instant):
    path = documents_csv(tmp_path / "documents.csv", [document(updated_at=written)])
    brought(path, tmp_path / "store", "cin7")
    assert stored_documents(tmp_path / "store")[0]["updated_at"] == instant


def test_a_date_keeps_its_day_whatever_zone_stands_behind_it(tmp_path):
    path = documents_csv(tmp_path / "documents.csv", [document(document_date="2026-10-31T00:00:00+11:00")])
    brought(path, tmp_path / "store", "cin7")
    assert stored_documents(tmp_path / "store")[0]["document_date"] == date(2026, 10, 31)


def test_a_date_order_is_never_guessed(tmp_path):
    path = documents_csv(tmp_path / "documents.csv", [document(document_date="01/02/2026")])
    refused = brought(path, tmp_path / "store", "cin7")
    assert refused.refused
    assert "--date-order dmy" in refused.refused
    assert contents(tmp_path / "store") == {}
    brought(path, tmp_path / "store", "cin7", date_order="mdy")
    assert stored_documents(tmp_path / "store")[0]["document_date"] == date(2026, 1, 2)


def test_a_file_read_again_with_another_date_order_leaves_nothing_of_its_first_reading(tmp_path):
    """A payment has no number: with other dates it is another one, and the first was never there."""
    store = tmp_path / "store"
    payment = document(None, item_type="Payment", parent_number="INV-1", document_date="01/02/2026")
    path = documents_csv(tmp_path / "documents.csv", [payment, document(document_date="01/02/2026")])
    other = documents_csv(tmp_path / "other.csv", [document("INV-9")])
    brought(other, store, "cin7")
    for order, month in (("dmy", 2), ("mdy", 1), ("dmy", 2)):
        assert not brought(path, store, "cin7", date_order=order).already_loaded
        dates = {
            row["item_type"]: row["document_date"]
            for row in stored_documents(store)
            if row["number"] != "INV-9"
        }
        assert dates == {
            "payment": date(2026, month, 3 - month),
            "invoice": date(2026, month, 3 - month),
        }
        assert len(stored_documents(store)) == 3
    assert brought(path, store, "cin7").already_loaded


def test_documents_without_a_number_are_taken_and_totals_are_not(tmp_path):
    """A bank transaction may have neither number nor reference."""
    documents = [
        document(None, item_type="money_task", amount="5.00"),
        document(None, item_type="Total", contact=None, currency=None, direction=None, amount="5.00"),
    ]
    file = brought(documents_csv(tmp_path / "documents.csv", documents), tmp_path / "store", "cin7")
    assert (file.rows_read, file.rows_loaded) == (1, 1)


@pytest.mark.parametrize("write", [write_csv, write_xlsx])
def test_products_and_contacts_need_two_columns_only(tmp_path, write):
    path = write(
        tmp_path / "products.file", [["Type", "Number"], ["Products", "CHAIR-1"], ["Contact", "Acme"]]
    )
    file = brought(path, tmp_path / "store", "cin7")
    assert file.rows_loaded == 2
    assert [row["item_type"] for row in stored_documents(tmp_path / "store")] == ["product", "contact"]


@pytest.mark.parametrize(
    ("header", "words"),
    [
        (["Number", "Amount", "Contakt"], "column 'Type' is missing"),
        (
            ["Type", "Amount", "Date"],
            "one of the columns 'Document ID', 'Number', 'Reference', 'Parent number'",
        ),
        (["a", "b", "c"], "is no file of documents"),
    ],
)
@pytest.mark.parametrize("written_as", ["csv", "xlsx", "parquet"])
def test_a_file_without_what_documents_need_is_refused(tmp_path, header, words, written_as):
    path = tmp_path / f"documents.{written_as}"
    if written_as == "parquet":
        documents_parquet(path, [dict.fromkeys(header, "1")])
    else:
        write = write_csv if written_as == "csv" else write_xlsx
        write(path, [header, ["1"] * len(header)])
    refused = brought(path, tmp_path / "store", "cin7").refused
    assert refused
    assert words in refused
    assert path.name in refused
    assert contents(tmp_path / "store") == {}


def test_the_load_says_what_it_brought(tmp_path):
    path = documents_csv(
        tmp_path / "documents.csv",
        [document(document_date="31/10/2026"), document("G-1", item_type="Gift card"), document(amount="x")],
    )
    file = brought(path, tmp_path / "store", "xero", organisation="Acme")
    (load,) = Store(tmp_path / "store").ledger_loads("Acme")
    assert (load.side, load.origin, load.source_file) == ("xero", "file", "documents.csv")
    assert (load.sha256, load.size_bytes) == (file.sha256, path.stat().st_size)
    assert (load.rows_read, load.rows_new, load.rows_rejected) == (3, 2, 1)
    assert (load.covers, load.is_whole, load.is_complete) == (("Gift card", "invoice"), False, True)
    assert (load.date_order, load.unknown_types) == ("dmy", {"Gift card": 1})
    assert load.loaded_by
    assert {row["load_id"] for row in stored_documents(tmp_path / "store")} == {load.load_id}


def test_the_same_bytes_for_the_same_ledger_change_nothing(tmp_path):
    store = tmp_path / "store"
    path = documents_csv(tmp_path / "documents.csv", [document("INV-1"), document("INV-2", amount="x")])
    first = brought(path, store, "cin7")
    kept = contents(store)
    again = brought(path, store, "cin7")
    assert (again.already_loaded, again.rows_loaded, again.rows_known, again.rows_rejected) == (True, 0, 1, 1)
    assert again.rejects == first.rejects
    assert contents(store) == kept
    other = brought(path, store, "xero")
    assert (other.already_loaded, other.rows_loaded) == (False, 1)
    assert [row["side"] for row in stored_documents(store)] == ["cin7", "xero"]


def test_documents_and_the_report_lie_in_one_store(tmp_path):
    loaded(export_csv(tmp_path / "export.csv", [item(1)]), tmp_path / "store")
    brought(documents_csv(tmp_path / "documents.csv", [document()]), tmp_path / "store", "cin7")
    assert len(stored_documents(tmp_path / "store")) == 1
    assert xsync.sync_report(store=tmp_path / "store", period="all_time").counts.items_shown == 1


def test_a_ledger_that_is_none_is_refused_before_anything_is_read(tmp_path):
    path = documents_csv(tmp_path / "documents.csv", [document()])
    with pytest.raises(UsageError, match="did you mean 'xero'"):
        xsync.load(path, store=tmp_path / "store", documents="xro")
    assert contents(tmp_path / "store") == {}


def test_what_an_export_of_the_report_is_and_documents_are_is_not_confused(tmp_path):
    report = export_csv(tmp_path / "export.csv", [item(1)])
    refused = brought(report, tmp_path / "store", "cin7").refused
    assert refused
    parquet = documents_parquet(tmp_path / "documents.parquet", [document()])
    assert loaded(parquet, tmp_path / "store").refused


@pytest.mark.parametrize("write", [write_csv, write_xlsx])
@pytest.mark.parametrize(
    ("cells", "hint"),
    [
        (cells_of([document()]), "a file of documents. Load it with --documents cin7 or --documents xero."),
        (
            cells_of([document()], {name: name for name in ("document_id", "item_type", "number", "status")}),
            "a file of documents. Load it with --documents cin7 or --documents xero.",
        ),
        (
            xero_cells([xero_line()]),
            "an export of invoices or bills from Xero. Load it with --documents xero.",
        ),
    ],
    ids=["all titles", "some names", "from Xero"],
)
def test_documents_loaded_as_the_report_are_refused_with_the_way_to_load_them(tmp_path, cells, hint, write):
    path = write(tmp_path / "documents.file", cells)
    file = loaded(path, tmp_path / "store")
    assert file.refused == (
        f"documents.file is not the Xero Synchronization Report: by its columns it is {hint}"
    )


def test_a_report_under_short_titles_is_one_whatever_else_it_holds(tmp_path):
    path = write_csv(
        tmp_path / "report.csv",
        [
            ["Type", "Status", "Number", "Contact", "Currency", "Total"],
            ["Invoice", "Failed", "INV-1", "", "", ""],
        ],
    )
    assert loaded(path, tmp_path / "store").rows_loaded == 1


def test_statuses_that_no_ledger_is_known_to_give_are_kept_and_named(tmp_path):
    documents = [document(), document("INV-2", status="Voided"), document("INV-3", status="Under review")]
    path = documents_csv(tmp_path / "documents.csv", documents)
    for _ in range(2):  # the second time from the load of the first
        file = brought(path, tmp_path / "store", "xero", organisation="Acme")
        assert file.unknown_statuses == {"Under review": 1}
    assert [row["status"] for row in stored_documents(tmp_path / "store")] == [
        "AUTHORISED",
        "Voided",
        "Under review",
    ]


def test_a_store_of_an_earlier_version_takes_what_its_tables_lack(tmp_path):
    brought(
        documents_csv(tmp_path / "one.csv", [document()]), tmp_path / "store", "xero", organisation="Acme"
    )
    store = Store(tmp_path / "store")
    (load,) = store.ledger_loads("Acme")
    write_deltalake(
        f"{store.tables.location}/ledger_loads",
        load.to_arrow().drop_columns(["unknown_statuses"]),
        mode="overwrite",
        schema_mode="overwrite",
    )
    two = documents_csv(tmp_path / "two.csv", [document("INV-2", status="Odd")])
    brought(two, tmp_path / "store", "xero", organisation="Acme")
    assert [each.unknown_statuses for each in store.ledger_loads("Acme")] == [{}, {"Odd": 1}]
