"""Twelve months of the business, family by family: a family is a deal with all that follows from it."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING, Final

from xsync.errors import UsageError
from xsync.sources.demo.catalogue import Market, build_catalogue
from xsync.sources.demo.company import DAYS, DEMO_SEED, dice, goals, is_month_end, is_working_day
from xsync.sources.demo.credit_trade import purchase, wholesale
from xsync.sources.demo.drawing import Draw
from xsync.sources.demo.entries import journal, money_task
from xsync.sources.demo.story import story_records, story_trades
from xsync.sources.demo.trade import LONGEST_FAMILY, Trade
from xsync.sources.demo.web_sales import web_sale

if TYPE_CHECKING:
    from collections.abc import Iterator

    from xsync.sources.demo.documents import Document

SMALLEST_COMPANY: Final = 50
"""Below so many items not every type and status finds its place."""

_WEB_SHARE: Final = 0.56
_WHOLESALE_SHARE: Final = 0.25
_PURCHASE_SHARE: Final = 0.13
_JOURNAL_SHARE: Final = 0.012
_WEB_HOURS: Final = (time(8), 13.5 * 3600)
_OFFICE_HOURS: Final = (time(8, 30), 9.0 * 3600)
_CLOSING_TIME: Final = time(17, 40)


def business(items: int, seed: int = DEMO_SEED) -> Iterator[list[Document]]:
    """Yield the documents of twelve months, day by day, each with those that follow from it.

    Parameters
    ----------
    items
        How many documents there shall be in all, exactly.
    seed
        The same seed and number of items give the same documents.

    Yields
    ------
    list of Document
        One family in the order of its making: a parent stands before its children, whose own dates may lie
        months later.

    Raises
    ------
    UsageError
        If the company would be too small to show every type and status.
    """
    if items < SMALLEST_COMPANY:
        raise UsageError(
            f"The demo company cannot have {items} items: ask for {SMALLEST_COMPANY} or more, "
            "so that every type and status finds its place."
        )
    return _Year(items, seed).families()


class _Year:
    """The year's plan: what is fixed, and how much of the rest each day brings."""

    def __init__(self, items: int, seed: int) -> None:
        self._catalogue = build_catalogue(items, seed)
        self._draw = Draw(dice(seed, "dealings"))
        self._records: defaultdict[date, list[Document]] = defaultdict(list)
        for record in (*self._catalogue.documents(), *story_records()):
            self._records[record.created_at.date()].append(record)
        self._story: defaultdict[date, list[Trade]] = defaultdict(list)
        for trade in story_trades(self._catalogue, items):
            self._story[trade.created_at.date()].append(trade)
        self._journals = _journals_by_month_end(items)
        self._free = items - self._fixed()

    def families(self) -> Iterator[list[Document]]:
        """Yield the year."""
        drawn = 0
        for day, goal in goals(self._free).items():
            yield from ([record] for record in self._records[day])
            for trade in self._story[day]:
                yield replace(trade, number=self._draw.number(trade.direction)).documents()
            market = self._catalogue.on(day)
            started_with = drawn
            while drawn < goal:
                progress = (drawn - started_with) / (goal - started_with)
                family = self._dealing(day, progress, market, self._free - drawn)
                drawn += len(family)
                yield family
            for _ in range(self._journals.get(day, 0)):
                yield [journal(self._draw, datetime.combine(day, _CLOSING_TIME))]

    def _fixed(self) -> int:
        """Count the documents that come whatever the dice say."""
        records = sum(len(records) for records in self._records.values())
        story = sum(len(trade.documents()) for trades in self._story.values() for trade in trades)
        return records + story + sum(self._journals.values())

    def _dealing(self, day: date, progress: float, market: Market, room: int) -> list[Document]:
        """Draw the day's next dealing; the year's last few are of one document each, to end on the spot."""
        if room < LONGEST_FAMILY:
            return [money_task(self._draw, _clock(day, _OFFICE_HOURS, progress))]
        luck = self._draw.rng.random() if is_working_day(day) else 0.0
        if luck < _WEB_SHARE:
            return web_sale(self._draw, _clock(day, _WEB_HOURS, progress), market).documents()
        at = _clock(day, _OFFICE_HOURS, progress)
        if luck < _WEB_SHARE + _WHOLESALE_SHARE:
            return wholesale(self._draw, at, market).documents()
        if luck < _WEB_SHARE + _WHOLESALE_SHARE + _PURCHASE_SHARE:
            return purchase(self._draw, at, market).documents()
        return [money_task(self._draw, at)]


def _clock(day: date, hours: tuple[time, float], progress: float) -> datetime:
    opening, seconds = hours
    return datetime.combine(day, opening) + timedelta(seconds=int(seconds * progress))


def _journals_by_month_end(items: int) -> dict[date, int]:
    """Spread the year's journals over its twelve month ends; even the smallest company has one."""
    month_ends = [day for day in DAYS if is_month_end(day)]
    total = max(1, round(items * _JOURNAL_SHARE))
    shares = [total * n // len(month_ends) for n in range(len(month_ends) + 1)]
    return {day: shares[n + 1] - shares[n] for n, day in enumerate(month_ends)}
