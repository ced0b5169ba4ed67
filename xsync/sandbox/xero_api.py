"""Xero's interface: addresses, paging, filters and the forms of its errors."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from xsync.errors import UsageError
from xsync.sandbox import xero_filter
from xsync.sandbox import xero_objects as objects
from xsync.sandbox import xero_records as records
from xsync.sandbox.answers import Answer, Json, Request, json_answer
from xsync.sandbox.cin7_entries import chart
from xsync.sandbox.paging import Manners, Page, page_of
from xsync.sources.demo.documents import guid

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from xsync.sandbox.books import Books
    from xsync.sandbox.tokens import Tokens
    from xsync.sources.demo.ledger import Entry, LedgerDocument

_PAGING: Final = ("page", "pageSize")


@dataclass(frozen=True)
class Endpoint:
    """One list of Xero's.

    Parameters
    ----------
    item_types
        What stands in it.
    identifier
        What its id is called.
    show
        How one is told.
    paged
        Whether it comes in pages.
    natures
        Which of those types, where not all.
    hidden
        A status that is left out, unless the parameter named beside it asks for it.
    """

    item_types: tuple[str, ...]
    identifier: str
    show: Callable[..., Json]
    paged: bool = True
    natures: frozenset[str] | None = None
    hidden: tuple[str, str] = ("", "")


_ENDPOINTS: Final = {
    "Invoices": Endpoint(("invoice",), "InvoiceID", objects.invoice),
    "CreditNotes": Endpoint(("credit_note",), "CreditNoteID", objects.credit_note),
    "Payments": Endpoint(("payment", "refund"), "PaymentID", objects.payment),
    "BankTransactions": Endpoint(
        ("customer_credit", "supplier_deposit", "money_task"),
        "BankTransactionID",
        objects.bank_transaction,
        natures=frozenset({"", "receive", "spend"}),
    ),
    "BankTransfers": Endpoint(
        ("money_task",),
        "BankTransferID",
        objects.bank_transfer,
        paged=False,
        natures=frozenset({"transfer"}),
        hidden=("DELETED", "includeDeleted"),
    ),
    "ManualJournals": Endpoint(("manual_journal",), "ManualJournalID", objects.manual_journal),
    "Items": Endpoint(("product",), "ItemID", records.item, paged=False),
    "Contacts": Endpoint(("contact",), "ContactID", records.contact, hidden=("ARCHIVED", "includeArchived")),
}


def problem(status: int, title: str, detail: str, **headers: str) -> Answer:
    """Return an error as Xero's gateway words it."""
    body = {
        "Type": None,
        "Title": title,
        "Status": status,
        "Detail": detail,
        "Instance": guid("problem", detail),
    }
    return json_answer({**body, "Extensions": {}}, status, **headers)


def bad_request(sentence: str) -> Answer:
    """Return the answer to a filter or page that cannot be read."""
    return json_answer({"ErrorNumber": 16, "Type": "QueryParseException", "Message": sentence}, 400)


def not_found() -> Answer:
    """Return the answer to an address or id that is not there."""
    return Answer(
        404, b"The resource you're looking for cannot be found", content_type="text/html; charset=utf-8"
    )


class XeroApi:
    """Answers the calls of Xero's Accounting API.

    Parameters
    ----------
    books
        What there is.
    tokens
        Knows which access tokens hold.
    tenant_id
        The organisation's.
    manners
        How it pages.
    """

    def __init__(self, books: Books, tokens: Tokens, tenant_id: str, manners: Manners) -> None:
        self._books, self._tokens, self._tenant_id, self._manners = books, tokens, tenant_id, manners

    def answer(self, request: Request) -> Answer:
        """Answer one call."""
        refused = self._refused(request)
        if refused is not None:
            return refused
        name, *rest = request.path.split("/")
        if not rest and name == "Organisation":
            return _told("Organisations", [records.organisation(self._tenant_id)])
        if not rest and name == "Accounts":
            return _told("Accounts", [records.account(row) for row in chart(self._books)])
        endpoint = _ENDPOINTS.get(name)
        if endpoint is None:
            return not_found()
        if not rest:
            return self._list(name, endpoint, request)
        return self._one(name, endpoint, rest)

    def _refused(self, request: Request) -> Answer | None:
        if not self._tokens.holds(request):
            detail = (
                "TokenExpired: token expired"
                if "authorization" in request.headers
                else "AuthenticationUnsuccessful"
            )
            return problem(401, "Unauthorized", detail)
        tenant = request.headers.get("xero-tenant-id", "")
        if tenant != self._tenant_id and (tenant or self._tokens.needs_tenant(request)):
            return problem(403, "Forbidden", "AuthenticationUnsuccessful")
        if request.method != "GET":
            return problem(401, "Unauthorized", "AuthorizationUnsuccessful")
        if "json" not in request.headers.get("accept", ""):
            return problem(406, "Not Acceptable", "The sandbox answers application/json only")
        return None

    def _list(self, name: str, endpoint: Endpoint, request: Request) -> Answer:
        try:
            found = self._found(endpoint, request)
        except UsageError as mistake:
            return bad_request(mistake.summary)
        if not endpoint.paged or "page" not in request.query:
            whole = not endpoint.paged
            return _told(name, [endpoint.show(one, self._books, whole=whole) for one in found])
        page = page_of(found, request.query, _PAGING, self._manners, bad_request)
        if isinstance(page, Answer):
            return page
        summary = request.query.get("summaryOnly", "").casefold() == "true"
        shown = [endpoint.show(one, self._books, whole=not summary) for one in page.things]
        return _told(name, shown, self._pagination(page))

    def _pagination(self, page: Page[Entry]) -> Mapping[str, int]:
        return {
            "page": page.number,
            "pageSize": page.size,
            "pageCount": page.count + self._manners.repeats_last,
            "itemCount": page.total,
        }

    def _found(self, endpoint: Endpoint, request: Request) -> list[Entry]:
        status, parameter = endpoint.hidden
        shows_hidden = request.query.get(parameter, "").casefold() == "true"
        found = [
            one
            for one in self._books.of_type("xero", *endpoint.item_types)
            if (endpoint.natures is None or one.nature in endpoint.natures)
            and (shows_hidden or not status or one.document.status != status)
        ]
        fields = _fields(endpoint)
        header = request.headers.get("if-modified-since", "")
        if header:
            since = xero_filter.since(header)
            found = [one for one in found if (one.document.updated_at or since) >= since]
        if request.query.get("where"):
            found = list(filter(xero_filter.where(request.query["where"], fields), found))
        for name, value in (("Statuses", "Status"), ("IDs", endpoint.identifier)):
            if request.query.get(name):
                wanted = {text.strip().lower() for text in request.query[name].split(",")}
                found = [one for one in found if str(fields[value](one.document)).lower() in wanted]
        return xero_filter.ordered(found, request.query.get("order") or endpoint.identifier, fields)

    def _one(self, name: str, endpoint: Endpoint, rest: Sequence[str]) -> Answer:
        found = self._books.find("xero", rest[0])
        if found is None or found.document.item_type not in endpoint.item_types:
            return not_found()
        if len(rest) == 1:
            return _told(name, [endpoint.show(found, self._books, whole=True)])
        if rest[1:] != ["Attachments"]:
            return not_found()
        address = f"https://api.xero.com/api.xro/2.0/{name}/{found.document.document_id}/Attachments"
        files = [one for one in self._books.below(rest[0].lower()) if one.document.item_type == "attachment"]
        return _told("Attachments", [records.attachment(one, address) for one in files])


def _told(name: str, things: list[Json], pagination: Mapping[str, int] | None = None) -> Answer:
    """Return an envelope with its things."""
    head = {"Id": guid("answer", name), "Status": "OK", "ProviderName": "xsync sandbox"}
    return json_answer(
        {
            **head,
            "DateTimeUTC": "/Date(1793612400000)/",
            **({"pagination": pagination} if pagination else {}),
            name: things,
        }
    )


def _fields(endpoint: Endpoint) -> Mapping[str, Callable[[LedgerDocument], Any]]:
    """Return the fields that can be filtered and ordered by."""
    return {
        endpoint.identifier: lambda one: one.document_id.lower(),
        "UpdatedDateUTC": lambda one: one.updated_at,
        "Date": lambda one: one.document_date,
        "Status": lambda one: one.status,
        "ContactStatus": lambda one: one.status,
        "Type": lambda one: {"sale": "ACCREC", "purchase": "ACCPAY"}.get(one.direction, ""),
        "InvoiceNumber": lambda one: one.number,
        "CreditNoteNumber": lambda one: one.number,
        "Reference": lambda one: one.reference,
        "Name": lambda one: one.number,
        "Code": lambda one: one.number,
    }
