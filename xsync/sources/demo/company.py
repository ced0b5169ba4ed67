"""The demo company itself: who it is, the year it is seen in, how its months and days differ."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from random import Random
from typing import Final

DEMO_SEED: Final = 20261102
"""The seed of the company as everybody knows it."""

DEMO_ORGANISATION: Final = "Harbour & Pine Ltd"
DEMO_TIME_ZONE: Final = "Europe/London"
DEMO_FINANCIAL_YEAR_START: Final = 4
DEMO_AS_OF: Final = "2026-11-02T09:00:00+00:00"
"""The Monday morning on which the bookkeeper looks."""

BASE_CURRENCY: Final = "GBP"
FIRST_DAY: Final = date(2025, 11, 1)
"""A Saturday: the weekend on which the company went live on Cin7 Core."""
LAST_DAY: Final = date(2026, 10, 31)
DAYS: Final = tuple(FIRST_DAY + timedelta(days=n) for n in range((LAST_DAY - FIRST_DAY).days + 1))

FIRST_EXPORT_AT: Final = datetime.fromisoformat("2026-09-30T18:05:00")
"""When the first export was taken; like every instant of the demo, wall clock in London."""
LAST_EXPORT_AT: Final = datetime.fromisoformat("2026-11-02T08:30:00")

BANK_HOLIDAYS: Final = frozenset(
    date.fromisoformat(day)
    for day in (
        *("2025-12-25", "2025-12-26", "2026-01-01", "2026-04-03"),
        *("2026-04-06", "2026-05-04", "2026-05-25", "2026-08-31"),
    )
)
"""England and Wales, as GOV.UK lists them for these twelve months."""

_SATURDAY: Final = 5
_MONTHS: Final = (0.65, 0.7, 0.85, 0.9, 0.95, 0.9, 0.85, 0.9, 1.05, 1.2, 1.35, 1.6)
"""How busy each month is, January first: Christmas is what a homeware firm lives on."""
_WEEKDAYS: Final = (1.15, 1.1, 1.1, 1.05, 1.0, 0.6, 0.55)
_GROWTH_PER_YEAR: Final = 0.25


def dice(seed: int, purpose: str) -> Random:
    """Return the random numbers of one purpose, so that drawing more for one never shifts another's."""
    return Random(f"{seed}/{purpose}")  # noqa: S311 - a demo wants repeatable numbers, not secret ones


def elapsed(day: date) -> float:
    """Tell how much of the twelve months lies before a day, from 0 to 1."""
    return (day - FIRST_DAY).days / len(DAYS)


def is_working_day(day: date) -> bool:
    """Tell whether the office is open."""
    return day.weekday() < _SATURDAY and day not in BANK_HOLIDAYS


def working_day_from(day: date) -> date:
    """Return the day itself, or the next on which the office is open."""
    while not is_working_day(day):
        day += timedelta(days=1)
    return day


def is_month_end(day: date) -> bool:
    """Tell whether a day is the last of its month."""
    return (day + timedelta(days=1)).day == 1


def goals(total: int) -> dict[date, int]:
    """Spread a number of items over the year: how many there shall be by the end of each day.

    Christmas, weekdays, bank holidays and growth shape the curve; the last day's goal is the total.
    """
    weights = [_weight(day) for day in DAYS]
    scale = total / sum(weights)
    running, reached = 0.0, {}
    for day, weight in zip(DAYS, weights, strict=True):
        running += weight
        reached[day] = round(running * scale)
    return reached


def _weight(day: date) -> float:
    weekday = _WEEKDAYS[-1] if day in BANK_HOLIDAYS else _WEEKDAYS[day.weekday()]
    return _MONTHS[day.month - 1] * weekday * (1 + _GROWTH_PER_YEAR * elapsed(day))
