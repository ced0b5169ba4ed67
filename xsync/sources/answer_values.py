"""Values of answers as documents hold them: text, exact money, days, instants in UTC."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import UTC, date, datetime, timedelta
from decimal import ROUND_HALF_UP, Decimal, InvalidOperation
from typing import Any, Final, TypeAlias

Row: TypeAlias = Mapping[str, Any]

_EPOCH: Final = datetime(1970, 1, 1)  # noqa: DTZ001 - naive UTC, as all instants here
_MICROSOFT: Final = re.compile(r"/Date\((-?\d+)(?:[+-]\d{4})?\)/")
_DAY: Final = re.compile(r"\d{4}-\d{2}-\d{2}(?=T|\s|$)")
_LONG_FRACTION: Final = re.compile(r"(\.\d{6})\d+")
_PLACES: Final = Decimal("0.0001")
_MOST: Final = Decimal(10) ** 14


class OddValue(ValueError):
    """A value that is none of its kind.

    Parameters
    ----------
    field, value
        Where it stands, and what does.
    reason
        What is wrong with it.
    """

    def __init__(self, field: str, value: object, reason: str) -> None:
        super().__init__(reason)
        self.field, self.value, self.reason = field, str(value)[:200], reason


def inside(row: object, *names: str) -> Any:  # noqa: ANN401 - whatever stands there
    """Return what stands at the end of a way through nested objects, nothing where the way ends before."""
    for name in names:
        row = row.get(name) if isinstance(row, Mapping) else None
    return row


def rows_of(value: object) -> list[Row]:
    """Return a list's objects; a single object is a list of one, anything else an empty one."""
    listed = value if isinstance(value, list) else [value]
    return [each for each in listed if isinstance(each, Mapping)]


def text(row: object, *names: str) -> str | None:
    """Return a text without blanks around it, nothing where it is empty."""
    value = inside(row, *names)
    if value is None:
        return None
    if isinstance(value, Mapping | list):
        raise OddValue(names[-1], value, "is no text")
    whole = str(value).encode("utf-8", "replace").decode("utf-8")  # JSON can hold halves of characters
    return whole.strip() or None


def money(row: object, *names: str) -> Decimal | None:
    """Return an amount, exact to four places."""
    value = inside(row, *names)
    if value is None or value == "":
        return None
    try:
        amount = Decimal(value if isinstance(value, Decimal | int) else str(value).strip())
    except InvalidOperation:
        raise OddValue(names[-1], value, "is no amount") from None
    if isinstance(value, bool) or not amount.is_finite() or abs(amount) >= _MOST:
        raise OddValue(names[-1], value, "is no amount")
    return amount.quantize(_PLACES, ROUND_HALF_UP)


def total(rows: object, name: str) -> Decimal:
    """Return the sum of one amount of many rows."""
    return sum((money(row, name) or Decimal(0) for row in rows_of(rows)), Decimal(0))


def day(row: object, *names: str) -> date | None:
    """Return a business date, which has no zone: the day that stands there."""
    value = inside(row, *names)
    if value is None or value == "":
        return None
    try:
        if found := _MICROSOFT.fullmatch(str(value)):
            return (_EPOCH + timedelta(milliseconds=int(found[1]))).date()
        if found := _DAY.match(str(value)):
            return date.fromisoformat(found[0])
    except (ValueError, OverflowError):
        pass
    raise OddValue(names[-1], value, "is no date")


def instant(row: object, *names: str) -> datetime | None:
    """Return an instant in UTC, without a zone."""
    value = inside(row, *names)
    if value is None or value == "":
        return None
    try:
        if found := _MICROSOFT.fullmatch(str(value)):
            return _EPOCH + timedelta(milliseconds=int(found[1]))
        at = datetime.fromisoformat(_LONG_FRACTION.sub(r"\1", str(value)))
        return at.astimezone(UTC).replace(tzinfo=None) if at.tzinfo else at
    except (ValueError, OverflowError):
        raise OddValue(names[-1], value, "is no instant") from None
