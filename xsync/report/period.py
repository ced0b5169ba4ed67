"""The reporting period: which days are asked for, by which date, in words and as a SQL condition.

Timestamps in the store are the organisation's own clock as the export printed it: a day begins at its
00:00, and changes to and from daylight saving need no care here.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from types import MappingProxyType
from typing import TYPE_CHECKING, Final

from sqlglot import exp

from xsync.errors import UsageError, did_you_mean
from xsync.model import FIELDS, Kind, folded
from xsync.report.fields import find_field
from xsync.report.reporting_calendar import Calendar
from xsync.report.values import literal, read_day
from xsync.report.words import day_in_words

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = ["DATE_FIELDS", "PERIODS", "Calendar", "Period", "period_name", "resolve_period"]

PERIODS: Final[Mapping[str, str]] = MappingProxyType(
    {
        "today": "Today",
        "yesterday": "Yesterday",
        "this_week": "This week",
        "last_week": "Last week",
        "last_7_days": "Last 7 days",
        "last_30_days": "Last 30 days",
        "this_month": "This month",
        "last_month": "Last month",
        "this_quarter": "This quarter",
        "last_quarter": "Last quarter",
        "this_year": "This year",
        "last_year": "Last year",
        "this_financial_year": "This financial year",
        "last_financial_year": "Last financial year",
        "all_time": "All time",
        "custom": "Custom",
    }
)
"""Stored value → label of every reporting period, in the order a list shows them."""

DATE_FIELDS: Final = ("sync_date", "effective_date")
"""The dates a period can be counted by."""

_BY_SPELLING: Final[Mapping[str, str]] = MappingProxyType({folded(name): name for name in PERIODS})


@dataclass(frozen=True)
class Period:
    """A reporting period with its days settled; made by `resolve_period`.

    Parameters
    ----------
    name
        Stored value, a key of `PERIODS`.
    date_from, date_to
        First and last day, both inclusive; None is an open end.
    date_field
        The field the days are counted by.
    """

    name: str
    date_from: date | None = None
    date_to: date | None = None
    date_field: str = DATE_FIELDS[0]

    @property
    def label(self) -> str:
        """The name as people read it."""
        return PERIODS[self.name]

    def in_words(self) -> str:
        """Say the period with its days, as in "Today: 1 July 2026, by sync date"."""
        days = self.days_in_words()
        if not days:
            return f"{self.label}: every item, with a date or without"
        return f"{self.label}: {days}, by {FIELDS[self.date_field].title.lower()}"

    def days_in_words(self) -> str:
        """Say the days, as in "1 July 2026 to 31 July 2026"; nothing where there is no bound."""
        first, last = (day and day_in_words(day) for day in (self.date_from, self.date_to))
        if first and last:
            return first if first == last else f"{first} to {last}"
        return f"from {first}" if first else f"to {last}" if last else ""

    def condition(self) -> exp.Expr:
        """Return the condition that an item lies in the period; true or false, never unknown.

        The day after the last one bounds it from above, so that the last day counts to its end. Items
        without a date meet the condition only where the period has no bound at all.
        """
        bounds: list[exp.Expr] = []
        if self.date_from is not None:
            bounds.append(exp.GTE(this=self._field(), expression=self._start_of(self.date_from)))
        if self.date_to is not None:
            day_after = self.date_to + timedelta(days=1)
            bounds.append(exp.LT(this=self._field(), expression=self._start_of(day_after)))
        return exp.and_(exp.not_(self.undated()), *bounds) if bounds else exp.true()

    def undated(self) -> exp.Expr:
        """Return the condition that an item has no date to count by."""
        return exp.Is(this=self._field(), expression=exp.null())

    def _field(self) -> exp.Column:
        return exp.column(self.date_field)

    def _start_of(self, day: date) -> exp.Expr:
        holds_time = FIELDS[self.date_field].kind is Kind.TIMESTAMP
        return literal(datetime.combine(day, time.min) if holds_time else day)


def period_name(text: object) -> str | None:
    """Return the stored value of a period given by value or label, or None where there is none.

    Examples
    --------
    >>> period_name("Last financial year"), period_name("fortnight")
    ('last_financial_year', None)
    """
    return _BY_SPELLING.get(folded(text)) if isinstance(text, str) else None


def resolve_period(
    name: str,
    calendar: Calendar,
    *,
    date_from: date | str | None = None,
    date_to: date | str | None = None,
    date_field: str = DATE_FIELDS[0],
) -> Period:
    """Settle the days of a reporting period.

    Parameters
    ----------
    name
        Stored value or label, in any case and spacing.
    calendar
        What "today", a week and a financial year are.
    date_from, date_to
        First and last day, both inclusive, as dates or ISO text; for ``custom`` both, else neither.
    date_field
        ``sync_date`` or ``effective_date``, or their column titles.

    Returns
    -------
    Period
        With both days, or with neither for ``all_time``.

    Raises
    ------
    UsageError
        With all the mistakes there are.
    """
    mistakes: list[str] = []
    stored = period_name(name)
    if stored is None:
        mistakes.append(f"period: unknown period {name!r}, {did_you_mean(str(name), PERIODS)}")
    by = find_field(date_field)
    if by is None or by.name not in DATE_FIELDS:
        mistakes.append(
            f"date_field: {date_field!r} is no such date, {did_you_mean(str(date_field), DATE_FIELDS)}"
        )
    ends = {"date_from": date_from, "date_to": date_to}
    given = {end: raw for end, raw in ends.items() if raw is not None and raw != ""}
    if stored == "custom":
        mistakes += [f"{end}: missing; a custom period needs both days" for end in ends if end not in given]
    elif stored is not None:
        advice = f"only a custom period takes it, and the period is {PERIODS[stored]!r}"
        mistakes += [f"{end}: {raw!s} is given, but {advice}" for end, raw in given.items()]
    days = {end: day for end, raw in given.items() if (day := _day(end, raw, mistakes))}
    if len(days) == len(ends) and days["date_from"] > days["date_to"]:
        mistakes.append(f"date_from: {days['date_from']} lies after date_to, {days['date_to']}")
    if stored is None or by is None or mistakes:
        raise UsageError("The reporting period cannot be used:", mistakes)
    if stored not in {"custom", "all_time"}:
        days["date_from"], days["date_to"] = calendar.days(stored)
    return Period(stored, days.get("date_from"), days.get("date_to"), by.name)


def _day(where: str, raw: object, mistakes: list[str]) -> date | None:
    try:
        return read_day(raw)
    except ValueError as mistake:
        mistakes.append(f"{where}: {mistake}")
        return None
