"""Xero's answers as documents."""

from __future__ import annotations

import re
from decimal import Decimal
from types import MappingProxyType
from typing import TYPE_CHECKING, Final
from urllib.parse import quote

from xsync.sources.answer_values import day, inside, instant, money, rows_of, text
from xsync.sources.endpoint_plan import ABOUT

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from xsync.sources.answer_values import Row
    from xsync.sources.endpoint_plan import Context, Found

_LOGIN: Final = "https://go.xero.com/organisationlogin/default.aspx"
_PAGES: Final[Mapping[tuple[str, str | None], str]] = MappingProxyType(
    {
        ("invoice", "sale"): "/AccountsReceivable/View.aspx?InvoiceID=",
        ("invoice", "purchase"): "/AccountsPayable/Edit.aspx?InvoiceID=",
        ("credit_note", "sale"): "/AccountsReceivable/ViewCreditNote.aspx?creditNoteID=",
        ("credit_note", "purchase"): "/AccountsPayable/ViewCreditNote.aspx?creditNoteID=",
        ("bank_transaction", None): "/Bank/ViewTransaction.aspx?bankTransactionID=",
        ("manual_journal", None): "/Journal/View.aspx?invoiceID=",
        ("contact", None): "/Contacts/View/",
        ("product", None): "/Accounts/Inventory/",
    }
)
_TYPES: Final[Mapping[str, tuple[str, str]]] = MappingProxyType(
    {
        "ACCREC": ("invoice", "sale"),
        "ACCPAY": ("invoice", "purchase"),
        "ACCRECCREDIT": ("credit_note", "sale"),
        "ACCPAYCREDIT": ("credit_note", "purchase"),
        "ACCRECPAYMENT": ("payment", "sale"),
        "ACCPAYPAYMENT": ("payment", "purchase"),
        "ARCREDITPAYMENT": ("refund", "sale"),
        "APCREDITPAYMENT": ("refund", "purchase"),
    }
)
"""Xero's type → ours and the direction; any other stays as Xero writes it."""

_ADVANCES: Final = (
    ("RECEIVE", re.compile(r"(?i)SO-"), "customer_credit", "sale"),
    ("SPEND", re.compile(r"(?i)PO-"), "supplier_deposit", "purchase"),
)
"""Money received or spent whose reference begins as an order's number is an advance on that order."""
_PARENTS: Final = ("Invoice", "CreditNote", "Overpayment", "Prepayment")
_PARENT_IDS: Final = ("InvoiceID", "CreditNoteID", "OverpaymentID", "PrepaymentID")
_PARENT_NUMBERS: Final = ("InvoiceNumber", "CreditNoteNumber", "Reference")
_MONEY: Final = {"RECEIVE", "SPEND"}


def organisation(row: Row, context: Context) -> Iterator[Found]:
    """Note the organisation's base currency and its code in addresses."""
    context.base_currency = text(row, "BaseCurrency")
    context.short_code = text(row, "ShortCode")
    yield from ()


def account(row: Row, context: Context) -> Iterator[Found]:
    """Note an account's code and currency."""
    account_id = text(row, "AccountID")
    if account_id:
        context.accounts[account_id] = text(row, "Code") or text(row, "Name") or account_id
        if currency := text(row, "CurrencyCode"):
            context.currencies[account_id] = currency
    yield from ()


def invoice(row: Row, context: Context) -> Iterator[Found]:
    """Yield an invoice or bill."""
    item_type, direction = _typed(row, "Type")
    yield _with_page(
        row,
        context,
        _trade_document(row, item_type, direction, "InvoiceID")
        | {"number": text(row, "InvoiceNumber"), "due_date": day(row, "DueDate")},
    )


def credit_note(row: Row, context: Context) -> Iterator[Found]:
    """Yield a credit note."""
    item_type, direction = _typed(row, "Type")
    yield _with_page(
        row,
        context,
        _trade_document(row, item_type, direction, "CreditNoteID")
        | {"number": text(row, "CreditNoteNumber")},
    )


def payment(row: Row, context: Context) -> Iterator[Found]:
    """Yield a payment or refund, which has no number of its own."""
    item_type, direction = _typed(row, "PaymentType")
    parent: Row = next(
        (found for name in _PARENTS if isinstance(found := inside(row, name), dict) and found), {}
    )
    parent_type, parent_direction = _typed(parent, "Type")
    direction = direction or parent_direction
    parent_id = next((found for name in _PARENT_IDS if (found := text(parent, name))), None)
    page_of = {"item_type": parent_type, "direction": parent_direction, "document_id": parent_id}
    yield {
        "item_type": item_type,
        "direction": direction,
        "document_id": text(row, "PaymentID"),
        "reference": text(row, "Reference"),
        "parent_number": next((found for name in _PARENT_NUMBERS if (found := text(parent, name))), None),
        "contact": text(parent, "Contact", "Name"),
        "currency": text(parent, "CurrencyCode") or _currency(row, "Account", context),
        "amount": money(row, "Amount"),
        "document_date": day(row, "Date"),
        "status": text(row, "Status"),
        "account": _account(row, "Account", context),
        "url": _url(page_of, context),
        "updated_at": instant(row, "UpdatedDateUTC"),
    }


def bank_transaction(row: Row, context: Context) -> Iterator[Found]:
    """Yield money received or spent: an advance on an order, or a money task."""
    kind, reference = text(row, "Type"), text(row, "Reference")
    item_type, direction = next(
        (
            (advance, way)
            for of_kind, begins, advance, way in _ADVANCES
            if kind == of_kind and begins.match(reference or "")
        ),
        ("money_task" if kind in _MONEY else kind, None),
    )
    found = _trade_document(row, item_type, direction, "BankTransactionID") | {
        "account": _account(row, "BankAccount", context)
    }
    yield _with_page(row, context, found, page_type="bank_transaction")


def bank_transfer(row: Row, context: Context) -> Iterator[Found]:
    """Yield money moved between two bank accounts, as it left the first."""
    found = {
        "item_type": "money_task",
        "document_id": text(row, "BankTransferID"),
        "reference": text(row, "Reference"),
        "currency": _currency(row, "FromBankAccount", context),
        "amount": money(row, "Amount"),
        "document_date": day(row, "Date"),
        "status": text(row, "Status"),
        "account": _account(row, "FromBankAccount", context),
        "updated_at": instant(row, "CreatedDateUTC"),
    }
    yield _with_page(row, context, found)


def manual_journal(row: Row, context: Context) -> Iterator[Found]:
    """Yield a journal; its amount is what its lines debit, which they credit as well."""
    lines = inside(row, "JournalLines")
    amounts = [amount for line in rows_of(lines) if (amount := money(line, "LineAmount"))]
    found = {
        "item_type": "manual_journal",
        "document_id": text(row, "ManualJournalID"),
        "reference": text(row, "Narration"),
        "currency": context.base_currency,
        "amount": sum((each for each in amounts if each > 0), Decimal(0)) if amounts else None,
        "document_date": day(row, "Date"),
        "status": text(row, "Status"),
        "updated_at": instant(row, "UpdatedDateUTC"),
    }
    yield _with_page(row, context, found)


def item(row: Row, context: Context) -> Iterator[Found]:
    """Yield a product."""
    found = {
        "item_type": "product",
        "document_id": text(row, "ItemID"),
        "number": text(row, "Code"),
        "reference": text(row, "Name"),
        "updated_at": instant(row, "UpdatedDateUTC"),
    }
    yield _with_page(row, context, found)


def contact(row: Row, context: Context) -> Iterator[Found]:
    """Yield a contact."""
    found = {
        "item_type": "contact",
        "document_id": text(row, "ContactID"),
        "number": text(row, "Name"),
        "status": text(row, "ContactStatus"),
        "updated_at": instant(row, "UpdatedDateUTC"),
    }
    yield _with_page(row, context, found)


def attachments(row: Row, context: Context) -> Iterator[Found]:
    """Yield the files of a document that was told before."""
    hangs_on = context.parents.get(str(row.get(ABOUT)), {})
    for file in rows_of(inside(row, "Attachments")):
        yield hangs_on | {
            "item_type": "attachment",
            "document_id": text(file, "AttachmentID"),
            "number": text(file, "FileName"),
        }


def _typed(row: Row, name: str) -> tuple[str | None, str | None]:
    """Return our type and direction, or a type of Xero's that we do not know as it stands."""
    kind = text(row, name)
    return _TYPES.get(kind or "", (kind, None))


def _trade_document(row: Row, item_type: str | None, direction: str | None, id_name: str) -> Found:
    lines = rows_of(inside(row, "LineItems"))
    return {
        "item_type": item_type,
        "direction": direction,
        "document_id": text(row, id_name),
        "reference": text(row, "Reference"),
        "contact": text(row, "Contact", "Name"),
        "currency": text(row, "CurrencyCode"),
        "amount": money(row, "Total"),
        "tax": money(row, "TotalTax"),
        "document_date": day(row, "Date"),
        "status": text(row, "Status"),
        "account": next((code for line in lines if (code := text(line, "AccountCode"))), None),
        "updated_at": instant(row, "UpdatedDateUTC"),
    }


def _with_page(row: Row, context: Context, found: Found, *, page_type: str | None = None) -> Found:
    """Add the document's page, and keep what its files will want to know of it."""
    found["url"] = _url(found | ({"item_type": page_type, "direction": None} if page_type else {}), context)
    if inside(row, "HasAttachments"):
        context.parents[str(found["document_id"])] = {
            "direction": found.get("direction"),
            "parent_number": found.get("number") or found.get("reference"),
            "url": found["url"],
            "updated_at": found.get("updated_at"),
        }
    return found


def _url(found: Found, context: Context) -> str | None:
    page = _PAGES.get((str(found.get("item_type")), found.get("direction")))
    if page is None or not context.short_code or not found.get("document_id"):
        return None
    path = quote(f"{page}{found['document_id']}", safe="")
    return f"{_LOGIN}?shortcode={quote(context.short_code, safe='!')}&redirecturl={path}"


def _account(row: Row, name: str, context: Context) -> str | None:
    account_id = text(row, name, "AccountID")
    return text(row, name, "Code") or context.accounts.get(account_id or "") or account_id


def _currency(row: Row, name: str, context: Context) -> str | None:
    return context.currencies.get(text(row, name, "AccountID") or "", context.base_currency)
