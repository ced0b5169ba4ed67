"""The reconciliation by brute force: every rule as the contract words it, document by document, no SQL.

Each rule sees the world and the units made so far, and returns further units: pairs, groups, duplicates.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

from tests.reconcile.judging import Books, Unit, judged
from tests.reconcile.keys import (
    are_counterparts,
    blocks,
    having,
    held_numbers,
    holds,
    id_key,
    keys_of,
    kind,
    log_key,
    look_alike,
    named_xero_numbers,
    number_key,
    own_number,
)
from tests.reconcile.ledgers import Settings, fold, is_living, is_payment

if TYPE_CHECKING:
    from collections.abc import Iterable

    from tests.reconcile.keys import Key
    from tests.reconcile.ledgers import Document, Item, Result


@dataclass(frozen=True)
class World:
    """The living documents of both ledgers, the log, and the settings."""

    cin7: list[Document]
    xero: list[Document]
    items: list[Item]
    settings: Settings


def reconcile(documents: Iterable[Document], items: Iterable[Item], settings: Settings) -> Result:
    """Reconcile both ledgers."""
    documents, items = list(documents), list(items)
    living = [each for each in documents if is_living(each)]
    dead = [each for each in documents if not is_living(each)]
    cin7 = [each for each in living if each.side == "cin7"]
    xero = [each for each in living if each.side == "xero"]
    world = World(cin7, xero, items, settings)
    units: list[Unit] = []
    for rule in RULES:
        units = units + rule(world, units)
    singles = [alone(each) for each in left(living, units)]
    return judged(units + singles, Books(dead, items, settings, partial(are_counterparts, items)))


def left(documents: list[Document], units: list[Unit]) -> list[Document]:
    """Return the documents that no unit holds yet."""
    taken = {each.document_key for unit in units for each in (*unit.cin7, *unit.xero)}
    return [each for each in documents if each.document_key not in taken]


def alone(document: Document) -> Unit:
    if document.side == "cin7":
        return Unit("only_in_cin7", None, (document,), ())
    return Unit("only_in_xero", None, (), (document,))


def duplicate(document: Document, rule: str) -> Unit:
    if document.side == "cin7":
        return Unit("duplicate", rule, (document,), ())
    return Unit("duplicate", rule, (), (document,))


def pair(rule: str, cin7: Document, xero: Document) -> Unit:
    return Unit("paired", rule, (cin7,), (xero,))


# Rule 1


def by_id(world: World, units: list[Unit]) -> list[Unit]:
    """Pair equal ids that occur once on each side."""
    del units
    pairs = []
    for key in keys_of(world.cin7, id_key):
        cin7, xero = having(world.cin7, id_key, key), having(world.xero, id_key, key)
        if len(cin7) == 1 and len(xero) == 1:
            pairs.append(pair("id", cin7[0], xero[0]))
    return pairs


def duplicate_ids(world: World, units: list[Unit]) -> list[Unit]:
    """Name every document a duplicate whose id occurs more than once on either side."""
    return [
        duplicate(each, "id")
        for each in left([*world.cin7, *world.xero], units)
        if len(having(world.cin7, id_key, id_key(each))) > 1
        or len(having(world.xero, id_key, id_key(each))) > 1
    ]


# Rule 2


def bear_different_contacts(bills: tuple[Document, Document]) -> bool:
    """Tell whether two purchases are known to be of different suppliers, who may use the same number."""
    one, other = (fold(each.contact) for each in bills)
    return {each.direction for each in bills} == {"purchase"} and None not in (one, other) and one != other


def by_sync_log(world: World, units: list[Unit]) -> list[Unit]:
    """Pair what the log names one Xero number for, where that leads from one to one."""
    cin7, xero = left(world.cin7, units), left(world.xero, units)
    candidates = []
    for ours in cin7:
        others = [each for each in having(cin7, log_key, log_key(ours)) if each is not ours]
        names = named_xero_numbers(world.items, log_key(ours))
        if len(names) == 1 and all(bear_different_contacts((ours, each)) for each in others):
            found = [each for each in xero if kind(each) == kind(ours) and fold(each.number) in names]
            if len(found) > 1:
                contact = fold(ours.contact)
                found = [each for each in found if contact and fold(each.contact) == contact]
            candidates += [(ours, each) for each in found]
    times_ours = Counter(ours.document_key for ours, _ in candidates)
    times_theirs = Counter(theirs.document_key for _, theirs in candidates)
    return [
        pair("sync_log", ours, theirs)
        for ours, theirs in candidates
        if times_ours[ours.document_key] == 1 and times_theirs[theirs.document_key] == 1
    ]


# Rule 3


def by_number(world: World, units: list[Unit]) -> list[Unit]:
    """Pair number keys that occur once on each side, documents paired before counted as present."""

    def key_of(document: Document) -> Key:
        return number_key(world.items, document)

    pairs = []
    for key in keys_of(world.cin7, key_of):
        cin7, xero = having(world.cin7, key_of, key), having(world.xero, key_of, key)
        both = [*cin7, *xero]
        if len(cin7) == 1 and len(xero) == 1 and left(both, units) == both:
            pairs.append(pair("number", cin7[0], xero[0]))
    return pairs


def duplicate_numbers(world: World, units: list[Unit]) -> list[Unit]:
    """Name every document a duplicate whose number key occurs more than once on either side."""

    def key_of(document: Document) -> Key:
        return number_key(world.items, document)

    return [
        duplicate(each, "number")
        for each in left([*world.cin7, *world.xero], units)
        if len(having(world.cin7, key_of, key_of(each))) > 1
        or len(having(world.xero, key_of, key_of(each))) > 1
    ]


# Rule 4


def by_consolidated(world: World, units: list[Unit]) -> list[Unit]:
    """Make one group of all documents connected through consolidated numbers, where both sides have some."""
    waiting = [each for each in left([*world.cin7, *world.xero], units) if blocks(world.items, each)]
    groups = []
    while waiting:
        reached = blocks(world.items, waiting[0])
        while more := {
            block
            for each in waiting
            if blocks(world.items, each) & reached
            for block in blocks(world.items, each) - reached
        }:
            reached |= more
        members = [each for each in waiting if blocks(world.items, each) & reached]
        waiting = [each for each in waiting if each not in members]
        groups.append(members)
    return [grouped("consolidated", members) for members in groups if on_both_sides(members)]


def on_both_sides(members: list[Document]) -> bool:
    return {each.side for each in members} == {"cin7", "xero"}


def grouped(rule: str, members: list[Document]) -> Unit:
    cin7 = tuple(each for each in members if each.side == "cin7")
    xero = tuple(each for each in members if each.side == "xero")
    return Unit("paired", rule, cin7, xero)


# Rule 5


def canonical_parent(document: Document, units: list[Unit]) -> str | None:
    """Return the parent's folded number in Xero's words, where earlier rules tell it without doubt."""
    parent = fold(document.parent_number)
    if document.side == "xero" or parent is None:
        return parent
    in_xero = {
        number
        for unit in units
        if unit.kind == "paired"
        and unit.rule in ("id", "sync_log", "number", "consolidated")
        and any(
            each.item_type in ("invoice", "credit_note")
            and each.direction == document.direction
            and fold(each.number) == parent
            for each in unit.cin7
        )
        for theirs in unit.xero
        if (number := fold(theirs.number))
    }
    return in_xero.pop() if len(in_xero) == 1 else parent


def occasion(document: Document, units: list[Unit]) -> Key:
    """Return type, direction, parent and date of a payment that has an amount."""
    parent = canonical_parent(document, units)
    if not is_payment(document) or None in (parent, document.document_date, document.amount):
        return None
    return (kind(document), parent, document.document_date)


def payment_key(document: Document, units: list[Unit]) -> Key:
    key = occasion(document, units)
    return (key, document.amount) if key else None


def in_order(documents: list[Document]) -> list[Document]:
    """Return the documents by id, those without one last, then by their place in the source."""
    return sorted(
        documents,
        key=lambda each: (fold(each.document_id) is None, fold(each.document_id) or "", each.source_row),
    )


def by_parent(world: World, units: list[Unit]) -> list[Unit]:
    """Pair equal payments that occur equally often on both sides; unequally often, all are duplicates."""

    def key_of(document: Document) -> Key:
        return payment_key(document, units)

    cin7, xero = left(world.cin7, units), left(world.xero, units)
    found = []
    for key in keys_of(cin7, key_of):
        ours, theirs = in_order(having(cin7, key_of, key)), in_order(having(xero, key_of, key))
        if len(ours) == len(theirs):
            found += [pair("parent", one, other) for one, other in zip(ours, theirs, strict=True)]
        elif theirs:
            found += [duplicate(each, "parent") for each in (*ours, *theirs)]
    return found


def by_parent_total(world: World, units: list[Unit]) -> list[Unit]:
    """Make a group of several payments of one parent and date against exactly one."""

    def key_of(document: Document) -> Key:
        return occasion(document, units)

    cin7, xero = left(world.cin7, units), left(world.xero, units)
    groups = []
    for key in keys_of(cin7, key_of):
        ours, theirs = having(cin7, key_of, key), having(xero, key_of, key)
        fewer, more = sorted((len(ours), len(theirs)))
        if fewer == 1 and more > 1:
            groups.append(grouped("parent", [*ours, *theirs]))
    return groups


def duplicate_payments(world: World, units: list[Unit]) -> list[Unit]:
    """Name equal payments duplicates that the other side knows nothing of."""
    remaining = left([*world.cin7, *world.xero], units)
    times = Counter((each.side, payment_key(each, units)) for each in remaining)
    return [
        duplicate(each, "parent")
        for each in remaining
        if (key := payment_key(each, units)) and times[each.side, key] > 1
    ]


# Rule 6


def by_reference(world: World, units: list[Unit]) -> list[Unit]:
    """Pair a number and the only reference that holds it; several references make duplicates."""
    cin7, xero = left(world.cin7, units), left(world.xero, units)
    found = []
    for ours in cin7:
        number = own_number(ours)
        same = [each for each in cin7 if kind(each) == kind(ours) and own_number(each) == number]
        holders = [each for each in xero if kind(each) == kind(ours) and holds(each.reference, number)]
        exact = [each for each in holders if held_numbers(each, cin7) == {number}]
        if same == [ours] and exact == holders and len(exact) == 1:
            found.append(pair("reference", ours, exact[0]))
        elif same == [ours] and len(exact) > 1:
            found += [duplicate(each, "reference") for each in (ours, *exact)]
    return found


# Rule 7


def by_attributes(world: World, units: list[Unit]) -> list[Unit]:
    """Suggest each other to the only two documents that look alike."""
    cin7, xero = left(world.cin7, units), left(world.xero, units)
    window = world.settings.date_window
    return [
        Unit("suggested", "attributes", (ours,), (theirs,))
        for ours in cin7
        for theirs in xero
        if [each for each in xero if look_alike(ours, each, window)] == [theirs]
        and [each for each in cin7 if look_alike(each, theirs, window)] == [ours]
    ]


RULES = (
    by_id,
    by_sync_log,
    duplicate_ids,
    by_number,
    duplicate_numbers,
    by_consolidated,
    by_parent,
    by_parent_total,
    duplicate_payments,
    by_reference,
    by_attributes,
)
