"""Values and lists in words, the same on every platform and in every language setting."""

from __future__ import annotations

import re
from datetime import date, datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Sequence

    from xsync.report.values import Value

_MONTHS: Final = (
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
)
_ONE_WORD: Final = re.compile(r"[^\s,()“”]+")


def day_in_words(day: date) -> str:
    """Write a day as "1 July 2026"."""
    return f"{day.day} {_MONTHS[day.month - 1]} {day.year}"


def minute_in_words(instant: datetime) -> str:
    """Write an instant as "31 Oct 2026 14:05", by the wall clock it carries."""
    month = _MONTHS[instant.month - 1][:3]
    return f"{instant.day} {month} {instant.year} {instant.hour:02}:{instant.minute:02}"


def value_in_words(value: Value) -> str:
    """Write a value for people; text of more than one word stands in quotes."""
    if isinstance(value, datetime):
        to_the_minute = value.second == 0 and value.microsecond == 0
        return f"{day_in_words(value)} {value.time().isoformat('minutes' if to_the_minute else 'auto')}"
    if isinstance(value, date):
        return day_in_words(value)
    if isinstance(value, Decimal):
        return f"{value:f}"
    if isinstance(value, str) and not _ONE_WORD.fullmatch(value):
        return f"“{value}”"
    return str(value)


def either(words: Sequence[str]) -> str:
    """Join alternatives: "A", "A or B", "A, B or C"."""
    *others, last = words
    return f"{', '.join(others)} or {last}" if others else last
