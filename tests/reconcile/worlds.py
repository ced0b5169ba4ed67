"""Small worlds made up by hypothesis, of alphabets so tiny that every rule has something to do.

A world is a few situations side by side, on the same few letters or on letters of their own, with some
fields of their documents changed; a few documents and log rows of no plan; and the settings.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal
from itertools import product
from typing import TYPE_CHECKING, Any, NamedTuple

from hypothesis import strategies as st

from tests.reconcile.ledgers import Document, Item, Settings
from tests.reconcile.situations import ANY, SITUATIONS

if TYPE_CHECKING:
    from collections.abc import Mapping

MOST = 12

DAYS = [date(2026, 6, 29), date(2026, 6, 30), *[date(2026, 7, day) for day in range(1, 6)]]
NUMBERS = ["A", " a ", "B", "C", "a  b", "A b", "D"]
STATUSES = ["Failed", "Pending", "Skipped", "Completed", "Warning", "On hold"]
FIELDS: Mapping[str, list[Any]] = {
    "document_id": [None, "#A", "#a", "#B"],
    "number": [*NUMBERS, None],
    "reference": [None, "A", " a", "B", "see A", "C; D", "B,x", "A b", "nothing"],
    "parent_number": [None, "A", "a", "B", "C"],
    "contact": ["Ann", " ann", "Bob", None],
    "currency": ["NZD", "nzd ", "AUD", None],
    "amount": [None, *[Decimal(each) for each in ("0", "10.00", "10.01", "10.011", "20.00", "30.00")]],
    "tax": [None, Decimal("1.5"), Decimal("1.51"), Decimal("1.52")],
    "document_date": [*DAYS, None],
    "status": [None, "PAID", "Unheard of", "voided", "DRAFT"],
}
ITEM_FIELDS: Mapping[str, list[Any]] = {
    "item_type": ["invoice", "credit_note", "payment", "refund", "money_task"],
    "cin7_number": [*NUMBERS, "A", "B", None],
    "xero_number": [None, None, "A", "B", "b", "C", "D", "a b"],
    "consolidated_number": [*[None] * 4, "C", "c", "D", "A", "B"],
    "sync_status": STATUSES,
    "effective_date": [None, *DAYS],
}
SETTINGS = [
    *[Settings()] * 3,
    Settings(Decimal("0.011"), Decimal("0.005"), days_tolerance=1, date_window=0),
    Settings(Decimal(0), Decimal(0), days_tolerance=0, date_window=6),
]

CHANGES = [(name, value) for name, values in FIELDS.items() for value in values]
PLACES = [(), (0,), (0, 0), (0, 1), (0, 1, 2), (0, 1, 2, 3), (0, 1, 2, 2, 3)]

_situations = st.sampled_from(
    list(zip(SITUATIONS, [st.sampled_from(each.kinds) for each in SITUATIONS], strict=True))
)
_said = st.sampled_from(list(product([None, None, None, *STATUSES], DAYS[:3])))
_placed_changes = st.sampled_from([*[None] * 150, *product(range(4), CHANGES)])
_places = st.sampled_from(PLACES)
_sides = st.sampled_from([(side, kind) for side in ("cin7", "xero") for kind in ANY])
_loose = st.lists(st.tuples(_sides, st.lists(st.sampled_from(CHANGES), min_size=1, max_size=5)), max_size=2)
_items = st.lists(st.tuples(*map(st.sampled_from, ITEM_FIELDS.values())), max_size=2)
_settings = st.sampled_from(SETTINGS)


class Case(NamedTuple):
    """What a reconciliation is asked with."""

    documents: list[Document]
    items: list[Item]
    settings: Settings


def lettered(text: str | None, place: int) -> str | None:
    """Return the text with its letters A to D moved on, four for each place."""
    moved = {ord(letter): ord(letter) + 4 * place for letter in "ABCDabcd"}
    return text and text.translate(moved)


def planned(draw: st.DrawFn, place: int) -> tuple[list[Document], list[Item]]:
    """Draw a situation: its kind, its day, what is changed, and what the log says if anything."""
    situation, kinds = draw(_situations)
    item_type, direction = draw(kinds)
    status, day = draw(_said)
    changes = [each for each in (draw(_placed_changes), draw(_placed_changes)) if each]
    documents = []
    for index, (side, fields) in enumerate(situation.documents):
        plain = {"item_type": item_type, "direction": direction, "document_date": day, "contact": "Ann"}
        changed = dict(change for at, change in changes if at == index)
        written = {"currency": "NZD", **plain, **fields, **changed}
        for name in ("number", "reference", "parent_number", "document_id"):
            written[name] = lettered(written.get(name), place)
        documents.append(Document(0, side, **written))
    rows = [
        (lettered(ours, place), lettered(theirs, place), lettered(block, place))
        for ours, theirs, block in situation.rows
    ]
    if status and not rows:
        rows = [(each.number or each.parent_number, None, None) for each in documents if each.side == "cin7"]
    return documents, [Item(item_type, *row, status or "Completed", day) for row in rows]


@st.composite
def worlds(draw: st.DrawFn) -> Case:
    """Draw a world of up to twelve documents a side."""
    documents = [Document(0, side, *kind, **dict(changes)) for (side, kind), changes in draw(_loose)]
    items = [Item(*fields) for fields in draw(_items)]
    for place in draw(_places):
        more, rows = planned(draw, place)
        documents += more
        items += rows
    sides = [[each for each in documents if each.side == side][:MOST] for side in ("cin7", "xero")]
    numbered = [replace(each, source_row=row) for side in sides for row, each in enumerate(side, start=1)]
    keyed = [replace(each, document_key=key) for key, each in enumerate(numbered, start=1)]
    return Case(keyed, items, draw(_settings))
