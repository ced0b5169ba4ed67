"""Faults of invoices that are missing in one ledger, or there too often, or paired by a word at best."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from typing import TYPE_CHECKING, Any, Final

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
from xsync.sources.demo.places_in_invoices import alone, only_sale
from xsync.sources.demo.planting import Fault, Touched, another, changed

if TYPE_CHECKING:
    from collections.abc import Callable

    from xsync.sources.demo.families import Family, Pair


def _status(side: str, status: str) -> Callable[[Family], Touched]:
    """Return how to take a sale's invoice out of one ledger by its status."""

    def plant(family: Family) -> Touched:
        pair = alone(family, "sale")
        if pair is None or pair.xero is None:
            return []
        if side == "xero":
            pair.cin7 = changed(pair.cin7, absent(pair.log))
            pair.xero = changed(pair.xero, NOT_COMPARED, status=status)
        else:
            pair.cin7 = changed(pair.cin7, NOT_COMPARED, status=status)
            pair.xero = changed(pair.xero, ONLY_IN_XERO)
        return [pair.cin7, pair.xero]

    return plant


def _gone(family: Family) -> Touched:
    pair = alone(family, "sale")
    if pair is None:
        return []
    pair.cin7, pair.xero = changed(pair.cin7, absent(pair.log)), None
    return [pair.cin7]


def _renumbered(family: Family) -> Touched:
    pair = alone(family, "sale")
    if pair is None or pair.xero is None:
        return []
    number = pair.document.number
    pair.cin7 = changed(pair.cin7, paired(pair.log, "reference"))
    pair.xero = changed(
        pair.xero,
        paired_in_xero("reference"),
        number=number.replace("INV", "HP"),
        reference=f"{number}, reissued",
    )
    return [pair.cin7, pair.xero]


def _claimed_twice(family: Family) -> Touched:
    pair = alone(family, "sale")
    if pair is None or pair.xero is None:
        return []
    number, said = pair.document.number, duplicate("reference")
    pair.cin7 = changed(pair.cin7, said)
    pair.xero = changed(
        pair.xero, said, number=number.replace("INV", "HPA"), reference=f"{number} first part"
    )
    family.strays.append(
        another(
            pair.xero,
            "claimed twice",
            said,
            number=number.replace("INV", "HPB"),
            reference=f"{number} second part",
        )
    )
    return [pair.cin7, pair.xero, *family.strays]


def _likely(family: Family) -> Touched:
    pair = alone(family, "sale")
    if pair is None or pair.xero is None:
        return []
    dated = pair.document.document_date + timedelta(days=2)
    pair.cin7 = changed(pair.cin7, suggested(pair.log))
    pair.xero = changed(
        pair.xero,
        SUGGESTED_IN_XERO,
        number=pair.document.number.replace("INV", "TEL"),
        reference="by telephone",
        document_date=dated,
    )
    return [pair.cin7, pair.xero]


def _number_twice(family: Family) -> Touched:
    pair = alone(family, "sale")
    if pair is None or pair.xero is None:
        return []
    said = duplicate("number")
    pair.cin7, pair.xero = changed(pair.cin7, said), changed(pair.xero, said)
    family.strays.append(another(pair.xero, "number twice", said, number=pair.document.number.lower()))
    return [pair.cin7, pair.xero, *family.strays]


def _bill_twice(family: Family) -> Touched:
    pair = alone(family, "purchase")
    if pair is None or pair.xero is None:
        return []
    pair.cin7 = changed(pair.cin7, absent(pair.log))
    pair.xero = changed(pair.xero, duplicate("number"))
    family.strays.append(another(pair.xero, "bill twice", duplicate("number")))
    return [pair.cin7, pair.xero, *family.strays]


def _in_cin7_alone(family: Family) -> Touched:
    pair = only_sale(family)
    if pair is None:
        return []
    family.strays.append(another(pair.cin7, "unlogged", absent(""), **_further(pair, 3)))
    return family.strays


def _in_xero_alone(family: Family) -> Touched:
    pair = only_sale(family)
    if pair is None or pair.xero is None:
        return []
    family.strays.append(another(pair.xero, "made in Xero", ONLY_IN_XERO, **_further(pair, 6)))
    return family.strays


def _in_both(part: int, mistyped_by: int) -> Callable[[Family], Touched]:
    """Return how to enter a further part delivery in both ledgers, by hand."""

    def plant(family: Family) -> Touched:
        pair = only_sale(family)
        if pair is None or pair.xero is None:
            return []
        differences = ("amount",) if mistyped_by else ()
        typed = _further(pair, part)
        mistyped = {**typed, "amount": typed["amount"] + mistyped_by}
        in_cin7, in_xero = paired("", "number", *differences), paired_in_xero("number", *differences)
        family.strays.append(another(pair.cin7, f"by hand {part}", in_cin7, **typed))
        family.strays.append(another(pair.xero, f"by hand {part}", in_xero, **mistyped))
        return family.strays

    return plant


def _further(pair: Pair, part: int) -> dict[str, Any]:
    """Return number and amount of a part delivery that the log does not know."""
    amount = (pair.document.amount or Decimal(0)) + part + Decimal("0.37")
    return {"number": f"{pair.document.number}/{part}", "amount": amount}


def _seen(log: tuple[str, ...], *, in_xero: bool) -> Callable[[Family], Touched]:
    """Return how to find an invoice to which the business itself has already done this."""

    def plant(family: Family) -> Touched:
        for pair in family.of("invoice"):
            if pair.log in log and bool(pair.xero) == in_xero and not pair.block:
                return [pair.cin7, *([pair.xero] if pair.xero else [])]
        return []

    return plant


INVOICE_FAULTS: Final[tuple[Fault[Family], ...]] = (
    Fault(
        "refused_edit_equal",
        "An edit was refused because Xero holds a paid copy, and that copy is equal.",
        _seen(("Failed", "Skipped"), in_xero=True),
    ),
    Fault("bill_entered_twice", "Somebody typed a bill into Xero that Cin7 Core had sent.", _bill_twice),
    Fault("absent_in_xero", "An invoice is in Xero by the log, and Xero has never heard of it.", _gone),
    Fault("voided_in_xero", "An invoice was voided in Xero after it had arrived.", _status("xero", "VOIDED")),
    Fault("draft_in_xero", "An invoice is still a draft in Xero.", _status("xero", "DRAFT")),
    Fault("draft_in_cin7", "An invoice was undone in Cin7 Core after it was sent.", _status("cin7", "DRAFT")),
    Fault("voided_in_cin7", "An invoice was voided in Cin7 Core alone.", _status("cin7", "VOIDED")),
    Fault("renumbered", "Xero numbered an invoice itself; its reference names Cin7 Core's.", _renumbered),
    Fault("claimed_twice", "Two invoices in Xero name the same invoice of Cin7 Core.", _claimed_twice),
    Fault("likely_partner", "An invoice was typed into Xero under another number and day.", _likely),
    Fault("number_twice_in_xero", "Xero holds an invoice's number twice.", _number_twice),
    Fault("skipped", "Somebody skipped an invoice that is not in Xero.", _seen(("Skipped",), in_xero=False)),
    Fault("failed", "An invoice was refused and is not in Xero.", _seen(("Failed",), in_xero=False)),
    Fault("unlogged", "The log does not know an invoice.", _in_cin7_alone),
    Fault(
        "unlogged_but_agrees",
        "Somebody entered an invoice in both ledgers, by hand.",
        _in_both(4, mistyped_by=0),
    ),
    Fault(
        "unlogged_but_differs",
        "Somebody entered an invoice in both ledgers, by hand, and mistyped it.",
        _in_both(5, mistyped_by=3),
    ),
    Fault("made_in_xero", "Somebody made an invoice in Xero.", _in_xero_alone),
)
