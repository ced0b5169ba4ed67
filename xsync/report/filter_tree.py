"""The filter as a tree: conditions on fields, joined by all, any and not; made by `parse_filter`."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, TypeAlias

from xsync.report.values import Value, plain

OPERATORS: Final = (
    "equals",
    "not_equals",
    "in",
    "not_in",
    "contains",
    "not_contains",
    "starts_with",
    "ends_with",
    "less_than",
    "at_most",
    "greater_than",
    "at_least",
    "between",
    "is_blank",
    "is_not_blank",
)
"""Every operator a condition can have."""

TEXT_ONLY: Final = frozenset({"contains", "not_contains", "starts_with", "ends_with"})
"""Operators that look inside a text."""

LIST_OPERATORS: Final = frozenset({"in", "not_in"})
BLANK_OPERATORS: Final = frozenset({"is_blank", "is_not_blank"})


@dataclass(frozen=True)
class Condition:
    """One comparison of a field with a value.

    Parameters
    ----------
    field
        Stored name of the field.
    operator
        One of `OPERATORS`.
    value
        A typed value; several for ``in``, ``not_in`` and ``between``; True for the blank operators.
    """

    field: str
    operator: str
    value: Value | tuple[Value, ...]


@dataclass(frozen=True)
class _Group:
    parts: tuple[Filter, ...]

    def __post_init__(self) -> None:
        if not self.parts:
            raise ValueError("a group of conditions needs one at least")


@dataclass(frozen=True)
class AllOf(_Group):
    """Holds where every one of its parts holds."""


@dataclass(frozen=True)
class AnyOf(_Group):
    """Holds where at least one of its parts holds."""


@dataclass(frozen=True)
class NotOf:
    """Holds where its part does not."""

    part: Filter


Filter: TypeAlias = Condition | AllOf | AnyOf | NotOf


def to_data(tree: Filter) -> dict[str, object]:
    """Return the plain data that `parse_filter` reads back as an equal tree, safe in YAML and JSON."""
    match tree:
        case AllOf(parts):
            return {"all": [to_data(part) for part in parts]}
        case AnyOf(parts):
            return {"any": [to_data(part) for part in parts]}
        case NotOf(part):
            return {"not": to_data(part)}
        case Condition(name, operator, value):
            written = [plain(each) for each in value] if isinstance(value, tuple) else plain(value)
            return {"field": name, operator: written}
