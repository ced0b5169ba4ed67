"""Faults of payments: doubled, joined, split, deleted, or of another day or amount."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from typing import TYPE_CHECKING, Final

from xsync.sources.demo.expectations import (
    NOT_COMPARED,
    ONLY_IN_XERO,
    SUGGESTED_IN_XERO,
    absent,
    duplicate,
    paired,
    paired_in_xero,
    suggested,
)
from xsync.sources.demo.planting import Fault, Touched, another, changed

if TYPE_CHECKING:
    from collections.abc import Callable

    from xsync.sources.demo.families import Family, Pair

_RULE: Final = "parent"
_SHORT: Final = Decimal(1)


def _only(family: Family) -> tuple[Pair, Decimal] | None:
    """Return the only payment of a family, in step like its invoice, and its amount."""
    payments = family.of("payment")
    if len(payments) != 1 or not all(pair.in_step for pair in (*payments, *family.of("invoice"))):
        return None
    amount = payments[0].document.amount
    return None if amount is None else (payments[0], amount)


def _equal(family: Family) -> tuple[Pair, Pair, Decimal] | None:
    """Return the only two payments of a family, which nothing tells apart."""
    payments = family.of("payment")
    if len(payments) != 2 or not all(pair.in_step for pair in (*payments, *family.of("invoice"))):  # noqa: PLR2004 - two
        return None
    first, second = payments
    amount = first.document.amount
    alike = first.document.number == second.document.number and amount == second.document.amount
    if amount is None or not alike or first.document.document_date != second.document.document_date:
        return None
    return first, second, amount


def _swapped(family: Family) -> Touched:
    found = _equal(family)
    if found is None:
        return []
    first, second, _ = found
    first.xero, second.xero = second.xero, first.xero
    return [entry for pair in (first, second) for entry in (pair.cin7, pair.xero) if entry]


def _joined(family: Family) -> Touched:
    found = _equal(family)
    if found is None or found[0].xero is None:
        return []
    first, second, amount = found
    first.xero, second.xero = changed(found[0].xero, paired_in_xero(_RULE), amount=2 * amount), None
    return [first.cin7, second.cin7, first.xero]


def _gone_twice(family: Family) -> Touched:
    found = _equal(family)
    if found is None:
        return []
    for pair in found[:2]:
        pair.cin7, pair.xero = changed(pair.cin7, duplicate(_RULE)), None
    return [pair.cin7 for pair in found[:2]]


def _split(short: Decimal = Decimal(0)) -> Callable[[Family], Touched]:
    """Return how to pay in two unequal parts in Xero what was paid at once in Cin7 Core."""

    def plant(family: Family) -> Touched:
        found = _only(family)
        if found is None or found[0].xero is None:
            return []
        pair, amount = found
        differences = ("amount",) if short else ()
        part = (amount / 3).quantize(Decimal("0.01"))
        said = paired_in_xero(_RULE, *differences)
        pair.cin7 = changed(pair.cin7, paired(pair.log, _RULE, *differences))
        family.strays.append(another(found[0].xero, "split", said, amount=amount - part - short))
        pair.xero = changed(found[0].xero, said, amount=part)
        return [pair.cin7, pair.xero, *family.strays]

    return plant


def _doubled(family: Family) -> Touched:
    found = _only(family)
    if found is None or found[0].xero is None:
        return []
    pair, said = found[0], duplicate(_RULE)
    family.strays.append(another(found[0].xero, "doubled", said))
    pair.cin7, pair.xero = changed(pair.cin7, said), changed(found[0].xero, said)
    return [pair.cin7, pair.xero, *family.strays]


def _deleted(family: Family) -> Touched:
    found = _only(family)
    if found is None or found[0].xero is None:
        return []
    pair = found[0]
    pair.cin7 = changed(pair.cin7, absent(pair.log))
    pair.xero = changed(found[0].xero, NOT_COMPARED, status="DELETED")
    return [pair.cin7, pair.xero]


def _another_day(family: Family) -> Touched:
    found = _only(family)
    if found is None or found[0].xero is None:
        return []
    pair = found[0]
    dated = pair.document.document_date + timedelta(days=1)
    pair.cin7 = changed(pair.cin7, suggested(pair.log))
    pair.xero = changed(found[0].xero, SUGGESTED_IN_XERO, document_date=dated)
    return [pair.cin7, pair.xero]


def _another_amount(family: Family) -> Touched:
    found = _only(family)
    if found is None or found[0].xero is None:
        return []
    pair, amount = found
    pair.cin7 = changed(pair.cin7, absent(pair.log))
    pair.xero = changed(found[0].xero, ONLY_IN_XERO, amount=amount + 9)
    return [pair.cin7, pair.xero]


PAYMENT_FAULTS: Final[tuple[Fault[Family], ...]] = (
    Fault("payments_in_another_order", "Two equal payments stand the other way round in Xero.", _swapped),
    Fault("payments_joined", "Xero holds two payments of a day as one.", _joined),
    Fault("equal_payments_absent", "Two equal payments are in Cin7 Core alone.", _gone_twice),
    Fault("payment_doubled", "A payment was entered in Xero a second time.", _doubled),
    Fault("payment_split", "Xero holds a payment in two parts.", _split()),
    Fault("payment_split_short", "Xero holds a payment in two parts, a pound too little.", _split(_SHORT)),
    Fault("payment_deleted", "A payment was deleted in Xero after it had arrived.", _deleted),
    Fault("payment_on_another_day", "A payment is dated a day later in Xero.", _another_day),
    Fault("payment_of_another_amount", "A payment is of another amount in Xero.", _another_amount),
)
