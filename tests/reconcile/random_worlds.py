"""Small worlds made up by hypothesis or by a die, of alphabets so tiny that every rule has something to do.

A world is a few situations side by side, on the same few letters or on letters of their own, with some
fields of their documents changed; a few documents and log rows of no plan; and the settings.
"""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date
from decimal import Decimal
from itertools import product
from random import Random
from typing import TYPE_CHECKING, Any, NamedTuple, TypeAlias

from hypothesis import strategies as st

from tests.reconcile.ledgers import Document, Item, Settings
from tests.reconcile.situations import ANY, SITUATIONS

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

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

SAID = [None, None, None, *STATUSES]
MAYBE_CHANGES = [*[None] * 150, *product(range(4), CHANGES)]
FEW, SOME = [0, 0, 1, 2], [1, 1, 2, 3, 5]
LETTERED = ("number", "reference", "parent_number", "document_id")
ITEM_NUMBERS = ("cin7_number", "xero_number", "consolidated_number")

Choose: TypeAlias = "Callable[[Sequence[Any]], Any]"


class Case(NamedTuple):
    """What a reconciliation is asked with."""

    documents: list[Document]
    items: list[Item]
    settings: Settings


def lettered(text: str | None, place: int) -> str | None:
    """Return the text with its letters A to D moved on, four for each place."""
    moved = {ord(letter): ord(letter) + 4 * place for letter in "ABCDabcd"}
    return text and text.translate(moved)


def planned(choose: Choose, place: int) -> tuple[list[Document], list[Item]]:
    """Choose a situation: its kind, its day, what is changed, and what the log says if anything."""
    situation = choose(SITUATIONS)
    item_type, direction = choose(situation.kinds)
    status, day = choose(SAID), choose(DAYS[:3])
    changes = [each for each in (choose(MAYBE_CHANGES), choose(MAYBE_CHANGES)) if each]
    documents = []
    for index, (side, fields) in enumerate(situation.documents):
        plain = {"item_type": item_type, "direction": direction, "document_date": day, "contact": "Ann"}
        changed = dict(change for at, change in changes if at == index)
        written = {"currency": "NZD", **plain, **fields, **changed}
        for name in LETTERED:
            written[name] = lettered(written.get(name), place)
        documents.append(Document(0, side, **written))
    rows = [
        (lettered(ours, place), lettered(theirs, place), lettered(block, place))
        for ours, theirs, block in situation.rows
    ]
    if status and not rows:
        rows = [(each.number or each.parent_number, None, None) for each in documents if each.side == "cin7"]
    return documents, [Item(item_type, *row, status or "Completed", day) for row in rows]


def loose(choose: Choose) -> Document:
    """Choose a document of no plan."""
    item_type, direction = choose(ANY)
    fields = dict(choose(CHANGES) for _ in range(choose(SOME)))
    return Document(0, choose(["cin7", "xero"]), item_type, direction, **fields)


def world(choose: Choose) -> Case:
    """Choose a world of up to twelve documents a side."""
    documents = [loose(choose) for _ in range(choose(FEW))]
    items = [Item(*map(choose, ITEM_FIELDS.values())) for _ in range(choose(FEW))]
    for place in choose(PLACES):
        more, rows = planned(choose, place)
        documents += more
        items += rows
    return numbered(documents, items, choose(SETTINGS))


def numbered(documents: list[Document], items: list[Item], settings: Settings) -> Case:
    """Return the world with its documents' keys and places in their sources counted through."""
    sides = [[each for each in documents if each.side == side][:MOST] for side in ("cin7", "xero")]
    placed = [replace(each, source_row=row) for side in sides for row, each in enumerate(side, start=1)]
    return Case(
        [replace(each, document_key=key) for key, each in enumerate(placed, start=1)], items, settings
    )


@st.composite
def worlds(draw: st.DrawFn) -> Case:
    """Draw a world that hypothesis can make smaller."""
    return world(lambda options: draw(st.sampled_from(options)))


def seeded_worlds(count: int) -> list[Case]:
    """Return worlds chosen by a fair die, the same every time."""
    random = Random(count)  # noqa: S311 - a die, no secret
    return [world(random.choice) for _ in range(count)]


def apart(text: str | None, place: int) -> str | None:
    """Return the text with every word that is one of the letters A to P numbered."""
    return text and re.sub(r"\b[A-Pa-p]\b", rf"\g<0>{place}", text)


def side_by_side(cases: list[Case]) -> Case:
    """Return one world of many that do not touch, under the first one's settings; keys count through."""
    documents: list[Document] = []
    items: list[Item] = []
    for place, case in enumerate(cases):
        for each in case.documents:
            words: dict[str, Any] = {name: apart(getattr(each, name), place) for name in LETTERED}
            contact = each.contact and f"{each.contact} {place}"
            key = len(documents) + 1
            documents.append(replace(each, document_key=key, contact=contact, source_row=key, **words))
        for row in case.items:
            names: dict[str, Any] = {name: apart(getattr(row, name), place) for name in ITEM_NUMBERS}
            items.append(replace(row, **names))
    return Case(documents, items, cases[0].settings)
