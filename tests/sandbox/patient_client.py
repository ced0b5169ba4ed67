"""A client that never gives up: it reads all that the sandbox serves, whatever goes wrong on the way."""

from __future__ import annotations

import re
import time
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Any, NamedTuple

import httpx

if TYPE_CHECKING:
    from collections.abc import Iterator

    from xsync.sandbox import Sandbox

TRIES = 60
PAUSE = 0.02


class Told(NamedTuple):
    """What an interface tells of one document."""

    item_type: str
    direction: str
    document_id: str
    number: str = ""
    parent_number: str = ""
    contact: str = ""
    currency: str = ""
    amount: Decimal | None = None
    document_date: date | None = None


class PatientClient:
    """Calls both interfaces; skips what is refused or absent, and notes it."""

    def __init__(self, sandbox: Sandbox, *, page_size: int = 100) -> None:
        self.refused: set[str] = set()
        self.statuses: set[str] = set()
        self._settings = sandbox.environment
        self._size = page_size
        self._http = httpx.Client(timeout=5)
        self._token = ""

    def close(self) -> None:
        self._http.close()

    def cin7(self, path: str, **query: Any) -> Any:
        headers = {
            "api-auth-accountid": self._settings["XSYNC_CIN7_ACCOUNT_ID"],
            "api-auth-applicationkey": self._settings["XSYNC_CIN7_APPLICATION_KEY"],
        }
        return self._patiently(self._settings["XSYNC_CIN7_BASE_URL"] + path, query, headers)

    def xero(self, path: str, **query: Any) -> Any:
        return self._patiently(f"{self._settings['XSYNC_XERO_BASE_URL']}/{path}", query, None)

    def cin7_list(self, path: str, key: str) -> Iterator[dict[str, Any]]:
        page, seen = 1, 0
        while True:
            answer = self.cin7(path, Page=page, Limit=self._size)
            if answer is None:
                return
            if answer["Page"] != page:
                continue
            yield from answer[key]
            seen += len(answer[key])
            if seen >= answer["Total"] if "Total" in answer else len(answer[key]) < self._size:
                return
            page += 1

    def xero_list(self, name: str, **query: Any) -> Iterator[dict[str, Any]]:
        page, seen = 1, 0
        while True:
            answer = self.xero(name, page=page, pageSize=self._size, **query)
            if answer is None:
                return
            pages = answer.get("pagination", {"page": page, "itemCount": len(answer[name])})
            if pages["page"] != page:
                continue
            self.statuses |= {one["Status"] for one in answer[name] if "Status" in one}
            yield from answer[name]
            seen += len(answer[name])
            if seen >= pages["itemCount"]:
                return
            page += 1

    def _patiently(self, url: str, query: dict[str, Any], headers: dict[str, str] | None) -> Any:
        for _ in range(TRIES):
            try:
                answer = self._http.get(url, params=query, headers=headers or self._bearer())
            except httpx.TransportError:
                continue
            if answer.status_code in {403, 404}:
                self.refused.add(url.rsplit("/", 1)[-1])
                return None
            if answer.status_code == 200 and "json" in answer.headers["content-type"]:
                return answer.json(parse_float=Decimal)
            if answer.status_code == 401:
                self._token = ""
            time.sleep(PAUSE)
        raise AssertionError(f"{url} never answered")

    def _bearer(self) -> dict[str, str]:
        if not self._token:
            client = (self._settings["XSYNC_XERO_CLIENT_ID"], self._settings["XSYNC_XERO_CLIENT_SECRET"])
            form = {"grant_type": "client_credentials"}
            answer = self._http.post(self._settings["XSYNC_XERO_TOKEN_URL"], data=form, auth=client)
            self._token = answer.raise_for_status().json()["access_token"]
        tenant = self._settings["XSYNC_XERO_TENANT_ID"]
        return {
            "Authorization": f"Bearer {self._token}",
            "Accept": "application/json",
            "xero-tenant-id": tenant,
        }


def all_of_cin7(client: PatientClient) -> list[Told]:
    """Everything that Cin7 Core's interface tells."""
    return [*_cin7_orders(client), *_cin7_money(client), *_cin7_records(client)]


def _cin7_orders(client: PatientClient) -> Iterator[Told]:
    for row in client.cin7_list("saleList", "SaleList"):
        sale = client.cin7("sale", ID=row["SaleID"])
        yield from _order("sale", sale, sale["Invoices"], sale["CreditNotes"])
    for row in client.cin7_list("purchaseList", "PurchaseList"):
        bought = client.cin7("advanced-purchase", ID=row["ID"])
        yield from _order("purchase", bought, bought["Invoice"], bought["CreditNote"])


def _order(direction: str, order: dict[str, Any], invoices: Any, notes: Any) -> Iterator[Told]:
    partner = "Customer" if direction == "sale" else "Supplier"
    contact, currency = order[partner], order[f"{partner}Currency"]

    def told(item_type: str, key: str, number: str, parent: str, *, amount: Any, on: str) -> Told:
        return Told(item_type, direction, key, number, parent, contact, currency, _money(amount), _day(on))

    for one in invoices:
        number = one["InvoiceNumber"]
        yield told("invoice", one["TaskID"], number, "", amount=one["Total"], on=one["InvoiceDate"])
        for paid in one["Payments"]:
            yield told("payment", paid["ID"], number, number, amount=paid["Amount"], on=paid["DatePaid"])
    for one in notes:
        number, parent = one["CreditNoteNumber"], one["CreditNoteInvoiceNumber"]
        yield told(
            "credit_note", one["TaskID"], number, parent, amount=one["Total"], on=one["CreditNoteDate"]
        )
        for back in one["Refunds"]:
            yield told("refund", back["ID"], number, number, amount=back["Amount"], on=back["DatePaid"])
    for one in order["Attachments"]:
        yield Told("attachment", direction, one["ID"], one["FileName"])


def _cin7_money(client: PatientClient) -> Iterator[Told]:
    for path, key, noun, who, item_type, direction in (
        ("ref/customer/credits", "CustomerCredits", "Credit", "Customer", "customer_credit", "sale"),
        ("ref/supplier/deposits", "SupplierDeposits", "Deposit", "Supplier", "supplier_deposit", "purchase"),
    ):
        for one in client.cin7_list(path, key):
            yield Told(
                item_type,
                direction,
                one[f"{noun}ID"],
                one["Description"],
                contact=one[f"{who}Name"],
                currency=one["Currency"],
                amount=_money(one["Amount"]),
                document_date=_day(one["Date"]),
            )
    for one in client.cin7_list("journal", "Journals"):
        yield Told(
            "manual_journal",
            "",
            one["TaskID"],
            one["JournalNumber"],
            currency=one["Currency"],
            amount=_money(sum(line["Amount"] for line in one["Lines"])),
            document_date=_day(one["EffectiveDate"]),
        )
    for one in client.cin7_list("moneyTaskList", "MoneyTasks"):
        yield Told(
            "money_task",
            "",
            one["TaskID"],
            one["Reference"],
            contact=one["SupplierCustomerName"],
            currency="GBP",
            amount=_money(one["TotalAmount"]),
            document_date=_day(one["Date"]),
        )


def _cin7_records(client: PatientClient) -> Iterator[Told]:
    for path, key, name in (
        ("product", "Products", "SKU"),
        ("customer", "CustomerList", "Name"),
        ("supplier", "SupplierList", "Name"),
    ):
        for one in client.cin7_list(path, key):
            yield Told("product" if path == "product" else "contact", "", one["ID"], one[name])


def all_of_xero(client: PatientClient) -> list[Told]:
    """Everything that Xero's interface tells."""
    return [*_xero_invoices(client), *_xero_payments(client), *_xero_money(client), *_xero_records(client)]


def _xero_invoices(client: PatientClient) -> Iterator[Told]:
    for name, item_type, noun, sale in (
        ("Invoices", "invoice", "Invoice", "ACCREC"),
        ("CreditNotes", "credit_note", "CreditNote", "ACCRECCREDIT"),
    ):
        for one in client.xero_list(name):
            direction = "sale" if one["Type"] == sale else "purchase"
            yield Told(
                item_type,
                direction,
                one[f"{noun}ID"],
                one[f"{noun}Number"],
                contact=one["Contact"]["Name"],
                currency=one["CurrencyCode"],
                amount=_money(one["Total"]),
                document_date=_ticks(one["Date"]),
            )
            if one["HasAttachments"]:
                for file in client.xero(f"{name}/{one[f'{noun}ID']}/Attachments")["Attachments"]:
                    yield Told("attachment", direction, file["AttachmentID"], file["FileName"])


def _xero_payments(client: PatientClient) -> Iterator[Told]:
    for one in client.xero_list("Payments"):
        noun = "CreditNote" if "CreditNote" in one else "Invoice"
        parent = one[noun]
        yield Told(
            "payment" if noun == "Invoice" else "refund",
            "sale" if parent["Type"].startswith("ACCREC") else "purchase",
            one["PaymentID"],
            parent_number=parent[f"{noun}Number"],
            contact=parent["Contact"]["Name"],
            currency=parent["CurrencyCode"],
            amount=_money(one["Amount"]),
            document_date=_ticks(one["Date"]),
        )


def _xero_money(client: PatientClient) -> Iterator[Told]:
    kinds = {
        "SO": ("customer_credit", "sale"),
        "PO": ("supplier_deposit", "purchase"),
        "MT": ("money_task", ""),
    }
    for one in client.xero_list("BankTransactions"):
        yield Told(
            *kinds[one["Reference"][:2]],
            one["BankTransactionID"],
            contact=one["Contact"]["Name"],
            currency=one["CurrencyCode"],
            amount=_money(one["Total"]),
            document_date=_ticks(one["Date"]),
        )
    for one in client.xero_list("BankTransfers", includeDeleted="true"):
        moved, on = _money(one["Amount"]), _ticks(one["Date"])
        yield Told("money_task", "", one["BankTransferID"], currency="GBP", amount=moved, document_date=on)
    for one in client.xero_list("ManualJournals"):
        debits = sum(line["LineAmount"] for line in one["JournalLines"] if line["LineAmount"] > 0)
        amount, on = _money(debits), _ticks(one["Date"])
        yield Told(
            "manual_journal", "", one["ManualJournalID"], currency="GBP", amount=amount, document_date=on
        )


def _xero_records(client: PatientClient) -> Iterator[Told]:
    for one in client.xero_list("Items"):
        yield Told("product", "", one["ItemID"], one["Code"])
    for one in client.xero_list("Contacts", includeArchived="true"):
        yield Told("contact", "", one["ContactID"], one["Name"])


def _money(amount: Any) -> Decimal:
    return Decimal(amount).quantize(Decimal("0.01"))


def _day(text: str) -> date:
    return date.fromisoformat(text[:10])


def _ticks(text: str) -> date:
    ticks = re.fullmatch(r"/Date\((\d+)\+0000\)/", text)
    assert ticks
    return datetime.fromtimestamp(int(ticks[1]) / 1000, UTC).date()
