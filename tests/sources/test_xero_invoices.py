"""Xero's own export of invoices and bills: one line after the other, one document of several."""

from __future__ import annotations

import json
import tempfile
from collections import Counter
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.sources.document_files import brought, stored_documents, xero_cells, xero_line
from tests.sources.exports import contents, loaded, write_csv, write_xlsx
from tests.sources.test_export_file import command_line

TYPES = {
    "Sales invoice": ("invoice", "sale"),
    "Sales Invoice": ("invoice", "sale"),
    "Bill": ("invoice", "purchase"),
    "Sales credit note": ("credit_note", "sale"),
    "Bill credit note": ("credit_note", "purchase"),
    "Sales overpayment": ("Sales overpayment", "sale"),
    "Bill prepayment": ("Bill prepayment", "purchase"),
    "Receipt": ("Receipt", None),
}
STATUSES = {
    "Awaiting Payment": "AUTHORISED",
    "Awaiting Approval": "SUBMITTED",
    "Draft": "DRAFT",
    "Paid": "PAID",
    "Voided": "VOIDED",
    "Deleted": "DELETED",
    "Lost": "Lost",
}


def gathered(tmp_path, *lines, write=write_csv):
    path = write(tmp_path / "SalesInvoices.file", xero_cells(lines))
    return brought(path, tmp_path / "store", "xero")


@pytest.mark.parametrize("write", [write_csv, write_xlsx])
def test_lines_are_gathered_into_documents(tmp_path, write):
    lines = [
        xero_line("INV-1"),
        xero_line("INV-2", Total="55.00", TaxTotal="5.00", Reference=""),
        xero_line("INV-1", **{"*Description": "A table", "*AccountCode": "201"}),
    ]
    file = gathered(tmp_path, *lines, write=write)
    assert (file.rows_read, file.rows_loaded, file.rejects) == (2, 2, [])
    first, second = stored_documents(tmp_path / "store")
    assert first["source_row"] == 2
    assert {name: first[name] for name in ("item_type", "direction", "number", "reference", "contact")} == {
        "item_type": "invoice",
        "direction": "sale",
        "number": "INV-1",
        "reference": "SO-1",
        "contact": "Acme",
    }
    assert (first["amount"], first["tax"], first["currency"]) == (
        Decimal("110.0000"),
        Decimal("10.0000"),
        "AUD",
    )
    assert (first["document_date"], first["due_date"]) == (date(2026, 10, 31), date(2026, 11, 30))
    assert (second["number"], second["reference"], second["account"]) == ("INV-2", None, None)


def test_types_and_statuses_are_read_as_xeros_interface_has_them(tmp_path):
    lines = [xero_line(f"T-{at}", Type=word) for at, word in enumerate(TYPES)]
    lines += [xero_line(f"S-{at}", Status=word) for at, word in enumerate(STATUSES)]
    file = gathered(tmp_path, *lines)
    rows = stored_documents(tmp_path / "store")
    assert [(row["item_type"], row["direction"]) for row in rows[: len(TYPES)]] == list(TYPES.values())
    assert [row["status"] for row in rows[len(TYPES) :]] == list(STATUSES.values())
    assert file.unknown_types == {"Sales overpayment": 1, "Bill prepayment": 1, "Receipt": 1}
    assert file.unknown_statuses == {"Lost": 1}


@pytest.mark.parametrize("sign", ["", "-"])
@pytest.mark.parametrize("word", ["Sales credit note", "Bill credit note", "Sales overpayment"])
def test_credit_notes_and_overpayments_are_positive_as_in_xero_itself(tmp_path, word, sign):
    gathered(tmp_path, *[xero_line("CN-1", Type=word, Total=f"{sign}110.00", TaxTotal=f"{sign}10.00")] * 2)
    (row,) = stored_documents(tmp_path / "store")
    assert (row["amount"], row["tax"]) == (Decimal("110.0000"), Decimal("10.0000"))


def test_an_invoice_below_zero_stays_what_the_file_says(tmp_path):
    gathered(tmp_path, xero_line(Total="-5.00", TaxTotal="0.00"))
    assert stored_documents(tmp_path / "store")[0]["amount"] == Decimal("-5.0000")


@pytest.mark.parametrize(
    ("title", "value", "field"),
    [
        ("Total", "120.00", "amount"),
        ("TaxTotal", "11.00", "tax"),
        ("*InvoiceDate", "30/10/2026", "document_date"),
        ("Currency", "NZD", "currency"),
        ("Status", "Draft", "status"),
    ],
)
def test_lines_that_contradict_one_another_keep_their_document_out(tmp_path, title, value, field):
    lines = [xero_line("INV-1"), xero_line("INV-2"), xero_line("INV-2", **{title: value}), xero_line("INV-3")]
    file = gathered(tmp_path, *lines)
    assert (file.rows_read, file.rows_loaded, file.rows_rejected) == (3, 2, 1)
    (reject,) = file.rejects
    assert (reject["row"], reject["field"]) == (3, field)
    assert reject["reason"] == "is not the same on all lines of this document"
    assert [row["number"] for row in stored_documents(tmp_path / "store")] == ["INV-1", "INV-3"]


def test_a_line_that_cannot_be_read_keeps_its_whole_document_out(tmp_path):
    file = gathered(tmp_path, xero_line("INV-1"), xero_line("INV-1", Total="much"), xero_line("INV-2"))
    assert (file.rows_read, file.rows_loaded, file.rows_rejected) == (2, 1, 1)
    assert [(each["row"], each["field"], each["value"]) for each in file.rejects] == [(3, "amount", "much")]


def test_the_same_number_of_another_contact_or_type_is_another_document(tmp_path):
    lines = [
        xero_line("1", Type="Bill"),
        xero_line("1", Type="Bill", Total="5.00", **{"*ContactName": "Other"}),
        xero_line("1", Type="Bill credit note", Total="6.00"),
    ]
    assert gathered(tmp_path, *lines).rows_loaded == 3


def test_overpayments_have_no_number_and_one_line_each(tmp_path):
    overpayment = xero_line("", Type="Sales overpayment", Total="-20.00", TaxTotal="0.00")
    assert gathered(tmp_path, *[overpayment] * 3).rows_loaded == 3


def test_bills_without_a_number_are_never_run_together(tmp_path):
    lines = [
        xero_line("", Type="Bill", Total="1.00"),
        xero_line("", Type="Bill", Total="2.00"),
        *[xero_line("", Type="Bill", Total="3.00")] * 2,
    ]
    file = gathered(tmp_path, *lines)
    assert (file.rows_read, file.rows_loaded, file.rows_rejected) == (3, 2, 1)
    (reject,) = file.rejects
    assert (reject["row"], reject["field"]) == (4, "number")
    assert "cannot be told from those of another document" in reject["reason"]


def test_only_xeros_ledger_takes_it_and_only_with_the_columns_it_needs(tmp_path):
    cells = xero_cells([xero_line()])
    path = write_csv(tmp_path / "export.csv", cells)
    of_cin7 = brought(path, tmp_path / "store", "cin7").refused
    assert of_cin7
    assert "Load it with --documents xero" in of_cin7
    assert loaded(path, tmp_path / "store").refused
    total = cells[0].index("Total")
    write_csv(path, [[cell for at, cell in enumerate(row) if at != total] for row in cells])
    refused = brought(path, tmp_path / "store", "xero").refused
    assert refused
    assert "column 'Total' is missing" in refused
    assert contents(tmp_path / "store") == {}


@settings(max_examples=15)
@given(numbers=st.lists(st.sampled_from(["A", "B", "C", "D"]), min_size=1, max_size=12))
def test_documents_are_counted_once_in_whatever_order_their_lines_stand(numbers):
    with tempfile.TemporaryDirectory() as name:
        file = gathered(Path(name), *map(xero_line, numbers))
        assert file.rows_loaded == len(Counter(numbers))
        rows = stored_documents(Path(name) / "store")
        assert {row["number"]: row["source_row"] for row in rows} == {
            number: numbers.index(number) + 2 for number in numbers
        }


def test_the_command_tells_new_changed_and_unchanged_and_ends_with_three(tmp_path):
    store = tmp_path / "store"
    first = write_csv(tmp_path / "first.csv", xero_cells([xero_line("1"), xero_line("2")]))
    second = write_csv(
        tmp_path / "second.csv",
        xero_cells(
            [xero_line("1"), xero_line("2", Status="Paid"), xero_line("3"), xero_line("4", Total="x")]
        ),
    )
    done = command_line("load", "--documents", "xero", first, "--store", store)
    assert (done.returncode, "= 2 new + 0 changed + 0 unchanged + 0 rejected" in done.stdout) == (0, True)
    done = command_line("load", "--documents", "xero", second, "--store", store)
    assert done.returncode == 3
    assert "second.csv: 4 rows read = 1 new + 1 changed + 1 unchanged + 1 rejected" in done.stdout
    assert "row 5, amount: 'x' is not an amount" in done.stdout
    done = command_line("load", "--documents", "xero", second, "--store", store, "--json")
    (file,) = json.loads(done.stdout)["files"]
    assert (file["rows_read"], file["rows_loaded"], file["rows_known"], file["rows_rejected"]) == (4, 0, 3, 1)
    assert file["already_loaded"]
    assert file["rejects"] == [
        {
            "row": 5,
            "field": "amount",
            "value": "x",
            "reason": "is not an amount (of up to 14 digits and four decimals)",
        }
    ]


def test_a_ledger_that_is_none_is_wrong_usage(tmp_path):
    path = write_csv(tmp_path / "first.csv", xero_cells([xero_line("1")]))
    done = command_line("load", "--documents", "xro", path, "--store", tmp_path / "store")
    assert (done.returncode, done.stdout) == (2, "")
    assert "did you mean 'xero'?" in done.stderr
