"""Cin7 Core's orders, each with all its documents."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, Final

from xsync.documents import NOT_IN_THE_BOOKS

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import datetime

    from xsync.sandbox.books import Books
    from xsync.sources.demo.ledger import Entry, LedgerDocument

PARTNERS: Final = {"sale": "Customer", "purchase": "Supplier"}


@dataclass(frozen=True)
class Order:
    """An order with all its documents."""

    order_id: str
    entries: Sequence[Entry]

    @property
    def number(self) -> str:
        """As Cin7 Core numbers it."""
        return self.entries[0].order_number

    @property
    def direction(self) -> str:
        """``sale`` or ``purchase``."""
        return self.entries[0].document.direction

    def of(self, *item_types: str) -> list[LedgerDocument]:
        """Return its documents of some types."""
        return [entry.document for entry in self.entries if entry.document.item_type in item_types]

    @property
    def updated_at(self) -> datetime:
        """When anything of it was last changed."""
        return max(entry.document.updated_at for entry in self.entries if entry.document.updated_at)

    @property
    def is_advanced(self) -> bool:
        """Whether it was delivered and invoiced in parts."""
        return len(self.of("invoice")) > 1

    @property
    def kind(self) -> str:
        """Simple or advanced, sale or purchase, as Cin7 Core says it."""
        return f"{'Advanced' if self.is_advanced else 'Simple'} {self.direction.capitalize()}"

    @property
    def status(self) -> str:
        """Of the whole order."""
        statuses = {one.status for one in self.of("invoice")}
        return "VOIDED" if statuses == {"VOIDED"} else "COMPLETED" if statuses == {"PAID"} else "INVOICED"

    @property
    def invoiced(self) -> str:
        """How far it was invoiced and credited."""
        if all(one.status.lower() in NOT_IN_THE_BOOKS for one in self.of("invoice")):
            return "NOT INVOICED"
        return "INVOICED / CREDITED" if self.of("credit_note") else "INVOICED"

    @property
    def paid(self) -> str:
        """How far it was paid."""
        if all(one.status == "PAID" for one in self.of("invoice")):
            return "PAID"
        return "PARTIALLY PAID" if self.of("payment") else "UNPAID"


def orders_of(books: Books, direction: str) -> list[Order]:
    """Return all orders of a direction, those changed last at the end."""
    found = (Order(order_id, entries) for order_id, entries in books.orders().items())
    return sorted(
        (order for order in found if order.direction == direction and order.of("invoice")),
        key=lambda order: (order.updated_at, order.order_id),
    )


def total_of(documents: Iterable[LedgerDocument], field: str = "amount") -> Decimal:
    """Return the sum of a field of money."""
    return sum((getattr(one, field) or Decimal(0) for one in documents), Decimal(0))
