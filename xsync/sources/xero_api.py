"""What is read of Xero: https://developer.xero.com/documentation/api/accounting.

Lists come in the order of ids, which never change: what is added meanwhile moves nothing out of sight.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from xsync.sources import xero_documents as documents
from xsync.sources.answer_values import inside
from xsync.sources.endpoint_plan import Detail, Endpoint, Listing, Paging, Plan

if TYPE_CHECKING:
    from xsync.sources.answer_values import Row
    from xsync.sources.endpoint_plan import Parser

_PAGES: Final = Paging("page", "pageSize", 1000)
_COUNT: Final = ("pagination", "itemCount")
_SINCE: Final = "If-Modified-Since"
_ADVANCES_TOO: Final = ("customer_credit", "supplier_deposit", "money_task")


def _has_attachments(row: Row) -> bool:
    return inside(row, "HasAttachments") is True


def _endpoint(
    name: str,
    id_name: str,
    parse: Parser,
    covers: tuple[str, ...] = (),
    *parameters: tuple[str, str],
    key: str = "",
    is_paged: bool = True,
    since: str = _SINCE,
    has_files: bool = False,
) -> Endpoint:
    listing = Listing(
        path=name,
        key=key or name,
        id_name=id_name,
        parse=parse,
        paging=_PAGES if is_paged else None,
        since=since,
        parameters=(*parameters, *((("order", f"{id_name} ASC"),) if is_paged else ())),
        count=_COUNT if is_paged else (),
        covers=covers,
    )
    files = Detail(
        f"{name}/Attachments",
        f"{name}/{{id}}/Attachments",
        _has_attachments,
        documents.attachments,
        covers=("attachment",),
        is_extra=True,
    )
    return Endpoint(name, (listing,), (files,) if has_files else ())


XERO: Final = Plan(
    side="xero",
    workers=4,
    at_once=5,
    endpoints=(
        _endpoint(
            "Organisation",
            "OrganisationID",
            documents.organisation,
            key="Organisations",
            is_paged=False,
            since="",
        ),
        _endpoint("Accounts", "AccountID", documents.account, is_paged=False, since=""),
        _endpoint("Contacts", "ContactID", documents.contact, ("contact",), ("includeArchived", "true")),
        _endpoint("Items", "ItemID", documents.item, ("product",), is_paged=False),
        _endpoint("Invoices", "InvoiceID", documents.invoice, ("invoice",), has_files=True),
        _endpoint("CreditNotes", "CreditNoteID", documents.credit_note, ("credit_note",), has_files=True),
        _endpoint("Payments", "PaymentID", documents.payment, ("payment", "refund")),
        _endpoint(
            "BankTransactions",
            "BankTransactionID",
            documents.bank_transaction,
            _ADVANCES_TOO,
            has_files=True,
        ),
        _endpoint(
            "BankTransfers",
            "BankTransferID",
            documents.bank_transfer,
            ("money_task",),
            ("includeDeleted", "true"),
            is_paged=False,
            since="",  # it would ask for new ones, not for changed ones
            has_files=True,
        ),
        _endpoint(
            "ManualJournals",
            "ManualJournalID",
            documents.manual_journal,
            ("manual_journal",),
            has_files=True,
        ),
    ),
)
