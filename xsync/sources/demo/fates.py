"""How likely a document is refused, and how a trouble ends."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Final, NamedTuple

from xsync.sources.demo.company import LAST_DAY, elapsed

if TYPE_CHECKING:
    from random import Random

CHANCES: Final = {
    "contact": 0.07,
    "product": 0.06,
    "invoice": 0.25,
    "credit_note": 0.20,
    "payment": 0.12,
    "refund": 0.12,
    "customer_credit": 0.15,
    "supplier_deposit": 0.15,
    "manual_journal": 0.18,
    "money_task": 0.14,
    "attachment": 0.14,
}
"""How likely a document that travels alone is refused for a reason of its own when it is first sent."""
BLOCK_CHANCE: Final = 0.045
"""The same of a daily block."""

_SKIPPED_SHARE: Final = 0.17


class Fate(NamedTuple):
    """How a trouble ends: ``cleared`` or ``skipped`` after a while, or ``open`` to this day."""

    ending: str
    after: timedelta


OPEN: Final = Fate("open", timedelta(days=3650))


def draw_fate(rng: Random, since: datetime) -> Fate:
    """Draw how a trouble ends: most are cleared in days, the recent ones are likelier to lie there still."""
    stays_open = 0.20 + 0.50 * elapsed(min(since.date(), LAST_DAY)) ** 2
    luck = rng.random()
    if luck < stays_open:
        return OPEN
    return after_days(rng, "skipped" if luck < stays_open + _SKIPPED_SHARE else "cleared", most=30)


def after_days(rng: Random, ending: str, most: int) -> Fate:
    """Draw when a trouble ends that is known to end: within days mostly, at the latest after so many."""
    return Fate(ending, timedelta(days=1 + int(rng.random() ** 2 * most), hours=int(rng.random() * 6)))
