"""A client that never gives up: it reads everything that the sandbox serves, whatever goes wrong on the way."""

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
    number: str
    parent_number: str
    contact: str
    currency: str
    amount: Decimal | None
    document_date: date | None


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
    found: list[Told] = []
    for row in client.cin7_list("saleList", "SaleList"):
        sale = client.cin7("sale", ID=row["SaleID"])
        found += _order("sale", sale, sale["Invoices"], sale["CreditNotes"])
    for row in client.cin7_list("purchaseList", "PurchaseList"):
        bought = client.cin7("advanced-purchase", ID=row["ID"])
        found += _order("purchase", bought, bought["Invoice"], bought["CreditNote"])
    for path, key, noun, who, item_type, direction in (
        ("ref/customer/credits", "CustomerCredits", "Credit", "Customer", "customer_credit", "sale"),
        ("ref/supplier/deposits", "SupplierDeposits", "Deposit", "Supplier", "supplier_deposit", "purchase"),
    ):
        for one in client.cin7_list(path, key):
            contact, currency = one[f"{who}Name"], one["Currency"]
            told = (item_type, direction, one[f"{noun}ID"], one["Description"], "", contact, currency)
            found.append(Told(*told, _money(one["Amount"]), _day(one["Date"])))
    for one in client.cin7_list("journal", "Journals"):
        amount = sum(_money(line["Amount"]) for line in one["Lines"])
        told = ("manual_journal", "", one["TaskID"], one["JournalNumber"], "", "", one["Currency"])
        found.append(Told(*told, Decimal(amount), _day(one["EffectiveDate"])))
    for one in client.cin7_list("moneyTaskList", "MoneyTasks"):
        told = ("money_task", "", one["TaskID"], one["Reference"], "", one["SupplierCustomerName"], "GBP")
        found.append(Told(*told, _money(one["TotalAmount"]), _day(one["Date"])))
    for path, key, name in (
        ("product", "Products", "SKU"),
        ("customer", "CustomerList", "Name"),
        ("supplier", "SupplierList", "Name"),
    ):
        for one in client.cin7_list(path, key):
            item_type = "product" if path == "product" else "contact"
            found.append(Told(item_type, "", one["ID"], one[name], "", "", "", None, None))
    return found


def _order(direction: str, order: dict[str, Any], invoices: Any, notes: Any) -> Iterator[Told]:
    partner = "Customer" if direction == "sale" else "Supplier"
    contact, currency = order[partner], order[f"{partner}Currency"]
    for one in invoices:
        number = one["InvoiceNumber"]
        head = ("invoice", direction, one["TaskID"], number, "", contact, currency)
        yield Told(*head, _money(one["Total"]), _day(one["InvoiceDate"]))
        for paid in one["Payments"]:
            head = ("payment", direction, paid["ID"], number, number, contact, currency)
            yield Told(*head, _money(paid["Amount"]), _day(paid["DatePaid"]))
    for one in notes:
        number, parent = one["CreditNoteNumber"], one["CreditNoteInvoiceNumber"]
        head = ("credit_note", direction, one["TaskID"], number, parent, contact, currency)
        yield Told(*head, _money(one["Total"]), _day(one["CreditNoteDate"]))
        for back in one["Refunds"]:
            head = ("refund", direction, back["ID"], number, number, contact, currency)
            yield Told(*head, _money(back["Amount"]), _day(back["DatePaid"]))
    for one in order["Attachments"]:
        yield Told("attachment", direction, one["ID"], one["FileName"], "", "", "", None, None)


def all_of_xero(client: PatientClient) -> list[Told]:
    """Everything that Xero's interface tells."""
    found: list[Told] = []
    for name, item_type, noun, sale in (
        ("Invoices", "invoice", "Invoice", "ACCREC"),
        ("CreditNotes", "credit_note", "CreditNote", "ACCRECCREDIT"),
    ):
        for one in client.xero_list(name):
            direction = "sale" if one["Type"] == sale else "purchase"
            head = (item_type, direction, one[f"{noun}ID"], one[f"{noun}Number"], "", one["Contact"]["Name"])
            found.append(Told(*head, one["CurrencyCode"], _money(one["Total"]), _ticks(one["Date"])))
            if one["HasAttachments"]:
                files = client.xero(f"{name}/{one[f'{noun}ID']}/Attachments")["Attachments"]
                found += [
                    Told(
                        "attachment",
                        direction,
                        file["AttachmentID"],
                        file["FileName"],
                        "",
                        "",
                        "",
                        None,
                        None,
                    )
                    for file in files
                ]
    for one in client.xero_list("Payments"):
        refund = "CreditNote" in one
        parent, noun = (one["CreditNote"], "CreditNote") if refund else (one["Invoice"], "Invoice")
        direction = "sale" if parent["Type"].startswith("ACCREC") else "purchase"
        head = ("refund" if refund else "payment", direction, one["PaymentID"], "", parent[f"{noun}Number"])
        contact, currency = parent["Contact"]["Name"], parent["CurrencyCode"]
        found.append(Told(*head, contact, currency, _money(one["Amount"]), _ticks(one["Date"])))
    for one in client.xero_list("BankTransactions"):
        kind, direction = {
            "SO": ("customer_credit", "sale"),
            "PO": ("supplier_deposit", "purchase"),
            "MT": ("money_task", ""),
        }[one["Reference"][:2]]
        head = (
            kind,
            direction,
            one["BankTransactionID"],
            "",
            "",
            one["Contact"]["Name"],
            one["CurrencyCode"],
        )
        found.append(Told(*head, _money(one["Total"]), _ticks(one["Date"])))
    for one in client.xero_list("BankTransfers", includeDeleted="true"):
        head = ("money_task", "", one["BankTransferID"], "", "", "", "GBP")
        found.append(Told(*head, _money(one["Amount"]), _ticks(one["Date"])))
    for one in client.xero_list("ManualJournals"):
        amount = sum(_money(line["LineAmount"]) for line in one["JournalLines"] if line["LineAmount"] > 0)
        head = ("manual_journal", "", one["ManualJournalID"], "", "", "", "GBP")
        found.append(Told(*head, Decimal(amount), _ticks(one["Date"])))
    for one in client.xero_list("Items"):
        found.append(Told("product", "", one["ItemID"], one["Code"], "", "", "", None, None))
    for one in client.xero_list("Contacts", includeArchived="true"):
        found.append(Told("contact", "", one["ContactID"], one["Name"], "", "", "", None, None))
    return found


def _money(amount: Any) -> Decimal:
    return Decimal(amount).quantize(Decimal("0.01"))


def _day(text: str) -> date:
    return date.fromisoformat(text[:10])


def _ticks(text: str) -> date:
    ticks = re.fullmatch(r"/Date\((\d+)\+0000\)/", text)
    assert ticks
    return datetime.fromtimestamp(int(ticks[1]) / 1000, UTC).date()
