"""The diagnosis of a report: what blocks its items, how old they are, what changed, what is not covered."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING, Any, Final
from zoneinfo import ZoneInfo

from xsync.diagnose import ageing, blocked, coverage, relations, trend, vanished
from xsync.diagnose.statements import statement
from xsync.store.engine import sql_text

if TYPE_CHECKING:
    from datetime import date

    from xsync.report.sync_report import SyncReport

_KEPT: Final = "diagnosis"


class Diagnosis:
    """What is asked about a report's items beyond counting them, each asked once and only if it is wanted.

    Parameters
    ----------
    report
        Whose items.
    """

    def __init__(self, report: SyncReport) -> None:
        self._report = report
        self._shown = sql_text(report.shown_statement())
        relations.prepare(report.snapshot)

    @cached_property
    def blocked(self) -> blocked.Blocked:
        """What waits for what."""
        return blocked.blocked(self._report, self._shown)

    @cached_property
    def ageing(self) -> ageing.Ageing:
        """Since when items have been short of Xero."""
        return ageing.ageing(self._report, self._shown, self.today)

    @cached_property
    def trend(self) -> trend.Trend:
        """How the log stood after each load."""
        return trend.trend(self._report)

    @cached_property
    def vanished(self) -> vanished.Vanished:
        """The rows that a later export no longer holds."""
        return vanished.vanished(self._report)

    @cached_property
    def coverage(self) -> coverage.Coverage:
        """What the items cover, and what they do not."""
        return coverage.coverage(self._report, self._shown, self.today)

    @property
    def today(self) -> date:
        """The report's day in the organisation's time zone."""
        return today_of(self._report)

    def sql(self) -> dict[str, str]:
        """Return every step as SQL text, by what it answers; the relations first that the others ask."""
        settled = {relations.TITLES[name]: text for name, text in relations.settled_statements().items()}
        return {
            **settled,
            "Runs of failing": statement("spells"),
            **blocked.statements(self._shown),
            **ageing.statements(self._shown, self.today),
            **trend.statements(len(self._report.snapshot.loads) - 1),
            **vanished.statements(),
            **coverage.statements(self._shown, self._report.question.period.date_field),
        }

    def to_dict(self) -> dict[str, Any]:
        """Return plain data, as ``result.json`` holds it."""
        return {
            "blocked": self.blocked.to_dict(),
            "ageing": self.ageing.to_dict(),
            "trend": self.trend.to_dict(),
            "vanished": self.vanished.to_dict(),
            "coverage": self.coverage.to_dict(),
        }


def today_of(report: SyncReport) -> date:
    """Return a report's day in the organisation's time zone."""
    calendar = report.question.calendar
    return calendar.as_of.astimezone(ZoneInfo(calendar.time_zone)).date()


def diagnosis(report: SyncReport) -> Diagnosis:
    """Return a report's diagnosis, the same each time, as a cached property would."""
    kept = vars(report)
    if _KEPT not in kept:
        kept[_KEPT] = Diagnosis(report)
    found: Diagnosis = kept[_KEPT]
    return found
