"""One deal with all that follows from it, in both ledgers at once."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from xsync.sources.demo.cin7_ledger import cin7_document
from xsync.sources.demo.company import LAST_EXPORT_AT
from xsync.sources.demo.expectations import absent, duplicate, most_urgent, paired, paired_in_xero
from xsync.sources.demo.ledger import Entry
from xsync.sources.demo.xero_ledger import nature, xero_document, xero_id

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from xsync.sources.demo.documents import Document
    from xsync.sources.demo.history import History

_RULES: Final = {
    "payment": "parent",
    "refund": "parent",
    "attachment": "number",
    "customer_credit": "reference",
    "supplier_deposit": "reference",
    "money_task": "reference",
    "manual_journal": "reference",
}
"""What pairs a document that travelled alone; all others the log itself pairs."""

_WITH_PARENT: Final = frozenset({"payment", "refund", "attachment"})
_SETTLES: Final = frozenset({"payment", "refund"})


@dataclass(slots=True)
class Pair:
    """A document in Cin7 Core, and its own copy in Xero if it has one.

    Parameters
    ----------
    log
        The status that the log shows for it at the last export.
    block
        The consolidated document in Xero that it is part of; empty where it travelled alone or not at all.
    """

    document: Document
    history: History
    log: str
    cin7: Entry
    xero: Entry | None
    block: str = ""

    @property
    def in_step(self) -> bool:
        """Whether it travelled alone, arrived, and was never touched since."""
        return self.xero is not None and self.log == "Completed" and self.document.edited_at is None


@dataclass(slots=True)
class Family:
    """The pairs of one order, and what else a fault put into either ledger."""

    pairs: list[Pair]
    strays: list[Entry] = field(default_factory=list)

    def of(self, item_type: str) -> list[Pair]:
        """Return the pairs of one type."""
        return [pair for pair in self.pairs if pair.document.item_type == item_type]

    def entries(self) -> Iterator[Entry]:
        """Yield what both ledgers hold."""
        for pair in self.pairs:
            yield pair.cin7
            if pair.xero is not None:
                yield pair.xero
        yield from self.strays


def families(followed: Iterable[tuple[Document, History]], suppliers: frozenset[str]) -> Iterator[Family]:
    """Gather the stream of documents into families, each with its copies in Xero.

    Parameters
    ----------
    followed
        Documents and their histories in the order in which the business makes them.
    suppliers
        The names of those contacts that are suppliers.
    """
    gathered: list[tuple[Document, History]] = []
    for document, history in followed:
        if gathered and (not document.order_number or _order(document) != _order(gathered[0][0])):
            yield _family(gathered, suppliers)
            gathered = []
        gathered.append((document, history))
    if gathered:
        yield _family(gathered, suppliers)


def _order(document: Document) -> tuple[str, str]:
    return document.direction, document.order_number


def _family(gathered: list[tuple[Document, History]], suppliers: frozenset[str]) -> Family:
    by_number = {one.number: one for one, _ in gathered if one.item_type in {"invoice", "credit_note"}}
    arrived = [(one, history) for one, history in gathered if _is_in_xero(history)]
    behind = {
        one.number for one, history in gathered if one.item_type in _SETTLES and not _is_in_xero(history)
    }
    alone = {id(one) for one, history in arrived if not history.consolidated_number}
    pairs = []
    for document, history in gathered:
        kind = nature(document, suppliers)
        log = _log_status(document, gathered)
        rule = _RULES.get(document.item_type, "sync_log")
        cin7 = Entry("cin7", cin7_document(document, kind), paired(log, rule), document.order_number, kind)
        pair = Pair(document, history, log, cin7, None)
        if id(document) in alone:
            parent = by_number[document.parent_number] if document.item_type in _WITH_PARENT else None
            copy = xero_document(document, history, parent, settled=document.number not in behind)
            parent_id = "" if parent is None else xero_id(parent)
            pair.xero = Entry("xero", copy, paired_in_xero(rule), document.order_number, kind, parent_id)
        elif _is_in_xero(history):
            pair.block = history.consolidated_number
            pair.cin7 = cin7._replace(expected=paired(log, "consolidated"))
        else:
            pair.cin7 = cin7._replace(expected=absent(log))
        pairs.append(pair)
    _note_equal_ones_left_behind(pairs)
    return Family(pairs)


def _is_in_xero(history: History) -> bool:
    return history.reached_at is not None and history.reached_at < LAST_EXPORT_AT


def _log_status(document: Document, gathered: list[tuple[Document, History]]) -> str:
    """Return what the log says under its number and, where payments share that, of its own date."""
    if document.item_type not in _SETTLES:
        return _status(next(history for one, history in gathered if one is document))
    return most_urgent(
        [
            _status(history)
            for one, history in gathered
            if (one.item_type, one.number, one.document_date)
            == (document.item_type, document.number, document.document_date)
        ]
    )


def _status(history: History) -> str:
    state = history.at(LAST_EXPORT_AT)
    return "Pending" if state is None else state.status


def _note_equal_ones_left_behind(pairs: list[Pair]) -> None:
    """Expect payments that nothing tells apart, and that are in one ledger only, to be called duplicates."""
    left = [
        pair for pair in pairs if pair.document.item_type in _SETTLES and not pair.xero and not pair.block
    ]
    looks = [_looks(pair) for pair in left]
    present = {_looks(pair) for pair in pairs if pair.xero}
    for pair, look in zip(left, looks, strict=True):
        if looks.count(look) > 1 and look not in present:
            pair.cin7 = pair.cin7._replace(expected=duplicate("parent"))


def _looks(pair: Pair) -> tuple[object, ...]:
    one = pair.document
    return one.item_type, one.parent_number, one.document_date, one.amount
