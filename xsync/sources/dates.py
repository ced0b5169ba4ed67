"""Dates as exports write them: which order their numbers stand in, and the statement that reads them.

Cin7's tenants choose between day, month and year first, everywhere; no file says which was chosen. So the
order is inferred from all its dates together, and where both orders fit nothing is guessed.
"""

from __future__ import annotations

import re
from datetime import date
from typing import TYPE_CHECKING, Final, Literal

from xsync.errors import DataRefused
from xsync.store.engine import text_literal

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

DateOrder = Literal["dmy", "mdy", "ymd"]
DATE_ORDERS: Final[tuple[DateOrder, ...]] = ("dmy", "mdy", "ymd")
ORDER_IN_WORDS: Final[Mapping[DateOrder, str]] = {
    "dmy": "day/month/year",
    "mdy": "month/day/year",
    "ymd": "year/month/day",
}

DATE_START: Final = r"^\d{1,4}[/.-](\d{1,2}|[A-Za-z]+\.?)[/.-]\d{1,4}"
"""What of a date's text tells the habits of its file: no time, no weekday, nothing that is no date."""

_NUMBERS = re.compile(r"(\d{1,2})[/.-](\d{1,2})[/.-](\d{4}|\d{2})")
_YEAR_FIRST = re.compile(r"\d{4}[/.]\d{1,2}[/.]\d{1,2}")
_YEAR_LAST = re.compile(r"\d{1,2}[/.-][^/.-]+\.?[/.-](\d+)")
_CLEAR_MAJORITY: Final = 3
"""Where some dates fit one order only and some the other, the file is mistaken in a few of them. One order
must explain this many times as many as the other, or nothing is guessed."""

_DAY_FIRST: Final = ("%d/%m/%Y", "%d-%m-%Y", "%d.%m.%Y")
_FORMATS_BY_ORDER: Final[Mapping[DateOrder | None, tuple[str, ...]]] = {
    "dmy": _DAY_FIRST,
    "mdy": ("%m/%d/%Y", "%m-%d-%Y", "%m.%d.%Y"),
    "ymd": (),
    None: _DAY_FIRST,  # all that is left then are dates like 05/05/2026
}
_FORMATS_OF_ANY_ORDER: Final = (
    *("%Y-%m-%d", "%Y/%m/%d", "%Y.%m.%d"),
    *("%d-%b-%Y", "%d %b %Y", "%d-%B-%Y", "%d %B %Y"),
    *("%b %d, %Y", "%B %d, %Y"),
)
_TIMES: Final = ("", " %H:%M:%S", " %H:%M", " %I:%M:%S %p", " %I:%M %p", " %H:%M:%S.%f")
_TIDYINGS: Final = (
    (r"[\s\x{00a0}\x{202f}]+", " "),
    (r"(\d)T(\d)", r"\1 \2"),
    (r",( \d{1,2}:)", r"\1"),
    (r"^(\d{4}-\d\d-\d\d [0-9:.]+) ?(Z|[+-]\d\d(:?\d\d)?)$", r"\1"),
    (r"(\.\d{6})\d+$", r"\1"),
    (r"(?i)\s*([ap])\.?\s?m\.?$", r" \1m"),
    (r"(?i)\bsept\b\.?", "Sep"),
)
"""Spellings that the engine's formats do not know: blanks of newer Windows versions, the T of ISO, a comma
before the time, zones, more than microseconds, ``a.m.``, the Australian and British ``Sept``."""
_OFFSET: Final = r"^\d{4}-\d\d-\d\d[T ][0-9:.]+ ?([+-])(\d\d):?(\d\d)?$"
"""How far a zone is ahead of UTC, behind an ISO time."""
_EXCEL_SERIAL: Final = r"^\d{5}(\.\d+)?$"
"""Days since 1899-12-30: a date in a workbook whose cell lost its format."""


def infer_date_order(dates: Mapping[str, int]) -> DateOrder | None:
    """Return the order in which a file writes day, month and year.

    Parameters
    ----------
    dates
        Every distinct date of all its date columns, as far as `DATE_START` goes, and how often it stands
        there.

    Returns
    -------
    {'dmy', 'mdy', 'ymd'} or None
        ``None`` where no date needs an order: there is none, all spell the month or are ISO, or day and
        month are the same number.

    Raises
    ------
    DataRefused
        If both orders fit, or the dates contradict one another.
    """
    only_day_first = only_month_first = open_to_both = year_first = 0
    example = ""
    for text, count in dates.items():
        numbers = _NUMBERS.fullmatch(text)
        if numbers is None:
            year_first += count if _YEAR_FIRST.fullmatch(text) else 0
            continue
        first, second, year = (int(number) for number in numbers.groups())
        day_first, month_first = _exists(year, second, first), _exists(year, first, second)
        only_day_first += count if day_first and not month_first else 0
        only_month_first += count if month_first and not day_first else 0
        if day_first and month_first and first != second:
            open_to_both += count
            example = min(example, text) if example else text
    if only_day_first > _CLEAR_MAJORITY * only_month_first:
        return "dmy"
    if only_month_first > _CLEAR_MAJORITY * only_day_first:
        return "mdy"
    if only_day_first or only_month_first:
        raise DataRefused(
            f"Its dates contradict one another: {only_day_first:,} can only be day/month/year and "
            f"{only_month_first:,} only month/day/year. Say which is meant with --date-order dmy or "
            "--date-order mdy; the others then go to quarantine."
        )
    if open_to_both:
        raise DataRefused(
            f"Its dates fit day/month/year as well as month/day/year ({example} for one). "
            "Say which is meant with --date-order dmy or --date-order mdy."
        )
    return "ymd" if year_first else None


def writes_short_years(dates: Mapping[str, int]) -> bool:
    """Tell whether a file writes years with two digits, all in all.

    Where it does not, such a year is no habit but a date cut off, and ``31/10/20`` is not read as 2020.

    Parameters
    ----------
    dates
        As for `infer_date_order`.
    """
    written = {True: 0, False: 0}
    for text, count in dates.items():
        if year := _YEAR_LAST.fullmatch(text):
            written[len(year[1]) == 2] += count  # noqa: PLR2004 - two digits
    return written[True] > written[False]


def timestamp_sql(column: str, known_formats: Iterable[str], seen_formats: Iterable[str] = ()) -> str:
    """Return the expression that reads a text column as a timestamp, null where it is none.

    It is the wall clock that the export printed: a zone behind it is left off, so that no date moves to
    another day.

    Parameters
    ----------
    column
        The column's name.
    known_formats
        What `formats` returns.
    seen_formats
        Those of them known to occur, in the same order; tried first, on the text as it stands.
    """
    tidy = column
    for pattern, replacement in _TIDYINGS:
        tidy = f"regexp_replace({tidy}, {text_literal(pattern)}, {text_literal(replacement)}, 'g')"
    readings = [
        f"try_strptime({tidy}, {_listed(known_formats)})",
        f"CASE WHEN regexp_matches({column}, {text_literal(_EXCEL_SERIAL)}) THEN TIMESTAMP '1899-12-30' "  # noqa: ISC004 - one expression
        f"+ to_microseconds(round({column}::DOUBLE * 86400)::BIGINT * 1000000) END",
    ]
    if seen := list(seen_formats):
        readings.insert(0, f"try_strptime({column}, {_listed(seen)})")
    return f"coalesce({', '.join(readings)})"


def utc_sql(column: str, read: str) -> str:
    """Return the expression of an instant in UTC, given its text and the clock time read from it.

    A time without a zone, or with a ``Z``, is in UTC as it stands.
    """
    parts = [f"regexp_extract({column}, {text_literal(_OFFSET)}, {part})" for part in (1, 2, 3)]
    hours, minutes = (f"coalesce(try_cast({figures} AS BIGINT), 0)" for figures in parts[1:])
    ahead = f"({hours} * 60 + {minutes}) * CASE {parts[0]} WHEN '-' THEN -1 ELSE 1 END"
    return (
        f"CASE WHEN regexp_matches({column}, {text_literal(_OFFSET)}) THEN {read} - to_minutes({ahead}) "
        f"ELSE {read} END"
    )


def plausible_sql(column: str) -> str:
    """Return the condition that a timestamp lies in a year that books are kept in."""
    return f"year({column}) BETWEEN 1990 AND 2099"


def formats(order: DateOrder | None, *, short_years: bool) -> list[str]:
    """Return every format that a file's dates may have, in the engine's notation, the strictest first.

    Parameters
    ----------
    order
        In which order its numbers stand; ``None`` where no date needs one.
    short_years
        Whether it writes years with two digits.
    """
    dates = [*_FORMATS_BY_ORDER[order], *_FORMATS_OF_ANY_ORDER]
    if short_years:  # before the others: the engine takes the 26 of 31/10/26 for a whole year too
        dates = [*(each.replace("%Y", "%y") for each in dates if not each.startswith("%Y")), *dates]
    return [f"{written}{time}" for time in _TIMES for written in dates]


def _listed(written: Iterable[str]) -> str:
    return f"[{', '.join(text_literal(each) for each in written)}]"


def _exists(year: int, month: int, day: int) -> bool:
    try:
        date(year + 2000 if year < 100 else year, month, day)  # noqa: PLR2004 - a year of two digits
    except ValueError:
        return False
    return True
