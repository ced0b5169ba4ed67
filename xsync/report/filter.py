"""The filter's grammar: the tree read from plain data, the same in YAML, JSON and Python.

What a tree means as SQL is in `filter_sql`, in words in `filter_words`.
"""

from __future__ import annotations

import reprlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time
from decimal import Decimal
from types import MappingProxyType
from typing import TYPE_CHECKING, Final

from xsync.errors import UsageError, did_you_mean
from xsync.model import Field, Kind, item_type, sync_status
from xsync.report.fields import find_field, unknown_field
from xsync.report.filter_tree import (
    BLANK_OPERATORS,
    LIST_OPERATORS,
    OPERATORS,
    TEXT_ONLY,
    AllOf,
    AnyOf,
    Condition,
    Filter,
    NotOf,
    to_data,
)
from xsync.report.values import Value, read_value

if TYPE_CHECKING:
    from collections.abc import Callable

__all__ = ["OPERATORS", "AllOf", "AnyOf", "Condition", "Filter", "NotOf", "parse_filter", "to_data"]

DEEPEST: Final = 20
"""More levels than anyone writes; a tree that contains itself stops here."""

_GROUPS: Final = ("all", "any", "not")
_NORMALISED: Final[Mapping[str, Callable[[str], str]]] = MappingProxyType(
    {"item_type": item_type, "sync_status": sync_status}
)
_ENDS: Final = 2


def parse_filter(data: object) -> Filter | None:
    """Read a filter from plain data.

    Parameters
    ----------
    data
        A mapping or list as YAML, JSON or Python give it, or a tree to be checked. A list means that all
        of it must hold; nothing, as None, empty text or an empty mapping or list, means no filter.

    Returns
    -------
    Filter or None
        The tree, with stored field names and typed values.

    Raises
    ------
    UsageError
        With all the mistakes there are, each with its place in the tree.
    """
    if isinstance(data, Filter):
        data = to_data(data)
    if data is None or (isinstance(data, str | Mapping | list | tuple) and not data):
        return None
    reading = _Reading()
    whole = isinstance(data, list | tuple)
    tree = reading.joined("all", data, "filter", 1) if whole else reading.tree(data, "filter", 1)
    if tree is None or reading.mistakes:
        raise UsageError("The filter cannot be used:", reading.mistakes)
    return tree


@dataclass
class _Reading:
    """One pass over the data: every mistake is kept with its place, and what it spoils is left out."""

    mistakes: list[str] = field(default_factory=list)

    def tree(self, data: object, where: str, level: int) -> Filter | None:
        if level > DEEPEST:
            self.add(where, f"nested deeper than {DEEPEST} levels")
            return None
        if not isinstance(data, Mapping):
            self.add(where, f"{reprlib.repr(data)} is no condition; write {{field: …, equals: …}}")
            return None
        return self.condition(data, where) if "field" in data else self.group(data, where, level)

    def group(self, data: Mapping[str, object], where: str, level: int) -> Filter | None:
        unknown = [key for key in data if key not in _GROUPS]
        for key in unknown:
            self.add(where, f"unknown key {key!r}, {did_you_mean(str(key), ('field', *_GROUPS))}")
        if not unknown and len(data) != 1:
            self.add(where, f"{' and '.join(data) or 'nothing'}, where one of all, any or not is needed")
        trees = [self.joined(key, data[key], f"{where}.{key}", level + 1) for key in _GROUPS if key in data]
        return trees[0] if len(data) == len(trees) == 1 else None

    def joined(self, key: str, data: object, where: str, level: int) -> Filter | None:
        if key == "not":
            part = self.tree(data, where, level)
            return None if part is None else NotOf(part)
        if not isinstance(data, list | tuple) or not data:
            self.add(where, "takes a list with one condition at least")
            return None
        trees = [self.tree(each, f"{where}[{index}]", level) for index, each in enumerate(data)]
        parts = tuple(tree for tree in trees if tree is not None)
        if not parts:
            return None
        return AllOf(parts) if key == "all" else AnyOf(parts)

    def condition(self, data: Mapping[str, object], where: str) -> Condition | None:
        of = find_field(data["field"])
        if of is None:
            self.add(where, unknown_field(data["field"]))
        operators = [key for key in data if key != "field"]
        unknown = [key for key in operators if key not in OPERATORS]
        for key in unknown:
            self.add(where, f"unknown operator {key!r}, {did_you_mean(str(key), OPERATORS)}")
        if not operators:
            self.add(where, f"no operator; known: {', '.join(OPERATORS)}")
        if len(operators) > 1:
            several = ", ".join(map(str, operators))
            self.add(where, f"more than one operator ({several}); write a condition for each")
        if of is None or unknown or len(operators) != 1:
            return None
        value = self.operand(of, operators[0], data[operators[0]], f"{where}.{operators[0]}")
        return None if value is None else Condition(of.name, operators[0], value)

    def operand(self, of: Field, operator: str, raw: object, where: str) -> Value | tuple[Value, ...] | None:
        try:
            _check_shape(of, operator, raw)
        except ValueError as mistake:
            self.add(where, str(mistake))
            return None
        if operator in BLANK_OPERATORS:
            return True
        if not isinstance(raw, list | tuple):
            return self.value(of, operator, raw, where)
        read = [self.value(of, operator, each, f"{where}[{index}]") for index, each in enumerate(raw)]
        values = tuple(value for value in read if value is not None)
        if operator == "between" and len(values) == _ENDS and _reversed(*values):
            self.add(where, f"{raw[0]} lies after {raw[1]}; write the lower value first")
        return values

    def value(self, of: Field, operator: str, raw: object, where: str) -> Value | None:
        try:
            value = read_value(of.kind, raw)
        except ValueError as mistake:
            self.add(where, f"{of.title}: {mistake}")
            return None
        if isinstance(value, str) and operator not in TEXT_ONLY and of.name in _NORMALISED:
            return _NORMALISED[of.name](value)
        return value

    def add(self, where: str, mistake: str) -> None:
        self.mistakes.append(f"{where}: {mistake}")


def _check_shape(of: Field, operator: str, raw: object) -> None:
    size = len(raw) if isinstance(raw, list | tuple) else 0
    if operator in TEXT_ONLY and of.kind is not Kind.TEXT:
        raise ValueError(
            f"looks inside text; {of.title} holds a {of.kind.value}, for equals, at_least, between …"
        )
    if operator in BLANK_OPERATORS:
        if str(raw).strip().casefold() != "true":
            [opposite] = BLANK_OPERATORS - {operator}
            raise ValueError(f"takes true alone, not {reprlib.repr(raw)}; its opposite is {opposite}: true")
    elif operator in LIST_OPERATORS:
        if not size:
            raise ValueError(f"takes a list with one value at least, not {reprlib.repr(raw)}")
    elif operator == "between":
        if size != _ENDS:
            raise ValueError(f"takes a list of two values, lower and upper, not {reprlib.repr(raw)}")
    elif isinstance(raw, list | tuple | Mapping) or raw is None:
        raise ValueError(f"takes one value, not {reprlib.repr(raw)}")


def _reversed(low: Value, high: Value) -> bool:
    match low, high:
        case (str(), str()):
            return low.lower() > high.lower()
        case (date(), date()):
            return _instant(low, time.min) > _instant(high, time.max)
        case (int() | Decimal(), int() | Decimal()):
            return low > high
    return False


def _instant(moment: date, clock: time) -> datetime:
    return moment if isinstance(moment, datetime) else datetime.combine(moment, clock)
