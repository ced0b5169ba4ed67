"""One item's way to Xero, attempt by attempt."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from typing import TYPE_CHECKING, Final

from xsync.sources.demo.company import LAST_EXPORT_AT, working_day_from
from xsync.sources.demo.history import Event
from xsync.sources.demo.schedule import next_pass
from xsync.sources.demo.wording import skip_message

if TYPE_CHECKING:
    from random import Random

    from xsync.sources.demo.fates import Fate

_STAGES: Final = {"contact": 0, "product": 60, "invoice": 180, "credit_note": 300, "attachment": 780}
_LATER_STAGE: Final = 540
_STAGE_SECONDS: Final = 115
"""A pass sends contacts and products first, then invoices and credit notes, then money, then files."""


def in_turn(rng: Random, item_type: str, start: datetime) -> datetime:
    """Return when in the pass that starts then an item of that type is sent."""
    stage = _STAGES.get(item_type, _LATER_STAGE)
    return start + timedelta(seconds=stage + int(rng.random() * _STAGE_SECONDS))


def completed(at: datetime) -> Event:
    """Return the entry of an arrival."""
    return Event(at, "Completed", "")


def attempts(
    rng: Random, item_type: str, first: datetime, message: str, fate: Fate, *, persistent: bool = False
) -> list[Event]:
    """Fail again and again until the trouble ends.

    Parameters
    ----------
    rng, item_type
        For the exact moments.
    first
        The first attempt, which fails.
    message
        What every failure says.
    fate
        When and how it ends.
    persistent
        Cin7 itself tries again every other day, as it does with edited documents; otherwise the waits double.

    Returns
    -------
    list of Event
        As far as the last export can see, and the end of the trouble if it has one.
    """
    ends_at = first + fate.after
    events, at, days = [], first, 2
    while at < min(ends_at, LAST_EXPORT_AT):
        events.append(Event(at, "Failed", message))
        at = in_turn(rng, item_type, next_pass(at + timedelta(days=days)))
        days = days if persistent else days * 2
    if fate.ending == "cleared":
        events.append(completed(in_turn(rng, item_type, next_pass(ends_at))))
    elif fate.ending == "skipped":
        events.append(skipped(rng, ends_at))
    return events


def skipped(rng: Random, after: datetime) -> Event:
    """Return the entry that a person leaves who gives an item up, in office hours after an instant."""
    day = working_day_from(after.date() + timedelta(days=1))
    at = datetime.combine(day, time(9, 30)) + timedelta(seconds=int(rng.random() * 25_000))
    return Event(at, "Skipped", skip_message(rng))
