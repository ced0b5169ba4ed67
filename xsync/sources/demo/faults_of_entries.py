"""Faults of records, files, advances, journals and money tasks."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Any, Final

from xsync.sources.demo.expectations import (
    NOT_COMPARED,
    ONLY_IN_XERO,
    absent,
    duplicate,
    paired,
    paired_in_xero,
)
from xsync.sources.demo.planting import Fault, Touched, another, changed

if TYPE_CHECKING:
    from collections.abc import Callable

    from xsync.sources.demo.families import Family, Pair
    from xsync.sources.demo.ledger import LedgerDocument

_PLUG: Final = Decimal("418.36")


def _first(family: Family, item_types: tuple[str, ...]) -> Pair | None:
    return next((pair for kind in item_types for pair in family.of(kind) if pair.in_step), None)


def _gone(*item_types: str) -> Callable[[Family], Touched]:
    def plant(family: Family) -> Touched:
        pair = _first(family, item_types)
        if pair is None:
            return []
        pair.cin7, pair.xero = changed(pair.cin7, absent(pair.log)), None
        return [pair.cin7]

    return plant


def _dead(item_type: str, status: str) -> Callable[[Family], Touched]:
    def plant(family: Family) -> Touched:
        pair = _first(family, (item_type,))
        if pair is None or pair.xero is None:
            return []
        pair.cin7 = changed(pair.cin7, absent(pair.log))
        pair.xero = changed(pair.xero, NOT_COMPARED, status=status)
        return [pair.cin7, pair.xero]

    return plant


def _changed(
    item_types: tuple[str, ...],
    rule: str,
    change: Callable[[Pair], dict[str, Any]],
    *differences: str,
) -> Callable[[Family], Touched]:
    """Return how to change the copy in Xero of a document that is paired by a rule all the same."""

    def plant(family: Family) -> Touched:
        pair = _first(family, item_types)
        if pair is None or pair.xero is None:
            return []
        pair.cin7 = changed(pair.cin7, paired(pair.log, rule, *differences))
        pair.xero = changed(pair.xero, paired_in_xero(rule, *differences), **change(pair))
        return [pair.cin7, pair.xero]

    return plant


def _code_twice(family: Family) -> Touched:
    pair = _first(family, ("product",))
    if pair is None or pair.xero is None or pair.document.number.isdigit():
        return []
    said = duplicate("number")
    pair.cin7, pair.xero = changed(pair.cin7, said), changed(pair.xero, said)
    family.strays.append(another(pair.cin7, "code twice", said, number=pair.document.number.lower()))
    return [pair.cin7, pair.xero, *family.strays]


def _plug(family: Family) -> Touched:
    pair = _first(family, ("manual_journal",))
    if pair is None or pair.xero is None:
        return []
    reference = "To bring the stock account into line"
    family.strays.append(another(pair.xero, "plug", ONLY_IN_XERO, reference=reference, amount=_PLUG))
    return family.strays


def _three_more(pair: Pair) -> dict[str, Any]:
    return {"amount": (pair.document.amount or Decimal(0)) + 3}


def _same_id(pair: Pair) -> dict[str, Any]:
    document: LedgerDocument = pair.cin7.document
    return {"document_id": document.document_id.upper(), "reference": document.reference}


ENTRY_FAULTS: Final[tuple[Fault[Family], ...]] = (
    Fault(
        "same_id",
        "A journal bears Cin7 Core's own id in Xero, and no number anywhere.",
        _changed(("manual_journal",), "id", _same_id),
    ),
    Fault("plug_journal", "A journal in Xero brings an account into line, without any paper.", _plug),
    Fault("journal_draft_in_xero", "A journal is still a draft in Xero.", _dead("manual_journal", "DRAFT")),
    Fault("contact_deleted", "A contact was merged into another in Xero.", _gone("contact")),
    Fault("product_deleted", "A product was deleted in Xero.", _gone("product")),
    Fault("code_twice_in_cin7", "Two products of Cin7 Core share a code but for capitals.", _code_twice),
    Fault(
        "advance_changed",
        "Money paid in advance is of another amount in Xero.",
        _changed(("customer_credit", "supplier_deposit"), "reference", _three_more, "amount"),
    ),
    Fault("advance_voided", "A deposit was voided in Xero.", _dead("supplier_deposit", "VOIDED")),
    Fault("money_task_deleted", "Money spent was deleted in Xero.", _dead("money_task", "DELETED")),
    Fault("file_gone", "A file no longer hangs on its document in Xero.", _gone("attachment")),
)
