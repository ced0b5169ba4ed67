"""How old it is: since when items have been short of Xero, and how long the others took to get there.

An item's age counts from the first observation of its present, unbroken run of failing, waiting or being
skipped: the sync date of that observation, or the date of its export where it has none, up to the report's
day in the organisation's time zone. What failed and was mended between two exports was never seen failing.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, Any, Final

from xsync.diagnose.statements import statement
from xsync.store.engine import text_literal

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date, datetime

    import pyarrow as pa

    from xsync.report.sync_report import SyncReport

BUCKETS: Final[Mapping[str, int | None]] = {
    "0–1 days": 1,
    "2–3 days": 3,
    "4–7 days": 7,
    "8–30 days": 30,
    "over 30 days": None,
}
"""Name → the oldest age that still belongs to it."""

MOST_ITEMS: Final = 20
"""Oldest items that are listed."""


@dataclass(frozen=True)
class Aged:
    """Items of one type, status, age and currency that are not in Xero."""

    item_type: str
    sync_status: str
    bucket: str
    currency: str
    items: int
    amount: Decimal | None
    oldest: datetime
    most_times_seen: int


@dataclass(frozen=True)
class TimeToCompletion:
    """How many seconds items of a type took until completed, from when they were first seen failing.

    Parameters
    ----------
    completions
        How many such runs ended; an item that failed again later counts again.
    shortest, median, ninth_decile, longest
        Seconds that occur: at or below the median lie half of them, at or below the ninth decile nine tenths.
    """

    item_type: str
    completions: int
    shortest: int
    median: int
    ninth_decile: int
    longest: int


@dataclass(frozen=True)
class Ageing:
    """The ages of what a report shows.

    Parameters
    ----------
    aged
        By type, bucket and status, the buckets in their order.
    times
        Of what was completed, by type.
    oldest
        The oldest items, `MOST_ITEMS` at the most.
    """

    aged: tuple[Aged, ...]
    times: tuple[TimeToCompletion, ...]
    oldest: pa.Table

    def by_type_and_bucket(self) -> dict[str, dict[str, int]]:
        """Return item type → bucket → number of items."""
        counted: dict[str, dict[str, int]] = {}
        for each in self.aged:
            buckets = counted.setdefault(each.item_type, dict.fromkeys(BUCKETS, 0))
            buckets[each.bucket] += each.items
        return counted

    def by_bucket(self) -> dict[str, int]:
        """Return bucket → number of items, over all types."""
        tallies = self.by_type_and_bucket().values()
        return {name: sum(tally[name] for tally in tallies) for name in BUCKETS}

    def amounts(self) -> dict[tuple[str, str], dict[str, Decimal]]:
        """Return item type and currency → bucket → exact sum, where the exports told amounts."""
        sums: dict[tuple[str, str], dict[str, Decimal]] = {}
        for each in self.aged:
            if each.amount is not None:
                buckets = sums.setdefault((each.item_type, each.currency), {})
                buckets[each.bucket] = buckets.get(each.bucket, Decimal(0)) + each.amount
        return sums

    def to_dict(self) -> dict[str, Any]:
        """Return plain data, as ``result.json`` holds it."""
        amounts: dict[str, dict[str, dict[str, str]]] = {}
        for (item_type, currency), sums in self.amounts().items():
            written = {bucket: f"{amount:f}" for bucket, amount in sums.items()}
            amounts.setdefault(item_type, {})[currency] = written
        times = [{**vars(each), "unit": "seconds"} for each in self.times]
        return {
            "by_bucket": self.by_bucket(),
            "by_type_and_bucket": self.by_type_and_bucket(),
            "amounts": amounts,
            "time_to_completion": times,
        }


def statements(shown: str, today: date) -> dict[str, str]:
    """Return the statements of the section, by what they answer."""
    places = {"shown": shown, "today": today.isoformat(), "most_items": str(MOST_ITEMS)}
    return {
        "Ages by type": statement("ages", **places, bucket=_bucket_sql()),
        "Time to completion": statement("completions", **places),
        "The oldest items": statement("oldest", **places),
    }


def ageing(report: SyncReport, shown: str, today: date) -> Ageing:
    """Age what a report shows; the relations must stand (see `relations.prepare`)."""
    ages, times, oldest = (report.snapshot.engine.table(text) for text in statements(shown, today).values())
    order = list(BUCKETS)
    aged = [Aged(**row) for row in ages.to_pylist()]
    return Ageing(
        tuple(
            sorted(
                aged,
                key=lambda each: (each.item_type, order.index(each.bucket), each.sync_status, each.currency),
            )
        ),
        tuple(TimeToCompletion(**row) for row in times.to_pylist()),
        oldest,
    )


def _bucket_sql() -> str:
    cases = [
        f"WHEN days <= {most} THEN {text_literal(name)}" for name, most in BUCKETS.items() if most is not None
    ]
    last = next(name for name, most in BUCKETS.items() if most is None)
    return f"CASE {' '.join(cases)} ELSE {text_literal(last)} END"
