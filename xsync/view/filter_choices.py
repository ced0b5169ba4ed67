"""What the filter builder offers: fields, operators in words that fit a field, values present with counts."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from types import MappingProxyType
from typing import TYPE_CHECKING, Final

from xsync.model import FIELDS, Field, Kind, type_label
from xsync.report.values import Value, read_value
from xsync.report.words import value_in_words
from xsync.view.wording import count

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

LISTED: Final = 200
"""More values than this nobody looks through; further ones are typed."""

FIELD_OPTIONS: Final = (("Choose a field …", None), *((field.title, field.name) for field in FIELDS.values()))

_TEXT: Final[Mapping[str, str]] = MappingProxyType(
    {
        "in": "is one of",
        "not_in": "is none of",
        "equals": "is",
        "not_equals": "is not",
        "contains": "contains",
        "not_contains": "does not contain",
        "starts_with": "starts with",
        "ends_with": "ends with",
        "is_blank": "is blank",
        "is_not_blank": "is not blank",
        "between": "is between (A to Z)",
        "less_than": "comes before (A to Z)",
        "at_most": "is, or comes before (A to Z)",
        "greater_than": "comes after (A to Z)",
        "at_least": "is, or comes after (A to Z)",
    }
)
_DATES: Final[Mapping[str, str]] = MappingProxyType(
    {
        "between": "is between",
        "equals": "is on",
        "not_equals": "is not on",
        "less_than": "is before",
        "at_most": "is on or before",
        "greater_than": "is after",
        "at_least": "is on or after",
        "in": "is one of",
        "not_in": "is none of",
        "is_blank": "is blank",
        "is_not_blank": "is not blank",
    }
)
_NUMBERS: Final[Mapping[str, str]] = MappingProxyType(
    {
        "at_least": "is at least",
        "at_most": "is at most",
        "equals": "is",
        "not_equals": "is not",
        "greater_than": "is more than",
        "less_than": "is less than",
        "between": "is between",
        "in": "is one of",
        "not_in": "is none of",
        "is_blank": "is blank",
        "is_not_blank": "is not blank",
    }
)
_LABELS: Final[Mapping[Kind, Mapping[str, str]]] = MappingProxyType(
    {
        Kind.TEXT: _TEXT,
        Kind.TIMESTAMP: _DATES,
        Kind.DATE: _DATES,
        Kind.DECIMAL: _NUMBERS,
        Kind.INTEGER: _NUMBERS,
    }
)
_FREE_TEXT_FIRST: Final = frozenset({"cin7_number", "xero_number", "message", "contact", "reference"})
"""Fields with so many values that people look for a part of one rather than through a list."""


def operator_options(field: Field) -> list[tuple[str, str]]:
    """Return the operators that fit a field as (words, operator)."""
    return [(label, operator) for operator, label in _LABELS[field.kind].items()]


def first_operator(field: Field) -> str:
    """Return the operator people most likely want for a field just chosen."""
    return "contains" if field.name in _FREE_TEXT_FIRST else next(iter(_LABELS[field.kind]))


def value_text(field: Field, value: Value) -> str:
    """Write a value as it stands in an editor, read back by `read_value` as the same value."""
    if field.name == "item_type" and isinstance(value, str):
        return type_label(value)
    if isinstance(value, Decimal):
        return f"{value:f}"
    return value.isoformat() if isinstance(value, date) else str(value)


def value_label(field: Field, value: Value) -> str:
    """Write a value as it stands in a list."""
    return value_text(field, value) if isinstance(value, str) else value_in_words(value)


@dataclass(frozen=True)
class Present:
    """The values a field holds, most frequent first.

    Parameters
    ----------
    counts
        Value → number of items.
    blank
        Number of items without a value.
    """

    counts: Mapping[Value, int]
    blank: int

    @classmethod
    def of(cls, field: Field, found: Iterable[tuple[object, int]]) -> Present:
        """Tidy what was found: blanks apart, instants counted by day, what no filter can hold left out."""
        counts: Counter[Value] = Counter()
        blank = 0
        for raw, number in found:
            if raw is None or raw == "":
                blank += number
                continue
            try:
                value = read_value(field.kind, raw)
            except ValueError:
                continue
            counts[value.date() if isinstance(value, datetime) else value] += number
        return cls(MappingProxyType(dict(counts.most_common())), blank)

    def options(self, field: Field, chosen: Iterable[Value]) -> list[tuple[str, Value]]:
        """Return what a list offers as (label with count, value): the most frequent, and all chosen ones."""
        listed = dict(list(self.counts.items())[:LISTED])
        for value in chosen:
            if value not in listed:
                listed[value] = self._count(value)
        return [(f"{value_label(field, value)} ({count(number)})", value) for value, number in listed.items()]

    def _count(self, chosen: Value) -> int:
        """Count a chosen value as the filter will, without regard to case."""
        if not isinstance(chosen, str):
            return self.counts.get(chosen, 0)
        wanted = chosen.lower()
        return sum(
            number
            for value, number in self.counts.items()
            if isinstance(value, str) and value.lower() == wanted
        )

    def told(self) -> str:
        """Say what the list leaves out; nothing where it is complete."""
        left_out = []
        if len(self.counts) > LISTED:
            left_out.append(f"the {LISTED} most frequent of {count(len(self.counts))} values")
        if self.blank:
            left_out.append(f"{count(self.blank)} blank: choose “is blank” for them")
        return "; ".join(left_out)
