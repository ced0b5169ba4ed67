"""What is covered and what is not: types, statuses, days and exports that say nothing."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Any, Final

from xsync.diagnose.statements import statement
from xsync.model import ITEM_TYPES, STATUSES

if TYPE_CHECKING:
    from collections.abc import Iterable

    from xsync.report.sync_report import SyncReport

MOST_STRETCHES: Final = 10
"""Stretches of days without an item that are listed; the figures count all of them."""


@dataclass(frozen=True)
class TypeCovered:
    """What the items shown of one type cover; of a type without items, only that.

    Parameters
    ----------
    item_type, items, unsynced, undated
        How many there are, how many are not in Xero, how many have no date.
    first_day, last_day
        By the date that the period is counted by.
    last_file
        The last export that told of one.
    """

    item_type: str
    items: int = 0
    unsynced: int = 0
    undated: int = 0
    first_day: date | None = None
    last_day: date | None = None
    last_file: str | None = None


@dataclass(frozen=True)
class Span:
    """What one export covers: its rows, and its sync dates from first to last."""

    source_file: str
    loaded_at: datetime
    rows: int
    undated: int
    types: int
    first_at: datetime | None
    last_at: datetime | None


@dataclass(frozen=True)
class Stretch:
    """Days in a row, both ends included."""

    first_day: date
    last_day: date

    @property
    def days(self) -> int:
        """Return how many days it has."""
        return (self.last_day - self.first_day).days + 1

    def to_dict(self) -> dict[str, Any]:
        """Return plain data, as ``result.json`` holds it."""
        return {"from": self.first_day.isoformat(), "to": self.last_day.isoformat(), "days": self.days}


@dataclass(frozen=True)
class Coverage:
    """What a report's items cover.

    Parameters
    ----------
    types
        All eleven, then any other.
    absent_statuses
        Of the report's four, those that no item shown has.
    spans
        What each export covers, in the order they were loaded.
    between_exports
        Days between the first and the last that no export's sync dates span.
    after_exports
        Days of the period, before the report's own, of which no export holds a row.
    silent
        The longest stretches between the first and the last day shown on which no item is dated.
    silent_days
        How many such days there are in all.
    """

    types: tuple[TypeCovered, ...]
    absent_statuses: tuple[str, ...]
    spans: tuple[Span, ...]
    between_exports: tuple[Stretch, ...]
    after_exports: Stretch | None
    silent: tuple[Stretch, ...]
    silent_days: int

    @property
    def silent_types(self) -> tuple[str, ...]:
        """Return the item types, of the eleven, of which no item is shown."""
        return tuple(each.item_type for each in self.types if not each.items)

    def to_dict(self) -> dict[str, Any]:
        """Return plain data, as ``result.json`` holds it."""
        return {
            "types": {
                each.item_type: {
                    "items": each.items,
                    "unsynced": each.unsynced,
                    "undated": each.undated,
                    "first_day": each.first_day.isoformat() if each.first_day else None,
                    "last_day": each.last_day.isoformat() if each.last_day else None,
                    "last_file": each.last_file,
                }
                for each in self.types
            },
            "silent_types": list(self.silent_types),
            "absent_statuses": list(self.absent_statuses),
            "between_exports": [each.to_dict() for each in self.between_exports],
            "after_exports": self.after_exports.to_dict() if self.after_exports else None,
            "silent_days": self.silent_days,
        }


def statements(shown: str, date_field: str) -> dict[str, str]:
    """Return the statements of the section, by what they answer."""
    places = {"shown": shown, "date": date_field, "most_stretches": str(MOST_STRETCHES)}
    return {
        "What each type covers": statement("types_covered", **places),
        "What each export covers": statement("spans"),
        "Days without an item": statement("silent_days", **places),
    }


def coverage(report: SyncReport, shown: str, today: date) -> Coverage:
    """Find what a report's items cover; the relations must stand (see `relations.prepare`)."""
    period, yesterday = report.question.period, today - timedelta(days=1)
    types, spans, silent = (
        report.snapshot.engine.table(text).to_pylist()
        for text in statements(shown, period.date_field).values()
    )
    told = {row["item_type"]: _type_covered(report, row) for row in types}
    exports = tuple(
        Span(**{name: value for name, value in row.items() if name != "load_position"}) for row in spans
    )
    return Coverage(
        types=tuple(told.get(stored) or TypeCovered(stored) for stored in {**ITEM_TYPES, **told}),
        absent_statuses=tuple(status for status in STATUSES if not report.counts.by_status[status]),
        spans=exports,
        between_exports=tuple(_between(exports)),
        after_exports=_after(exports, period.date_from, min(period.date_to or yesterday, yesterday)),
        silent=tuple(Stretch(row["first_day"], row["last_day"]) for row in silent),
        silent_days=silent[0]["all_days"] if silent else 0,
    )


def _type_covered(report: SyncReport, row: dict[str, Any]) -> TypeCovered:
    last = report.snapshot.loads[row.pop("last_load")].source_file
    return TypeCovered(**{**row, "item_type": row["item_type"] or ""}, last_file=last)


def _between(spans: Iterable[Span]) -> Iterable[Stretch]:
    """Yield the days that lie between the spans of all exports."""
    days = sorted(
        (each.first_at.date(), each.last_at.date()) for each in spans if each.first_at and each.last_at
    )
    reached: date | None = None
    for first, last in days:
        if reached is not None and first > reached + timedelta(days=1):
            yield Stretch(reached + timedelta(days=1), first - timedelta(days=1))
        reached = max(last, reached or last)


def _after(spans: Iterable[Span], date_from: date | None, last_day: date) -> Stretch | None:
    """Return the days asked about, up to a last one, that lie behind every export."""
    reached = max((each.last_at.date() for each in spans if each.last_at), default=None)
    if reached is None:
        return None
    first = max(reached + timedelta(days=1), date_from or date.min)
    return Stretch(first, last_day) if first <= last_day else None
