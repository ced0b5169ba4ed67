"""Xero's documents as its interface tells them."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Final

from xsync.sandbox.answers import Json, account_code, day, microsoft, number
from xsync.sources.demo.catalogue import BANK_ACCOUNTS
from xsync.sources.demo.documents import guid

if TYPE_CHECKING:
    from datetime import datetime

    from xsync.sandbox.books import Books
    from xsync.sources.demo.ledger import Entry, LedgerDocument

_INVOICE: Final = {"sale": "ACCREC", "purchase": "ACCPAY"}
_CREDIT_NOTE: Final = {"sale": "ACCRECCREDIT", "purchase": "ACCPAYCREDIT"}
_PAYMENT: Final = {
    ("payment", "sale"): "ACCRECPAYMENT",
    ("payment", "purchase"): "ACCPAYPAYMENT",
    ("refund", "sale"): "ARCREDITPAYMENT",
    ("refund", "purchase"): "APCREDITPAYMENT",
}
_CONTROL: Final = {"customer_credit": "610", "supplier_deposit": "800", "money_task": "400"}
_LIVING_PAYMENT: Final = "AUTHORISED"


def invoice(entry: Entry, books: Books, *, whole: bool) -> Json:
    """Return an invoice or bill; its lines and payments only where the whole is wanted."""
    one = entry.document
    paid = _settled(one, books)
    return {
        "Type": _INVOICE[one.direction],
        "InvoiceID": one.document_id,
        "InvoiceNumber": one.number,
        "Reference": one.reference,
        **_common(one, books, whole=whole),
        "UpdatedDateUTCString": _text(one.updated_at),
        "DueDateString": day(one.due_date),
        "DueDate": microsoft(one.due_date),
        "Payments": _payments(one, books) if whole else [],
        "CreditNotes": [],
        "Prepayments": [],
        "Overpayments": [],
        "AmountDue": number((one.amount or Decimal(0)) - paid),
        "AmountPaid": number(paid),
        "AmountCredited": 0.0,
        "SentToContact": False,
        "IsDiscounted": False,
        "HasErrors": False,
    }


def credit_note(entry: Entry, books: Books, *, whole: bool) -> Json:
    """Return a credit note; never allocated, as Cin7 Core leaves them."""
    one = entry.document
    return {
        "Type": _CREDIT_NOTE[one.direction],
        "CreditNoteID": one.document_id,
        "CreditNoteNumber": one.number,
        "Reference": one.reference,
        **_common(one, books, whole=whole),
        "UpdatedDateUTCString": _text(one.updated_at),
        "Payments": _payments(one, books) if whole else [],
        "Allocations": [],
        "RemainingCredit": number((one.amount or Decimal(0)) - _settled(one, books)),
    }


def payment(entry: Entry, books: Books, *, whole: bool) -> Json:  # noqa: ARG001 - lists of payments are always whole
    """Return a payment or refund with what it belongs to."""
    one = entry.document
    parent = {
        "Contact": _contact(one, books),
        "CurrencyCode": one.currency,
        "LineItems": [],
        "Payments": [],
    }
    of_invoice = one.item_type == "payment"
    named = (
        {
            "Invoice": {
                "Type": _INVOICE[one.direction],
                "InvoiceID": entry.parent_id,
                "InvoiceNumber": one.parent_number,
                **parent,
            }
        }
        if of_invoice
        else {
            "CreditNote": {
                "Type": _CREDIT_NOTE[one.direction],
                "CreditNoteID": entry.parent_id,
                "CreditNoteNumber": one.parent_number,
                **parent,
            }
        }
    )
    return {
        "PaymentID": one.document_id,
        "Date": microsoft(one.document_date),
        "BankAmount": number(one.amount),
        "Amount": number(one.amount),
        "Reference": one.reference,
        "CurrencyRate": 1.0,
        "PaymentType": _PAYMENT[one.item_type, one.direction],
        "Status": one.status,
        "UpdatedDateUTC": microsoft(one.updated_at),
        "UpdatedDateUTCString": _text(one.updated_at),
        "HasAccount": True,
        "IsReconciled": False,
        "Account": account_named(one.account),
        **named,
        "HasValidationErrors": False,
    }


def bank_transaction(entry: Entry, books: Books, *, whole: bool) -> Json:
    """Return money received or spent."""
    one = entry.document
    receives = one.item_type == "customer_credit" or entry.nature == "receive"
    return {
        "BankTransactionID": one.document_id,
        "BankAccount": {**account_named(one.account), "Name": one.account.partition(": ")[2]},
        "Type": "RECEIVE" if receives else "SPEND",
        "Reference": one.reference,
        "IsReconciled": False,
        **_common(one, books, whole=whole, account=_CONTROL[one.item_type]),
    }


def bank_transfer(entry: Entry, books: Books, *, whole: bool) -> Json:  # noqa: ARG001 - has no parts
    """Return money moved between two of the company's accounts."""
    one = entry.document
    accounts = (one.account, BANK_ACCOUNTS["EUR"])
    source, target = ({**account_named(each), "Name": each.partition(": ")[2]} for each in accounts)
    return {
        "BankTransferID": one.document_id,
        "CreatedDateUTC": microsoft(one.updated_at),
        "CreatedDateUTCString": _text(one.updated_at),
        "DateString": day(one.document_date),
        "Date": microsoft(one.document_date),
        "Status": one.status,
        "FromBankAccount": source,
        "ToBankAccount": target,
        "Amount": number(one.amount),
        "CurrencyRate": 1.0,
        "FromBankTransactionID": guid("xero", "from", one.document_id),
        "ToBankTransactionID": guid("xero", "to", one.document_id),
        "FromIsReconciled": False,
        "ToIsReconciled": False,
        "Reference": one.reference,
        "HasAttachments": False,
    }


def manual_journal(entry: Entry, books: Books, *, whole: bool) -> Json:  # noqa: ARG001 - names no other document
    """Return a journal; its lines, which tell its amount, only where the whole is wanted."""
    one = entry.document
    amount = one.amount or Decimal(0)
    lines = [
        {
            "LineAmount": number(each),
            "AccountCode": code,
            "Description": "",
            "TaxType": "NONE",
            "TaxAmount": 0.0,
        }
        for code, each in (("400", amount), ("850", -amount))
    ]
    return {
        "ManualJournalID": one.document_id,
        "Narration": one.reference,
        "Date": microsoft(one.document_date),
        "Status": one.status,
        "LineAmountTypes": "NoTax",
        "UpdatedDateUTC": microsoft(one.updated_at),
        "JournalLines": lines if whole else [],
        "ShowOnCashBasisReports": True,
        "HasAttachments": False,
    }


def _common(one: LedgerDocument, books: Books, *, whole: bool, account: str = "") -> Json:
    """Return what all documents with lines have."""
    net = (one.amount or Decimal(0)) - (one.tax or Decimal(0))
    line = {
        "LineItemID": guid("xero", "line", one.document_id),
        "Description": "Goods",
        "Quantity": 1.0,
        "UnitAmount": number(net),
        "LineAmount": number(net),
        "TaxAmount": number(one.tax),
        "TaxType": "OUTPUT2" if one.tax else "NONE",
        "AccountCode": account or account_code(one.account),
        "Tracking": [],
    }
    return {
        "Contact": _contact(one, books),
        "DateString": day(one.document_date),
        "Date": microsoft(one.document_date),
        "Status": one.status,
        "LineAmountTypes": "Exclusive",
        "LineItems": [line] if whole else [],
        "SubTotal": number(net),
        "TotalTax": number(one.tax),
        "Total": number(one.amount),
        "UpdatedDateUTC": microsoft(one.updated_at),
        "CurrencyCode": one.currency,
        "CurrencyRate": 1.0,
        "HasAttachments": any(
            each.document.item_type == "attachment" for each in books.below(one.document_id)
        ),
    }


def _contact(one: LedgerDocument, books: Books) -> Json:
    return {
        "ContactID": books.contact_id("xero", one.contact),
        "Name": one.contact,
        "Addresses": [],
        "Phones": [],
        "ContactGroups": [],
        "ContactPersons": [],
        "HasValidationErrors": False,
    }


def account_named(account: str) -> Json:
    """Return an account as documents name it."""
    code = account_code(account)
    return {"AccountID": guid("xero", "account", code), "Code": code}


def _text(at: datetime | None) -> str | None:
    return None if at is None else at.isoformat(timespec="seconds")


def _living_payments(one: LedgerDocument, books: Books) -> list[LedgerDocument]:
    return [
        each.document
        for each in books.below(one.document_id)
        if each.document.item_type in {"payment", "refund"} and each.document.status == _LIVING_PAYMENT
    ]


def _settled(one: LedgerDocument, books: Books) -> Decimal:
    return sum((each.amount or Decimal(0) for each in _living_payments(one, books)), Decimal(0))


def _payments(one: LedgerDocument, books: Books) -> list[Json]:
    return [
        {
            "PaymentID": each.document_id,
            "Date": microsoft(each.document_date),
            "Amount": number(each.amount),
            "Reference": each.reference,
            "CurrencyRate": 1.0,
            "HasAccount": False,
            "HasValidationErrors": False,
        }
        for each in _living_payments(one, books)
    ]
