"""Cin7 Core's interface in the sandbox: addresses, credentials, paging, filters, errors."""

from __future__ import annotations

from datetime import datetime, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import httpx
import pytest

from tests.sandbox.callers import ITEMS
from xsync.sandbox import Sandbox

if TYPE_CHECKING:
    from collections.abc import Iterator

LISTS = {
    "saleList": "SaleList",
    "saleCreditNoteList": "SaleList",
    "purchaseList": "PurchaseList",
    "purchaseCreditNoteList": "PurchaseList",
    "product": "Products",
    "customer": "CustomerList",
    "supplier": "SupplierList",
    "journal": "Journals",
    "moneyTaskList": "MoneyTasks",
    "ref/account": "AccountsList",
    "ref/account/bank": "BankAccountsList",
    "transactions": "Transactions",
}
WITHOUT_TOTAL = {"ref/customer/credits": "CustomerCredits", "ref/supplier/deposits": "SupplierDeposits"}


@pytest.fixture(scope="module")
def served() -> Iterator[Sandbox]:
    with Sandbox(items=ITEMS, limit_scale=0.0001) as sandbox:
        yield sandbox


@pytest.fixture
def http(served: Sandbox) -> Iterator[httpx.Client]:
    settings = served.environment
    headers = {
        "api-auth-accountid": settings["XSYNC_CIN7_ACCOUNT_ID"],
        "api-auth-applicationkey": settings["XSYNC_CIN7_APPLICATION_KEY"],
    }
    with httpx.Client(base_url=settings["XSYNC_CIN7_BASE_URL"], headers=headers) as client:
        yield client


def told(http: httpx.Client, path: str, **query: Any) -> Any:
    answer = http.get(path, params=query)
    assert answer.status_code == 200, answer.text
    return answer.json()


@pytest.mark.parametrize("path", LISTS)
def test_a_list_comes_in_an_envelope_page_by_page_without_gap_or_repetition(
    http: httpx.Client, path: str
) -> None:
    whole = told(http, path, Limit=1000)
    assert list(whole) == ["Total", "Page", LISTS[path]]
    rows = whole[LISTS[path]]
    assert len(rows) == whole["Total"] > 0
    size = max(1, len(rows) // 3)
    pages = [told(http, path, Page=page, Limit=size) for page in range(1, -(-len(rows) // size) + 2)]
    assert [row for page in pages for row in page[LISTS[path]]] == rows
    assert [page["Page"] for page in pages] == list(range(1, len(pages) + 1))
    assert pages[-1][LISTS[path]] == []


@pytest.mark.parametrize("path", WITHOUT_TOTAL)
def test_advances_come_without_a_total(http: httpx.Client, path: str) -> None:
    answer = told(http, path)
    assert list(answer) == ["Page", WITHOUT_TOTAL[path]]
    assert answer[WITHOUT_TOTAL[path]]


def test_a_page_holds_a_hundred_unless_asked_otherwise(http: httpx.Client) -> None:
    assert len(told(http, "transactions")["Transactions"]) == 100
    assert len(told(http, "transactions", Limit=7)["Transactions"]) == 7


@pytest.mark.parametrize("query", [{"Limit": 1001}, {"Limit": 0}, {"Page": 0}, {"Page": "first"}])
def test_a_page_that_cannot_be_is_refused_in_cin7s_words(http: httpx.Client, query: dict[str, Any]) -> None:
    answer = http.get("saleList", params=query)
    assert answer.status_code == 400
    (error,) = answer.json()
    assert error["ErrorCode"] == 400
    assert "Page must be at least 1" in error["Exception"]


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({}, 401),
        ({"api-auth-accountid": "demo-account-0000"}, 401),
        ({"api-auth-accountid": "demo-account-0000", "api-auth-applicationkey": "wrong"}, 403),
    ],
)
def test_without_the_right_credentials_nothing_is_told(
    served: Sandbox, headers: dict[str, str], status: int
) -> None:
    answer = httpx.get(served.environment["XSYNC_CIN7_BASE_URL"] + "me", headers=headers)
    assert (answer.status_code, answer.json()[0]["ErrorCode"]) == (status, status)


def test_a_wrong_address_is_a_page_for_people_that_pretends_all_is_well(http: httpx.Client) -> None:
    answer = http.get("salesList")
    assert answer.status_code == 200
    assert answer.headers["content-type"].startswith("text/html")
    assert answer.text.startswith("<!DOCTYPE html>")


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE"])
def test_nothing_can_be_written(http: httpx.Client, method: str) -> None:
    assert http.request(method, "sale", json={}).status_code == 405


def test_an_order_adds_up(http: httpx.Client) -> None:
    for row in told(http, "saleList", Limit=1000)["SaleList"]:
        sale = told(http, "sale", ID=row["SaleID"])
        invoices = sale["Invoices"]
        assert invoices[0]["InvoiceNumber"] == row["InvoiceNumber"]
        assert invoices[0]["Total"] == row["InvoiceAmount"]
        assert sum(one["Total"] for one in invoices) == pytest.approx(row["SaleInvoicesTotalAmount"])
        assert sale["Order"]["SaleOrderNumber"] == row["OrderNumber"]
        assert (len(invoices) > 1) == (row["Type"] == "Advanced Sale")
        for invoice in invoices:
            assert invoice["TotalBeforeTax"] + invoice["Tax"] == pytest.approx(invoice["Total"])
            assert sum(one["Amount"] for one in invoice["Payments"]) == pytest.approx(invoice["Paid"])


def test_a_simple_purchase_has_one_invoice_and_an_advanced_one_a_list(http: httpx.Client) -> None:
    rows = told(http, "purchaseList", Limit=1000)["PurchaseList"]
    simple = next(row for row in rows if row["Type"] == "Simple Purchase")
    assert told(http, "purchase", ID=simple["ID"])["Invoice"]["InvoiceNumber"] == simple["InvoiceNumber"]
    (invoice,) = told(http, "advanced-purchase", ID=simple["ID"])["Invoice"]
    assert invoice["InvoiceNumber"] == simple["InvoiceNumber"]
    for row in rows:
        if row["Type"] == "Advanced Purchase":
            assert http.get("purchase", params={"ID": row["ID"]}).status_code == 400
            assert len(told(http, "advanced-purchase", ID=row["ID"])["Invoice"]) == 2


@pytest.mark.parametrize("path", ["sale", "advanced-purchase", "purchase", "moneyOperation", "bankTransfer"])
def test_what_is_not_there_is_not_found(http: httpx.Client, path: str) -> None:
    answer = http.get(path, params={"ID": "00000000-0000-4000-a000-000000000000"})
    assert answer.status_code == 400
    assert "was not found" in answer.json()[0]["Exception"]


@pytest.mark.parametrize(
    ("path", "name", "stamp"),
    [
        ("saleList", "UpdatedSince", "Updated"),
        ("purchaseList", "UpdatedSince", "LastUpdatedDate"),
        ("saleCreditNoteList", "UpdatedSince", "Updated"),
        ("product", "ModifiedSince", "LastModifiedOn"),
        ("customer", "ModifiedSince", "LastModifiedOn"),
        ("supplier", "ModifiedSince", "LastModifiedOn"),
    ],
)
def test_only_what_changed_since_comes_on_request(
    http: httpx.Client, path: str, name: str, stamp: str
) -> None:
    rows = told(http, path, Limit=1000)[LISTS[path]]
    stamps = sorted(row[stamp] for row in rows)
    middle = stamps[len(stamps) // 2]
    since = told(http, path, Limit=1000, **{name: middle})[LISTS[path]]
    assert 0 < len(since) < len(rows)
    assert since == [row for row in rows if row[stamp] >= middle]


def test_a_date_that_is_none_is_refused(http: httpx.Client) -> None:
    assert http.get("saleList", params={"UpdatedSince": "lately"}).status_code == 400


def test_transactions_are_those_of_the_days_asked_for(http: httpx.Client) -> None:
    rows = told(http, "transactions", Limit=1000, FromDate="2026-03-01", ToDate="2026-03-31")["Transactions"]
    assert rows
    assert all(row["EffectiveDate"].startswith("2026-03") for row in rows)


def test_the_general_ledger_is_made_of_the_documents_in_the_books(
    served: Sandbox, http: httpx.Client
) -> None:
    posted: dict[str, Decimal] = {}
    page = 1
    while rows := told(http, "transactions", Limit=1000, Page=page)["Transactions"]:
        for row in rows:
            for code, sign in ((row["DebitAccountCode"], 1), (row["CreditAccountCode"], -1)):
                posted[code] = posted.get(code, Decimal(0)) + sign * Decimal(str(row["Amount"]))
        page += 1
    living = [
        (one, one.amount or Decimal(0), one.tax or Decimal(0))
        for one in served.books.documents("cin7")
        if one.status.casefold() not in {"draft", "voided"}
    ]
    sales = {"invoice": -1, "credit_note": 1}
    assert posted["200"] + posted["201"] == sum(
        sales[one.item_type] * (amount - tax)
        for one, amount, tax in living
        if one.direction == "sale" and one.item_type in sales
    )
    assert posted["091"] == sum(
        amount if one.item_type == "payment" else -amount
        for one, amount, _ in living
        if one.account == "091: PayPal"
    )
    assert sum(posted.values()) == 0


def test_a_money_task_is_told_in_full_by_its_kind(http: httpx.Client) -> None:
    for row in told(http, "moneyTaskList", Limit=1000)["MoneyTasks"]:
        path = "bankTransfer" if row["TaskType"] == "Bank Transfer" else "moneyOperation"
        task = told(http, path, TaskID=row["TaskID"])
        assert (task["Reference"], task["Date"]) == (row["Reference"], row["Date"])
        assert task["Note"]


def test_files_hang_on_their_order(http: httpx.Client) -> None:
    with_files = [
        (row["SaleID"], sale["Attachments"])
        for row in told(http, "saleList", Limit=1000)["SaleList"]
        if (sale := told(http, "sale", ID=row["SaleID"]))["Attachments"]
    ]
    assert with_files
    for order_id, files in with_files:
        assert told(http, "sale/attachment", SaleID=order_id) == {"SaleID": order_id, "Lines": files}


def test_a_change_between_two_pulls_is_told_as_the_newest(http: httpx.Client, served: Sandbox) -> None:
    invoice = next(one for one in served.books.documents("cin7") if one.item_type == "invoice")
    later = datetime.fromisoformat("2026-11-03T09:00:00")
    assert invoice.amount
    served.books.change("cin7", invoice.document_id, amount=invoice.amount + 1, updated_at=later)
    try:
        (row,) = told(http, "saleList", UpdatedSince=(later - timedelta(hours=1)).isoformat())["SaleList"]
    finally:
        served.books.change("cin7", invoice.document_id, amount=invoice.amount, updated_at=invoice.updated_at)
    assert row["InvoiceNumber"] == invoice.number
    assert row["InvoiceAmount"] == float(invoice.amount + 1)


def test_the_company_says_who_it_is(http: httpx.Client) -> None:
    assert told(http, "me")["Company"] == "Harbour & Pine Ltd"
    assert told(http, "me")["TimeZone"] == "Europe/London"
