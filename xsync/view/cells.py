"""The cells of one column of items, built for the whole column at once.

A cell carries what is read by people as its content and, where that differs, the exact value in
``data-order``: sorting, filtering and the exports in the page go by the exact value.
"""

from __future__ import annotations

import re
from types import MappingProxyType
from typing import TYPE_CHECKING, Final

import pyarrow as pa
import pyarrow.compute as pc

from xsync.model import Field, Kind, type_label
from xsync.report.words import minute_in_words
from xsync.unprintable import REPLACEMENT, UNPRINTABLE
from xsync.view.badges import badge
from xsync.view.wording import day, escaped, money, plain_number

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from datetime import date, datetime
    from decimal import Decimal

BLANK: Final = "<td></td>"
NO_VALUE: Final = '<td data-order=""></td>'
"""A blank among typed cells: DataTables wants the attribute on every cell of a column, or on none."""

REPLACEMENTS: Final = (
    ("&", "&amp;"),
    ("<", "&lt;"),
    (">", "&gt;"),
    ('"', "&quot;"),
    ("'", "&#x27;"),
    ("\r", "&#13;"),
)

LINK: Final = re.compile(r"https://(?P<host>[a-z0-9.-]+)(?::\d+)?(?:[/?#][^\s<>\"'\\`]*)?", re.IGNORECASE)
"""Web addresses a page may link to: encrypted, without user name, with a plain host name."""

_KIND_OF_FIELD: Final[Mapping[str, str]] = MappingProxyType(
    {
        "sync_status": "status",
        "document_link": "link",
        "item_type": "choice",
        "payment_account": "choice",
        "currency": "choice",
    }
)

CIN7_HOST: Final = re.compile(r"(?:.+\.)?(?:dearsystems|cin7)\.com", re.IGNORECASE)


def column_kind(field: Field) -> str:
    """Name the way a column is sorted, filtered and exported in the page.

    Returns
    -------
    str
        ``timestamp``, ``date``, ``decimal``, ``integer``, ``link``, ``status``, ``choice`` (few different
        texts) or ``text``.
    """
    return _KIND_OF_FIELD.get(field.name, field.kind.value)


def cells(field: Field, column: pa.ChunkedArray) -> list[str]:
    """Build the ``<td>`` of every row of one column.

    Parameters
    ----------
    field
        What the column holds.
    column
        Its values: text for text fields, decimals for money, dates and timestamps for dates.

    Returns
    -------
    list of str
        One cell a row. Blank values give empty cells.
    """
    build = _CELLS_OF_FIELD.get(field.name) or _CELLS_OF_KIND[field.kind]
    return build(column)


def prose_cells(texts: Sequence[str]) -> list[str]:
    """Build the ``<td>`` of every row of a column of sentences, which repeat."""
    built = {text: f"<td>{escaped(text)}</td>" if text else BLANK for text in dict.fromkeys(texts)}
    return [built[text] for text in texts]


def _instants(column: pa.ChunkedArray) -> list[str]:
    zone = column.type.tz if pa.types.is_timestamp(column.type) else None
    # Python's own timestamps end at microseconds; a finer one is cut, not refused.
    values = pc.cast(column, pa.timestamp("us", zone), safe=False).to_pylist()
    return [NO_VALUE if value is None else _instant_cell(value) for value in values]


def _dates(column: pa.ChunkedArray) -> list[str]:
    return [NO_VALUE if value is None else _date_cell(value) for value in column.to_pylist()]


def _amounts(column: pa.ChunkedArray) -> list[str]:
    return [NO_VALUE if value is None else _money_cell(value) for value in column.to_pylist()]


def _integers(column: pa.ChunkedArray) -> list[str]:
    return [BLANK if value is None else f'<td class="n">{value}</td>' for value in column.to_pylist()]


def _statuses(column: pa.ChunkedArray) -> list[str]:
    return _by_value(column, _status_cell, blank=NO_VALUE)


def _types(column: pa.ChunkedArray) -> list[str]:
    return _by_value(column, lambda stored: f"<td>{escaped(type_label(stored))}</td>")


def _links(column: pa.ChunkedArray) -> list[str]:
    return _by_value(column, _link_cell)


def _instant_cell(value: datetime) -> str:
    return f'<td data-order="{value.isoformat()}">{minute_in_words(value)}</td>'


def _date_cell(value: date) -> str:
    return f'<td data-order="{value.isoformat()}">{day(value)}</td>'


def _money_cell(value: Decimal) -> str:
    return f'<td class="n" data-order="{plain_number(value)}">{money(value)}</td>'


def _status_cell(status: str) -> str:
    return f'<td data-order="{escaped(status)}">{badge(status)}</td>'


def _link_cell(address: str) -> str:
    found = LINK.fullmatch(address)
    if found is None:
        return f"<td>{escaped(address)}</td>"
    place = "Cin7" if CIN7_HOST.fullmatch(found["host"]) else found["host"]
    return f'<td><a href="{escaped(address)}" rel="noopener noreferrer">Open in {place}</a></td>'


def _by_value(column: pa.ChunkedArray, cell: Callable[[str], str], *, blank: str = BLANK) -> list[str]:
    """Build each different value's cell once: statuses, types and links repeat."""
    values = pc.cast(column, pa.large_string()).to_pylist()
    built = {value: cell(value) if value else blank for value in dict.fromkeys(values)}
    return [built[value] for value in values]


def _texts(column: pa.ChunkedArray) -> list[str]:
    text = pc.cast(column, pa.large_string())
    for character, reference in REPLACEMENTS:
        text = pc.replace_substring(text, character, reference)
    text = pc.replace_substring_regex(text, UNPRINTABLE, REPLACEMENT)
    return [f"<td>{value}</td>" if value else BLANK for value in text.to_pylist()]


_CELLS_OF_FIELD: Final[Mapping[str, Callable[[pa.ChunkedArray], list[str]]]] = MappingProxyType(
    {"sync_status": _statuses, "item_type": _types, "document_link": _links}
)
_CELLS_OF_KIND: Final[Mapping[Kind, Callable[[pa.ChunkedArray], list[str]]]] = MappingProxyType(
    {
        Kind.TEXT: _texts,
        Kind.TIMESTAMP: _instants,
        Kind.DATE: _dates,
        Kind.DECIMAL: _amounts,
        Kind.INTEGER: _integers,
    }
)
