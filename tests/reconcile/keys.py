"""What documents are paired by: ids, numbers, what the log names, what a reference holds, looks."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, TypeAlias

from tests.reconcile.ledgers import currency_code, fold, is_payment, number_or_parent

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable

    from tests.reconcile.ledgers import Document, Item

Key: TypeAlias = "Hashable | None"


def kind(document: Document) -> tuple[str, str | None]:
    """Return what all rules but `id` stay within."""
    return (document.item_type, document.direction)


def having(documents: list[Document], key_of: Callable[[Document], Key], key: Key) -> list[Document]:
    return [each for each in documents if key is not None and key_of(each) == key]


def keys_of(documents: list[Document], key_of: Callable[[Document], Key]) -> list[Hashable]:
    keys = {key_of(each) for each in documents}
    return [key for key in keys if key is not None]


def id_key(document: Document) -> Key:
    return fold(document.document_id)


def log_key(document: Document) -> Key:
    number = fold(document.number)
    return (document.item_type, number) if number else None


def named_xero_numbers(items: list[Item], cin7_key: Key) -> set[str]:
    """Return the Xero numbers that the log names for a Cin7 type and number, outside consolidation."""
    return {
        number
        for item in items
        if (item.item_type, fold(item.cin7_number)) == cin7_key
        and not fold(item.consolidated_number)
        and (number := fold(item.xero_number))
    }


def own_number(document: Document) -> str | None:
    """Return the folded number, unless a payment only repeats its parent's."""
    number = fold(document.number)
    if is_payment(document) and number == fold(document.parent_number):
        return None
    return number


def is_consolidated_number(items: list[Item], document: Document) -> bool:
    return any(
        item.item_type == document.item_type and fold(item.consolidated_number) == fold(document.number)
        for item in items
    )


def number_key(items: list[Item], document: Document) -> Key:
    number, contact = own_number(document), fold(document.contact)
    if number is None or (document.side == "xero" and is_consolidated_number(items, document)):
        return None
    if kind(document) == ("invoice", "purchase"):
        return (kind(document), number, contact) if contact else None
    return (kind(document), number)


def blocks(items: list[Item], document: Document) -> set[Hashable]:
    """Return the consolidated numbers a document belongs to, within its type and direction."""
    number = number_or_parent(document)
    if number is None:
        return set()
    consolidated = {
        block
        for item in items
        if item.item_type == document.item_type
        and (block := fold(item.consolidated_number))
        and (number == fold(item.cin7_number) if document.side == "cin7" else number == block)
    }
    return {(kind(document), block) for block in consolidated}


def holds(reference: str | None, number: str | None) -> bool:
    """Tell whether a reference is a number, or one of its words is."""
    words = re.split(r"[\s,;]+", reference or "")
    return number is not None and number in {fold(reference), *map(fold, words)}


def held_numbers(xero: Document, cin7: list[Document]) -> set[str]:
    return {
        number
        for each in cin7
        if kind(each) == kind(xero) and (number := own_number(each)) and holds(xero.reference, number)
    }


def look_alike(ours: Document, theirs: Document, window: int) -> bool:
    """Tell whether contact, currency and amount are equal and the dates within the window."""
    if ours.document_date is None or theirs.document_date is None:
        return False
    same = [
        (fold(ours.contact), fold(theirs.contact)),
        (currency_code(ours), currency_code(theirs)),
        (ours.amount, theirs.amount),
    ]
    return (
        kind(ours) == kind(theirs)
        and all(one is not None and one == other for one, other in same)
        and abs((ours.document_date - theirs.document_date).days) <= window
    )


def are_counterparts(items: list[Item], ours: Document, theirs: Document) -> bool:
    """Tell whether a Cin7 and a Xero document mean each other, though one is not in its books."""
    if id_key(ours) is not None and id_key(ours) == id_key(theirs):
        return True
    key = number_key(items, ours)
    return kind(ours) == kind(theirs) and (
        (key is not None and key == number_key(items, theirs))
        or fold(theirs.number) in named_xero_numbers(items, log_key(ours))
        or holds(theirs.reference, own_number(ours))
    )
