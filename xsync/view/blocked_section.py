"""The section of the report that says where to begin: the roots, and what hangs on each."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import pyarrow as pa

from xsync.diagnose.blocked import root_label
from xsync.diagnose.diagnosis import diagnosis
from xsync.model import FIELDS
from xsync.view.badges import badge
from xsync.view.cells import cells, column_kind
from xsync.view.documents_table import leading_to
from xsync.view.item_list import amounts_in_words, item_link, items_in_words
from xsync.view.sections import Section, is_headless
from xsync.view.tables import plain_table, rows_table
from xsync.view.wording import count, escaped

if TYPE_CHECKING:
    from collections.abc import Sequence

    from xsync.diagnose.blocked import Blocked, Group, Root
    from xsync.report.sync_report import SyncReport

TABLE_ID: Final = "blocked"
MOST_ROOTS_SHOWN: Final = 25
MOST_ITEMS_IN_A_NOTEBOOK: Final = 25
_HEADS: Final = {
    "Begin with": False,
    "How it stands": False,
    "Holds up": True,
    "Which are": False,
    "Documents": False,
    "Payments and refunds": False,
    "What the message says": False,
}
_FIELDS: Final = (
    "item_type",
    "cin7_number",
    "sync_status",
    "sync_date",
    "contact",
    "currency",
    "amount",
    "message",
)
_NOTE: Final = (
    "Counted among the items shown; a root may lie outside of the period or filter. An item waits for what "
    "its message names as missing, and for its own document or contact as long as that is not in Xero. "
    "Documents and the money that settles them are added up apart: they are the same money."
)


def blocked(report: SyncReport) -> Section:
    """Show what is blocked: where to begin, what hangs on each root, and the items themselves."""
    found = diagnosis(report).blocked
    sentence = blocked_in_words(found)
    if not found.items and not found.to_send_again.items:
        return Section(f"<p><strong>{escaped(sentence)}</strong></p>", sentence)
    html = [
        f"<p><strong>{escaped(sentence)}</strong></p>",
        _roots_table(found.by_items, "Items that hold up others"),
        _roots_table(found.by_accounts, "Accounts that Xero does not know or does not take"),
        _roots_table(found.to_send_again, "In Xero since: send again what waited for these"),
        f"<p>{escaped(_NOTE)}</p>",
        _items_table(found),
    ]
    return Section("\n".join(filter(None, html)), sentence)


def blocked_in_words(found: Blocked) -> str:
    """Say what is blocked, where to begin, and what that sets free."""
    if not found.items:
        if found.to_send_again.items:
            return f"Nothing is blocked any more: send {_items(found.to_send_again.items)} again."
        return "Nothing is blocked: no item waits for another."
    roots = [*found.by_items.roots[:1], *found.by_accounts.roots[:1]]
    first = roots[0]
    worth = amounts_in_words(first.documents())
    verb = "waits" if found.items == 1 else "wait"
    frees = f"{items_in_words(first.counts())}{f', {worth} of documents' if worth else ''}"
    again = found.to_send_again.items
    waited = "it" if again == 1 else "they"
    rest = f" {_items(again)} can be sent again: what {waited} waited for has arrived." if again else ""
    return f"{_items(found.items)} {verb} for another. Begin with {_named(first)}: it holds up {frees}.{rest}"


def _items(number: int) -> str:
    return f"{count(number)} item{'' if number == 1 else 's'}"


def _named(root: Root) -> str:
    label = root_label(root.item_type)
    return f"{label[:1].lower()}{label[1:]} {root.number}"


def _roots_table(group: Group, caption: str) -> str:
    if not group.roots:
        return ""
    roots = group.roots[:MOST_ROOTS_SHOWN]
    table = plain_table(_HEADS, [_root_row(root) for root in roots], caption=caption)
    if len(roots) == group.all_roots:
        return table
    rest = group.items - sum(root.items for root in roots)
    left = group.all_roots - len(roots)
    return f"{table}<p>{count(left)} more hold up {_items(rest)}, at most {count(roots[-1].items)} each.</p>"


def _root_row(root: Root) -> str:
    link = item_link(root.item_type, root.number) if root.status else escaped(root.number)
    named = f"{root.label} holds up {_items(root.items)}: show them"
    items = leading_to(count(root.items), root.label, named=named, table_id=TABLE_ID)
    cells_of = [
        f'<th scope="row">{escaped(root_label(root.item_type))} {link}</th>',
        f"<td>{badge(root.status) if root.status else _not_in_the_log(root)}</td>",
        f'<td class="n">{items}</td>',
        f"<td>{escaped(items_in_words(root.counts()))}</td>",
        f"<td>{escaped(amounts_in_words(root.documents()))}</td>",
        f"<td>{escaped(amounts_in_words(root.payments()))}</td>",
        f"<td>{escaped(root.message or '')}</td>",
    ]
    return f"<tr>{''.join(cells_of)}</tr>"


def _not_in_the_log(root: Root) -> str:
    return {"account": "a setting", "consolidated": "not sent"}.get(root.item_type, "not in the log")


def _items_table(found: Blocked) -> str:
    rows = found.rows if is_headless() else found.rows.slice(0, MOST_ITEMS_IN_A_NOTEBOOK)
    roots, parents = _labels(rows, "root"), _labels(rows, "parent")
    between = ["" if parent == root else parent for parent, root in zip(parents, roots, strict=True)]
    kinds = {FIELDS[name].title: column_kind(FIELDS[name]) for name in _FIELDS}
    kinds = {**kinds, FIELDS["message"].title: "prose", "By way of": "text", "Held up by": "text"}
    return rows_table(
        kinds,
        [*(cells(FIELDS[name], rows.column(name)) for name in _FIELDS), _texts(between), _texts(roots)],
        total=found.items + found.to_send_again.items,
        table_id=TABLE_ID,
        caption="What is blocked, by what holds it up",
        groups=[len(kinds) - 1],
        noun="blocked items",
    )


def _labels(rows: pa.Table, whose: str) -> list[str]:
    types, numbers = rows.column(f"{whose}_type").to_pylist(), rows.column(f"{whose}_number").to_pylist()
    return [f"{root_label(kind)} {number}" for kind, number in zip(types, numbers, strict=True)]


def _texts(values: Sequence[str]) -> list[str]:
    return cells(FIELDS["reference"], pa.chunked_array([pa.array(values, pa.string())]))
