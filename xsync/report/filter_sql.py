"""What a filter means: one SQL condition that is true or false for every item, never unknown.

Blank is null or empty, and a blank meets no comparison; a negative operator is the plain negation of its
positive form, so that a blank meets it. Text is compared in lower case, and ``%`` and ``_`` mean
themselves, for nothing here is a pattern.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from types import MappingProxyType
from typing import TYPE_CHECKING, Final

from sqlglot import exp

from xsync.model import FIELDS, Field, Kind
from xsync.report.filter_tree import TEXT_ONLY, AllOf, AnyOf, Condition, Filter, NotOf
from xsync.report.values import Value, literal

if TYPE_CHECKING:
    from collections.abc import Mapping

_POSITIVE: Final[Mapping[str, str]] = MappingProxyType(
    {
        "not_equals": "equals",
        "not_in": "in",
        "not_contains": "contains",
        "is_not_blank": "is_blank",
    }
)
_COMPARISONS: Final[Mapping[str, type[exp.Binary | exp.Func]]] = MappingProxyType(
    {
        "equals": exp.EQ,
        "contains": exp.Contains,
        "starts_with": exp.StartsWith,
        "ends_with": exp.EndsWith,
        "less_than": exp.LT,
        "at_most": exp.LTE,
        "greater_than": exp.GT,
        "at_least": exp.GTE,
    }
)
_ORDERING: Final = frozenset({"less_than", "at_most", "greater_than", "at_least", "between"})
_BOUNDS_OF_A_DAY: Final[Mapping[str, tuple[str, int]]] = MappingProxyType(
    {
        "less_than": ("less_than", 0),
        "at_most": ("less_than", 1),
        "greater_than": ("at_least", 1),
        "at_least": ("at_least", 0),
    }
)
"""How an operator compares an instant with a whole day: the operator, and at which day's 00:00."""


def to_expression(tree: Filter | None) -> exp.Expr:
    """Return the condition a filter means, over the columns of ``items``; no filter is always true."""
    match tree:
        case None:
            return exp.true()
        case AllOf(parts):
            return exp.and_(*map(to_expression, parts))
        case AnyOf(parts):
            return exp.or_(*map(to_expression, parts))
        case NotOf(part):
            return exp.not_(to_expression(part))
        case Condition():
            return _condition(tree)


def sql(tree: Filter | None, dialect: str = "duckdb") -> str:
    """Return the condition as SQL text of a dialect that sqlglot knows."""
    return to_expression(tree).sql(dialect=dialect)


def _condition(condition: Condition) -> exp.Expr:
    of, operator = FIELDS[condition.field], condition.operator
    if operator in _POSITIVE:
        return exp.not_(_condition(replace(condition, operator=_POSITIVE[operator])))
    is_null = exp.Is(this=exp.column(of.name), expression=exp.null())
    is_blank = exp.or_(is_null, exp.column(of.name).eq("")) if of.kind is Kind.TEXT else is_null
    if operator == "is_blank":
        return is_blank
    # Only in the order of texts would an empty one have a place; elsewhere asking for null is enough.
    nothing_to_compare = is_blank if operator in _ORDERING else is_null
    return exp.and_(exp.not_(nothing_to_compare), _comparison(of, operator, condition.value))


def _comparison(of: Field, operator: str, value: Value | tuple[Value, ...]) -> exp.Expr:
    match operator, value:
        case "between", (low, high):
            return exp.and_(_comparison(of, "at_least", low), _comparison(of, "at_most", high))
        case "in", tuple(values) if of.kind is Kind.TIMESTAMP:
            return exp.or_(*(_comparison(of, "equals", each) for each in values))
        case "in", tuple(values):
            return exp.In(
                this=_comparable(of, operator, exp.column(of.name)),
                expressions=[_comparable(of, operator, literal(each)) for each in values],
            )
        case _, date() if of.kind is Kind.TIMESTAMP and not isinstance(value, datetime):
            return _comparison_with_day(of, operator, value)
        case _, str() | int() | Decimal() | date():
            return _COMPARISONS[operator](
                this=_comparable(of, operator, exp.column(of.name)),
                expression=_comparable(of, operator, literal(value)),
            )
    raise TypeError(f"{operator} of {of.name} cannot take {value!r}")


def _comparison_with_day(of: Field, operator: str, day: date) -> exp.Expr:
    if operator == "equals":
        return exp.and_(*(_comparison_with_day(of, bound, day) for bound in ("at_least", "at_most")))
    instant_operator, days_later = _BOUNDS_OF_A_DAY[operator]
    midnight = datetime.combine(day, time.min) + timedelta(days=days_later)
    return _comparison(of, instant_operator, midnight)


def _comparable(of: Field, operator: str, side: exp.Expr) -> exp.Expr:
    if of.kind is not Kind.TEXT:
        return side
    if of.name == "item_type" and operator in TEXT_ONLY:
        side = exp.func("REPLACE", side, exp.Literal.string("_"), exp.Literal.string(" "))
    return exp.Lower(this=side)
