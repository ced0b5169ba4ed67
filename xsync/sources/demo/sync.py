"""How the business's documents travel from Cin7 Core to Xero: the rules behind the rows of the sync log.

Product and contact go first, then invoice, then payment, and what has not arrived blocks what comes after it.
The rules are those of Cin7's help pages on the Xero integration.
"""

from __future__ import annotations

from datetime import datetime, time, timedelta
from itertools import cycle
from typing import TYPE_CHECKING, Final

from xsync.sources.demo.attempts import attempts, completed, in_turn, skipped
from xsync.sources.demo.company import DEMO_SEED, FIRST_EXPORT_AT, dice
from xsync.sources.demo.consolidation import Blocks
from xsync.sources.demo.fates import OPEN, after_days, draw_fate
from xsync.sources.demo.history import Event, History, arrival
from xsync.sources.demo.refusals import Refusals
from xsync.sources.demo.schedule import block_leaves_at, next_pass
from xsync.sources.demo.wording import PAID_IN_XERO, WAITING, own_trouble

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from xsync.sources.demo.documents import Channel, Document

_RECORDS: Final = frozenset({"contact", "product"})
_PARENTS: Final = frozenset({"invoice", "credit_note"})
_WAIT_FOR_PARENT: Final = frozenset({"payment", "refund", "attachment"})
_MONEY_AFTER_BLOCK: Final = timedelta(minutes=10)
_MONTHLY_LOOKED_AT: Final = time(22)
_WAITING_EXPLAINED: Final = 0.4
_GIVEN_UP: Final = 0.3
_RECORD_EDIT_REFUSED: Final = 0.06


class SyncLog:
    """Follows documents to Xero in the order in which the business makes them.

    Parameters
    ----------
    seed
        Its random numbers are its own, so the same business could meet another fate.
    """

    def __init__(self, seed: int = DEMO_SEED) -> None:
        self._rng = dice(seed, "sync")
        self._blocks = Blocks(self._rng)
        self._refusals = Refusals(self._rng)
        self._edited_when_paid = cycle(("skipped", "open", "cleared", "skipped"))

    def follow(self, families: Iterable[Sequence[Document]]) -> Iterator[tuple[Document, History]]:
        """Yield every document with what the log holds of it, family by family."""
        for family in families:
            yield from self._family(family)

    def _family(self, family: Sequence[Document]) -> list[tuple[Document, History]]:
        followed: list[tuple[Document, History]] = []
        parents: dict[str, History] = {}
        for document in family:
            history = self._twin(document, followed) or self._journey(document, parents)
            if document.item_type in _PARENTS:
                parents[document.number] = history
            followed.append((document, history))
        return [
            (document, self._after_edit(document, history, followed) if document.edited_at else history)
            for document, history in followed
        ]

    def _twin(self, document: Document, followed: Sequence[tuple[Document, History]]) -> History | None:
        """Send equal payments of one day together: nothing in the log tells them apart."""
        if document.occurrence == 1:
            return None
        before, history = followed[-1]
        return history if _looks(before) == _looks(document) else None

    def _journey(self, document: Document, parents: dict[str, History]) -> History:
        channel = document.channel
        if channel and channel.consolidated:
            if document.item_type in _PARENTS:
                return self._until_month_end(self._blocks.join(document, channel), channel)
            return self._until_month_end(
                self._with_block(document, channel, parents[document.parent_number]), channel
            )
        if document.item_type in _WAIT_FOR_PARENT:
            return self._after_parent(document, parents[document.parent_number])
        return self._alone(document, document.created_at, [])

    def _alone(self, document: Document, ready_at: datetime, events: list[Event]) -> History:
        """Send a document by itself as soon as a pass runs."""
        first = in_turn(self._rng, document.item_type, next_pass(ready_at))
        is_record = document.item_type in _RECORDS
        refusal = (
            self._refusals.of_record(document, first)
            if is_record
            else self._refusals.of_document(document, first)
        )
        if refusal:
            events += attempts(self._rng, document.item_type, first, refusal.message, refusal.fate)
        else:
            events.append(completed(first))
        history = _history(document, events)
        if is_record:
            self._refusals.note_arrival(document, history.reached_at)
        return history

    def _after_parent(self, document: Document, parent: History) -> History:
        """Send money and files once their document has arrived; until then they wait."""
        looked_at = in_turn(self._rng, document.item_type, next_pass(document.created_at))
        if parent.was_in_xero(looked_at):
            return self._alone(document, document.created_at, [])
        waiting = self._waiting(document, looked_at, parent)
        if parent.reached_at is None:
            return _history(document, waiting)
        return self._alone(document, parent.reached_at, waiting)

    def _with_block(self, document: Document, channel: Channel, parent: History) -> History:
        """Send money with its block, or after it where the block is late."""
        at = block_leaves_at(channel, document.document_date) + _MONEY_AFTER_BLOCK
        number = parent.consolidated_number
        if parent.was_in_xero(at):
            return History(document.created_at, (completed(at),), at, number)
        events = self._waiting(document, at, parent)
        if parent.reached_at is not None:
            events.append(completed(in_turn(self._rng, document.item_type, next_pass(parent.reached_at))))
        return _history(document, events, number)

    def _waiting(self, document: Document, at: datetime, parent: History) -> list[Event]:
        """Leave an item Pending; where its document was given up, a person may give it up as well."""
        explained = self._rng.random() < _WAITING_EXPLAINED
        events = [Event(at, "Pending", WAITING.format(parent=document.parent_number) if explained else "")]
        last = parent.events[-1]
        if last.status == "Skipped" and self._rng.random() < _GIVEN_UP:
            events.append(skipped(self._rng, max(at, last.at)))
        return events

    def _until_month_end(self, history: History, channel: Channel) -> History:
        """Show what waits for the end of its month as looked at and left Pending."""
        if channel.cadence != "monthly":
            return history
        looked_at = datetime.combine(history.created_at.date(), _MONTHLY_LOOKED_AT)
        events = (Event(looked_at, "Pending", ""), *history.events)
        return History(history.created_at, events, history.reached_at, history.consolidated_number)

    def _after_edit(
        self, document: Document, history: History, family: Sequence[tuple[Document, History]]
    ) -> History:
        """Send an edited document again; Xero refuses it where it holds a paid copy."""
        edited_at = document.edited_at
        if edited_at is None or not history.was_in_xero(edited_at):
            return history
        at = in_turn(self._rng, document.item_type, next_pass(edited_at))
        paid_in_xero = any(
            child.item_type == "payment" and child.parent_number == document.number and money.was_in_xero(at)
            for child, money in family
        )
        if paid_in_xero:
            ending = "open" if at >= FIRST_EXPORT_AT else next(self._edited_when_paid)
            fate = OPEN if ending == "open" else after_days(self._rng, ending, most=25)
            again = attempts(self._rng, document.item_type, at, PAID_IN_XERO, fate, persistent=True)
        elif document.item_type in _RECORDS and self._rng.random() < _RECORD_EDIT_REFUSED:
            again = attempts(
                self._rng, document.item_type, at, own_trouble(self._rng, document), draw_fate(self._rng, at)
            )
        else:
            again = [completed(at)]
        return History(history.created_at, (*history.events, *again), history.reached_at)


def _history(document: Document, events: list[Event], consolidated_number: str = "") -> History:
    return History(document.created_at, tuple(events), arrival(events), consolidated_number)


def _looks(document: Document) -> tuple[object, ...]:
    return document.item_type, document.number, document.amount, document.created_at
