"""How near is equal, and of what a reconciliation speaks."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, Final

from sqlglot import exp

from xsync.errors import UsageError, did_you_mean
from xsync.store.engine import DIALECT

if TYPE_CHECKING:
    from datetime import date

DATE_FIELDS: Final = ("document_date", "due_date")
"""The dates of a document that days can be counted by."""

_CENT: Final = Decimal("0.01")
_DATE_WINDOW: Final = 3


@dataclass(frozen=True)
class MatchingSettings:
    """Tolerances, and the part of the ledgers that is asked about.

    Parameters
    ----------
    amount_tolerance
        By how much the amounts, or the taxes, of a pair may differ and still agree.
    member_tolerance
        The same for the totals of a group, for each member of its larger side.
    days_tolerance
        How many days the dates of a pair may lie apart and still agree.
    date_window
        How many days the dates of a suggested pair may lie apart.
    item_types
        The item types asked about; ``None`` for all.
    date_from, date_to
        The days asked about, both inclusive; ``None`` for no bound. A pair or group counts whole if the date
        of any member lies within.
    date_field
        Which date of a document that is: ``document_date`` or ``due_date``.
    """

    amount_tolerance: Decimal = _CENT
    member_tolerance: Decimal = _CENT
    days_tolerance: int = 0
    date_window: int = _DATE_WINDOW
    item_types: tuple[str, ...] | None = None
    date_from: date | None = None
    date_to: date | None = None
    date_field: str = "document_date"

    def __post_init__(self) -> None:
        given: dict[str, Decimal | int] = {
            "amount_tolerance": self.amount_tolerance,
            "member_tolerance": self.member_tolerance,
            "days_tolerance": self.days_tolerance,
            "date_window": self.date_window,
        }
        mistakes = [f"{name} is {value}: give 0 or more." for name, value in given.items() if value < 0]
        if self.date_from and self.date_to and self.date_from > self.date_to:
            mistakes.append(f"date_from {self.date_from} is after date_to {self.date_to}: swap them.")
        if self.date_field not in DATE_FIELDS:
            mistakes.append(
                f"date_field is {self.date_field!r}, {did_you_mean(self.date_field, DATE_FIELDS)}"
            )
        if mistakes:
            raise UsageError("The reconciliation's settings cannot be used:", mistakes)

    def literals(self) -> dict[str, str]:
        """Return what the steps call ``$name``, as SQL literals."""
        return {
            "amount_tolerance": f"{self.amount_tolerance:f}",
            "member_tolerance": f"{self.member_tolerance:f}",
            "days_tolerance": str(int(self.days_tolerance)),
            "date_window": str(int(self.date_window)),
            "asked_date": self.date_field,
        }

    def in_range(self, column: str) -> str:
        """Return the condition that a column's date is asked about, true or false but never unknown."""
        bounds = [
            operator(
                this=exp.to_column(column), expression=exp.cast(exp.Literal.string(day.isoformat()), "date")
            )
            for operator, day in ((exp.GTE, self.date_from), (exp.LTE, self.date_to))
            if day
        ]
        return f"coalesce({_sql(exp.and_(*bounds))}, false)" if bounds else "true"

    def in_types(self, column: str) -> str:
        """Return the condition that a column's item type is asked about."""
        if self.item_types is None:
            return "true"
        if not self.item_types:
            return "false"
        return _sql(exp.to_column(column).isin(*map(exp.Literal.string, self.item_types)))


def _sql(expression: exp.Condition) -> str:
    return expression.sql(dialect=DIALECT)
