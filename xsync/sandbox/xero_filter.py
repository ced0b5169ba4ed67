"""Xero's filters: what was changed since, `where` in its simple forms, `order`."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from operator import eq, ge, gt, le, lt, ne
from typing import TYPE_CHECKING, Any, Final

from xsync.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from xsync.sources.demo.ledger import Entry, LedgerDocument

_OPERATORS: Final[Mapping[str, Callable[[Any, Any], bool]]] = {
    "==": eq,
    "!=": ne,
    ">=": ge,
    "<=": le,
    ">": gt,
    "<": lt,
}
_CONDITION: Final = re.compile(r"\s*(\w+)\s*(==|!=|>=|<=|>|<)\s*(.+?)\s*")
_DATE_TIME: Final = re.compile(r"DateTime\(\s*(\d+(?:\s*,\s*\d+){2,5})\s*\)")
_GUID: Final = re.compile(r'(?i)guid\("([0-9a-f-]{36})"\)')
_LEAST: Final = datetime.fromisoformat("0001-01-01")


def since(text: str) -> datetime:
    """Read the header If-Modified-Since: an ISO date and time in UTC, or the form of HTTP."""
    try:
        at = datetime.fromisoformat(text)
    except ValueError:
        try:
            at = parsedate_to_datetime(text)
        except ValueError:
            raise UsageError(f"If-Modified-Since is no date: {text}") from None
    return at.astimezone(UTC).replace(tzinfo=None) if at.tzinfo else at


def where(text: str, fields: Mapping[str, Callable[[LedgerDocument], Any]]) -> Callable[[Entry], bool]:
    """Read a filter: conditions joined by AND.

    Parameters
    ----------
    text
        Such as ``Status=="PAID" AND Date>=DateTime(2026,1,1)``.
    fields
        How to find a field's value, by its name at Xero.

    Raises
    ------
    UsageError
        If it is in no form known here.
    """
    conditions = [_condition(part, fields) for part in re.split(r"(?i)\s+and\s+|&&", text)]
    return lambda entry: all(holds(entry.document) for holds in conditions)


def ordered(
    entries: Sequence[Entry], text: str, fields: Mapping[str, Callable[[LedgerDocument], Any]]
) -> list[Entry]:
    """Sort by one field, ascending unless it says ``DESC``."""
    name, _, direction = text.strip().partition(" ")
    value = fields.get(name)
    if value is None or direction.strip().upper() not in {"", "ASC", "DESC"}:
        raise UsageError(f"No such order: {text}")
    return sorted(
        entries,
        key=lambda entry: _comparable(value(entry.document)),
        reverse=direction.strip().upper() == "DESC",
    )


def _condition(
    text: str, fields: Mapping[str, Callable[[LedgerDocument], Any]]
) -> Callable[[LedgerDocument], bool]:
    found = _CONDITION.fullmatch(text)
    if found is None or found[1] not in fields:
        raise UsageError(f"No such filter: {text}")
    value, compare, wanted = fields[found[1]], _OPERATORS[found[2]], _literal(found[3])
    return lambda document: compare(_comparable(value(document)), wanted)


def _literal(text: str) -> Any:  # noqa: ANN401 - a text or an instant
    date_time, identifier = _DATE_TIME.fullmatch(text), _GUID.fullmatch(text)
    try:
        if date_time is not None:
            return datetime(*(int(part) for part in date_time[1].split(",")))  # type: ignore[arg-type]  # noqa: DTZ001
    except ValueError:
        raise UsageError(f"No such date: {text}") from None
    if identifier is not None:
        return identifier[1].lower()
    if len(text) > 1 and text[0] == text[-1] == '"':
        return text[1:-1]
    raise UsageError(f"No such value: {text}")


def _comparable(value: Any) -> Any:  # noqa: ANN401 - as above
    """Return a date as the instant of its midnight, and nothing as the least there is."""
    if isinstance(value, datetime | str):
        return value
    return _LEAST if value is None else datetime(value.year, value.month, value.day)  # noqa: DTZ001 - business dates
