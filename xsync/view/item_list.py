"""A few items as a list in a section, each leading to its row in the table of all items."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from xsync.model import type_label
from xsync.view.badges import badge
from xsync.view.documents_table import leading_to
from xsync.view.reconciliation_words import amount_in_words, and_so_on
from xsync.view.tables import plain_table
from xsync.view.wording import count, escaped, shown

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from decimal import Decimal

ITEMS_TABLE: Final = "items"
_NUMBERS: Final = ("amount", "days", "times_seen")
_STATUSES: Final = ("sync_status", "status_before", "status_after")


def item_list(rows: Iterable[Mapping[str, Any]], titles: Mapping[str, str], *, caption: str) -> str:
    """Show items, one row each.

    Parameters
    ----------
    rows
        The items.
    titles
        Field → heading of the columns shown, in order.
    caption
        What the list shows.
    """
    lines = [f"<tr>{''.join(_cell(name, row) for name in titles)}</tr>" for row in rows]
    heads = {title: name in _NUMBERS for name, title in titles.items()}
    return plain_table(heads, lines, caption=caption)


def item_link(item_type: str, number: str | None) -> str:
    """Return an item's number, leading to its row in the table of all items."""
    if not number:
        return "(no number)"
    named = f"{type_label(item_type)} {number}: show its row among the items"
    return leading_to(number, number, named=named, table_id=ITEMS_TABLE)


def items_in_words(by_type: Mapping[str, int]) -> str:
    """Write counts per type as "11 invoices, 8 payments and 1 refund"."""
    return and_so_on([items_of(stored, number) for stored, number in by_type.items()])


def items_of(stored: str, number: int) -> str:
    """Write a count of a type as "1 credit note" or "11 invoices"."""
    return f"{count(number)} {type_label(stored).lower()}{'' if number == 1 else 's'}"


def amounts_in_words(sums: Mapping[str, Decimal]) -> str:
    """Write sums per currency as "£12.00, €5.00 and $1.00"; nothing where there are none."""
    return and_so_on([amount_in_words(*each) for each in sums.items()]) if sums else ""


def _cell(name: str, row: Mapping[str, Any]) -> str:
    value = row.get(name)
    if name == "cin7_number":
        return f"<td>{item_link(row['item_type'] or '', value)}</td>"
    if name in _STATUSES:
        return f"<td>{badge(value) if value else ''}</td>"
    if name == "item_type":
        return f"<td>{escaped(type_label(value or ''))}</td>"
    aligned = ' class="n"' if name in _NUMBERS else ""
    return f"<td{aligned}>{escaped(shown(value))}</td>"
