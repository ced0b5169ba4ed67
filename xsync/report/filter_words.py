"""A filter in words, with the titles and labels people know from the screen."""

from __future__ import annotations

from dataclasses import replace
from types import MappingProxyType
from typing import TYPE_CHECKING, Final

from xsync.model import FIELDS, Kind, type_label
from xsync.report.filter_tree import TEXT_ONLY, AllOf, AnyOf, Condition, Filter, NotOf
from xsync.report.words import either, value_in_words

if TYPE_CHECKING:
    from collections.abc import Mapping

    from xsync.report.values import Value

_PHRASES: Final[Mapping[str, str]] = MappingProxyType(
    {
        "equals": "is {}",
        "not_equals": "is not {}",
        "in": "is {}",
        "not_in": "is not any of {}",
        "contains": "contains {}",
        "not_contains": "does not contain {}",
        "starts_with": "starts with {}",
        "ends_with": "ends with {}",
        "less_than": "is before {}",
        "at_most": "is no later than {}",
        "greater_than": "is after {}",
        "at_least": "is no earlier than {}",
        "between": "is between {}",
        "is_blank": "is blank",
        "is_not_blank": "is not blank",
    }
)
_PHRASES_OF_NUMBERS: Final[Mapping[str, str]] = MappingProxyType(
    {
        "less_than": "is less than {}",
        "at_most": "is at most {}",
        "greater_than": "is more than {}",
        "at_least": "is at least {}",
    }
)
_NUMBERS: Final = (Kind.DECIMAL, Kind.INTEGER)


def in_words(tree: Filter | None) -> str:
    """Say a filter in one sentence, groups inside it in brackets.

    Examples
    --------
    >>> in_words(AllOf((Condition("amount", "at_least", 5), Condition("contact", "is_blank", True))))
    'Amount is at least 5, and Contact is blank'
    """
    match tree:
        case None:
            return "No filter"
        case AllOf(parts):
            return ", and ".join(map(_inside, parts))
        case AnyOf(parts):
            return _alike(parts) or ", or ".join(map(_inside, parts))
        case NotOf() | Condition():
            return _inside(tree)


def _inside(tree: Filter) -> str:
    match tree:
        case AllOf(parts):
            return f"({' and '.join(map(_inside, parts))})"
        case AnyOf(parts):
            return f"({_alike(parts) or ' or '.join(map(_inside, parts))})"
        case NotOf(AllOf() | AnyOf() as part):
            return f"not {_inside(part)}"
        case NotOf(part):
            return f"not ({_inside(part)})"
        case Condition():
            return _condition(tree)


def _alike(parts: tuple[Filter, ...]) -> str | None:
    """Say one thing asked of several fields at once, as a search does: "A, B or C contains x"."""
    first, *others = parts
    if not isinstance(first, Condition) or first.operator not in TEXT_ONLY - {"not_contains"} or not others:
        return None
    titles = []
    for part in parts:
        if not isinstance(part, Condition) or replace(part, field=first.field) != first:
            return None
        titles.append(FIELDS[part.field].title)
    return f"{either(titles)} {_condition(first).removeprefix(FIELDS[first.field].title).lstrip()}"


def _condition(condition: Condition) -> str:
    of, operator = FIELDS[condition.field], condition.operator
    values = condition.value if isinstance(condition.value, tuple) else (condition.value,)
    words = [_value(condition, value) for value in values]
    phrase = _PHRASES[operator]
    if of.kind in _NUMBERS:
        phrase = _PHRASES_OF_NUMBERS.get(operator, phrase)
    return f"{of.title} {phrase.format(' and '.join(words) if operator == 'between' else either(words))}"


def _value(condition: Condition, value: Value) -> str:
    whole = condition.field == "item_type" and condition.operator not in TEXT_ONLY
    if whole and isinstance(value, str) and type_label(value) != value:
        return type_label(value)
    return value_in_words(value)
