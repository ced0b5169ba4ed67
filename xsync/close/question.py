"""What is asked before a period is locked: which days, what is locked already, and what is too much."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING, Any, Final

from xsync.errors import Mistakes, UsageError
from xsync.parameters import CLOSE_PARAMETERS, LOCK_DATE, unknown_names
from xsync.report.calendar_parameters import calendar_of, with_settings
from xsync.report.period import Period, resolve_period
from xsync.report.reporting_calendar import Calendar
from xsync.report.thresholds import Crossing, count_allowed, named_limits
from xsync.report.values import read_day
from xsync.report.words import day_in_words

if TYPE_CHECKING:
    from collections.abc import Mapping

DEFAULT_PERIOD: Final = "last_month"
IN_THE_WAY: Final = "in_the_way"
NAMES: Final = (IN_THE_WAY,)
"""What a close readiness can be held against."""

NOT_KNOWN: Final = "none"
"""Written for the lock date: none is known, whatever the organisation's own settings say."""

_REFUSED: Final = "The close readiness's parameters cannot be used:"


@dataclass(frozen=True)
class CloseQuestion:
    """The parameters of a close readiness, each checked and settled.

    Parameters
    ----------
    calendar
        The instant and the organisation's weeks and years.
    period
        The days about to be locked; it has both ends.
    lock_date
        The last day that Xero has locked already; ``None`` where it is not known.
    in_the_way_allowed
        How much may stand in the way before a threshold is crossed; ``None`` where none is set.
    """

    calendar: Calendar
    period: Period
    lock_date: date | None = None
    in_the_way_allowed: int | None = None

    @classmethod
    def of(cls, parameters: Mapping[str, Any], settings: Mapping[str, Any]) -> CloseQuestion:
        """Check and settle parameters as people write them.

        Parameters
        ----------
        parameters
            Names of `xsync.parameters.CLOSE_PARAMETERS` and their values; ``None`` or a blank takes the
            default.
        settings
            The organisation's own.

        Raises
        ------
        UsageError
            With all the mistakes there are.
        """
        mistakes = Mistakes(unknown_names(parameters, CLOSE_PARAMETERS))
        given = with_settings(parameters, settings)
        calendar = mistakes.checked(lambda: calendar_of(given))
        period = mistakes.checked(
            lambda: resolve_period(
                given.get("period", DEFAULT_PERIOD),
                calendar or Calendar(datetime.now(UTC)),
                date_from=given.get("date_from"),
                date_to=given.get("date_to"),
                date_field="effective_date",
            )
        )
        if period is not None and period.date_to is None:
            mistakes.append("period: all time has no last day to lock; name a month, a quarter, or two days")
        lock_date = _lock_date(given.get(LOCK_DATE) or settings.get(LOCK_DATE), mistakes)
        allowed = mistakes.checked(lambda: _allowed(given.get("thresholds")))
        if mistakes or calendar is None or period is None:
            raise UsageError(_REFUSED, mistakes)
        return cls(calendar, period, lock_date, allowed)

    @property
    def first_day(self) -> date:
        """The first of the days about to be locked."""
        return self.period.date_from or date.min

    @property
    def last_day(self) -> date:
        """The next lock date: the last of the days about to be locked."""
        return self.period.date_to or date.max

    def period_in_words(self) -> str:
        """Say the period with its days."""
        return f"{self.period.label}: {self.period.days_in_words()}, by effective date"

    def lock_date_in_words(self) -> str:
        """Say what is locked already."""
        if self.lock_date is None:
            return "Not known; give it as the parameter lock_date, or in the organisation's own file"
        return f"{day_in_words(self.lock_date)}, that day included"

    def parameters(self) -> dict[str, Any]:
        """Return the parameters as settled, as plain data: what asks the same again."""
        custom = self.period.name == "custom"
        allowed = self.in_the_way_allowed
        return {
            "period": self.period.name,
            "date_from": self.first_day.isoformat() if custom else None,
            "date_to": self.last_day.isoformat() if custom else None,
            "as_of": self.calendar.as_of.isoformat(),
            "time_zone": self.calendar.time_zone,
            "week_start": self.calendar.week_start,
            "financial_year_start": self.calendar.financial_year_start,
            LOCK_DATE: self.lock_date.isoformat() if self.lock_date else NOT_KNOWN,
            "thresholds": {} if allowed is None else {IN_THE_WAY: allowed},
        }

    def crossings(self, in_the_way: int) -> tuple[Crossing, ...]:
        """Hold the threshold, where there is one, against how much stands in the way."""
        allowed = self.in_the_way_allowed
        if allowed is None:
            return ()
        said = f"{in_the_way:,} {'stands' if in_the_way == 1 else 'stand'} in the way of the lock"
        verb = "is" if allowed == 1 else "are"
        return (Crossing(IN_THE_WAY, allowed, in_the_way, f"{said}; {allowed:,} {verb} allowed"),)


def _lock_date(raw: object, mistakes: list[str]) -> date | None:
    if raw is None or (isinstance(raw, str) and raw.strip().casefold() in {"", NOT_KNOWN}):
        return None
    try:
        return read_day(raw)
    except ValueError as mistake:
        mistakes.append(f"{LOCK_DATE}: {mistake}")
        return None


def _allowed(data: object) -> int | None:
    limits, mistakes = named_limits(data, NAMES)
    raw = limits.get(IN_THE_WAY)
    allowed = None if raw is None else count_allowed(f"thresholds.{IN_THE_WAY}", raw, mistakes)
    if mistakes:
        raise UsageError("The thresholds cannot be used:", mistakes)
    return allowed
