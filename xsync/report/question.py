"""What a report is asked: which items, of which days, in which arrangement, and what must not be exceeded."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, Final

from xsync.errors import Mistakes, UsageError
from xsync.parameters import PARAMETERS, unknown_names
from xsync.report.calendar_parameters import calendar_of, with_settings
from xsync.report.filter import AllOf, parse_filter, to_data
from xsync.report.filter_words import in_words
from xsync.report.layout import DEFAULT_LAYOUT, Layout
from xsync.report.layout_grammar import parse_layout
from xsync.report.period import DATE_FIELDS, Calendar, Period, resolve_period
from xsync.report.thresholds import Thresholds

if TYPE_CHECKING:
    from xsync.report.filter import Filter
    from xsync.report.layouts import Layouts

DEFAULT_PERIOD: Final = "last_30_days"
"""The period where neither the parameters nor the layout names one."""


@dataclass(frozen=True)
class Question:
    """A report's parameters, each checked and settled.

    Parameters
    ----------
    calendar
        The instant and the organisation's weeks and years.
    period
        The reporting period.
    layout
        The arrangement; its own filter counts too.
    narrowing
        The filter given beside the layout's.
    thresholds
        What must not be exceeded.
    saved_layout
        The layout as chosen by its name, whatever was changed since; ``None`` where it was given whole.
    """

    calendar: Calendar
    period: Period
    layout: Layout = DEFAULT_LAYOUT
    narrowing: Filter | None = None
    thresholds: Thresholds = field(default_factory=Thresholds)
    saved_layout: Layout | None = field(default=None, compare=False)

    @classmethod
    def of(cls, parameters: Mapping[str, Any], settings: Mapping[str, Any], layouts: Layouts) -> Question:
        """Check parameters as people write them.

        Parameters
        ----------
        parameters
            Names of `xsync.parameters.PARAMETERS` and their values; ``None`` or a blank takes the default.
        settings
            The organisation's own defaults.
        layouts
            Where saved layouts are.

        Raises
        ------
        UsageError
            With all the mistakes there are, in every parameter.
        """
        mistakes = Mistakes(unknown_names(parameters, PARAMETERS))
        checked = mistakes.checked
        given = with_settings(parameters, settings)
        calendar = checked(lambda: calendar_of(given))
        layout = checked(lambda: _layout(given.get("layout"), layouts)) or DEFAULT_LAYOUT
        period = checked(
            lambda: resolve_period(
                given.get("period") or layout.period or DEFAULT_PERIOD,
                calendar or Calendar(datetime.now(UTC)),
                date_from=given.get("date_from"),
                date_to=given.get("date_to"),
                date_field=given.get("date_field", DATE_FIELDS[0]),
            )
        )
        narrowing = checked(lambda: parse_filter(given.get("filter")))
        thresholds = checked(lambda: Thresholds.parse(given.get("thresholds")))
        if mistakes or calendar is None or period is None or thresholds is None:
            raise UsageError("The report's parameters cannot be used:", mistakes)
        by_name = isinstance(given.get("layout"), str)
        return cls(calendar, period, layout, narrowing, thresholds, layout if by_name else None)

    @property
    def filter(self) -> Filter | None:
        """The filter in force: the layout's own and the one given beside it."""
        both = tuple(each for each in (self.layout.filter, self.narrowing) if each is not None)
        return AllOf(both) if len(both) > 1 else next(iter(both), None)

    def filter_in_words(self) -> str:
        """Say the filter in force in words; ``"Every item"`` where there is none."""
        return in_words(self.filter) if self.filter else "Every item"

    def layout_in_words(self) -> str:
        """Name the layout, and say so where it is no longer as its name promises."""
        is_default = self.layout.name == DEFAULT_LAYOUT.name
        promised = self.saved_layout or (DEFAULT_LAYOUT if is_default else self.layout)
        return self.layout.name if self.layout == promised else f"{self.layout.name}, changed"

    def as_layout(self, name: str) -> Layout:
        """Return the arrangement in force, with its filter and period, under a name of its own."""
        relative = self.period.name if self.period.name != "custom" else None
        return replace(self.layout, name=name, filter=self.filter, period=relative)

    def parameters(self) -> dict[str, Any]:
        """Return the parameters as settled, as plain data: what asks the same again.

        The layout goes by its name as long as nothing of it was changed, else whole.
        """
        custom = self.period.name == "custom"
        by_name = self.layout in (self.saved_layout, DEFAULT_LAYOUT)
        return {
            "period": self.period.name,
            "date_from": self.period.date_from.isoformat() if custom and self.period.date_from else None,
            "date_to": self.period.date_to.isoformat() if custom and self.period.date_to else None,
            "date_field": self.period.date_field,
            "as_of": self.calendar.as_of.isoformat(),
            "time_zone": self.calendar.time_zone,
            "week_start": self.calendar.week_start,
            "financial_year_start": self.calendar.financial_year_start,
            "filter": to_data(self.narrowing) if self.narrowing else None,
            "layout": self.layout.name if by_name else self.layout.to_data(),
            "thresholds": self.thresholds.to_data(),
        }


def _layout(chosen: object, layouts: Layouts) -> Layout:
    if chosen is None or isinstance(chosen, Layout):
        return chosen or DEFAULT_LAYOUT
    try:
        if isinstance(chosen, Mapping):
            return parse_layout(chosen)
        if isinstance(chosen, str):
            return layouts.load(chosen)
    except UsageError as refused:
        where = f"layout {chosen!r}" if isinstance(chosen, str) else "layout"
        told = refused.mistakes or [refused.summary]
        raise UsageError(refused.summary, [f"{where}: {each}" for each in told]) from None
    raise UsageError(f"layout: {chosen!r} is neither the name of a layout nor a whole one, as a mapping")
