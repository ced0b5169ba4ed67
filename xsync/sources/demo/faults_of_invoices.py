"""Faults of invoices: changed, voided, renumbered or missing in one ledger."""

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
from xsync.sources.demo.planting import Fault, Touched, another, changed

if TYPE_CHECKING:
    from collections.abc import Callable

    from xsync.sources.demo.families import Family, Pair
    from xsync.sources.demo.ledger import LedgerDocument

_PENNY: Final = Decimal("0.01")
_OTHER_CURRENCY: Final = {"GBP": "EUR", "EUR": "GBP", "USD": "GBP"}


def _alone(family: Family, direction: str) -> Pair | None:
    """Return an invoice in step on which nothing depends: no payment, no credit note, no file."""
    (first, *more) = family.pairs
    fits = not more and first.in_step and first.document.item_type == "invoice"
    return first if fits and first.document.direction == direction else None


def _sale(family: Family) -> Pair | None:
    """Return the only invoice of a sale that is in step, whatever hangs on it."""
    invoices = family.of("invoice")
    fits = len(invoices) == 1 and invoices[0].in_step and invoices[0].document.direction == "sale"
    return invoices[0] if fits else None


def _money(amount: Decimal | None) -> Decimal:
    return amount or Decimal(0)


def _in_xero(
    change: Callable[[LedgerDocument], dict[str, Any]],
    *differences: str,
    find: Callable[[Family], Pair | None] = _sale,
) -> Callable[[Family], Touched]:
    """Return how to change the copy in Xero of an invoice that the log pairs all the same."""

    def plant(family: Family) -> Touched:
        pair = find(family)
        if pair is None or pair.xero is None:
            return []
        pair.cin7 = changed(pair.cin7, paired(pair.log, "sync_log", *differences))
        pair.xero = changed(pair.xero, paired_in_xero("sync_log", *differences), **change(pair.xero.document))
        return [pair.cin7, pair.xero]

    return plant


def _status(side: str, status: str) -> Callable[[Family], Touched]:
    """Return how to take a sale's invoice out of one ledger by its status."""

    def plant(family: Family) -> Touched:
        pair = _alone(family, "sale")
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
    pair = _alone(family, "sale")
    if pair is None:
        return []
    pair.cin7, pair.xero = changed(pair.cin7, absent(pair.log)), None
    return [pair.cin7]


def _renumbered(family: Family) -> Touched:
    pair = _alone(family, "sale")
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
    pair = _alone(family, "sale")
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
    pair = _alone(family, "sale")
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
    pair = _alone(family, "sale")
    if pair is None or pair.xero is None:
        return []
    said = duplicate("number")
    pair.cin7, pair.xero = changed(pair.cin7, said), changed(pair.xero, said)
    number = f" {pair.document.number.lower()} "
    family.strays.append(another(pair.xero, "number twice", said, number=number.strip()))
    return [pair.cin7, pair.xero, *family.strays]


def _bill_twice(family: Family) -> Touched:
    pair = _alone(family, "purchase")
    if pair is None or pair.xero is None:
        return []
    pair.cin7 = changed(pair.cin7, absent(pair.log))
    pair.xero = changed(pair.xero, duplicate("number"))
    family.strays.append(another(pair.xero, "bill twice", duplicate("number")))
    return [pair.cin7, pair.xero, *family.strays]


def _made_by_hand(
    mark: str, part: int, *, in_cin7: bool, more_in_xero: str = ""
) -> Callable[[Family], Touched]:
    """Return how to enter a further part delivery that the log does not know."""

    def plant(family: Family) -> Touched:
        pair = _sale(family)
        if pair is None or pair.xero is None:
            return []
        number = f"{pair.document.number}/{part}"
        amount = _money(pair.document.amount) + part + Decimal("0.37")
        both = bool(more_in_xero)
        if in_cin7:
            differences = ("amount",) if Decimal(more_in_xero or 0) else ()
            said = paired("", "number", *differences) if both else absent("")
            family.strays.append(another(pair.cin7, mark, said, number=number, amount=amount))
        if both or not in_cin7:
            more = Decimal(more_in_xero or 0)
            in_xero = paired_in_xero("number", *(("amount",) if more else ())) if in_cin7 else ONLY_IN_XERO
            family.strays.append(another(pair.xero, mark, in_xero, number=number, amount=amount + more))
        return family.strays

    return plant


def _seen(log: tuple[str, ...], *, in_xero: bool) -> Callable[[Family], Touched]:
    """Return how to find an invoice to which the business itself has already done this."""

    def plant(family: Family) -> Touched:
        for pair in family.of("invoice"):
            if pair.log in log and bool(pair.xero) == in_xero and not pair.block:
                return [pair.cin7, *([pair.xero] if pair.xero else [])]
        return []

    return plant


def _refused_edit(family: Family) -> Pair | None:
    return next(
        (pair for pair in family.of("invoice") if pair.xero and pair.log in {"Failed", "Skipped"}), None
    )


INVOICE_FAULTS: Final[tuple[Fault[Family], ...]] = (
    Fault(
        "refused_edit_equal",
        "An edit was refused because Xero holds a paid copy, and that copy is equal.",
        _seen(("Failed", "Skipped"), in_xero=True),
    ),
    Fault(
        "stale_copy",
        "An edit was refused because Xero holds a paid copy, and that copy is of another amount.",
        _in_xero(lambda one: {"amount": _money(one.amount) - 12}, "amount", find=_refused_edit),
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
    Fault(
        "currency_swapped",
        "An invoice stands in Xero in another currency.",
        _in_xero(
            lambda one: {"currency": _OTHER_CURRENCY[one.currency]},
            "currency",
            find=lambda family: _alone(family, "sale"),
        ),
    ),
    Fault(
        "amount_changed",
        "A line was added to an invoice in Xero.",
        _in_xero(lambda one: {"amount": _money(one.amount) + 35}, "amount"),
    ),
    Fault(
        "two_cents_off",
        "Xero rounds an invoice otherwise, by two cents.",
        _in_xero(lambda one: {"amount": _money(one.amount) + 2 * _PENNY}, "amount"),
    ),
    Fault(
        "one_cent_off",
        "Xero rounds an invoice otherwise, by one cent: within the tolerance.",
        _in_xero(lambda one: {"amount": _money(one.amount) - _PENNY}),
    ),
    Fault(
        "tax_changed",
        "Another tax rate was chosen in Xero, prices including tax.",
        _in_xero(lambda one: {"tax": _money(one.tax) + Decimal("1.50")}, "tax"),
    ),
    Fault(
        "date_moved",
        "An invoice was dated on another day in Xero.",
        _in_xero(
            lambda one: {"document_date": one.document_date and one.document_date + timedelta(1)}, "date"
        ),
    ),
    Fault(
        "contact_renamed",
        "The customer bears another name in Xero.",
        _in_xero(lambda one: {"contact": f"{one.contact} Trading"}, "contact"),
    ),
    Fault(
        "edited_in_xero",
        "An invoice was edited in Xero: amount, tax and date.",
        _in_xero(
            lambda one: {
                "amount": _money(one.amount) - 24,
                "tax": _money(one.tax) + 4,
                "document_date": one.document_date and one.document_date + timedelta(3),
            },
            "amount",
            "tax",
            "date",
        ),
    ),
    Fault(
        "spelt_otherwise",
        "Number and contact are spelt otherwise in Xero: capitals and blanks.",
        _in_xero(
            lambda one: {"number": one.number.lower(), "contact": one.contact.upper().replace(" ", "  ")}
        ),
    ),
    Fault("unlogged", "The log does not know an invoice.", _made_by_hand("unlogged", 3, in_cin7=True)),
    Fault(
        "unlogged_but_agrees",
        "Somebody entered an invoice in both ledgers, by hand.",
        _made_by_hand("unlogged but agrees", 4, in_cin7=True, more_in_xero="0"),
    ),
    Fault(
        "unlogged_but_differs",
        "Somebody entered an invoice in both ledgers, by hand, and mistyped it.",
        _made_by_hand("unlogged but differs", 5, in_cin7=True, more_in_xero="3"),
    ),
    Fault("made_in_xero", "Somebody made an invoice in Xero.", _made_by_hand("in Xero", 6, in_cin7=False)),
)
