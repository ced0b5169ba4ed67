"""What a reconciliation is asked: which documents, of which days, how near is equal, and what is too much."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Final

from xsync.documents import DOCUMENT_FIELDS
from xsync.errors import Mistakes, UsageError, did_you_mean
from xsync.model import ITEM_TYPES, folded, item_type, type_label
from xsync.parameters import RECONCILIATION_PARAMETERS, unknown_names
from xsync.reconcile.limits import Limits
from xsync.reconcile.settings import DATE_FIELDS, MatchingSettings
from xsync.report.calendar_parameters import calendar_of, with_settings
from xsync.report.period import Period, resolve_period
from xsync.report.reporting_calendar import Calendar
from xsync.report.values import read_decimal, read_integer
from xsync.store.engine_choice import EMBEDDED, checked_engine

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

DEFAULT_PERIOD: Final = "all_time"

_TOLERANCES: Final[Mapping[str, Callable[[object], Any]]] = MappingProxyType(
    {
        "amount_tolerance": read_decimal,
        "member_tolerance": read_decimal,
        "days_tolerance": read_integer,
        "date_window": read_integer,
    }
)
_DATE_BY_SPELLING: Final = {
    folded(spelling): each.name
    for each in DOCUMENT_FIELDS
    if each.name in DATE_FIELDS
    for spelling in (each.name, each.title, *each.spellings)
}


@dataclass(frozen=True)
class ReconciliationQuestion:
    """A reconciliation's parameters, each checked and settled.

    Parameters
    ----------
    calendar
        The instant and the organisation's weeks and years.
    period
        The reporting period.
    matching
        Tolerances, types and days, as the rules take them.
    limits
        What must not be exceeded.
    engine
        What pairs and compares the documents (see `xsync.store.engine_choice`).
    """

    calendar: Calendar
    period: Period
    matching: MatchingSettings = field(default_factory=MatchingSettings)
    limits: Limits = field(default_factory=Limits)
    engine: str = EMBEDDED

    @classmethod
    def of(cls, parameters: Mapping[str, Any], settings: Mapping[str, Any]) -> ReconciliationQuestion:
        """Check parameters as people write them.

        Parameters
        ----------
        parameters
            Names of `xsync.parameters.RECONCILIATION_PARAMETERS` and their values; ``None`` or a blank takes
            the default.
        settings
            The organisation's own defaults.

        Raises
        ------
        UsageError
            With all the mistakes there are, in every parameter.
        """
        mistakes = Mistakes(unknown_names(parameters, RECONCILIATION_PARAMETERS))
        given = with_settings(parameters, settings)
        calendar = mistakes.checked(lambda: calendar_of(given))
        period = mistakes.checked(
            lambda: resolve_period(
                given.get("period", DEFAULT_PERIOD),
                calendar or Calendar(datetime.now(UTC)),
                date_from=given.get("date_from"),
                date_to=given.get("date_to"),
            )
        )
        date_field = _date_field(given.get("date_field", DATE_FIELDS[0]), mistakes)
        item_types = _item_types(given.get("types"), mistakes)
        tolerances = _tolerances(given, mistakes)
        limits = mistakes.checked(lambda: Limits.parse(given.get("thresholds")))
        engine = mistakes.checked(lambda: checked_engine(given.get("engine", EMBEDDED)))
        if mistakes or calendar is None or period is None or limits is None or engine is None:
            raise UsageError("The reconciliation's parameters cannot be used:", mistakes)
        matching = MatchingSettings(
            **tolerances,
            item_types=item_types,
            date_from=period.date_from,
            date_to=period.date_to,
            date_field=date_field,
        )
        return cls(calendar, period, matching, limits, engine)

    def period_in_words(self) -> str:
        """Say the period with its days, as in "Last month: 1 July 2026 to 31 July 2026, by due date"."""
        days = self.period.days_in_words()
        if not days:
            return f"{self.period.label}: every document, with a date or without"
        by = "document date" if self.matching.date_field == DATE_FIELDS[0] else "due date"
        return f"{self.period.label}: {days}, by {by}; a pair counts if either of its dates lies within"

    def types_in_words(self) -> str:
        """Name the item types asked about."""
        asked = self.matching.item_types
        return "Every type" if asked is None else ", ".join(map(type_label, asked))

    def tolerances_in_words(self) -> str:
        """Say how near is equal."""
        matching = self.matching
        days = f"{matching.days_tolerance} day{'' if matching.days_tolerance == 1 else 's'}"
        window = f"{matching.date_window} day{'' if matching.date_window == 1 else 's'}"
        return (
            f"Amounts to {matching.amount_tolerance:f}, of groups to {matching.member_tolerance:f} a member, "
            f"dates to {days}; suggestions within {window}"
        )

    def parameters(self) -> dict[str, Any]:
        """Return the parameters as settled, as plain data: what asks the same again."""
        matching, custom = self.matching, self.period.name == "custom"
        return {
            "period": self.period.name,
            "date_from": self.period.date_from.isoformat() if custom and self.period.date_from else None,
            "date_to": self.period.date_to.isoformat() if custom and self.period.date_to else None,
            "date_field": matching.date_field,
            "as_of": self.calendar.as_of.isoformat(),
            "time_zone": self.calendar.time_zone,
            "week_start": self.calendar.week_start,
            "financial_year_start": self.calendar.financial_year_start,
            "types": None if matching.item_types is None else list(matching.item_types),
            "amount_tolerance": f"{matching.amount_tolerance:f}",
            "member_tolerance": f"{matching.member_tolerance:f}",
            "days_tolerance": matching.days_tolerance,
            "date_window": matching.date_window,
            "thresholds": self.limits.to_data(),
            "engine": self.engine,
        }


def _date_field(raw: object, mistakes: list[str]) -> str:
    named = _DATE_BY_SPELLING.get(folded(raw)) if isinstance(raw, str) else None
    if named is None:
        mistakes.append(f"date_field: {raw!r} is no such date, {did_you_mean(str(raw), DATE_FIELDS)}")
    return named or DATE_FIELDS[0]


def _item_types(raw: object, mistakes: list[str]) -> tuple[str, ...] | None:
    if raw is None:
        return None
    spelt = [raw] if isinstance(raw, str) else raw
    if not isinstance(spelt, list | tuple) or not spelt:
        mistakes.append(f"types: {raw!r} is no list of item types; write [invoice, payment]")
        return None
    named = [item_type(str(each)) for each in spelt]
    mistakes += [
        f"types: {each!r} is no item type, {did_you_mean(str(each), ITEM_TYPES)}"
        for each, stored in zip(spelt, named, strict=True)
        if stored not in ITEM_TYPES
    ]
    return tuple(stored for stored in ITEM_TYPES if stored in named)


def _tolerances(given: Mapping[str, Any], mistakes: list[str]) -> dict[str, Any]:
    read = {}
    for name, reader in _TOLERANCES.items():
        if name not in given:
            continue
        try:
            value = reader(given[name])
        except ValueError as mistake:
            mistakes.append(f"{name}: {mistake}")
            continue
        if value < 0:
            mistakes.append(f"{name}: {value} is less than none")
        read[name] = value
    return read
