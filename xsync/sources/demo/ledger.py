"""A document as one of the two ledgers holds it, and what a reconciliation must say of it."""

from __future__ import annotations

from datetime import UTC
from typing import TYPE_CHECKING, Final, NamedTuple
from zoneinfo import ZoneInfo

from xsync.sources.demo.company import DEMO_TIME_ZONE

if TYPE_CHECKING:
    from datetime import date, datetime
    from decimal import Decimal


class LedgerDocument(NamedTuple):
    """The fields of `xsync.documents.DOCUMENT_FIELDS`, in their order; empty text is null.

    Parameters
    ----------
    updated_at
        In UTC, as both interfaces tell it.
    """

    item_type: str
    direction: str
    document_id: str
    number: str
    reference: str
    parent_number: str
    contact: str
    currency: str
    amount: Decimal | None
    tax: Decimal | None
    document_date: date | None
    due_date: date | None
    status: str
    account: str
    url: str
    updated_at: datetime | None


class Expected(NamedTuple):
    """What a reconciliation must say of a document, known from how the document came about.

    Parameters
    ----------
    verdict
        One of the contract's six, or ``not_compared``.
    rule
        What pairs it; empty where nothing does.
    finding
        Empty where there is nothing to act on.
    differences
        What a pair or group differs in, in the contract's order.
    """

    verdict: str
    rule: str = ""
    finding: str = ""
    differences: tuple[str, ...] = ()


class Entry(NamedTuple):
    """A document in its ledger.

    Parameters
    ----------
    side
        ``cin7`` or ``xero``.
    order_number
        The order in Cin7 Core that it belongs to, empty where there is none.
    nature
        Tells apart what one type holds: ``customer``, ``supplier``; ``receive``, ``spend``, ``transfer``.
    parent_id
        The id on the same side of what a payment, refund or file belongs to, where the number may not tell.
    """

    side: str
    document: LedgerDocument
    expected: Expected
    order_number: str = ""
    nature: str = ""
    parent_id: str = ""

    @property
    def key(self) -> tuple[str, str]:
        """Side and id, which together name a document."""
        return self.side, self.document.document_id


_HERE: Final = ZoneInfo(DEMO_TIME_ZONE)


def in_utc(wall_clock: datetime) -> datetime:
    """Turn the demo's wall clock in London into UTC, without a zone."""
    return wall_clock.replace(tzinfo=_HERE).astimezone(UTC).replace(tzinfo=None)
