"""Thresholds: what a scheduled report must not exceed without saying so."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import TYPE_CHECKING, Any, Final

from sqlglot import exp

from xsync.errors import UsageError, did_you_mean
from xsync.model import UNSYNCED_STATUSES
from xsync.report.skips import skipped_without_reason
from xsync.report.values import read_decimal, read_integer

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

NAMES: Final = ("failed", "pending_older_than_days", "skipped_without_reason", "amount_not_in_xero")
"""What a synchronisation report can be held against."""

_OF_ANOTHER: Final = {
    **dict.fromkeys(NAMES, "the synchronisation report"),
    "findings": "the reconciliation",
    "in_the_way": "the close readiness",
}
"""Threshold → the report that can be held against it, told where it is asked of another."""

_AGED: Final = ("days", "count")
_MOST_DAYS: Final = 36_500
"""A hundred years: further back no calendar need reach."""


@dataclass(frozen=True)
class Crossing:
    """A threshold held against a report.

    Parameters
    ----------
    name
        The threshold's name, with the currency after a point for amounts.
    limit, actual
        What is allowed at the most, and what was found; items, or an amount of money.
    sentence
        The same for people.
    """

    name: str
    limit: int | Decimal
    actual: int | Decimal
    sentence: str

    @property
    def crossed(self) -> bool:
        """Whether more was found than is allowed."""
        return self.actual > self.limit

    def to_dict(self) -> dict[str, Any]:
        """Return plain data; amounts as text, so that no cent is lost."""
        limit, actual = (each if isinstance(each, int) else f"{each:f}" for each in (self.limit, self.actual))
        return {"name": self.name, "limit": limit, "actual": actual, "crossed": self.crossed}


@dataclass(frozen=True)
class Thresholds:
    """The limits given; ``None`` where none was.

    Parameters
    ----------
    failed
        Failed items allowed.
    pending_older_than_days
        Age in days from which a pending item counts, and how many such are allowed.
    skipped_without_reason
        Skipped items allowed that neither a message nor a note gives a reason for.
    amount_not_in_xero
        Currency → sum allowed of what has not reached Xero.
    """

    failed: int | None = None
    pending_older_than_days: tuple[int, int] | None = None
    skipped_without_reason: int | None = None
    amount_not_in_xero: Mapping[str, Decimal] = field(default_factory=dict)

    @classmethod
    def parse(cls, data: object) -> Thresholds:
        """Read thresholds as YAML, JSON or Python give them.

        Raises
        ------
        UsageError
            With all the mistakes there are.
        """
        data, mistakes = named_limits(data, NAMES)
        counts = {
            name: count_allowed(f"thresholds.{name}", data[name], mistakes)
            for name in ("failed", "skipped_without_reason")
            if data.get(name) is not None
        }
        thresholds = cls(
            **counts,
            pending_older_than_days=_aged_count(data.get("pending_older_than_days"), mistakes),
            amount_not_in_xero=amounts_allowed(data.get("amount_not_in_xero"), mistakes),
        )
        if mistakes:
            raise UsageError("The thresholds cannot be used:", mistakes)
        return thresholds

    def to_data(self) -> dict[str, Any]:
        """Return the plain data that `parse` reads back as equal thresholds."""
        data: dict[str, Any] = {}
        if self.failed is not None:
            data["failed"] = self.failed
        if self.pending_older_than_days is not None:
            data["pending_older_than_days"] = dict(zip(_AGED, self.pending_older_than_days, strict=True))
        if self.skipped_without_reason is not None:
            data["skipped_without_reason"] = self.skipped_without_reason
        if self.amount_not_in_xero:
            data["amount_not_in_xero"] = {
                name: f"{limit:f}" for name, limit in self.amount_not_in_xero.items()
            }
        return data

    def statement(
        self, shown: exp.Select, local_now: datetime, reasoned: Iterable[tuple[str, ...]] = ()
    ) -> exp.Select:
        """Return the statement for what they are held against: one row of counts.

        Parameters
        ----------
        shown
            The statement of the items shown.
        local_now
            The report's instant on the organisation's clock, without zone.
        reasoned
            The items that a note gives a reason for, by their `xsync.store.snapshot.ITEM_SUBJECT`.
        """
        days = self.pending_older_than_days[0] if self.pending_older_than_days else 0
        since = exp.func(
            "coalesce", exp.column("sync_date"), exp.cast(exp.column("effective_date"), "TIMESTAMP")
        )
        oldest = exp.cast(exp.Literal.string(local_now.isoformat(sep=" ", timespec="seconds")), "TIMESTAMP")
        before = exp.Sub(
            this=oldest, expression=exp.Interval(this=exp.Literal.string(str(days)), unit=exp.var("DAY"))
        )
        conditions = {
            "failed": _status("Failed"),
            "pending_older_than_days": _status("Pending").and_(exp.LT(this=since, expression=before)),
            "skipped_without_reason": skipped_without_reason(reasoned),
        }
        counts = [exp.alias_(count_where(condition), name) for name, condition in conditions.items()]
        return exp.select(*counts).from_(shown.subquery("shown"))

    def hold_against(
        self, counts: Mapping[str, int], unsynced_amounts: Mapping[str, Decimal]
    ) -> list[Crossing]:
        """Hold the limits against what was found.

        Parameters
        ----------
        counts
            The row of `statement`.
        unsynced_amounts
            Currency → sum of what has not reached Xero.
        """
        found: list[Crossing] = []

        def hold(name: str, limit: int | None, what: str) -> None:
            if limit is not None:
                found.append(
                    Crossing(name, limit, counts[name], f"{_items(counts[name])} {what}; {_allowed(limit)}")
                )

        days, late = self.pending_older_than_days or (0, None)
        hold("failed", self.failed, "failed")
        hold("pending_older_than_days", late, f"pending for more than {days} day{'' if days == 1 else 's'}")
        hold("skipped_without_reason", self.skipped_without_reason, "skipped without a reason")
        found += [
            amount_crossing(currency, most, unsynced_amounts, "has not reached Xero")
            for currency, most in self.amount_not_in_xero.items()
        ]
        return found


def amount_crossing(currency: str, most: Decimal, amounts: Mapping[str, Decimal], what: str) -> Crossing:
    """Hold a currency's limit against the amounts found, whatever way their currencies are spelt.

    Parameters
    ----------
    currency, most
        Whose limit, and the limit.
    amounts
        Currency → amount found.
    what
        What is said of that amount.
    """
    spelt = (name for name in amounts if _currency(name) == currency)
    amount = sum((amounts[name] for name in spelt), Decimal(0))
    sentence = f"{currency} {_money(amount)} {what}; {currency} {_money(most)} is allowed"
    return Crossing(f"amount_not_in_xero.{currency}", most, amount, sentence)


def unsynced() -> exp.Expression:
    """Return the condition that an item has not reached Xero, as far as Cin7's log says."""
    return exp.column("sync_status").isin(*UNSYNCED_STATUSES)


def count_where(condition: exp.Expr) -> exp.Filter:
    """Return the count of the rows that meet a condition."""
    return exp.Filter(this=exp.Count(this=exp.Star()), expression=exp.Where(this=condition))


def _status(status: str) -> exp.Expression:
    return exp.column("sync_status").eq(exp.Literal.string(status))


def _items(number: int) -> str:
    return f"{number:,} item{'' if number == 1 else 's'}"


def _allowed(limit: int) -> str:
    return f"{limit:,} {'is' if limit == 1 else 'are'} allowed"


def _money(amount: Decimal) -> str:
    """Write an amount exactly, with two decimals at least."""
    whole, _, decimals = f"{amount:,f}".partition(".")
    return f"{whole}.{decimals.rstrip('0').ljust(2, '0')}"


def _currency(name: object) -> str:
    return str(name).strip().upper()


def named_limits(data: object, names: Iterable[str]) -> tuple[Mapping[str, Any], list[str]]:
    """Return thresholds as names and limits, none where nothing is said, and the names that are none.

    Raises
    ------
    UsageError
        If they are no names and limits at all.
    """
    known = tuple(names)
    if data in (None, ""):
        return {}, []
    if not isinstance(data, Mapping):
        raise UsageError("thresholds: write one 'name: limit' a line")
    return data, [
        f"thresholds.{name}: {_not_of_this_report(str(name), known)}" for name in data if name not in known
    ]


def _not_of_this_report(name: str, known: tuple[str, ...]) -> str:
    if name in _OF_ANOTHER:
        return f"no such threshold here, it is one of {_OF_ANOTHER[name]}; known: {', '.join(known)}"
    return f"no such threshold, {did_you_mean(name, known)}"


def count_allowed(where: str, raw: object, mistakes: list[str]) -> int:
    """Return how many are allowed; what is no such number is added to the mistakes."""
    try:
        limit = read_integer(raw)
    except ValueError as mistake:
        mistakes.append(f"{where}: {mistake}")
        return 0
    if limit < 0:
        mistakes.append(f"{where}: {limit} is less than none")
    return limit


def _aged_count(data: object, mistakes: list[str]) -> tuple[int, int] | None:
    if data is None:
        return None
    where = "thresholds.pending_older_than_days"
    if not isinstance(data, Mapping) or set(data) != set(_AGED):
        mistakes.append(f"{where}: write {{days: 3, count: 0}}")
        return None
    days, count = (count_allowed(f"{where}.{name}", data[name], mistakes) for name in _AGED)
    if days > _MOST_DAYS:
        mistakes.append(f"{where}.days: {days} is more than {_MOST_DAYS:,}")
    return days, count


def amounts_allowed(data: object, mistakes: list[str]) -> dict[str, Decimal]:
    """Return how much of each currency may be missing; what cannot be read is added to the mistakes."""
    where = "thresholds.amount_not_in_xero"
    if data is None:
        return {}
    if not isinstance(data, Mapping):
        mistakes.append(f"{where}: write {{GBP: 1000}}, one limit per currency")
        return {}
    limits: dict[str, Decimal] = {}
    for name, raw in data.items():
        currency = _currency(name)
        if currency in limits:
            mistakes.append(f"{where}.{name}: {currency} has a limit already")
        try:
            limits[currency] = read_decimal(raw)
        except ValueError as mistake:
            mistakes.append(f"{where}.{name}: {mistake}")
            continue
        if limits[currency] < 0:
            mistakes.append(f"{where}.{name}: {raw} is less than nothing")
    return limits
