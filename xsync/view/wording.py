"""How single values are written for people: dates, money, counts, and text made safe for HTML."""

from __future__ import annotations

import html
from datetime import date, datetime
from decimal import Decimal
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Final

from xsync.report.words import minute_in_words
from xsync.unprintable import printable

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

MONTHS: Final = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
"""English abbreviations, so that a page does not depend on the locale of the machine that made it."""


def escaped(text: str) -> str:
    """Make text safe inside an HTML element or a quoted attribute.

    A carriage return is kept as a reference, because HTML would otherwise read it as a line feed.
    """
    return printable(html.escape(text)).replace("\r", "&#13;")


def day(value: date) -> str:
    """Write a date as ``31 Oct 2026``."""
    return f"{value.day} {MONTHS[value.month - 1]} {value.year}"


def plain_number(value: Decimal) -> str:
    """Write a decimal exactly, without separators, with at least two decimals: ``-1234.50``."""
    return _two_decimals(format(value, "f"))


def money(value: Decimal) -> str:
    """Write a decimal exactly, with thousands separators and at least two decimals: ``-1,234.50``."""
    return _two_decimals(format(value, ",f"))


def count(value: int) -> str:
    """Write a count with thousands separators: ``12,345``."""
    return format(value, ",d")


def shown(value: object) -> str:
    """Write any single value for people; nothing for a blank."""
    write = next((_WRITERS[kind] for kind in type(value).__mro__ if kind in _WRITERS), str)
    return write(value)


def _two_decimals(digits: str) -> str:
    whole, _, decimals = digits.partition(".")
    return f"{whole}.{decimals.rstrip('0').ljust(2, '0')}"


_WRITERS: Final[Mapping[type, Callable[[Any], str]]] = MappingProxyType(
    {
        type(None): lambda _: "",
        bool: lambda value: "yes" if value else "no",
        int: count,
        Decimal: money,
        datetime: minute_in_words,
        date: day,
    }
)
