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

_NUMBERS = re.compile(r"(\d{1,2})[/.-](\d{1,2})[/.-](\d{4}|\d{2})")
_YEAR_FIRST = re.compile(r"\d{4}[/.]\d{1,2}[/.]\d{1,2}")
_CLEAR_MAJORITY: Final = 3
"""Where some dates fit one order only and some the other, the file is mistaken in a few of them. One order
must explain this many times as many as the other, or nothing is guessed."""

_FORMATS_BY_ORDER: Final[Mapping[DateOrder | None, tuple[str, ...]]] = {
    "dmy": ("%d/%m/%Y", "%d-%m-%Y", "%d.%m.%Y", "%d/%m/%y", "%d-%m-%y", "%d.%m.%y"),
    "mdy": ("%m/%d/%Y", "%m-%d-%Y", "%m.%d.%Y", "%m/%d/%y", "%m-%d-%y", "%m.%d.%y"),
    "ymd": (),
    None: (),
}
_FORMATS_OF_ANY_ORDER: Final = (
    *("%Y-%m-%d", "%Y/%m/%d", "%Y.%m.%d"),
    *("%d-%b-%Y", "%d %b %Y", "%d-%B-%Y", "%d %B %Y", "%d-%b-%y", "%d %b %y"),
    *("%b %d, %Y", "%B %d, %Y"),
)
_ZONED: Final = r"^\d{4}-\d\d-\d\d[T ][0-9:.]+ ?(Z|[+-]\d\d(:?\d\d)?)$"
_EXCEL_SERIAL: Final = r"^\d{5}(\.\d+)?$"
"""Days since 1899-12-30: a date in a workbook whose cell lost its format."""
_TIMES: Final = ("", " %H:%M:%S", " %H:%M", " %I:%M:%S %p", " %I:%M %p", " %H:%M:%S.%f")


def infer_date_order(dates: Mapping[str, int]) -> DateOrder | None:
    """Return the order in which a file writes day, month and year.

    Parameters
    ----------
    dates
        Every distinct date text of all its date columns, without times, and how often it stands there.

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


def timestamp_sql(column: str, order: DateOrder | None, seen_formats: Iterable[str] = ()) -> str:
    """Return the expression that reads a text column as a timestamp, null where it is none.

    A time with a zone becomes UTC; any other is the wall clock that the export printed. Years outside
    1990–2099 are typing mistakes, not dates.

    Parameters
    ----------
    column
        The column's name.
    order
        In which order its numbers stand; ``None`` reads only dates that need none.
    seen_formats
        Formats known to occur, tried first.
    """
    tidy = (
        f"regexp_replace(regexp_replace(regexp_replace(regexp_replace({column}, '(\\d)T(\\d)', '\\1 \\2'), "
        "'\\s+', ' ', 'g'), '(?i)\\s*([ap])\\.?\\s?m\\.?$', ' \\1m'), '(\\.\\d{6})\\d+$', '\\1')"
    )
    readings = [
        f"try_strptime({tidy}, {_listed(formats(order))})",
        f"CASE WHEN regexp_matches({column}, {text_literal(_ZONED)}) "  # noqa: ISC004 - one expression
        f"THEN try_cast({column} AS TIMESTAMPTZ) AT TIME ZONE 'UTC' END",
        f"CASE WHEN regexp_matches({column}, {text_literal(_EXCEL_SERIAL)}) THEN TIMESTAMP '1899-12-30' "  # noqa: ISC004 - as above
        f"+ to_microseconds(round({column}::DOUBLE * 86400)::BIGINT * 1000000) END",
    ]
    if seen := list(seen_formats):
        readings.insert(0, f"try_strptime({column}, {_listed(seen)})")
    return f"coalesce({', '.join(readings)})"


def plausible_sql(column: str) -> str:
    """Return the condition that a timestamp lies in a year that books are kept in."""
    return f"year({column}) BETWEEN 1990 AND 2099"


def formats(order: DateOrder | None) -> list[str]:
    """Return every format that dates of an order may have, in the engine's notation."""
    dates = (*_FORMATS_BY_ORDER[order], *_FORMATS_OF_ANY_ORDER)
    return [f"{written}{time}" for time in _TIMES for written in dates]


def _listed(written: Iterable[str]) -> str:
    return f"[{', '.join(text_literal(each) for each in written)}]"


def _exists(year: int, month: int, day: int) -> bool:
    try:
        date(year + 2000 if year < 100 else year, month, day)  # noqa: PLR2004 - a year of two digits
    except ValueError:
        return False
    return True
