"""The sections of the close readiness: what the lock keeps out, what stands in its way, what is set apart."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from xsync.close.entries import Standing
from xsync.close.list_files import FIELDS, table_of
from xsync.model import ITEM_TYPES, type_label
from xsync.view.cells import cells, column_kind
from xsync.view.item_list import ITEMS_TABLE
from xsync.view.sections import COMPLETE_FILE, Section, is_headless
from xsync.view.tables import records_table, rows_table
from xsync.view.wording import count, escaped

if TYPE_CHECKING:
    from collections.abc import Sequence

    from xsync.close.entries import Entry
    from xsync.close.readiness import CloseReadiness
    from xsync.model import Field

MOST_ENTRIES_IN_A_PAGE: Final = 20_000
MOST_ENTRIES_IN_A_NOTEBOOK: Final = 500

TALLIES: Final = {
    "in_the_way": "Stands in the way",
    "unsynced_in_period": "Unsynced in the period",
    "stranded_by_the_next_lock": "Kept out by this lock",
    "behind_the_lock": "Locked out already",
    "without_date": "No date",
    "ledgers_disagree": "The ledgers disagree",
    "accepted": "Accepted",
}
"""Tally → what its column is called."""

_PROSE: Final = ("cause", "fix", "reason")
_SET_APART: Final = {
    Standing.ACCEPTED: "Somebody accepted it, with a reason that still holds.",
    Standing.LOCKED: "Dated before the period, and locked already: it stays out unless the lock is moved.",
    Standing.NOT_POSTED: "Unsynced products, contacts and attachments: no lock keeps them out.",
}


def kept_out(report: CloseReadiness) -> Section:
    """Count and value what is unsynced in the period, kept out by this lock, and locked out already."""
    tallies = {name: report.tallies[name] for name in TALLIES}
    order = [*ITEM_TYPES]
    keys = sorted(
        {key for tally in tallies.values() for key in tally.amounts},
        key=lambda key: (order.index(key[0]) if key[0] in order else len(order), key),
    )
    rows = [
        {
            "type": type_label(item_type),
            "currency": currency or "(none)",
            **{name: tally.amounts.get((item_type, currency)) for name, tally in tallies.items()},
        }
        for item_type, currency in keys
    ]
    numbers = {"type": "Entries", **{name: tally.entries for name, tally in tallies.items()}}
    titles = {"type": "Type", "currency": "Currency", **TALLIES}
    caption = "How many, and what they are worth by type and currency"
    html = records_table([numbers, *rows], titles, caption=caption, kind="xsync-tallies")
    told = [f"{title}: {count(tallies[name].entries)}" for name, title in TALLIES.items()]
    return Section(html, "\n".join(told))


def close_list(report: CloseReadiness) -> Section:
    """Show what makes the difference: every entry that stands in the way, with why and what to do."""
    if report.ready:
        return Section("<p>Nothing stands in the way.</p>", "Nothing stands in the way.")
    return _list(report.in_the_way, ITEMS_TABLE, "What stands in the way of the lock, the oldest first")


def set_apart(report: CloseReadiness) -> Section:
    """Show what does not decide the verdict: accepted, too late for this lock, or posting nothing."""
    parts, told = [], []
    for standing, why in _SET_APART.items():
        entries = report.standing(standing)
        told.append(f"{standing.value}: {count(len(entries))}")
        if entries:
            shown = _list(entries, f"set-apart-{standing.name.lower()}", f"{standing.value}: {why}")
            parts.append(f"<h3>{escaped(standing.value)}</h3><p>{escaped(why)}</p>{shown.html}")
        else:
            parts.append(f"<p>{escaped(standing.value)}: none.</p>")
    return Section("\n".join(parts), "\n".join(told))


def _list(entries: Sequence[Entry], table_id: str, caption: str) -> Section:
    budget = MOST_ENTRIES_IN_A_PAGE if is_headless() else MOST_ENTRIES_IN_A_NOTEBOOK
    shown = table_of(entries[:budget])
    fields = [each for each in FIELDS if each.name != "standing"]
    html = rows_table(
        {each.title: _kind(each) for each in fields},
        [cells(each, shown.column(each.name)) for each in fields],
        total=len(entries),
        table_id=table_id,
        caption=caption,
        complete_file=COMPLETE_FILE if is_headless() else None,
        noun="entries",
    )
    return Section(html, f"{count(len(shown))} of {count(len(entries))} entries")


def _kind(field: Field) -> str:
    return "prose" if field.name in _PROSE else column_kind(field)
