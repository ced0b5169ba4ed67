"""The company's documents as Xero holds them: what was sent alone, one for one."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final
from urllib.parse import quote

from xsync.sources.demo.cin7_ledger import UNDATED
from xsync.sources.demo.company import LAST_EXPORT_AT
from xsync.sources.demo.documents import guid, money
from xsync.sources.demo.ledger import LedgerDocument, in_utc
from xsync.sources.demo.rows import xero_number
from xsync.sources.demo.story import ARCHIVED_AT, ARCHIVED_CUSTOMER

if TYPE_CHECKING:
    from datetime import datetime
    from decimal import Decimal

    from xsync.sources.demo.documents import Document
    from xsync.sources.demo.history import History

SHORT_CODE: Final = "!hP26x"
"""What Xero calls the company in its addresses."""

_LOGIN: Final = "https://go.xero.com/organisationlogin/default.aspx"
_PAGES: Final = {
    ("invoice", "sale"): "/AccountsReceivable/View.aspx?InvoiceID=",
    ("invoice", "purchase"): "/AccountsPayable/Edit.aspx?InvoiceID=",
    ("credit_note", "sale"): "/AccountsReceivable/ViewCreditNote.aspx?creditNoteID=",
    ("credit_note", "purchase"): "/AccountsPayable/ViewCreditNote.aspx?creditNoteID=",
    ("customer_credit", "sale"): "/Bank/ViewTransaction.aspx?bankTransactionID=",
    ("supplier_deposit", "purchase"): "/Bank/ViewTransaction.aspx?bankTransactionID=",
    ("money_task", ""): "/Bank/ViewTransaction.aspx?bankTransactionID=",
    ("manual_journal", ""): "/Journal/View.aspx?invoiceID=",
    ("contact", ""): "/Contacts/View/",
    ("product", ""): "/Accounts/Inventory/",
}
_PARENTS: Final = {"payment": "invoice", "refund": "credit_note", "attachment": "invoice"}
_STATUSES: Final = {
    "payment": "AUTHORISED",
    "refund": "AUTHORISED",
    "customer_credit": "AUTHORISED",
    "supplier_deposit": "AUTHORISED",
    "money_task": "AUTHORISED",
    "manual_journal": "POSTED",
    "contact": "ACTIVE",
    "product": "",
    "attachment": "",
}
_ADVANCES: Final = frozenset({"customer_credit", "supplier_deposit"})
_KNOWN_BY_REFERENCE: Final = frozenset({*_ADVANCES, "money_task", "manual_journal"})
_UNNUMBERED: Final = frozenset({"payment", "refund", *_KNOWN_BY_REFERENCE})


def xero_url(item_type: str, direction: str, document_id: str) -> str:
    """Return the page in Xero on which a document stands, empty where no such page is known."""
    page = _PAGES.get((item_type, direction))
    if page is None:
        return ""
    return f"{_LOGIN}?shortcode={SHORT_CODE}&redirecturl={quote(page + document_id, safe='')}"


def xero_id(document: Document) -> str:
    """Return the GUID that Xero gave a document when it arrived."""
    return guid("xero", document.document_id)


def xero_document(
    document: Document, history: History, parent: Document | None, *, settled: bool
) -> LedgerDocument:
    """Return the copy in Xero of a document that was sent alone.

    Parameters
    ----------
    document, history
        The item; it has arrived.
    parent
        The document that a payment, refund or file belongs to.
    settled
        Whether all that pays or refunds it has arrived as well.
    """
    item_type, direction = document.item_type, document.direction
    document_id = xero_id(document)
    page_of = document_id if parent is None else xero_id(parent)
    return LedgerDocument(
        item_type=item_type,
        direction=direction,
        document_id=document_id,
        number=_number(document, history),
        reference=_reference(document),
        parent_number="" if parent is None else xero_number(parent, history),
        contact="" if item_type == "attachment" else document.contact,
        currency=document.currency,
        amount=document.amount,
        tax=_tax(document),
        document_date=None if item_type in UNDATED else document.document_date,
        due_date=document.due_date,
        status=_status(document, settled=settled),
        account=document.account,
        url=""
        if _is_transfer(document)
        else xero_url(_PARENTS.get(item_type, item_type), direction, page_of),
        updated_at=in_utc(_last_change(document, history)),
    )


def nature(document: Document, suppliers: frozenset[str]) -> str:
    """Tell apart what its type alone does not: customers from suppliers, money in from money out."""
    if document.item_type == "contact":
        return "supplier" if document.number in suppliers else "customer"
    if document.item_type != "money_task":
        return ""
    if _is_transfer(document):
        return "transfer"
    return "receive" if "received" in document.reference else "spend"


def _is_transfer(document: Document) -> bool:
    return document.item_type == "money_task" and not document.contact


def _number(document: Document, history: History) -> str:
    if document.item_type in _UNNUMBERED:
        return ""
    return document.number if document.item_type == "attachment" else xero_number(document, history)


def _reference(document: Document) -> str:
    """Return what Cin7 writes as reference or narration; a bill has none beside its number."""
    if document.item_type in _ADVANCES:
        return document.number
    if document.item_type in _KNOWN_BY_REFERENCE:
        return f"{document.number} {document.reference}"
    if document.item_type == "attachment" or (document.direction, document.item_type) == (
        "purchase",
        "invoice",
    ):
        return ""
    return document.reference


def _tax(document: Document) -> Decimal | None:
    if document.item_type == "manual_journal" or _is_transfer(document):
        return None
    return money(0) if document.item_type in _ADVANCES else document.tax


def _status(document: Document, *, settled: bool) -> str:
    if _is_archived(document):
        return "ARCHIVED"
    status = _STATUSES.get(document.item_type)
    if status is None:
        return "PAID" if settled and document.status == "PAID" else "AUTHORISED"
    return status


def _last_change(document: Document, history: History) -> datetime:
    """Return when the copy in Xero was last changed: by its arrival, an accepted edit, or archiving."""
    if _is_archived(document):
        return ARCHIVED_AT
    return max(
        event.at for event in history.events if event.status == "Completed" and event.at < LAST_EXPORT_AT
    )


def _is_archived(document: Document) -> bool:
    return document.item_type == "contact" and document.number == ARCHIVED_CUSTOMER.name
