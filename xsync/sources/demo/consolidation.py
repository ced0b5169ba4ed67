"""Consolidated channels: many documents of a day or month become one in Xero."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING, Final

from xsync.sources.demo.attempts import attempts, completed, in_turn
from xsync.sources.demo.fates import BLOCK_CHANCE, draw_fate
from xsync.sources.demo.history import Event, History, arrival
from xsync.sources.demo.names import pick
from xsync.sources.demo.schedule import block_leaves_at
from xsync.sources.demo.wording import BLOCK_TEXTS

if TYPE_CHECKING:
    from datetime import datetime
    from random import Random

    from xsync.sources.demo.documents import Channel, Document

MOST_LINES: Final = 500
"""A block that would hold more is followed by another of the same day (Cin7's help on consolidation)."""

_LATE: Final = 0.02
_A_NIGHT_LATER: Final = timedelta(days=1)


@dataclass(slots=True)
class Block:
    """One document in Xero made of many: while it is open, it counts its lines."""

    name: str
    events: tuple[Event, ...]
    reached_at: datetime | None
    lines: int = 0


class Blocks:
    """Gathers invoices and credit notes of the consolidated channels into blocks."""

    def __init__(self, rng: Random) -> None:
        self._rng = rng
        self._open: dict[tuple[Channel, str, str, bool], Block] = {}
        self._last: Counter[tuple[Channel, str]] = Counter()

    def join(self, document: Document, channel: Channel) -> History:
        """Put an invoice or credit note into the block of its day or month, which decides its history."""
        period = _period(channel, document.document_date)
        kind = document.item_type
        lines = max(1, len(document.lines))
        late = (channel, period, kind, False) in self._open and self._rng.random() < _LATE
        block = self._open.get((channel, period, kind, late))
        if block is None or block.lines + lines > MOST_LINES:
            block = self._new_block(document, channel, period, late=late)
            self._open[channel, period, kind, late] = block
        block.lines += lines
        return History(document.created_at, block.events, block.reached_at, block.name)

    def _new_block(self, document: Document, channel: Channel, period: str, *, late: bool) -> Block:
        """Open the next block of a day: a late transaction of the day waits for the night after."""
        self._last[channel, period] += 1
        name = f"SO-{period}-{channel.shop_type}({channel.shop_name})-{self._last[channel, period]}"
        leaves_at = block_leaves_at(channel, document.document_date)
        if late:
            leaves_at += _A_NIGHT_LATER
        first = in_turn(self._rng, document.item_type, leaves_at)
        if channel.cadence != "daily" or self._rng.random() >= BLOCK_CHANCE:
            return Block(name, (completed(first),), first)
        message = pick(self._rng, BLOCK_TEXTS).format(name=name)
        events = attempts(self._rng, document.item_type, first, message, draw_fate(self._rng, first))
        return Block(name, tuple(events), arrival(events))


def _period(channel: Channel, on: date) -> str:
    """Write the day or month as it stands in a block's name, independent of any locale."""
    month = f"{on.year}/{on.month:02d}"
    return f"{month}/{on.day:02d}" if channel.cadence == "daily" else month
