"""Pulls from a server that says what the test wants it to say."""

from __future__ import annotations

import json
from datetime import date, datetime
from decimal import Decimal
from itertools import pairwise

import pytest

import xsync
from tests.sources.pulls.ledgers import order, sale
from tests.sources.pulls.scripted import Said
from tests.sources.pulls.served import ORGANISATION, documents
from xsync.errors import UsageError
from xsync.sources.pull import told
from xsync.store.engine import Engine, parquet_relation
from xsync.store.store import Store

pytestmark = pytest.mark.usefixtures("server")


def pulled(which="cin7", **values):
    return xsync.pull(which, organisation=ORGANISATION, **values)


def numbers(side=None):
    return [row["number"] for row in documents(side)]


def test_a_sale_becomes_its_documents(ledgers):
    paid = {
        "ID": "pay-1",
        "Amount": 5.5,
        "DatePaid": "2026-10-03T00:00:00",
        "Account": "090",
        "Reference": "r",
    }
    whole = sale(1, Payments=[paid])
    whole["CreditNotes"] = [
        {
            "TaskID": "note-1",
            "CreditNoteNumber": "CR-1",
            "CreditNoteInvoiceNumber": "INV-1",
            "CreditNoteDate": "2026-10-05T00:00:00",
            "Status": "AUTHORISED",
            "Total": 3,
            "Tax": 0.5,
            "Refunds": [{"ID": "back-1", "Amount": 3, "DatePaid": "2026-10-06T00:00:00"}],
        }
    ]
    whole["Attachments"] = [{"ID": "file-1", "FileName": "order.pdf"}]
    ledgers.cin7["saleList"] = [order(1)]
    ledgers.details["sale?sale-1"] = whole
    assert pulled().is_complete
    found = {row["item_type"]: row for row in documents()}
    assert set(found) == {"invoice", "payment", "credit_note", "refund", "attachment"}
    invoice, payment = found["invoice"], found["payment"]
    assert (invoice["amount"], invoice["tax"], invoice["document_date"]) == (
        Decimal("12.0000"),
        Decimal("2.0000"),
        date(2026, 10, 1),
    )
    assert invoice["updated_at"] == datetime.fromisoformat("2026-10-01T10:00:00.123456")
    assert invoice["url"] == "https://inventory.dearsystems.com/Sale#sale-1"
    assert (payment["number"], payment["parent_number"], payment["amount"], payment["account"]) == (
        "INV-1",
        "INV-1",
        Decimal("5.5000"),
        "090",
    )
    assert found["credit_note"]["parent_number"] == "INV-1"
    assert (found["refund"]["number"], found["refund"]["document_id"]) == ("CR-1", "back-1")
    assert (found["attachment"]["number"], found["attachment"]["parent_number"]) == ("order.pdf", "INV-1")


def test_xero_documents_are_told_apart_and_unknown_kinds_kept(ledgers):
    contact = {"Name": "Acme"}
    day = "/Date(1790812800000+0000)/"
    ledgers.xero["BankTransactions"] = [
        {
            "BankTransactionID": f"b{n}",
            "Type": kind,
            "Reference": reference,
            "Total": 10,
            "TotalTax": 0,
            "Date": day,
        }
        for n, (kind, reference) in enumerate(
            [
                ("RECEIVE", "SO-1"),
                ("SPEND", "PO-1"),
                ("RECEIVE", "MT-1"),
                ("RECEIVE-OVERPAYMENT", "x"),
                ("SPEND", "SO-1"),
            ]
        )
    ]
    ledgers.xero["Payments"] = [
        {
            "PaymentID": "p1",
            "PaymentType": "ACCRECPAYMENT",
            "Amount": 10.1,
            "Date": day,
            "Status": "AUTHORISED",
            "Invoice": {
                "InvoiceID": "i1",
                "InvoiceNumber": "INV-1",
                "Type": "ACCREC",
                "Contact": contact,
                "CurrencyCode": "EUR",
            },
        },
        {
            "PaymentID": "p2",
            "PaymentType": "AROVERPAYMENTPAYMENT",
            "Amount": 1,
            "Overpayment": {"Contact": contact},
        },
        {
            "PaymentID": "p3",
            "PaymentType": "ARCREDITPAYMENT",
            "Amount": 2,
            "Invoice": {"InvoiceNumber": "CR-1", "Type": "ACCRECCREDIT"},
        },
    ]
    ledgers.xero["ManualJournals"] = [
        {
            "ManualJournalID": "m",
            "Narration": "JR-1",
            "JournalLines": [{"LineAmount": 7.25}, {"LineAmount": -7.25}],
        }
    ]
    ledgers.xero["Invoices"] = [
        {
            "InvoiceID": "i1",
            "InvoiceNumber": "INV-1",
            "Type": "ACCREC",
            "Total": 10.1,
            "HasAttachments": True,
            "Date": day,
        }
    ]
    ledgers.details["Invoices/i1/Attachments"] = {
        "Attachments": [{"AttachmentID": "a", "FileName": "scan.pdf"}]
    }
    result = pulled("xero")
    assert result.is_complete, result.refused
    found = {row["document_id"]: row for row in documents()}
    assert [found[f"b{n}"]["item_type"] for n in range(5)] == [
        "customer_credit",
        "supplier_deposit",
        "money_task",
        "RECEIVE-OVERPAYMENT",
        "money_task",
    ]
    assert result.unknown_types["xero"] == {"AROVERPAYMENTPAYMENT": 1, "RECEIVE-OVERPAYMENT": 1}
    payment = found["p1"]
    assert (payment["number"], payment["parent_number"], payment["currency"], payment["contact"]) == (
        None,
        "INV-1",
        "EUR",
        "Acme",
    )
    assert payment["document_date"] == date(2026, 10, 1)
    assert (found["p3"]["item_type"], found["p3"]["parent_number"]) == ("refund", "CR-1")
    assert found["m"]["amount"] == Decimal("7.2500")
    assert (found["a"]["number"], found["a"]["parent_number"], found["a"]["direction"]) == (
        "scan.pdf",
        "INV-1",
        "sale",
    )
    assert found["i1"]["url"] == (
        "https://go.xero.com/organisationlogin/default.aspx?shortcode=!aB1&redirecturl="
        "%2FAccountsReceivable%2FView.aspx%3FInvoiceID%3Di1"
    )
    assert "types that xsync does not know" in "\n".join(told(result))


def test_a_row_that_slips_away_while_pages_are_read_is_found_by_reading_again(ledgers, monkeypatch):
    everything = [{"ID": f"p{n}", "SKU": f"SKU-{n}"} for n in range(1200)]
    answered: list[str] = []

    def shifting(path, asked):
        """The first row moves to the end between the first page and the second, once."""
        rows = everything if len(answered) != 1 else [*everything[1:], everything[0]]
        answered.append(path)
        page = int(asked.query["Page"])
        return Said({"Total": 1200, "Page": page, "Products": rows[(page - 1) * 1000 : page * 1000]})

    usual = ledgers.say_cin7
    monkeypatch.setattr(
        ledgers, "say_cin7", lambda path, asked: (shifting if path == "product" else usual)(path, asked)
    )
    assert pulled().is_complete
    assert sorted(numbers()) == sorted(row["SKU"] for row in everything)


def test_rows_that_never_come_are_told_and_nothing_is_taken_for_gone(ledgers, monkeypatch):
    ledgers.cin7["product"] = [{"ID": f"p{n}", "SKU": f"SKU-{n}"} for n in range(3)]
    assert pulled().is_complete
    usual = ledgers.say_cin7

    def short(path, asked):
        said = usual(path, asked)
        return (
            Said({**said.body, "Total": 3, "Products": said.body["Products"][:2]})
            if path == "product"
            else said
        )

    monkeypatch.setattr(ledgers, "say_cin7", short)
    result = pulled(full=True)
    assert (result.exit_code, "3 rows and gave 2" in result.refused[0].reason) == (6, True)
    assert numbers() == ["SKU-0", "SKU-1", "SKU-2"]


def test_a_page_that_comes_for_ever_ends_the_list(ledgers, monkeypatch):
    usual = ledgers.say_cin7
    credit = [{"CreditID": f"c{n}", "Description": "SO-1", "Amount": 1} for n in range(100)]

    def for_ever(path, asked):
        return (
            Said({"Page": 1, "CustomerCredits": credit})
            if path == "ref/customer/credits"
            else usual(path, asked)
        )

    monkeypatch.setattr(ledgers, "say_cin7", for_ever)
    assert pulled().is_complete
    assert len(documents()) == 100


def test_a_value_that_is_none_of_its_kind_is_set_aside_with_its_row(ledgers):
    ledgers.cin7["saleList"] = [order(1), order(2)]
    ledgers.details |= {"sale?sale-1": sale(1, Total="a lot"), "sale?sale-2": sale(2)}
    result = pulled()
    assert (result.exit_code, result.is_complete) == (3, False)
    assert numbers() == ["INV-2"]
    assert "Total 'a lot' is no amount" in result.to_dict()["refused"][0]["reason"]
    files = Store().tables.files("quarantine", ORGANISATION)
    assert Engine().rows(f"SELECT field, value FROM {parquet_relation(files)}") == [("Total", "a lot")]  # noqa: S608


def test_an_order_that_vanishes_before_it_is_asked_for_is_no_failure(ledgers):
    ledgers.cin7["saleList"] = [order(1), order(2)]
    ledgers.details["sale?sale-2"] = sale(2)
    assert pulled().is_complete
    assert numbers() == ["INV-2"]


def test_a_money_task_is_asked_for_once_until_its_row_tells_something_new(server, ledgers):
    row = {
        "TaskID": "t1",
        "TaskType": "Spend Money",
        "Reference": "MT-1",
        "Status": "DRAFT",
        "TotalAmount": 10,
    }
    ledgers.cin7["moneyTaskList"] = [row]
    line = {"Total": 10, "Tax": 2}
    whole = {**row, "BankAccount": "090", "TaxInclusive": True, "Lines": [line], "Note": "stamps"}
    ledgers.details["moneyOperation?t1"] = whole
    for _ in range(2):
        assert pulled().is_complete
    assert server.paths().count("cin7/moneyOperation") == 1
    (task,) = documents()
    assert (task["number"], task["reference"], task["tax"]) == ("MT-1", "stamps", Decimal("2.0000"))
    row["Status"] = whole["Status"] = "COMPLETED"
    assert pulled().is_complete
    assert [task["status"] for task in documents()] == ["COMPLETED"]
    pulled(full=True)
    assert server.paths().count("cin7/moneyOperation") == 3


def test_the_next_pull_asks_from_an_hour_before_the_last_one(server):
    pulled()
    load = next(load for load in Store().ledger_loads(ORGANISATION) if load.source_file == "sale")
    server.asked.clear()
    pulled()
    since = next(each.query["UpdatedSince"] for each in server.asked if each.path == "cin7/saleList")
    assert 3600 <= (load.started_at - datetime.fromisoformat(since)).total_seconds() < 3602


def test_a_pull_since_a_day_does_not_pretend_to_have_read_what_was_before(server):
    pulled(since="2026-10-01")
    asked = [each.query.get("UpdatedSince") for each in server.asked if each.path == "cin7/saleList"]
    pulled()
    assert asked == ["2026-10-01T00:00:00"]
    assert "UpdatedSince" not in next(
        each.query for each in reversed(server.asked) if each.path == "cin7/saleList"
    )


def test_raw_answers_stand_beside_the_documents_and_secrets_nowhere(ledgers, tmp_path, capsys):
    ledgers.cin7["saleList"] = [order(1)]
    ledgers.details["sale?sale-1"] = sale(1)
    result = pulled("all", progress=print)
    files = Store().tables.files("answers", ORGANISATION)
    rows = Engine().rows(f"SELECT request, body FROM {parquet_relation(files)}")  # noqa: S608
    bodies = {str(request): body for request, body in rows}
    assert json.loads(str(bodies["sale?ID=sale-1"])) == sale(1)
    said = capsys.readouterr().out + "\n".join(told(result)) + json.dumps(result.to_dict()) + repr(result)
    kept = b"".join(path.read_bytes() for path in tmp_path.rglob("*") if path.is_file())
    for secret in ("key-that-nobody-may-see", "secret-that-nobody-may-see", "access-1"):
        assert secret not in said
        assert secret.encode() not in kept


def test_only_reading_is_ever_asked_for(server):
    pulled("all")
    assert {each.method for each in server.asked if each.path != "token"} == {"GET"}
    (token,) = [each for each in server.asked if each.path == "token"]
    assert all(scope.endswith(".read") for scope in token.form["scope"].split())


def test_the_whole_rate_is_used_and_never_more(server, ledgers, monkeypatch):
    minute, calls, orders = 2.0, 20, 70
    ledgers.cin7["saleList"] = [order(n) for n in range(orders)]
    ledgers.details = {f"sale?sale-{n}": sale(n) for n in range(orders)}
    monkeypatch.setenv("XSYNC_MINUTE", str(minute))
    monkeypatch.setenv("XSYNC_CIN7_CALLS_PER_MINUTE", str(calls))
    assert pulled().is_complete
    at = [each.at for each in server.asked]
    assert max(sum(1 for each in at if 0 <= each - first < minute) for first in at) <= calls
    details = [each.at for each in server.asked if each.path == "cin7/sale"]
    windows = (details[-1] - details[0]) / minute
    assert (len(details) - calls) / calls <= windows
    full = details[::calls][:4]
    assert min(later - earlier for earlier, later in pairwise(full)) <= minute / 0.95


def test_a_beginning_too_old_or_of_another_kind_is_not_gone_on_with(server, ledgers, monkeypatch):
    ledgers.cin7["saleList"] = [order(n) for n in range(3)]
    ledgers.details = {f"sale?sale-{n}": sale(n) for n in range(3)}
    usual = ledgers.say_cin7
    monkeypatch.setattr(
        ledgers,
        "say_cin7",
        lambda path, asked: (
            Said({}, 500) if path == "sale" and asked.query["ID"] == "sale-2" else usual(path, asked)
        ),
    )
    monkeypatch.setenv("XSYNC_MINUTE", "0.05")
    assert not pulled().is_complete
    assert numbers() == ["INV-0", "INV-1"]
    monkeypatch.setattr(ledgers, "say_cin7", usual)
    server.asked.clear()
    (spool,) = (Store().cache_folder / "pulls" / ORGANISATION).glob("*.jsonl")
    with spool.open("ab") as lines:
        lines.write(b'{"part": "sale", "requ')
    assert pulled().is_complete
    assert [each.query["ID"] for each in server.asked if each.path == "cin7/sale"] == ["sale-2"]
    assert numbers() == ["INV-0", "INV-1", "INV-2"]
    assert not spool.exists()


def test_an_interface_that_is_not_there_ends_in_a_sentence(monkeypatch):
    settings = {
        "XSYNC_CIN7_BASE_URL": "http://127.0.0.1:9/",
        "XSYNC_CIN7_ACCOUNT_ID": "a",
        "XSYNC_CIN7_APPLICATION_KEY": "k",
        "XSYNC_MINUTE": "0.05",
    }
    for name, value in settings.items():
        monkeypatch.setenv(name, value)
    result = pulled()
    assert result.exit_code == 6
    assert "could not be connected to" in result.refused[0].reason


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        ({"ledger": "zero"}, "did you mean 'xero'"),
        ({"full": True, "since": "2026-10-01"}, "leave out either"),
        ({"since": "last week"}, "write a day"),
        ({"organisation": " "}, "name is empty"),
    ],
)
def test_wrong_arguments_are_told_before_anything_is_asked(server, arguments, words):
    with pytest.raises(UsageError, match=words):
        xsync.pull(**{"organisation": ORGANISATION, **arguments})
    assert server.asked == []
