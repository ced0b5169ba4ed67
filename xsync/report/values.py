"""Values: read from what people write, turned into SQL literals and into plain data.

Every reader takes text as well as typed values, because a parameter file may hold all its scalars as
text. What cannot be read raises a `ValueError` whose message completes "<where>: …".
"""

from __future__ import annotations

import re
from datetime import date, datetime, time
from decimal import Decimal
from types import MappingProxyType
from typing import TYPE_CHECKING, Final, TypeAlias

from sqlglot import exp

from xsync.model import Kind

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

Value: TypeAlias = str | int | Decimal | date | datetime

LAST_YEAR: Final = 9998
"""The day after the last day must exist, for ranges end before it."""

_ISO_DAY: Final = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_ISO_DAY_AND_TIME: Final = re.compile(_ISO_DAY.pattern + "[T ]")
_DECIMAL_TEXT: Final = re.compile(r"[+-]?([0-9]+(\.[0-9]*)?|\.[0-9]+)")
_INTEGER_TEXT: Final = re.compile(r"[+-]?[0-9]{1,19}")
_DECIMALS: Final = 4
_LARGEST_AMOUNT: Final = Decimal("1e14")
_LARGEST_INTEGER: Final = 2**63


def read_text(raw: object) -> str:
    """Read text; only text is text, so that 7 and "007" are never mixed up."""
    if not isinstance(raw, str):
        raise ValueError(f"{raw!r} is not text; put it in quotes")  # noqa: TRY004 - one type for all readers
    if not raw:
        raise ValueError("the text is empty; is_blank and is_not_blank find what is empty")
    if "\x00" in raw or any("\ud800" <= character <= "\udfff" for character in raw):
        raise ValueError(f"{raw!r} holds a character that no stored text can hold")
    return raw


def read_moment(raw: object) -> date | datetime:
    """Read a day (`date`) or, where a time of day is written, an instant (naive `datetime`)."""
    moment = _moment(raw)
    if moment is None:
        raise ValueError(f"{raw!r} is no date; write it as 2026-07-31, or 2026-07-31T14:30 with a time")
    if moment.year > LAST_YEAR:
        raise ValueError(f"{raw!r} lies beyond {LAST_YEAR}, the last year that can be given")
    if isinstance(moment, datetime) and moment.tzinfo is not None:
        raise ValueError(f"{raw!r} has an offset; write the organisation's own clock time without one")
    return moment


def read_day(raw: object) -> date:
    """Read a day; midnight stands for its day, any other time of day is refused."""
    moment = read_moment(raw)
    if not isinstance(moment, datetime):
        return moment
    if moment.time() != time.min:
        raise ValueError(f"{raw!r} has a time of day; write the day alone, as in 2026-07-31")
    return moment.date()


def read_decimal(raw: object) -> Decimal:
    """Read an exact amount that `DECIMAL(18,4)` can hold; a float counts as it is printed."""
    amount = _decimal(raw)
    if amount is None or not amount.is_finite():
        raise ValueError(f"{raw!r} is no number; write it as 1234.50")
    if abs(amount) >= _LARGEST_AMOUNT or amount != amount.quantize(Decimal(1).scaleb(-_DECIMALS)):
        raise ValueError(f"{raw!r} has more than 14 digits before or {_DECIMALS} after the decimal point")
    return amount or Decimal(0)


def read_integer(raw: object) -> int:
    """Read a whole number of 64 bits."""
    if isinstance(raw, str) and _INTEGER_TEXT.fullmatch(raw.strip()):
        raw = int(raw)
    if not isinstance(raw, int) or isinstance(raw, bool):
        raise ValueError(f"{raw!r} is no whole number")  # noqa: TRY004 - one type for all readers
    if not -_LARGEST_INTEGER <= raw < _LARGEST_INTEGER:
        raise ValueError(f"{raw!r} is too large")
    return raw


_READERS: Final[Mapping[Kind, Callable[[object], Value]]] = MappingProxyType(
    {
        Kind.TEXT: read_text,
        Kind.TIMESTAMP: read_moment,
        Kind.DATE: read_day,
        Kind.DECIMAL: read_decimal,
        Kind.INTEGER: read_integer,
    }
)


def read_value(kind: Kind, raw: object) -> Value:
    """Read a value of the kind a field holds.

    Parameters
    ----------
    kind
        What the field holds.
    raw
        As YAML, JSON or Python give it.

    Returns
    -------
    Value
        A typed value; for a timestamp a `date` means the whole day, a `datetime` that instant.

    Raises
    ------
    ValueError
        If it is no such value.
    """
    return _READERS[kind](raw)


def literal(value: Value) -> exp.Expr:
    """Return a value as a typed SQL literal; timestamps are wall clock, without a zone."""
    if isinstance(value, datetime):
        return exp.cast(exp.Literal.string(value.isoformat(sep=" ")), exp.DType.TIMESTAMPNTZ)
    if isinstance(value, date):
        return exp.cast(exp.Literal.string(value.isoformat()), exp.DType.DATE)
    if isinstance(value, Decimal):
        return exp.cast(exp.Literal.string(f"{value:f}"), exp.DataType.build("DECIMAL(18, 4)"))
    if isinstance(value, int):
        return exp.Literal.number(value)
    return exp.Literal.string(value)


def plain(value: Value) -> str | int:
    """Return a value as YAML and JSON hold it alike: dates and decimals as text."""
    if isinstance(value, Decimal):
        return f"{value:f}"
    return value.isoformat() if isinstance(value, date) else value


def _moment(raw: object) -> date | datetime | None:
    try:
        if isinstance(raw, datetime):
            return datetime.combine(raw.date(), raw.timetz())
        if isinstance(raw, str) and _ISO_DAY.fullmatch(raw.strip()):
            return date.fromisoformat(raw.strip())
        if isinstance(raw, str) and _ISO_DAY_AND_TIME.match(raw.strip()):
            return datetime.fromisoformat(raw.strip())
    except ValueError:
        return None
    return raw if isinstance(raw, date) else None


def _decimal(raw: object) -> Decimal | None:
    if isinstance(raw, str):
        return Decimal(raw.strip()) if _DECIMAL_TEXT.fullmatch(raw.strip()) else None
    if isinstance(raw, bool) or not isinstance(raw, int | float | Decimal):
        return None
    return Decimal(repr(float(raw))) if isinstance(raw, float) else Decimal(raw)
