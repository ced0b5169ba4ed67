"""What moved on each account, from a few answers of both interfaces written by hand."""

from __future__ import annotations

import json
from datetime import date, datetime, timedelta
from decimal import Decimal

import pyarrow as pa
import pytest
from pyarrow import parquet

from xsync.reconcile.accounts import movements_sql
from xsync.store.engine import Engine, parquet_relation

NOON = datetime.fromisoformat("2026-11-01T12:00:00")
CHART = {
    "090": {"Type": "BANK", "CurrencyCode": "GBP"},
    "095": {"Type": "BANK", "CurrencyCode": "EUR"},
    "200": {"Type": "REVENUE"},
    "300": {"Type": "INVENTORY"},
    "400": {"Type": "OVERHEADS"},
    "499": {"Type": "EXPENSE", "SystemAccount": "REALISEDCURRENCYGAIN"},
    "610": {"Type": "CURRENT", "SystemAccount": "DEBTORS"},
    "800": {"Type": "CURRLIAB", "SystemAccount": "CREDITORS"},
    "820": {"Type": "CURRLIAB", "SystemAccount": "GST"},
}


class Answers:
    """Answers in the order they came; a chart of accounts and the organisation first."""

    def __init__(self, folder):
        self.engine, self.folder = Engine(), folder
        self.rows = []
        accounts = [
            {"AccountID": f"id-{code}", "Code": code, "Name": f"Account {code}", **values}
            for code, values in CHART.items()
        ]
        self.xero("Organisation", [{"BaseCurrency": "GBP"}], key="Organisations")
        self.xero("Accounts", [*accounts, {"AccountID": "id-x", "Name": "No code", "Type": "BANK"}])

    def add(self, side, endpoint, body, *, request="", reading="r", first_day=None, next_day=None):
        at = NOON + timedelta(seconds=len(self.rows))
        self.rows.append(
            (side, endpoint, request or endpoint, at, json.dumps(body), reading, first_day, next_day)
        )

    def xero(self, endpoint, rows, *, key=""):
        self.add("xero", endpoint, {key or endpoint: rows})

    def cin7(self, *entries, request="transactions?Page=1", **values):
        names = ("DebitAccountCode", "CreditAccountCode", "Amount", "EffectiveDate")
        rows = [dict(zip(names, entry, strict=True)) for entry in entries]
        body = {"Total": 9, "Page": 1, "Transactions": rows}
        self.add("cin7", "transactions", body, request=request, **values)

    def months(self, **days):
        schema = pa.schema(
            [
                *((name, pa.string()) for name in ("side", "endpoint", "request")),
                ("received_at", pa.timestamp("us")),
                *((name, pa.string()) for name in ("body", "reading")),
                *((name, pa.date32()) for name in ("first_day", "next_day")),
            ]
        )
        columns = dict(zip(schema.names, map(list, zip(*self.rows, strict=True)), strict=True))
        file = self.folder / "answers.parquet"
        parquet.write_table(pa.table(columns, schema=schema), file)
        answers = f"SELECT * FROM {parquet_relation([file])}"
        return self.engine.table(movements_sql(answers, **days)).to_pylist()

    def moved(self, side="xero", **days):
        moved: dict[str | None, Decimal] = {}
        for row in self.months(**days):
            moved[row["account"]] = moved.get(row["account"], Decimal(0)) + row[side]
        return {account: amount for account, amount in moved.items() if amount}

    def reasons(self):
        return {row["account"]: row["reason"] for row in self.months() if row["reason"]}


@pytest.fixture
def answers(tmp_path):
    return Answers(tmp_path)


def amounts(**by_account):
    return {account[1:]: Decimal(amount) for account, amount in by_account.items()}


def invoice(number=1, **values):
    return {
        "InvoiceID": f"i-{number}",
        "Type": "ACCREC",
        "Status": "AUTHORISED",
        "DateString": "2026-10-05T00:00:00",
        "LineAmountTypes": "Exclusive",
        "CurrencyCode": "GBP",
        "CurrencyRate": 1.0,
        "Total": 12.0,
        "LineItems": [{"AccountCode": "200", "LineAmount": 10.0, "TaxAmount": 2.0}],
        **values,
    }


def payment(**values):
    return {
        "PaymentID": "p-1",
        "PaymentType": "ACCRECPAYMENT",
        "Status": "AUTHORISED",
        "Date": "/Date(1791158400000+0000)/",
        "Amount": 12.0,
        "BankAmount": 12.0,
        "CurrencyRate": 1.0,
        "Account": {"AccountID": "ID-090", "Code": "090"},
        "Invoice": {"InvoiceID": "i-1", "CurrencyCode": "GBP"},
        **values,
    }


def test_a_sale_debits_receivables_and_credits_revenue_and_tax(answers):
    answers.xero("Invoices", [invoice()])
    assert answers.moved() == amounts(_610="12", _200="-10", _820="-2")


@pytest.mark.parametrize(
    ("kind", "line", "total", "expected"),
    [
        ("Exclusive", {"LineAmount": 10.0, "TaxAmount": 2.0}, 12.0, amounts(_400="10", _820="2", _800="-12")),
        ("Inclusive", {"LineAmount": 12.0, "TaxAmount": 2.0}, 12.0, amounts(_400="10", _820="2", _800="-12")),
        ("NoTax", {"LineAmount": 10.0, "TaxAmount": 0.0}, 10.0, amounts(_400="10", _800="-10")),
        (
            "Inclusive",
            {"LineAmount": 0.3, "TaxAmount": 0.1},
            0.3,
            amounts(_400="0.2", _820="0.1", _800="-0.3"),
        ),
    ],
)
def test_lines_count_without_their_tax_however_they_are_written(answers, kind, line, total, expected):
    bill = invoice(
        Type="ACCPAY", LineAmountTypes=kind, Total=total, LineItems=[{"AccountCode": "400", **line}]
    )
    answers.xero("Invoices", [bill])
    assert answers.moved() == expected
    assert not answers.reasons()


@pytest.mark.parametrize(
    ("kind", "expected"),
    [
        ("ACCRECCREDIT", amounts(_610="-12", _200="10", _820="2")),
        ("ACCPAYCREDIT", amounts(_800="12", _200="-10", _820="-2")),
    ],
)
def test_a_credit_note_turns_the_invoice_round(answers, kind, expected):
    answers.xero("CreditNotes", [{**invoice(Type=kind), "InvoiceID": None, "CreditNoteID": "c-1"}])
    assert answers.moved() == expected


@pytest.mark.parametrize("status", ["VOIDED", "DRAFT", "SUBMITTED", "DELETED"])
def test_what_is_not_in_the_books_moves_nothing(answers, status):
    answers.xero("Invoices", [invoice(Status=status)])
    answers.xero("Payments", [payment(Status=status)])
    answers.xero("ManualJournals", [journal(Status=status)])
    assert answers.months() == []


def journal(**values):
    return {
        "ManualJournalID": "m-1",
        "Date": "/Date(1791158400000+0000)/",
        "Status": "POSTED",
        "LineAmountTypes": "NoTax",
        "JournalLines": [
            {"AccountCode": "400", "LineAmount": 7.25},
            {"AccountCode": "200", "LineAmount": -7.25},
        ],
        **values,
    }


def test_the_latest_answer_of_a_document_counts_alone(answers):
    answers.xero("Invoices", [invoice(), invoice(2)])
    answers.xero("Invoices", [invoice(2, Status="VOIDED"), invoice(InvoiceID="I-1", Total=12.0)])
    assert answers.moved() == amounts(_610="12", _200="-10", _820="-2")


def test_payments_move_money_between_bank_and_control_account(answers):
    answers.xero(
        "Payments",
        [
            payment(),
            payment(PaymentID="p-2", PaymentType="ACCPAYPAYMENT", Amount=5.0, BankAmount=5.0),
            payment(PaymentID="p-3", PaymentType="ARCREDITPAYMENT", Amount=3.0, BankAmount=3.0),
            payment(PaymentID="p-4", PaymentType="APCREDITPAYMENT", Amount=1.0, BankAmount=1.0),
        ],
    )
    assert answers.moved() == amounts(_090="5", _610="-9", _800="4")


def test_money_journals_and_transfers_post_to_the_accounts_they_name(answers):
    bank = {"AccountID": "id-090", "Code": "090"}
    lines = {"Total": 10.0, "LineItems": [{"AccountCode": "400", "LineAmount": 10.0}]}
    received = {**invoice(Type="RECEIVE", **lines), "InvoiceID": None, "BankAccount": bank}
    half = {**received, "BankTransactionID": "b-3", "Type": "SPEND-TRANSFER"}
    answers.xero(
        "BankTransactions",
        [
            {**received, "BankTransactionID": "b-1"},
            {**received, "BankTransactionID": "b-2", "Type": "SPEND-OVERPAYMENT", "Total": 4.0}
            | {"LineItems": [{"AccountCode": "800", "LineAmount": 4.0}]},
            half,
        ],
    )
    answers.xero("ManualJournals", [journal()])
    answers.xero(
        "BankTransfers",
        [
            {
                "BankTransferID": "t-1",
                "DateString": "2026-10-05T00:00:00",
                "Amount": 100.0,
                "CurrencyRate": 1.1,
                "FromBankAccount": bank,
                "ToBankAccount": {"AccountID": "id-095", "Code": "095"},
            }
        ],
    )
    moved = answers.moved()
    assert moved.pop("095") == 100
    assert moved == amounts(_090="-94", _400="-2.75", _200="-7.25", _800="4")


def test_another_currency_is_divided_by_its_rate_and_rounded_to_the_cent(answers):
    answers.xero("Invoices", [invoice(CurrencyCode="EUR", CurrencyRate=1.16)])
    assert answers.moved() == amounts(_610="10.34", _200="-8.62", _820="-1.72")
    assert not answers.reasons()


def test_without_a_rate_another_currency_is_not_compared(answers):
    answers.xero("Invoices", [invoice(CurrencyCode="EUR", CurrencyRate=None)])
    assert answers.reasons() == dict.fromkeys(("200", "610", "820"), "documents in Xero in EUR tell no rate")


def test_a_payment_at_another_rate_keeps_its_control_account_out(answers):
    answers.xero("Invoices", [invoice(CurrencyCode="EUR", CurrencyRate=1.16)])
    paid = payment(CurrencyRate=1.16, Invoice={"InvoiceID": "i-1", "CurrencyCode": "EUR"})
    answers.xero("Payments", [paid])
    assert "610" not in answers.reasons()
    answers.xero("Payments", [{**paid, "CurrencyRate": 1.2}])
    assert "another rate" in answers.reasons()["610"]


def test_what_no_document_tells_is_named(answers):
    item = {
        "IsTrackedAsInventory": True,
        "InventoryAssetAccountCode": "300",
        "PurchaseDetails": {"COGSAccountCode": "400"},
    }
    answers.xero("Items", [item])
    answers.cin7(*((code, "200", 1, "2026-10-01") for code in ("095", "300", "400", "499", "777")))
    answers.xero(
        "Payments",
        [
            payment(Account={"AccountID": "id-x"}),
            payment(PaymentID="p-9", PaymentType="ARPREPAYMENTPAYMENT", Invoice=None),
        ],
    )
    reasons = answers.reasons()
    assert "held in EUR" in reasons["095"]
    assert "tracked stock" in reasons["300"] == reasons["400"]
    assert "system account" in reasons["499"]
    assert reasons["777"] == "Xero has no account of this code"
    assert "no code in Xero" in reasons["No code"]
    assert "prepayments" in reasons[None]
    assert "200" not in reasons


def test_lines_that_do_not_add_up_are_named_and_both_sides_still_sum_to_nothing(answers):
    answers.xero("Invoices", [invoice(Total=12.05), invoice(2, LineItems=[])])
    moved = answers.moved()
    assert moved == {**amounts(_610="24.05", _200="-10", _820="-2"), None: Decimal("-12.05")}
    assert answers.reasons() == {None: "lines of documents in Xero do not add up to their total"}


def test_cin7_entries_debit_one_account_and_credit_another(answers):
    answers.cin7(
        ("610", "200", 10.1, "2026-10-01T00:00:00"),
        ("610", "200", 10.1, "2026-10-01T00:00:00"),
        ("090", "610", 5, "2026-11-01T00:00:00"),
    )
    assert answers.moved("cin7") == amounts(_610="15.2", _200="-20.2", _090="5")
    october = {"date_from": date(2026, 10, 1), "date_to": date(2026, 10, 31)}
    assert answers.moved("cin7", **october) == amounts(_610="20.2", _200="-20.2")
    assert [row["month"] for row in answers.months() if row["account"] == "610"] == [
        date(2026, 10, 1),
        date(2026, 11, 1),
    ]


def test_a_page_given_twice_and_a_reading_begun_anew_count_once(answers):
    first, second = ("610", "200", 1, "2026-10-01"), ("610", "200", 2, "2026-10-02")
    answers.cin7(first, ("610", "200", 99, "2026-10-02"))
    answers.cin7(first, first, request="transactions?Page=1 (reading 2)")
    answers.cin7(first, first, request="transactions?Page=2 (reading 2)")
    answers.cin7(second, request="transactions?Page=3 (reading 2)")
    assert answers.moved("cin7") == amounts(_610="4", _200="-4")


def test_each_month_comes_from_one_reading(answers):
    entries = [("610", "200", 1, "2026-07-31"), ("610", "200", 2, "2026-08-01")]
    answers.cin7(*entries, reading="old", next_day=date(2026, 8, 1))
    answers.cin7(("610", "200", 5, "2026-08-01"), reading="new", first_day=date(2026, 8, 1))
    assert answers.moved("cin7") == amounts(_610="6", _200="-6")


def test_an_entry_without_a_date_keeps_its_accounts_out(answers):
    answers.cin7(("610", "200", 1, None))
    assert set(answers.reasons()) == {"610", "200"}
