"""Why Xero refuses what is sent to it for the first time."""

from __future__ import annotations

from itertools import cycle
from typing import TYPE_CHECKING, Final, NamedTuple

from xsync.sources.demo.company import FIRST_DAY
from xsync.sources.demo.disturbances import DISTURBANCES
from xsync.sources.demo.fates import CHANCES, OPEN, Fate, after_days, draw_fate
from xsync.sources.demo.schedule import locked_until
from xsync.sources.demo.story import ARCHIVED_AT, ARCHIVED_CUSTOMER, RENAMED_AT, RENAMED_PRODUCT
from xsync.sources.demo.wording import (
    ARCHIVED,
    BLOCKED_BY_CONTACT,
    BLOCKED_BY_PRODUCT,
    CODE_EXISTS,
    REFUSED_CODE,
    lock_date_text,
    own_trouble,
)

if TYPE_CHECKING:
    from datetime import datetime
    from random import Random

    from xsync.sources.demo.documents import Document

LONGEST_ITEM_CODE: Final = 30
"""Of an item in Xero (its API description)."""

_INVOICED: Final = frozenset({"invoice", "credit_note"})
_LOCKABLE: Final = frozenset({*_INVOICED, "manual_journal"})


class Refusal(NamedTuple):
    """What Xero or Cin7 answers, and how it will end."""

    message: str
    fate: Fate


class Refusals:
    """Knows what has arrived in Xero so far, and so what cannot.

    Parameters
    ----------
    rng
        For the troubles that no rule explains.
    """

    def __init__(self, rng: Random) -> None:
        self._rng = rng
        self._arrived: dict[str, datetime | None] = {}
        self._locked_out = cycle(("skipped", "open", "skipped", "cleared"))

    def note_arrival(self, record: Document, reached_at: datetime | None) -> None:
        """Remember when a contact or product arrives, if ever."""
        self._arrived[record.number] = reached_at

    def of_record(self, record: Document, at: datetime) -> Refusal | None:
        """Return why a contact or product is refused; what no rule stops arrives before it is needed."""
        if record.item_type == "product" and len(record.number) > LONGEST_ITEM_CODE:
            return Refusal(REFUSED_CODE.format(number=record.number, length=len(record.number)), OPEN)
        if record.number == RENAMED_PRODUCT.code:
            return Refusal(CODE_EXISTS.format(number=record.number), Fate("cleared", RENAMED_AT - at))
        checked_beforehand = record.created_at.date() == FIRST_DAY
        if checked_beforehand or self._rng.random() >= CHANCES[record.item_type]:
            return None
        return Refusal(own_trouble(self._rng, record), after_days(self._rng, "cleared", most=3))

    def of_document(self, document: Document, at: datetime) -> Refusal | None:
        """Return why a document that travels alone is refused, the firmest rule first."""
        return (
            self._missing_part(document, at)
            or self._closed_month(document, at)
            or self._disturbance(document, at)
            or self._own(document, at)
        )

    def _missing_part(self, document: Document, at: datetime) -> Refusal | None:
        if document.item_type not in _INVOICED:
            return None
        for line in document.lines:
            if not self._is_there(line.product, at):
                message = BLOCKED_BY_PRODUCT.format(number=document.number, product=line.product)
                return Refusal(message, self._once_there(line.product, at))
        if document.contact == ARCHIVED_CUSTOMER.name and at >= ARCHIVED_AT:
            return Refusal(ARCHIVED.format(contact=document.contact), OPEN)
        if not self._is_there(document.contact, at):
            return Refusal(
                BLOCKED_BY_CONTACT.format(contact=document.contact), self._once_there(document.contact, at)
            )
        return None

    def _is_there(self, record_number: str, at: datetime) -> bool:
        reached_at = self._arrived[record_number]
        return reached_at is not None and reached_at <= at

    def _once_there(self, record_number: str, at: datetime) -> Fate:
        reached_at = self._arrived[record_number]
        return OPEN if reached_at is None else Fate("cleared", reached_at - at)

    def _closed_month(self, document: Document, at: datetime) -> Refusal | None:
        if document.item_type not in _LOCKABLE:
            return None
        locked = locked_until(at)
        if document.document_date > locked:
            return None
        ending = next(self._locked_out)
        return Refusal(
            lock_date_text(locked), OPEN if ending == "open" else after_days(self._rng, ending, most=18)
        )

    def _disturbance(self, document: Document, at: datetime) -> Refusal | None:
        for disturbance in DISTURBANCES:
            if disturbance.concerns(document, at) and self._rng.random() < disturbance.share:
                return Refusal(disturbance.message, Fate("cleared", disturbance.ends - at))
        return None

    def _own(self, document: Document, at: datetime) -> Refusal | None:
        """Draw a trouble of its own; what somebody will edit later has gone through before."""
        if document.edited_at or self._rng.random() >= CHANCES[document.item_type]:
            return None
        return Refusal(own_trouble(self._rng, document), draw_fate(self._rng, at))
