"""The organisation's calendar: what "this week" or "last financial year" means, as of an instant.

Everything is computed from `Calendar.as_of`, never from the machine's clock, so that a run can be
repeated exactly.
"""

from __future__ import annotations

import difflib
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from types import MappingProxyType
from typing import TYPE_CHECKING, Final
from zoneinfo import ZoneInfo, available_timezones

from xsync.errors import UsageError, did_you_mean
from xsync.report.words import either

if TYPE_CHECKING:
    from collections.abc import Mapping

WEEKDAYS: Final = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")

_SHORTEST_WEEKDAY: Final = 2
_YEARS: Final = range(1900, 9001)
_MONTHS_OF_A_YEAR: Final = 12
_ZONES_OF_THE_MACHINE: Final = frozenset({"localtime", "posixrules", "Factory"})
_MOST_ZONES: Final = 3
_DAYS_FROM_TODAY: Final[Mapping[str, tuple[int, int]]] = MappingProxyType(
    {"today": (0, 0), "yesterday": (-1, -1), "last_7_days": (-6, 0), "last_30_days": (-29, 0)}
)
_MONTHS_OF_UNIT: Final[Mapping[str, int]] = MappingProxyType(
    {"month": 1, "quarter": 3, "year": _MONTHS_OF_A_YEAR, "financial_year": _MONTHS_OF_A_YEAR}
)
_FOLLOW_THE_FINANCIAL_YEAR: Final = ("quarter", "financial_year")


@dataclass(frozen=True)
class Calendar:
    """An instant, and how the organisation counts days, weeks and years around it.

    Made by `Calendar.of`, which checks and completes what people write.

    Parameters
    ----------
    as_of
        The instant that every relative period is counted from; it has an offset.
    time_zone
        IANA name of the organisation's time zone.
    week_start
        English name of the first day of a week.
    financial_year_start
        The month, 1 to 12, on whose first day a financial year begins. Quarters are the four quarters
        of that year: those of the calendar where it begins in January, April, July or October.
    """

    as_of: datetime
    time_zone: str = "UTC"
    week_start: str = "Monday"
    financial_year_start: int = 7

    @classmethod
    def of(
        cls,
        as_of: datetime | str,
        time_zone: str = "UTC",
        week_start: str = "Monday",
        financial_year_start: int | str = 7,
    ) -> Calendar:
        """Make a calendar from settings as people write them.

        Parameters
        ----------
        as_of
            An instant with its offset, as a `datetime` or ISO text.
        time_zone
            IANA name.
        week_start
            An English weekday in any case, or its first letters ("mon").
        financial_year_start
            A month from 1 to 12, as a number or as text.

        Raises
        ------
        UsageError
            With all the mistakes there are.
        """
        instant = _instant(as_of)
        weekday = _weekday(week_start)
        month = _month(financial_year_start)
        mistakes = [
            *([] if instant else [_no_instant(as_of)]),
            *_mistake_in_zone(time_zone),
            *(
                []
                if weekday
                else [f"week_start: {week_start!r} is no weekday, {did_you_mean(str(week_start), WEEKDAYS)}"]
            ),
            *([] if month else [f"financial_year_start: {financial_year_start!r} is no month from 1 to 12"]),
        ]
        if instant is None or weekday is None or month is None or mistakes:
            raise UsageError("The calendar of the report cannot be used:", mistakes)
        return cls(instant, time_zone, weekday, month)

    @property
    def today(self) -> date:
        """The day that `as_of` falls on where the organisation is."""
        return self.as_of.astimezone(ZoneInfo(self.time_zone)).date()

    def days(self, period: str) -> tuple[date, date]:
        """Return the first and the last day of a relative period.

        Parameters
        ----------
        period
            A stored value such as ``this_week`` or ``last_financial_year``; not ``all_time`` or ``custom``.

        Returns
        -------
        tuple of date
            Both inclusive. "This …" runs to the end of the unit, "last …" is the unit before it.
        """
        if period in _DAYS_FROM_TODAY:
            first, last = _DAYS_FROM_TODAY[period]
            return self.today + timedelta(days=first), self.today + timedelta(days=last)
        which, _, unit = period.partition("_")
        units_back = 1 if which == "last" else 0
        return self._week(units_back) if unit == "week" else self._months(unit, units_back)

    def _week(self, weeks_back: int) -> tuple[date, date]:
        days_gone = (self.today.weekday() - WEEKDAYS.index(self.week_start)) % 7
        first = self.today - timedelta(days=days_gone, weeks=weeks_back)
        return first, first + timedelta(days=6)

    def _months(self, unit: str, units_back: int) -> tuple[date, date]:
        length = _MONTHS_OF_UNIT[unit]
        opening_month = self.financial_year_start if unit in _FOLLOW_THE_FINANCIAL_YEAR else 1
        this_month = _month_number(self.today.year, self.today.month)
        months_gone = (this_month - _month_number(0, opening_month)) % length
        first = this_month - months_gone - units_back * length
        return _first_day(first), _first_day(first + length) - timedelta(days=1)


def _month_number(year: int, month: int) -> int:
    return _MONTHS_OF_A_YEAR * year + month - 1


def _first_day(month_number: int) -> date:
    return date(month_number // _MONTHS_OF_A_YEAR, month_number % _MONTHS_OF_A_YEAR + 1, 1)


def _weekday(text: object) -> str | None:
    wanted = str(text).strip().casefold()
    if len(wanted) < _SHORTEST_WEEKDAY:
        return None
    return next((weekday for weekday in WEEKDAYS if weekday.casefold().startswith(wanted)), None)


def _month(raw: object) -> int | None:
    month = int(raw) if isinstance(raw, str) and raw.strip().isdecimal() else raw
    return (
        month
        if isinstance(month, int) and not isinstance(month, bool) and 1 <= month <= _MONTHS_OF_A_YEAR
        else None
    )


def _instant(raw: object) -> datetime | None:
    try:
        instant = datetime.fromisoformat(raw.strip()) if isinstance(raw, str) else raw
    except ValueError:
        return None
    if not isinstance(instant, datetime) or instant.utcoffset() is None or instant.year not in _YEARS:
        return None
    return instant


def _no_instant(raw: object) -> str:
    first, last = _YEARS[0], _YEARS[-1]
    return (
        f"as_of: '{raw}' is no instant from {first} to {last}; "
        "write a time with its offset, as 2026-07-31T09:00+10:00"
    )


def _mistake_in_zone(name: object) -> list[str]:
    try:
        if name not in _ZONES_OF_THE_MACHINE:
            ZoneInfo(name)  # type: ignore[arg-type] # anything but a name raises TypeError
            return []
    except (LookupError, ValueError, TypeError, OSError):
        pass
    return [f"time_zone: {name!r} is no IANA time zone; {_near_zones(str(name))}"]


def _near_zones(name: str) -> str:
    wanted = name.strip().replace(" ", "_").casefold()
    zones = {zone.casefold(): zone for zone in sorted(available_timezones() - _ZONES_OF_THE_MACHINE)}
    places = {folded.rpartition("/")[2]: folded for folded in zones}
    near = difflib.get_close_matches(wanted, zones) + [
        places[place] for place in difflib.get_close_matches(wanted, places)
    ]
    if not near:
        return "such a name reads Australia/Sydney"
    return f"did you mean {either([repr(zones[found]) for found in dict.fromkeys(near)][:_MOST_ZONES])}?"
