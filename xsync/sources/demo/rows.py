"""One row of the report, as Cin7's columns have it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

from xsync.model import OPTIONAL_FIELDS, PAYMENT_TYPES, REPORT_FIELDS

if TYPE_CHECKING:
    from datetime import date, datetime
    from decimal import Decimal

    from xsync.sources.demo.documents import Document
    from xsync.sources.demo.history import History, SyncState

TITLES: Final = tuple(field.title for field in (*REPORT_FIELDS, *OPTIONAL_FIELDS))
"""The nine columns of the report and the five beside them, titled as Cin7 does."""

SPELLINGS: Final = {
    "invoice": "Invoices",
    "credit_note": "Credit note",
    "payment": "Payment",
    "refund": "Refund",
    "customer_credit": "Customer credits",
    "supplier_deposit": "Supplier deposits",
    "manual_journal": "Manual journals",
    "money_task": "Money tasks",
    "product": "Products",
    "contact": "Contacts",
    "attachment": "Attachments",
}
"""The report's own mixture of singular and plural; six are documented, the last five are in the same vein."""

_NUMBERED_IN_XERO: Final = frozenset({"invoice", "credit_note", "payment", "refund", "product", "contact"})
_UNDATED: Final = frozenset({"product", "contact"})


class Row(NamedTuple):
    """What the report prints of one item; empty text or none where it prints nothing."""

    cin7_number: str
    xero_number: str
    sync_date: datetime | None
    sync_status: str
    item_type: str
    consolidated_number: str
    payment_account: str
    document_link: str
    effective_date: date | None
    message: str
    amount: Decimal | None
    currency: str
    contact: str
    reference: str


def report_row(document: Document, history: History, state: SyncState) -> Row:
    """Put a document and what the log says of it into the report's columns.

    Parameters
    ----------
    document, history
        The item.
    state
        What its history says as at the instant of the export.
    """
    item_type = document.item_type
    with_money = item_type in PAYMENT_TYPES
    return Row(
        document.number,
        xero_number(document, history) if state.in_xero else "",
        state.sync_date,
        state.status,
        SPELLINGS[item_type],
        history.consolidated_number if state.in_xero else "",
        document.account if with_money else "",
        document.url if with_money else "",
        None if item_type in _UNDATED else document.document_date,
        state.message,
        document.amount,
        document.currency,
        document.contact,
        document.reference,
    )


def xero_number(document: Document, history: History) -> str:
    """Return the number under which Xero holds a document of its own.

    Bills and what settles them go by the supplier's number. What became part of a block has none, nor has
    what Xero does not number.
    """
    if history.consolidated_number or document.item_type not in _NUMBERED_IN_XERO:
        return ""
    return document.reference if document.direction == "purchase" else document.number
