"""The story of one item: what every export saw of it, and the documents and money it hangs together with.

How money finds its document is Cin7's own way: a payment or refund goes by the number of the invoice or
credit note it settles, and its ``document_link`` opens the page of that document. Where an export numbers
payments by themselves, the link alone tells.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import urlsplit

from sqlglot import exp

from xsync.errors import UsageError
from xsync.model import FIELDS, PAYMENT_TYPES
from xsync.report.noted import history_of_notes
from xsync.report.skips import subject_of_item
from xsync.report.values import literal
from xsync.store.engine import parquet_relation, sql_text
from xsync.store.notes import Subject

if TYPE_CHECKING:
    from collections.abc import Sequence

    from xsync.store.snapshot import Snapshot

ITEM_KEYS: Final = ("load_id", "source_row")
"""What tells one item from every other."""

MOST_MEMBERS: Final = 200
"""Members of a consolidated document that a story lists; its figures count all of them."""

_SETTLED_BY: Final[Mapping[str, str]] = MappingProxyType({"invoice": "payment", "credit_note": "refund"})
_SETTLES: Final[Mapping[str, str]] = MappingProxyType(
    {money: document for document, money in _SETTLED_BY.items()}
)
_OBSERVED: Final = (
    "sync_date",
    "sync_status",
    "message",
    "xero_number",
    "source_file",
    "source_row",
    "loaded_at",
)
_RELATED: Final = (
    *ITEM_KEYS,
    "cin7_number",
    "xero_number",
    "item_type",
    "sync_date",
    "sync_status",
    "effective_date",
    "amount",
    "currency",
    "contact",
    "reference",
    "payment_account",
    "document_link",
    "message",
)


@dataclass(frozen=True)
class ConsolidatedDocument:
    """The document in Xero that many documents of Cin7 became.

    Parameters
    ----------
    number
        Its number in Xero.
    items
        How many invoices and credit notes it is made of, the item itself included.
    amounts
        Currency → exact sum over all of them; empty text where an export told none.
    members
        The others, in the order of their numbers, `MOST_MEMBERS` at the most.
    """

    number: str
    items: int
    amounts: Mapping[str, Decimal]
    members: tuple[Mapping[str, Any], ...]


@dataclass(frozen=True)
class ItemStory:
    """All there is to know of one item.

    Parameters
    ----------
    item
        Every field, and under ``other_columns`` what else its file held.
    observations
        What each load saw of it, oldest first.
    consolidated
        The consolidated document it is part of, or ``None``.
    payments
        Payments of an invoice, refunds of a credit note.
    documents
        What a payment or refund applies to: one, or none where the store does not hold it, and more only
        where a number repeats.
    links
        ``Cin7`` and ``Xero`` → an https address, or ``None`` where none is known.
    subject
        What a note on it is about.
    statements
        What was asked of the store, by what it answers.
    notes
        What people noted of it, newest first; see `xsync.report.noted`.
    """

    item: Mapping[str, Any]
    observations: tuple[Mapping[str, Any], ...]
    consolidated: ConsolidatedDocument | None
    payments: tuple[Mapping[str, Any], ...]
    documents: tuple[Mapping[str, Any], ...]
    links: Mapping[str, str | None]
    subject: Subject
    statements: Mapping[str, str] = field(repr=False)
    notes: tuple[Mapping[str, Any], ...] = ()

    def sql(self) -> dict[str, str]:
        """Return every step as SQL text, by what it answers."""
        return dict(self.statements)

    def to_dict(self) -> dict[str, Any]:
        """Return plain data that JSON holds as it is: dates and amounts as text."""
        block = self.consolidated
        whole = {
            "item": self.item,
            "observations": self.observations,
            "consolidated": block
            and {
                "number": block.number,
                "items": block.items,
                "amounts": block.amounts,
                "members": block.members,
            },
            "payments": self.payments,
            "documents": self.documents,
            "notes": self.notes,
            "links": self.links,
        }
        return {name: _plain(value) for name, value in whole.items()}


def item_story(snapshot: Snapshot, load_id: str, source_row: int, day: date) -> ItemStory:
    """Return the story of an item.

    Parameters
    ----------
    snapshot
        The items and their history.
    load_id, source_row
        Which item, as `SyncReport.items` gives them with ``with_keys=True``.
    day
        The day on which notes hold or have expired.

    Raises
    ------
    UsageError
        If there is no such item.
    """
    asking = _Asking(snapshot)
    found = _is_a_key(load_id, source_row) and asking.rows("The item", _item_statement(load_id, source_row))
    if not found:
        raise UsageError(
            f"There is no item of load {load_id!r} and source row {source_row!r} in what "
            f"{snapshot.organisation} shows at this instant."
        )
    [item] = found
    subject = Subject(None, item["item_type"] or "", item["cin7_number"], tuple(item.pop("subject")))
    item["other_columns"] = json.loads(item["other_columns"] or "{}")
    history = snapshot.history_sql(load_id, source_row, item["item_type"], item["cin7_number"])
    observations = asking.rows("Its history", history)
    payments = documents = consolidated = None
    if (money := _money_of(item)) is not None:
        payments = asking.rows("Its payments", money)
    if (settled := _documents_of(item)) is not None:
        documents = asking.rows("What it applies to", settled)
    if item["consolidated_number"]:
        consolidated = _consolidated(asking, item)
    return ItemStory(
        item=item,
        observations=tuple({name: seen[name] for name in _OBSERVED} for seen in observations),
        consolidated=consolidated,
        payments=tuple(payments or ()),
        documents=tuple(documents or ()),
        links={"Cin7": _cin7_page([item, *(payments or ())]), "Xero": _xero_page(asking, snapshot, item)},
        statements=asking.statements,
        subject=subject,
        notes=history_of_notes(snapshot.notes.about(subject), day),
    )


class _Asking:
    """Asks the store and keeps what was asked."""

    def __init__(self, snapshot: Snapshot) -> None:
        self._engine = snapshot.engine
        self.statements: dict[str, str] = {}

    def rows(self, title: str, statement: exp.Select | str) -> list[dict[str, Any]]:
        self.statements[title] = sql_text(statement).strip()
        rows: list[dict[str, Any]] = self._engine.table(statement).to_pylist()
        return rows


def _is_a_key(load_id: object, source_row: object) -> bool:
    is_row = isinstance(source_row, int) and not isinstance(source_row, bool)
    return is_row and isinstance(load_id, str) and load_id.isprintable()


def _item_statement(load_id: str, source_row: int) -> exp.Select:
    keys = (exp.column("load_id").eq(literal(load_id)), exp.column("source_row").eq(literal(source_row)))
    subject = exp.alias_(subject_of_item(), "subject")
    return exp.select(*FIELDS, "other_columns", subject).from_("items").where(*keys)


def _money_of(item: Mapping[str, Any]) -> exp.Select | None:
    """Return the statement of the money that settles an invoice or credit note."""
    document = item["item_type"]
    if document not in _SETTLED_BY:
        return None
    numbers = _numbers_of(document)
    own_number = exp.or_(_is_null("cin7_number"), exp.not_(exp.column("cin7_number").isin(query=numbers)))
    return _related(item, _SETTLED_BY[document], own_number)


def _documents_of(item: Mapping[str, Any]) -> exp.Select | None:
    """Return the statement of the document that a payment or refund settles."""
    document = _SETTLES.get(item["item_type"])
    if document is None:
        return None
    number = literal(item["cin7_number"] or "")
    return _related(item, document, exp.not_(number.isin(query=_numbers_of(document))))


def _related(item: Mapping[str, Any], wanted: str, own_number: exp.Expr) -> exp.Select | None:
    """Return the statement of what shares an item's number or, where money has a number of its own, its link.

    One order's page holds several invoices and all their payments: a link alone would mix them up.
    """
    ways: list[exp.Expr] = []
    if item["cin7_number"]:
        ways.append(exp.column("cin7_number").eq(literal(item["cin7_number"])))
    if item["document_link"]:
        same_link = exp.column("document_link").eq(literal(item["document_link"]))
        ways.append(exp.and_(same_link, own_number))
    if not ways:
        return None
    return (
        exp.select(*_RELATED)
        .from_("items")
        .where(exp.column("item_type").eq(literal(wanted)), exp.or_(*ways))
        .order_by("effective_date", "sync_date", *ITEM_KEYS)
    )


def _numbers_of(item_type: str) -> exp.Select:
    of_type = exp.column("item_type").eq(literal(item_type))
    return exp.select("cin7_number").from_("items").where(of_type, exp.not_(_is_null("cin7_number")))


def _consolidated(asking: _Asking, item: Mapping[str, Any]) -> ConsolidatedDocument:
    """Ask for the documents in one; the money on it is left out, for it is the same amounts once more."""
    number = item["consolidated_number"]
    is_document = exp.not_(exp.column("item_type").isin(*PAYMENT_TYPES, "attachment"))
    documents = (exp.column("consolidated_number").eq(literal(number)), is_document)
    figures = exp.select("coalesce(currency, '') AS currency", "count(*) AS items", "sum(amount) AS amount")
    sums = asking.rows(
        "Its consolidated document", figures.from_("items").where(*documents).group_by("1").order_by("1")
    )
    this_one = exp.and_(*(exp.column(key).eq(literal(item[key])) for key in ITEM_KEYS))
    others = exp.select(*_RELATED).from_("items").where(*documents, exp.not_(this_one))
    members = asking.rows("The other members", others.order_by("cin7_number", *ITEM_KEYS).limit(MOST_MEMBERS))
    return ConsolidatedDocument(
        number=number,
        items=sum(row["items"] for row in sums),
        amounts={row["currency"]: row["amount"] for row in sums if row["amount"] is not None},
        members=tuple(members),
    )


def _is_null(name: str) -> exp.Expr:
    return exp.Is(this=exp.column(name), expression=exp.null())


def _cin7_page(rows: Sequence[Mapping[str, Any]]) -> str | None:
    """Return the first link that a browser may follow: an invoice has none of its own, its payments do."""
    return next((row["document_link"] for row in rows if _is_safe(row["document_link"])), None)


def _xero_page(asking: _Asking, snapshot: Snapshot, item: Mapping[str, Any]) -> str | None:
    """Return the page of an item in Xero, where Xero's ledger was read and just one document fits.

    Payments and refunds have no number of their own in Xero: they go by what they settle and their date.
    """
    number = item["consolidated_number"] or item["xero_number"]
    if snapshot.ledgers is None or not number:
        return None
    fits: exp.Expr = exp.column("number").eq(literal(number))
    if item["item_type"] in _SETTLES:
        day = exp.column("document_date")
        same_day = exp.NullSafeEQ(this=day, expression=literal(item["effective_date"]))
        fits = exp.and_(exp.column("parent_number").eq(literal(number)), same_day)
    pages = (
        exp.select("url")
        .distinct()
        .from_(parquet_relation([snapshot.ledgers().file]))
        .where(exp.column("side").eq(literal("xero")), exp.column("item_type").eq(literal(item["item_type"])))
        .where(fits, exp.not_(_is_null("url")))
        .order_by("url")
        .limit(2)
    )
    found = [row["url"] for row in asking.rows("Its page in Xero", pages)]
    return found[0] if len(found) == 1 and _is_safe(found[0]) else None


def _is_safe(link: str | None) -> bool:
    """Tell whether a text of an export is an https address and nothing else."""
    if not link or not link.isprintable() or any(character in link for character in " <>\"'\\`"):
        return False
    try:
        address = urlsplit(link)
    except ValueError:
        return False
    return address.scheme == "https" and bool(address.hostname) and "@" not in address.netloc


def _plain(value: object) -> object:
    match value:
        case Mapping():
            return {name: _plain(each) for name, each in value.items()}
        case list() | tuple():
            return [_plain(each) for each in value]
        case date():
            return value.isoformat()
        case Decimal():
            return f"{value:f}"
    return value
