"""Tables of counts: statuses per item type, and subtotals of a grouped layout."""

from __future__ import annotations

from collections import Counter
from decimal import Decimal
from itertools import groupby
from typing import TYPE_CHECKING, Any, Final

from xsync.model import FIELDS, ITEM_TYPES, KNOWN_STATUSES, STATUSES, UNSYNCED_STATUSES, type_label
from xsync.view.badges import badge
from xsync.view.wording import count, escaped, money, shown

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

INDENTED_LEVELS: Final = 4
"""Deeper groups are indented no further."""


def types_in_order(by_type: Iterable[str]) -> list[str]:
    """Put item types in Cin7's order, the unknown ones after them as they come."""
    present = list(by_type)
    return [
        *(known for known in ITEM_TYPES if known in present),
        *(other for other in present if other not in ITEM_TYPES),
    ]


def statuses_in_order(tallies: Iterable[Mapping[str, int]]) -> list[str]:
    """Put statuses in order of urgency: the report's four, then any further that counts something."""
    counted = dict.fromkeys(status for tally in tallies for status, number in tally.items() if number)
    further = [status for status in (*KNOWN_STATUSES, *counted) if status in counted]
    return list(dict.fromkeys([*STATUSES, *further]))


def counts_table(
    by_type_and_status: Mapping[str, Mapping[str, int]], *, caption: str = "Items per type and sync status"
) -> str:
    """Count items per type (rows) and sync status (columns), with totals both ways.

    Parameters
    ----------
    by_type_and_status
        Stored item type → status → number of items. Unknown types and statuses are shown verbatim, after
        the known ones.
    caption
        What the table shows.
    """
    statuses = statuses_in_order(by_type_and_status.values())
    headings = "".join(f'<th scope="col" class="n">{badge(status)}</th>' for status in statuses)
    rows = "\n".join(
        f'<tr><th scope="row">{escaped(type_label(stored))}</th>'
        f"{_status_cells(by_type_and_status[stored], statuses)}</tr>"
        for stored in types_in_order(by_type_and_status)
    )
    overall = _summed(by_type_and_status.values())
    return (
        f'<div class="xsync-scroll" role="region" aria-label="{escaped(caption)}" tabindex="0">\n'
        f'<table class="xsync-plain xsync-counts">\n<caption>{escaped(caption)}</caption>\n'
        f'<thead><tr><th scope="col">Type</th>{headings}<th scope="col" class="n">Total</th></tr></thead>\n'
        f"<tbody>\n{rows}\n</tbody>\n"
        f'<tfoot><tr><th scope="row">Total</th>{_status_cells(overall, statuses)}</tr></tfoot>\n'
        "</table>\n</div>"
    )


def subtotals_table(
    rows: Sequence[Mapping[str, Any]], group_by: Sequence[str], *, caption: str = "Subtotals"
) -> str:
    """Show a grouped layout's subtotals as an outline: every group, its groups inside it, and the total.

    Parameters
    ----------
    rows
        One mapping per innermost group, sorted by ``group_by``: the value of every field of ``group_by``,
        ``items`` (number of items), ``by_status`` (status → number) and, where amounts are known,
        ``amounts`` (currency → decimal sum).
    group_by
        Names of the fields grouped by, the outermost first.
    caption
        What the table shows.
    """
    statuses = statuses_in_order(row["by_status"] for row in rows)
    currencies = sorted({currency for row in rows for currency in row.get("amounts") or {}})
    headings = [
        f'<th scope="col">{escaped(" › ".join(FIELDS[name].title for name in group_by))}</th>',
        *(f'<th scope="col" class="n">{badge(status)}</th>' for status in statuses),
        '<th scope="col" class="n">Items</th>',
        *(
            f'<th scope="col" class="n">Amount {escaped(currency or "(no currency)")}</th>'
            for currency in currencies
        ),
    ]

    def figures(members: Sequence[Mapping[str, Any]]) -> str:
        sums: dict[str, Decimal] = {}
        for member in members:
            for currency, amount in (member.get("amounts") or {}).items():
                sums[currency] = sums.get(currency, Decimal(0)) + amount
        amounts = "".join(
            f'<td class="n">{money(sums[currency]) if currency in sums else ""}</td>'
            for currency in currencies
        )
        items = sum(member["items"] for member in members)
        return _status_cells(_summed(member["by_status"] for member in members), statuses, items) + amounts

    def outline(members: Sequence[Mapping[str, Any]], level: int) -> Iterable[str]:
        if level == len(group_by):
            return
        name = group_by[level]
        for value, group in groupby(members, key=lambda member: member[name]):
            inside = list(group)
            label = escaped(_group_label(name, value))
            style = f"level-{min(level, INDENTED_LEVELS)}"
            yield f'<tr class="{style}"><th scope="row">{label}</th>{figures(inside)}</tr>'
            yield from outline(inside, level + 1)

    body = "\n".join(outline(rows, 0))
    return (
        f'<div class="xsync-scroll" role="region" aria-label="{escaped(caption)}" tabindex="0">\n'
        f'<table class="xsync-plain xsync-counts xsync-subtotals">\n<caption>{escaped(caption)}</caption>\n'
        f"<thead><tr>{''.join(headings)}</tr></thead>\n<tbody>\n{body}\n</tbody>\n"
        f'<tfoot><tr><th scope="row">Total</th>{figures(rows)}</tr></tfoot>\n</table>\n</div>'
    )


def _status_cells(tally: Mapping[str, int], statuses: Sequence[str], items: int | None = None) -> str:
    """Write the counts per status and their total; what has not reached Xero stands out."""
    written = [_count_cell(status, tally.get(status, 0)) for status in statuses]
    total = sum(tally.values()) if items is None else items
    return "".join([*written, f'<td class="n total">{count(total)}</td>'])


def _count_cell(status: str, number: int) -> str:
    if not number:
        return '<td class="n zero">0</td>'
    return f'<td class="n{" unsynced" if status in UNSYNCED_STATUSES else ""}">{count(number)}</td>'


def _summed(tallies: Iterable[Mapping[str, int]]) -> Counter[str]:
    overall: Counter[str] = Counter()
    for tally in tallies:
        overall.update(tally)
    return overall


def _group_label(name: str, value: object) -> str:
    if value is None or value == "":
        return "(blank)"
    return type_label(str(value)) if name == "item_type" else shown(value)
