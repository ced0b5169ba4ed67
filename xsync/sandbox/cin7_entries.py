"""Cin7 Core's records, advances, journals, money tasks and accounts."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Final

from xsync.documents import NOT_IN_THE_BOOKS
from xsync.sandbox.answers import Json, account_code, day, instant, number
from xsync.sources.demo.catalogue import BANK_ACCOUNTS
from xsync.sources.demo.company import BASE_CURRENCY, DEMO_ORGANISATION, DEMO_TIME_ZONE
from xsync.sources.demo.documents import guid

if TYPE_CHECKING:
    from collections.abc import Iterator

    from xsync.sandbox.books import Books
    from xsync.sources.demo.ledger import Entry, LedgerDocument

_RECEIVABLE, _PAYABLE, _VAT = "610", "800", "820"
_ACCOUNTS: Final = {
    _RECEIVABLE: ("Accounts Receivable", "CURRENT", "ASSET"),
    _PAYABLE: ("Accounts Payable", "CURRLIAB", "LIABILITY"),
    _VAT: ("VAT", "CURRLIAB", "LIABILITY"),
    "400": ("Overheads", "OVERHEADS", "EXPENSE"),
    "850": ("Suspense", "CURRLIAB", "LIABILITY"),
}
SYSTEM_ACCOUNTS: Final = {_RECEIVABLE: "DEBTORS", _PAYABLE: "CREDITORS", _VAT: "GST"}
"""What the ledgers post to by themselves."""
_TASK_TYPES: Final = {"receive": "Receive Money", "spend": "Spend Money", "transfer": "Bank Transfer"}
_POSTED: Final = (
    "invoice",
    "credit_note",
    "payment",
    "refund",
    "customer_credit",
    "supplier_deposit",
    "money_task",
    "manual_journal",
)
_OTHER_SIDE: Final = {"customer_credit": _RECEIVABLE, "supplier_deposit": _PAYABLE, "money_task": "400"}
_DEBIT_CONTROL: Final = {
    ("invoice", "sale"),
    ("credit_note", "purchase"),
    ("payment", "purchase"),
    ("refund", "sale"),
    ("supplier_deposit", "purchase"),
}
_CHART: Final = {"2": ("REVENUE", "REVENUE"), "6": ("INVENTORY", "ASSET"), "0": ("BANK", "ASSET")}


def me() -> Json:
    """Return who the company is."""
    return {
        "Company": DEMO_ORGANISATION,
        "Currency": BASE_CURRENCY,
        "TimeZone": DEMO_TIME_ZONE,
        "LockDate": "2026-09-30T00:00:00",
        "OpeningBalanceDate": "2025-10-31T00:00:00",
        "TaxCalculationMethod": "Total",
    }


def chart(books: Books) -> list[tuple[str, str, str, str]]:
    """Return code, name, type and class of every account."""
    named = {one.account for side in ("cin7", "xero") for one in books.documents(side) if one.account}
    accounts = {code: (code, *rest) for code, rest in _ACCOUNTS.items()}
    for account in sorted({*named, *BANK_ACCOUNTS.values()}):
        code, _, name = account.partition(": ")
        accounts[code] = (code, name, *_CHART[code[0]])
    return [accounts[code] for code in sorted(accounts)]


def account(row: tuple[str, str, str, str]) -> Json:
    """Return an account."""
    code, name, kind, class_ = row
    return {
        "Code": code,
        "Status": "ACTIVE",
        "Name": name,
        "Type": kind,
        "Description": "",
        "Class": class_,
        "SystemAccount": None,
        "SystemAccountCode": SYSTEM_ACCOUNTS.get(code),
        "BankAccountNumber": None,
        "BankAccountId": None,
        "ForPayments": kind == "BANK",
        "DisplayName": f"{code}: {name}",
        "OldCode": None,
    }


def bank_account(row: tuple[str, str, str, str]) -> Json:
    """Return a bank account."""
    code, name, *_ = row
    return {
        "AccountID": guid("account", code),
        "Bank": "Demo Bank",
        "AccountName": name,
        "AccountNumber": "No Number",
        "AccountCode": code,
        "Currency": bank_currency(code),
        "StatementBalance": 0,
        "BalanceInDear": 0,
        "InitialBalance": 0,
    }


def bank_currency(code: str) -> str:
    """Return the currency of a bank account."""
    return next((one for one, text in BANK_ACCOUNTS.items() if account_code(text) == code), BASE_CURRENCY)


def product(entry: Entry) -> Json:
    """Return a product."""
    one = entry.document
    return {
        "ID": one.document_id,
        "SKU": one.number,
        "Name": one.reference,
        "Category": "Homeware",
        "Brand": None,
        "Type": "Stock",
        "Status": one.status.capitalize(),
        "LastModifiedOn": instant(one.updated_at),
        "Sellable": True,
        "UOM": "Item",
        "Suppliers": [],
        "Attachments": [],
    }


def partner(entry: Entry) -> Json:
    """Return a customer or a supplier."""
    one, customer = entry.document, entry.nature == "customer"
    return {
        "ID": one.document_id,
        "Name": one.number,
        **({"DisplayName": one.number} if customer else {}),
        "Currency": BASE_CURRENCY,
        "PaymentTerm": "30 days",
        "TaxRule": "20% (VAT)",
        "AccountReceivable" if customer else "AccountPayable": _RECEIVABLE if customer else _PAYABLE,
        "Status": one.status.capitalize(),
        "LastModifiedOn": instant(one.updated_at),
        "Addresses": [],
        "Contacts": [],
    }


def advance(entry: Entry, books: Books) -> Json:
    """Return a customer's credit or a supplier's deposit; its description is the order's number."""
    one = entry.document
    noun, who = ("Credit", "Customer") if one.item_type == "customer_credit" else ("Deposit", "Supplier")
    return {
        f"{noun}ID": one.document_id,
        f"{who}ID": books.contact_id("cin7", one.contact),
        f"{who}Name": one.contact,
        "Account": account_code(one.account),
        "Amount": number(one.amount),
        "RemainingAmount": 0,
        "Currency": one.currency,
        "ConvRate": 1,
        "Date": day(one.document_date),
        "Description": one.number,
    }


def journal(entry: Entry) -> Json:
    """Return a manual journal."""
    one = entry.document
    line = {
        "Debit": "400",
        "Credit": "850",
        "Reference": "",
        "Amount": number(one.amount),
        "BaseAmount": number(one.amount),
    }
    return {
        "TaskID": one.document_id,
        "Status": one.status,
        "JournalNumber": one.number,
        "Currency": one.currency,
        "CurrencyConversionRate": 1,
        "EffectiveDate": day(one.document_date),
        "Narration": one.reference,
        "Notes": "",
        "Lines": [line],
        "Attachments": [],
    }


def money_task_row(entry: Entry) -> Json:
    """Return a money task as the list shows it; its reference is its number."""
    one = entry.document
    return {
        "TaskID": one.document_id,
        "Date": day(one.document_date),
        "TaskType": _TASK_TYPES[entry.nature],
        "Status": one.status,
        "SupplierCustomerName": one.contact,
        "SupplierID": None,
        "CustomerID": None,
        "Reference": one.number,
        "TotalAmount": number(one.amount),
    }


def money_operation(entry: Entry) -> Json:
    """Return money received or spent."""
    one = entry.document
    line = {
        "Name": one.reference,
        "Comment": "",
        "Quantity": 1,
        "Price": number(one.amount),
        "Discount": 0,
        "Tax": number(one.tax),
        "TaxRuleName": "No VAT",
        "AccountCode": "400",
        "Total": number(one.amount),
    }
    return {
        "TaskID": one.document_id,
        "TaskType": _TASK_TYPES[entry.nature],
        "Status": one.status,
        "BankAccount": account_code(one.account),
        "CurrencyConversionRate": 1,
        "SupplierCustomer": one.contact,
        "SupplierID": None,
        "CustomerID": None,
        "Reference": one.number,
        "Date": day(one.document_date),
        "TaxInclusive": True,
        "Note": one.reference,
        "Lines": [line],
        "Transactions": [],
        "Attachments": [],
    }


def bank_transfer(entry: Entry) -> Json:
    """Return money moved between two of the company's accounts."""
    one = entry.document
    return {
        "TaskID": one.document_id,
        "Status": one.status,
        "FromAccount": account_code(one.account),
        "ToAccount": account_code(BANK_ACCOUNTS["EUR"]),
        "FromAmount": number(one.amount),
        "ToAmount": number(one.amount),
        "CurrencyConversionRate": 1,
        "Reference": one.number,
        "Date": day(one.document_date),
        "Note": one.reference,
        "Transactions": [],
        "Attachments": [],
    }


def transactions(books: Books) -> Iterator[tuple[LedgerDocument, Json]]:
    """Yield the general ledger's entries, each with the document in the books that it comes from."""
    for entry in books.of_type("cin7", *_POSTED):
        one = entry.document
        if one.status.casefold() in NOT_IN_THE_BOOKS:
            continue
        for (debit, credit), amount in _postings(entry):
            yield (
                one,
                {
                    "TaskID": (
                        guid(one.direction, entry.order_number) if entry.order_number else one.document_id
                    ),
                    "DebitAccountCode": debit,
                    "CreditAccountCode": credit,
                    "Amount": number(amount),
                    "EffectiveDate": day(one.document_date),
                    "Reference": one.number,
                    "Transaction": f"{one.contact or one.reference} - {one.number}",
                    "Type": one.direction.capitalize() or "Journal",
                },
            )


def _postings(entry: Entry) -> Iterator[tuple[tuple[str, str], Decimal]]:
    """Yield debit and credit account with the amount: of what has tax, net and tax apart."""
    one = entry.document
    amount, tax = one.amount or Decimal(0), one.tax or Decimal(0)
    own = account_code(one.account)
    if one.item_type == "manual_journal":
        yield ("400", "850"), amount
    elif entry.nature == "transfer":
        yield (account_code(BANK_ACCOUNTS["EUR"]), own), amount
    else:
        control = _OTHER_SIDE.get(one.item_type) or (_RECEIVABLE if one.direction == "sale" else _PAYABLE)
        adds = entry.nature == "spend" or (one.item_type, one.direction) in _DEBIT_CONTROL
        yield (control, own) if adds else (own, control), amount - tax
        if tax:
            yield (control, _VAT) if adds else (_VAT, control), tax
