"""What the list of a close readiness holds: each entry with where it lies and whether it stands in the way.

An entry is an item that the log says is not in Xero, or a document on which the two ledgers disagree. Xero
refuses what is dated on or before its lock date, so what is not in Xero when a period is locked stays out
until somebody moves the lock.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from enum import Enum
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date

    from xsync.close.question import CloseQuestion

NOT_POSTED: Final = ("product", "contact", "attachment")
"""Types that post nothing to the books: no lock date keeps them out, though what waits for them it does."""


class Place(Enum):
    """Where an entry lies, seen from the period and the lock date; its value is what people read."""

    PERIOD = "In the period"
    EARLIER = "Before the period, not locked yet"
    LOCKED_IN_PERIOD = "In the period, locked already"
    LOCKED = "Before the period, locked already"
    UNDATED = "No date"
    LEDGERS = "The ledgers disagree"


LOCKED_PLACES: Final = (Place.LOCKED_IN_PERIOD, Place.LOCKED)
PERIOD_PLACES: Final = (Place.PERIOD, Place.LOCKED_IN_PERIOD)
STRANDED_PLACES: Final = (Place.PERIOD, Place.EARLIER)
"""What the next lock would keep out of Xero, as far as it posts anything."""


class Standing(Enum):
    """What an entry means for the lock; its value is what people read."""

    IN_THE_WAY = "Stands in the way"
    ACCEPTED = "Accepted"
    LOCKED = "Too late for this lock"
    NOT_POSTED = "Posts nothing"


@dataclass(frozen=True)
class Entry:
    """An item or a finding on the list.

    Parameters
    ----------
    place
        Where it lies.
    item_type, number
        What people call it.
    status
        The log's status, or the finding.
    day
        Its effective date, or the document's.
    contact, currency, amount
        As the log or Cin7's ledger tell them; of two that differ, the amount is their difference.
    cause, fix
        Why, and what to do.
    root
        What has to reach Xero first; nothing where it waits for nothing.
    accepted
        Somebody accepted it, with a reason that still holds.
    owner, disposition, reason
        What the note in force says.
    """

    place: Place
    item_type: str
    number: str | None
    status: str
    day: date | None
    contact: str | None
    currency: str
    amount: Decimal | None
    cause: str
    fix: str
    root: str = ""
    accepted: bool = False
    owner: str = ""
    disposition: str = ""
    reason: str = ""

    @property
    def standing(self) -> Standing:
        """What it means for the lock."""
        if self.place is Place.LOCKED:
            return Standing.LOCKED
        if self.place is not Place.LEDGERS and self.item_type in NOT_POSTED:
            return Standing.NOT_POSTED
        return Standing.ACCEPTED if self.accepted else Standing.IN_THE_WAY

    @property
    def decides(self) -> bool:
        """Whether the verdict depends on it, unless somebody accepts it."""
        return self.standing in {Standing.IN_THE_WAY, Standing.ACCEPTED}


@dataclass(frozen=True)
class Tally:
    """How many entries, and their exact sums by type and currency where amounts are told."""

    entries: int
    amounts: dict[tuple[str, str], Decimal]

    @classmethod
    def of(cls, entries: Iterable[Entry]) -> Tally:
        """Count and add up entries; never over types, for an invoice and its payment are the same money."""
        number, amounts = 0, dict[tuple[str, str], Decimal]()
        for each in entries:
            number += 1
            if each.amount is not None:
                key = (each.item_type, each.currency)
                amounts[key] = amounts.get(key, Decimal(0)) + each.amount
        return cls(number, dict(sorted(amounts.items())))

    def to_dict(self) -> dict[str, object]:
        """Return plain data, amounts as text."""
        amounts: dict[str, dict[str, str]] = {}
        for (item_type, currency), amount in self.amounts.items():
            amounts.setdefault(item_type, {})[currency] = f"{amount:f}"
        return {"count": self.entries, "amounts": amounts}


def place_of(day: date | None, question: CloseQuestion) -> Place:
    """Return where an item lies; what is dated after the period is not asked about."""
    if day is None:
        return Place.UNDATED
    in_period = day >= question.first_day
    if question.lock_date is not None and day <= question.lock_date:
        return Place.LOCKED_IN_PERIOD if in_period else Place.LOCKED
    return Place.PERIOD if in_period else Place.EARLIER
