"""What is blocked: items that wait for another, and the roots at which somebody must begin.

Cin7 sends product and contact first, then the invoice or credit note, then what settles it. What has not
arrived holds up what comes after it, so that one root may hold up many rows.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from itertools import groupby
from typing import TYPE_CHECKING, Any, Final

from xsync.diagnose.statements import statement
from xsync.model import PAYMENT_TYPES, type_label

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence
    from datetime import datetime

    import pyarrow as pa

    from xsync.report.sync_report import SyncReport

MOST_ROOTS: Final = 200
"""Roots that are named; what hangs on the others is counted."""

MOST_ITEMS: Final = 5_000
"""Blocked items that are listed; the figures count all of them."""

_FURTHER_LABELS: Final = {"account": "Account", "consolidated": "Consolidated document"}


def root_label(root_type: str) -> str:
    """Return what a root is called: an item's type, an account, or a consolidated document."""
    return _FURTHER_LABELS.get(root_type) or type_label(root_type)


@dataclass(frozen=True)
class Hanging:
    """What of one type and currency hangs on a root; no amount where the exports told none."""

    item_type: str
    currency: str
    items: int
    amount: Decimal | None


@dataclass(frozen=True)
class Root:
    """Something that must reach Xero, or be put right there, before what hangs on it can.

    Parameters
    ----------
    item_type, number
        An item's, or ``account`` or ``consolidated`` and its name.
    status, sync_date
        What the log last said of it; nothing where the log does not hold it.
    message
        What the log says of it or, where that is nothing, what one of those that wait for it says.
    has_arrived
        It has reached Xero since: what hangs on it only needs to be sent again.
    hanging
        What hangs on it.
    """

    item_type: str
    number: str
    status: str | None
    message: str | None
    sync_date: datetime | None
    has_arrived: bool
    hanging: tuple[Hanging, ...]

    @property
    def label(self) -> str:
        """Return its type and number: "Product OAK-1"."""
        return f"{root_label(self.item_type)} {self.number}"

    @property
    def items(self) -> int:
        """Return how many items hang on it."""
        return sum(each.items for each in self.hanging)

    def documents(self) -> dict[str, Decimal]:
        """Return currency → exact sum of the documents that hang on it, not the money that settles them."""
        return _sums(self.hanging, lambda each: each.item_type not in PAYMENT_TYPES)

    def payments(self) -> dict[str, Decimal]:
        """Return currency → exact sum of the payments, refunds, credits and deposits that hang on it."""
        return _sums(self.hanging, lambda each: each.item_type in PAYMENT_TYPES)

    def counts(self) -> dict[str, int]:
        """Return item type → number of items that hang on it."""
        counted: dict[str, int] = {}
        for each in self.hanging:
            counted[each.item_type] = counted.get(each.item_type, 0) + each.items
        return counted

    def to_dict(self) -> dict[str, Any]:
        """Return plain data, as ``result.json`` holds it."""
        return {
            "type": self.item_type,
            "number": self.number,
            "status": self.status,
            "message": self.message,
            "items": self.items,
            "by_type": self.counts(),
            "documents": _plain(self.documents()),
            "payments": _plain(self.payments()),
        }


@dataclass(frozen=True)
class Group:
    """The roots of one kind, those on which most hangs first; counts are of all, also those not listed."""

    roots: tuple[Root, ...] = ()
    all_roots: int = 0
    items: int = 0

    def to_dict(self) -> dict[str, Any]:
        """Return plain data, as ``result.json`` holds it."""
        roots = [root.to_dict() for root in self.roots]
        return {"items": self.items, "roots": self.all_roots, "largest": roots}


@dataclass(frozen=True)
class Blocked:
    """The items shown that wait for another.

    Parameters
    ----------
    by_items
        Held up by a product, contact, document or consolidated document.
    by_accounts
        Held up by an account that Xero does not know or does not take.
    to_send_again
        What they waited for has arrived since.
    rows
        The items themselves, gathered by root, `MOST_ITEMS` at the most.
    """

    by_items: Group
    by_accounts: Group
    to_send_again: Group
    rows: pa.Table

    @property
    def items(self) -> int:
        """Return how many items are held up."""
        return self.by_items.items + self.by_accounts.items

    def to_dict(self) -> dict[str, Any]:
        """Return plain data, as ``result.json`` holds it."""
        return {
            "items": self.items,
            "by_items": self.by_items.to_dict(),
            "by_accounts": self.by_accounts.to_dict(),
            "to_send_again": self.to_send_again.to_dict(),
        }


def statements(shown: str) -> dict[str, str]:
    """Return the statements of the section, by what they answer."""
    return {
        "Roots and what hangs on them": statement("roots", shown=shown, most_roots=str(MOST_ROOTS)),
        "The items that are blocked": statement("blocked_items", shown=shown, most_items=str(MOST_ITEMS)),
    }


def blocked(report: SyncReport, shown: str) -> Blocked:
    """Find what is blocked among a report's items; the relations must stand (see `relations.prepare`)."""
    roots, rows = (report.snapshot.engine.table(text) for text in statements(shown).values())
    groups: dict[tuple[bool, bool], Group] = {}
    by_kind = groupby(roots.to_pylist(), key=lambda row: (row["has_arrived"], row["root_type"] == "account"))
    for kind, members in by_kind:
        told = list(members)
        named = tuple(_root(list(same)) for _, same in groupby(told, key=lambda row: row["place"]))
        groups[kind] = Group(named, told[0]["roots"], told[0]["all_hanging_items"])
    return Blocked(
        by_items=groups.get((False, False), Group()),
        by_accounts=groups.get((False, True), Group()),
        to_send_again=groups.get((True, False), Group()),
        rows=rows,
    )


def _root(rows: Sequence[dict[str, Any]]) -> Root:
    first = rows[0]
    return Root(
        item_type=first["root_type"],
        number=first["root_number"],
        status=first["root_status"],
        message=first["root_message"],
        sync_date=first["root_sync_date"],
        has_arrived=first["has_arrived"],
        hanging=tuple(
            Hanging(row["item_type"], row["currency"], row["items"], row["amount"]) for row in rows
        ),
    )


def _sums(hanging: Iterable[Hanging], counts: Callable[[Hanging], bool]) -> dict[str, Decimal]:
    sums: dict[str, Decimal] = {}
    for each in hanging:
        if each.amount is not None and counts(each):
            sums[each.currency] = sums.get(each.currency, Decimal(0)) + each.amount
    return dict(sorted(sums.items()))


def _plain(sums: dict[str, Decimal]) -> dict[str, str]:
    return {currency: f"{amount:f}" for currency, amount in sums.items()}
