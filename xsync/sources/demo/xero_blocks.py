"""The company's consolidated documents in Xero: many of Cin7 Core's made one, and their money with them."""

from __future__ import annotations

from calendar import monthrange
from dataclasses import dataclass, field
from decimal import Decimal
from typing import TYPE_CHECKING, Final

from xsync.sources.demo.documents import guid
from xsync.sources.demo.expectations import paired_in_xero
from xsync.sources.demo.ledger import Entry, LedgerDocument, in_utc
from xsync.sources.demo.xero_ledger import xero_url

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date, datetime

    from xsync.sources.demo.families import Pair

_HELD: Final = 60
"""So many blocks keep their members' names: those among which faults are planted."""


@dataclass(slots=True)
class Members:
    """What became one document: the sums, how many there were, and who they were where that is kept."""

    amount: Decimal = Decimal(0)
    tax: Decimal | None = None
    count: int = 0
    pairs: list[Pair] = field(default_factory=list)


@dataclass(slots=True)
class Consolidated:
    """One consolidated invoice or credit note with its payments or refunds, in the making.

    Parameters
    ----------
    members
        The documents of the block itself.
    money
        What was paid or refunded, by day and account: each one payment in Xero.
    arrived
        When the last of that money came.
    held
        Whether it keeps the names of its members.
    documents, payments
        What stands in Xero, once the block is closed.
    """

    name: str
    first: Pair
    members: Members = field(default_factory=Members)
    money: dict[tuple[date, str], Members] = field(default_factory=dict)
    arrived: dict[tuple[date, str], datetime] = field(default_factory=dict)
    held: bool = True
    documents: list[Entry] = field(default_factory=list)
    payments: list[Entry] = field(default_factory=list)

    @property
    def item_type(self) -> str:
        """Of the block itself."""
        return self.first.document.item_type

    def add(self, pair: Pair) -> None:
        """Take a member or its money in."""
        document, reached_at = pair.document, pair.history.reached_at
        if document.item_type == self.item_type:
            sums = self.members
            sums.tax = (sums.tax or Decimal(0)) + (document.tax or Decimal(0))
        else:
            key = (document.document_date, document.account)
            sums = self.money.setdefault(key, Members())
            if reached_at is not None:
                self.arrived[key] = max(reached_at, self.arrived.get(key, reached_at))
        sums.amount += document.amount or Decimal(0)
        sums.count += 1
        if self.held:
            sums.pairs.append(pair)

    def close(self) -> None:
        """Make the block and its money as they stand in Xero, when all members are in."""
        self.documents, self.payments = [self._document()], list(self._payments())

    def _document(self) -> Entry:
        document = self.first.document
        on = self._dated()
        paid = sum((one.amount for one in self.money.values()), Decimal(0)) == self.members.amount
        document_id = guid("xero", self.name)
        return self._entry(
            LedgerDocument(
                item_type=document.item_type,
                direction=document.direction,
                document_id=document_id,
                number=self.name,
                reference="",
                parent_number="",
                contact=self._contact(),
                currency=document.currency,
                amount=self.members.amount,
                tax=self.members.tax,
                document_date=on,
                due_date=on if document.due_date else None,
                status="PAID" if paid else "AUTHORISED",
                account=document.account,
                url=xero_url(document.item_type, document.direction, document_id),
                updated_at=in_utc(self.first.history.reached_at or document.created_at),
            )
        )

    def _payments(self) -> Iterator[Entry]:
        document = self.first.document
        url = xero_url(document.item_type, document.direction, guid("xero", self.name))
        for (on, account), sums in self.money.items():
            yield self._entry(
                LedgerDocument(
                    item_type="payment" if document.item_type == "invoice" else "refund",
                    direction=document.direction,
                    document_id=guid("xero", self.name, on.isoformat(), account),
                    number="",
                    reference="",
                    parent_number=self.name,
                    contact=self._contact(),
                    currency=document.currency,
                    amount=sums.amount,
                    tax=None,
                    document_date=on,
                    due_date=None,
                    status="AUTHORISED",
                    account=account,
                    url=url,
                    updated_at=in_utc(self.arrived[on, account]),
                )
            )

    def _entry(self, document: LedgerDocument) -> Entry:
        parent_id = guid("xero", self.name) if document.parent_number else ""
        return Entry("xero", document, paired_in_xero("consolidated"), parent_id=parent_id)

    def _contact(self) -> str:
        channel = self.first.document.channel
        return "" if channel is None else f"{channel.shop_type} - {channel.shop_name}"

    def _dated(self) -> date:
        """Return the day of a daily block, the last of the month of a monthly one."""
        on, channel = self.first.document.document_date, self.first.document.channel
        if channel is None or channel.cadence == "daily":
            return on
        return on.replace(day=monthrange(on.year, on.month)[1])


class ConsolidatedLedger:
    """Gathers what is consolidated, family by family; memory grows with the number of blocks alone."""

    def __init__(self) -> None:
        self._blocks: dict[str, Consolidated] = {}

    def add(self, pair: Pair) -> None:
        """Take in a pair that is part of a block; a document comes before its money."""
        block = self._blocks.get(pair.block)
        if block is None:
            block = Consolidated(pair.block, pair, held=len(self._blocks) < _HELD)
            self._blocks[pair.block] = block
        block.add(pair)

    def closed(self) -> Iterator[Consolidated]:
        """Yield every block as it stands in Xero, the oldest first."""
        for block in self._blocks.values():
            block.close()
            yield block
