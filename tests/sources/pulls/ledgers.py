"""Two ledgers without documents, to put a few into."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tests.sources.pulls.scripted import Said

if TYPE_CHECKING:
    from tests.sources.pulls.scripted import Asked

CIN7_KEYS = {
    "ref/account/bank": "BankAccountsList",
    "customer": "CustomerList",
    "supplier": "SupplierList",
    "product": "Products",
    "journal": "Journals",
    "ref/customer/credits": "CustomerCredits",
    "ref/supplier/deposits": "SupplierDeposits",
    "moneyTaskList": "MoneyTasks",
    "transactions": "Transactions",
    "saleList": "SaleList",
    "saleCreditNoteList": "SaleList",
    "purchaseList": "PurchaseList",
    "purchaseCreditNoteList": "PurchaseList",
}


class Ledgers:
    """Answers as both interfaces would; rows stand by address, the answers to details whole."""

    def __init__(self) -> None:
        self.cin7: dict[str, list[dict[str, Any]]] = {}
        self.xero: dict[str, list[dict[str, Any]]] = {}
        self.details: dict[str, Any] = {}
        self.tokens = 0

    def say(self, asked: Asked) -> Said:
        side, _, path = asked.path.partition("/")
        if side == "token":
            self.tokens += 1
            return Said({"access_token": f"access-{self.tokens}", "expires_in": 1800, "token_type": "Bearer"})
        if side == "cin7":
            return self.say_cin7(path, asked)
        return self.say_xero(path, asked)

    def say_cin7(self, path: str, asked: Asked) -> Said:
        if path == "me":
            return Said({"Currency": "GBP"})
        if path in CIN7_KEYS:
            rows, page, size = self.cin7.get(path, []), int(asked.query["Page"]), int(asked.query["Limit"])
            return Said(
                {
                    "Total": len(rows),
                    "Page": page,
                    CIN7_KEYS[path]: rows[(page - 1) * size : page * size],
                }
            )
        return self._detail(path, asked)

    def say_xero(self, path: str, asked: Asked) -> Said:
        if path == "Organisation":
            return Said(
                {"Organisations": [{"OrganisationID": "o", "BaseCurrency": "GBP", "ShortCode": "!aB1"}]}
            )
        if "/" in path:
            return self._detail(path, asked)
        return Said({path: self.xero.get(path, [])})

    def _detail(self, path: str, asked: Asked) -> Said:
        about = asked.query.get("ID") or asked.query.get("TaskID")
        found = self.details.get(f"{path}?{about}" if about else path)
        return Said({}, 404) if found is None else Said(found)


def order(number: int, **values: Any) -> dict[str, Any]:
    return {"SaleID": f"sale-{number}", "InvoiceNumber": f"INV-{number}", "PaidAmount": 0, **values}


def sale(number: int, **values: Any) -> dict[str, Any]:
    return {
        "ID": f"sale-{number}",
        "Customer": "Acme",
        "CustomerCurrency": "GBP",
        "Type": "Simple Sale",
        "LastModifiedOn": "2026-10-01T10:00:00.1234567Z",
        "Invoices": [
            {
                "TaskID": f"task-{number}",
                "InvoiceNumber": f"INV-{number}",
                "Status": "AUTHORISED",
                "InvoiceDate": "2026-10-01T00:00:00",
                "Total": 12.0,
                "Tax": 2.0,
                "Payments": [],
                **values,
            }
        ],
        "CreditNotes": [],
        "Attachments": [],
    }
