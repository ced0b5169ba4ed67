"""What the business leaves behind: documents that carry what either ledger could be asked for."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from hashlib import sha1
from typing import TYPE_CHECKING, Final, NamedTuple

from xsync.sources.demo.company import DEMO_ORGANISATION

if TYPE_CHECKING:
    from datetime import date, datetime

CIN7_PAGES: Final = "https://inventory.dearsystems.com/"
_PAGE_OF_ORDER: Final = {"sale": "Sale", "purchase": "Purchase"}


class Line(NamedTuple):
    """One line of an invoice: what was sold or bought, how many, and the net price of all of them."""

    product: str
    quantity: int
    net: Decimal


@dataclass(frozen=True)
class Channel:
    """Where the company sells, and how Cin7 sends what was sold there to Xero.

    Parameters
    ----------
    shop_type, shop_name
        As they stand in the names of consolidated documents.
    cadence
        ``individual``, or consolidated ``daily`` or ``monthly``.
    """

    shop_type: str
    shop_name: str
    cadence: str

    @property
    def consolidated(self) -> bool:
        """Whether many documents become one in Xero."""
        return self.cadence != "individual"


@dataclass(frozen=True, slots=True)
class Document:
    """One fact of the business that Cin7 Core keeps and sends to Xero.

    Parameters
    ----------
    item_type, direction
        As in `xsync.model`; ``sale``, ``purchase`` or empty.
    number
        Cin7's number; of a payment or refund, the number of the document it settles.
    parent_number
        The invoice of a payment or credit note, the credit note of a refund, the order of an advance, the
        document of an attached file.
    amount, tax
        Gross amount and the tax in it, in `currency`; none where money plays no part.
    document_date
        The date on the document; it may lie before `created_at` where it was entered late.
    status
        Cin7's own, at the end of the twelve months.
    account
        Code and name of the account of the lines, or of the bank account that the money moved through.
    created_at, edited_at
        When it was entered, and when it was last changed after it had been sent (London wall clock).
    occurrence
        Tells apart documents that share a number: first payment, second payment.
    """

    item_type: str
    direction: str
    number: str
    reference: str
    parent_number: str
    order_number: str
    contact: str
    currency: str
    amount: Decimal | None
    tax: Decimal | None
    document_date: date
    due_date: date | None
    status: str
    account: str
    created_at: datetime
    channel: Channel | None = None
    lines: tuple[Line, ...] = ()
    occurrence: int = 1
    edited_at: datetime | None = None

    @property
    def document_id(self) -> str:
        """The GUID, made of what makes the document unique."""
        return guid(self.item_type, self.direction, self.number, str(self.occurrence))

    @property
    def url(self) -> str:
        """The page in Cin7 Core on which the document's order stands, empty where it has no order."""
        if not self.order_number:
            return ""
        return f"{CIN7_PAGES}{_PAGE_OF_ORDER[self.direction]}#{guid(self.direction, self.order_number)}"


def money(pence: int) -> Decimal:
    """Turn whole pence (or cents) into an exact amount with two decimals."""
    return Decimal(pence).scaleb(-2)


def guid(*parts: str) -> str:
    """Return the GUID (name-based, version 5 in form) that always belongs to the same parts."""
    digest = sha1("/".join((DEMO_ORGANISATION, *parts)).encode(), usedforsecurity=False).hexdigest()
    return f"{digest[:8]}-{digest[8:12]}-5{digest[13:16]}-a{digest[17:20]}-{digest[20:32]}"
