"""Cin7 Core's interface: addresses, paging, filters and the forms of its errors."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Final, TypeVar

from xsync.sandbox import cin7_entries as entries
from xsync.sandbox import cin7_order_rows as rows
from xsync.sandbox import cin7_orders as orders
from xsync.sandbox.answers import Answer, Json, Refused, Request, html_answer, json_answer
from xsync.sandbox.orders import Order, orders_of
from xsync.sandbox.paging import Manners, page_of

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from xsync.sandbox.books import Books
    from xsync.sources.demo.ledger import Entry

Thing = TypeVar("Thing")

_PAGING: Final = ("Page", "Limit")
_UNCOUNTED: Final = frozenset({"CustomerCredits", "SupplierDeposits"})
"""Lists whose envelope has no total."""
_LONG_AGO: Final = datetime.fromisoformat("1970-01-01")


def refusal(status: int, sentence: str, **headers: str) -> Answer:
    """Return an error as Cin7 Core words it."""
    return json_answer([{"ErrorCode": status, "Exception": sentence}], status, **headers)


class Cin7Api:
    """Answers the calls of Cin7 Core's interface.

    Parameters
    ----------
    books
        What there is.
    account_id, application_key
        The credentials it accepts.
    manners
        How it pages.
    """

    def __init__(self, books: Books, account_id: str, application_key: str, manners: Manners) -> None:
        self._books, self._manners = books, manners
        self._credentials = (account_id, application_key)
        self._addresses: dict[str, Callable[[Request], Answer]] = {
            "me": lambda _: json_answer(entries.me()),
            "saleList": lambda request: self._orders(request, "sale"),
            "purchaseList": lambda request: self._orders(request, "purchase"),
            "saleCreditNoteList": lambda request: self._credit_notes(request, "sale"),
            "purchaseCreditNoteList": lambda request: self._credit_notes(request, "purchase"),
            "sale": lambda request: json_answer(orders.whole_sale(self._order(request, "sale"), books)),
            "purchase": self._simple_purchase,
            "advanced-purchase": lambda request: json_answer(
                orders.whole_purchase(self._order(request, "purchase"), books, advanced=True)
            ),
            "sale/attachment": lambda request: self._files(request, "sale", "SaleID"),
            "purchase/attachment": lambda request: self._files(request, "purchase", "TaskID"),
            "product": self._products,
            "product/attachments": lambda _: json_answer([]),
            "customer": lambda request: self._partners(request, "customer"),
            "supplier": lambda request: self._partners(request, "supplier"),
            "journal": self._journals,
            "moneyTaskList": self._money_tasks,
            "moneyOperation": lambda request: json_answer(
                entries.money_operation(self._task(request, ("receive", "spend")))
            ),
            "bankTransfer": lambda request: json_answer(
                entries.bank_transfer(self._task(request, ("transfer",)))
            ),
            "ref/customer/credits": lambda request: self._advances(request, "customer_credit"),
            "ref/supplier/deposits": lambda request: self._advances(request, "supplier_deposit"),
            "ref/account": self._accounts,
            "ref/account/bank": self._bank_accounts,
            "transactions": self._transactions,
        }

    def answer(self, request: Request) -> Answer:
        """Answer one call; a wrong address leads to a page for people, with status 200."""
        call = self._addresses.get(request.path)
        if call is None:
            return html_answer(200, "Cin7 Core")
        refused = self._refused(request)
        if refused is not None:
            return refused
        try:
            return call(request)
        except Refused as refused_call:
            return refused_call.answer

    def _refused(self, request: Request) -> Answer | None:
        given = tuple(request.headers.get(f"api-auth-{name}", "") for name in ("accountid", "applicationkey"))
        if not all(given):
            return refusal(
                401, "Credentials are missing: send api-auth-accountid and api-auth-applicationkey"
            )
        if given != self._credentials:
            return refusal(403, "Incorrect credentials!")
        if request.method != "GET":
            return refusal(405, "The sandbox can be read only")
        return None

    def _list(
        self, request: Request, key: str, things: Sequence[Thing], show: Callable[[Thing], Json]
    ) -> Answer:
        page = page_of(things, request.query, _PAGING, self._manners, lambda text: refusal(400, text))
        if isinstance(page, Answer):
            return page
        count = {} if key in _UNCOUNTED else {"Total": page.total}
        return json_answer({**count, "Page": page.number, key: [show(thing) for thing in page.things]})

    def _orders(self, request: Request, direction: str) -> Answer:
        since = _since(request, "UpdatedSince")
        found = [one for one in orders_of(self._books, direction) if one.updated_at >= since]
        key = f"{direction.capitalize()}List"
        return self._list(request, key, found, lambda one: rows.list_row(one, self._books))

    def _credit_notes(self, request: Request, direction: str) -> Answer:
        since = _since(request, "UpdatedSince")
        found = [
            one
            for one in orders_of(self._books, direction)
            if one.of("credit_note") and one.updated_at >= since
        ]
        key = f"{direction.capitalize()}List"
        return self._list(request, key, found, lambda one: rows.credit_note_row(one, self._books))

    def _order(self, request: Request, direction: str, name: str = "ID") -> Order:
        order_id = request.query.get(name, "").lower()
        found = self._books.orders().get(order_id)
        order = Order(order_id, found) if found else None
        if order is None or order.direction != direction:
            raise Refused(
                refusal(400, f"{direction.capitalize()} with ID {order_id or 'missing'} was not found")
            )
        return order

    def _simple_purchase(self, request: Request) -> Answer:
        order = self._order(request, "purchase")
        if order.is_advanced:
            return refusal(400, "This is an advanced purchase: use the endpoint advanced-purchase")
        return json_answer(orders.whole_purchase(order, self._books, advanced=False))

    def _files(self, request: Request, direction: str, name: str) -> Answer:
        order = self._order(request, direction, name)
        return json_answer({name: order.order_id, "Lines": orders.attachments(order)})

    def _products(self, request: Request) -> Answer:
        return self._list(request, "Products", self._records(request, "product"), entries.product)

    def _partners(self, request: Request, nature: str) -> Answer:
        found = [one for one in self._records(request, "contact") if one.nature == nature]
        return self._list(request, f"{nature.capitalize()}List", found, entries.partner)

    def _records(self, request: Request, item_type: str) -> list[Entry]:
        """Return products or contacts; those no longer in use only on request."""
        since = _since(request, "ModifiedSince")
        with_old = request.query.get("IncludeDeprecated", "").casefold() == "true"
        return [
            one
            for one in self._books.of_type("cin7", item_type)
            if (one.document.updated_at or since) >= since
            and (with_old or one.document.status != "DEPRECATED")
        ]

    def _journals(self, request: Request) -> Answer:
        return self._list(request, "Journals", self._books.of_type("cin7", "manual_journal"), entries.journal)

    def _money_tasks(self, request: Request) -> Answer:
        found = self._books.of_type("cin7", "money_task")
        return self._list(request, "MoneyTasks", found, entries.money_task_row)

    def _task(self, request: Request, natures: tuple[str, ...]) -> Entry:
        task_id = request.query.get("TaskID") or request.query.get("ID", "")
        found = self._books.find("cin7", task_id)
        if found is None or found.nature not in natures:
            raise Refused(refusal(400, f"Task with ID {task_id or 'missing'} was not found"))
        return found

    def _advances(self, request: Request, item_type: str) -> Answer:
        key = "CustomerCredits" if item_type == "customer_credit" else "SupplierDeposits"
        found = self._books.of_type("cin7", item_type)
        return self._list(request, key, found, lambda one: entries.advance(one, self._books))

    def _accounts(self, request: Request) -> Answer:
        return self._list(request, "AccountsList", entries.chart(self._books), entries.account)

    def _bank_accounts(self, request: Request) -> Answer:
        banks = [row for row in entries.chart(self._books) if row[2] == "BANK"]
        return self._list(request, "BankAccountsList", banks, entries.bank_account)

    def _transactions(self, request: Request) -> Answer:
        first, last = (request.query.get(name, "")[:10] for name in ("FromDate", "ToDate"))
        found = [
            row
            for document, row in entries.transactions(self._books)
            if document.document_date
            and first <= document.document_date.isoformat()
            and (not last or document.document_date.isoformat() <= last)
        ]
        return self._list(request, "Transactions", found, lambda row: row)


def _since(request: Request, name: str) -> datetime:
    """Read the instant of a filter; without one, everything is wanted."""
    text = request.query.get(name, "")
    if not text:
        return _LONG_AGO
    try:
        at = datetime.fromisoformat(text)
    except ValueError:
        raise Refused(refusal(400, f"{name} is no date: {text}")) from None
    return at.astimezone(UTC).replace(tzinfo=None) if at.tzinfo else at
