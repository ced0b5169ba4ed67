"""The company's documents as Cin7 Core holds them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from xsync.sources.demo.documents import CIN7_PAGES
from xsync.sources.demo.ledger import LedgerDocument, in_utc

if TYPE_CHECKING:
    from xsync.sources.demo.documents import Document

UNDATED: Final = frozenset({"product", "contact", "attachment"})
"""Neither interface tells a date of them, only when they were last changed."""

RECORD_PAGES: Final = {"product": "Product", "customer": "Customer"}
"""What pages of records are called; the page of a supplier is not known."""


def cin7_document(document: Document, nature: str) -> LedgerDocument:
    """Return a document as it stands in Cin7 Core at the end of the year.

    Payments have no number of their own and bear that of the document they settle.
    """
    item_type = document.item_type
    page = RECORD_PAGES.get(nature or item_type)
    document_id = document.document_id
    return LedgerDocument(
        item_type=item_type,
        direction=document.direction,
        document_id=document_id,
        number=document.number,
        reference=document.reference,
        parent_number=document.parent_number,
        contact="" if item_type == "attachment" else document.contact,
        currency=document.currency,
        amount=document.amount,
        tax=None if item_type == "manual_journal" else document.tax,
        document_date=None if item_type in UNDATED else document.document_date,
        due_date=document.due_date,
        status="" if item_type == "attachment" else document.status,
        account=document.account,
        url=f"{CIN7_PAGES}{page}#{document_id}" if page else document.url,
        updated_at=in_utc(document.edited_at or document.created_at),
    )
