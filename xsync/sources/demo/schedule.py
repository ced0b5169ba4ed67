"""When things go to Xero, and which months Xero has closed by then."""

from __future__ import annotations

from bisect import bisect_left
from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING, Final

from xsync.sources.demo.company import DAYS, FIRST_DAY, LAST_EXPORT_AT, is_working_day, working_day_from

if TYPE_CHECKING:
    from xsync.sources.demo.documents import Channel

_NOON, _EVENING = time(12, 45), time(18, 30)
_GO_LIVE_PASSES: Final = (datetime.combine(FIRST_DAY, _EVENING), datetime.combine(DAYS[1], _NOON))
_NIGHTLY: Final = time(2, 10)
_MONTHLY_ON: Final = 3
"""The day of the next month in whose night a monthly block leaves."""
_LOCKED_ON: Final = 15
"""The day of the month (or the next working day) on which the month before is locked in Xero."""

_PASSES: Final = (
    *_GO_LIVE_PASSES,
    *(
        datetime.combine(day, at)
        for day in (
            *DAYS,
            LAST_EXPORT_AT.date(),
            *(LAST_EXPORT_AT.date() + timedelta(days=n) for n in range(1, 5)),
        )
        if is_working_day(day)
        for at in (_NOON, _EVENING)
    ),
)
"""When Cin7 sends what travels alone: at noon and in the evening of working days, and during go-live."""


def next_pass(after: datetime) -> datetime:
    """Return the first pass at or after an instant; far behind the last export, the last pass there is."""
    position = bisect_left(_PASSES, after)
    return _PASSES[min(position, len(_PASSES) - 1)]


def block_leaves_at(channel: Channel, on: date) -> datetime:
    """Return when what a consolidated channel took on a day leaves: that night, or after its month."""
    if channel.cadence == "daily":
        return datetime.combine(on + timedelta(days=1), _NIGHTLY)
    next_month = on.replace(day=1) + timedelta(days=31)
    return datetime.combine(next_month.replace(day=_MONTHLY_ON), _NIGHTLY)


def locked_until(at: datetime) -> date:
    """Return the last day that is closed in Xero at an instant: a month's end."""
    month = at.date().replace(day=1)
    if at < datetime.combine(working_day_from(month.replace(day=_LOCKED_ON)), time(9)):
        month = (month - timedelta(days=1)).replace(day=1)
    return month - timedelta(days=1)
