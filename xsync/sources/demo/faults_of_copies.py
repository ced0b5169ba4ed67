"""Faults of invoices that are in both ledgers and pair all the same: changed in Xero, or spelt otherwise."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from typing import TYPE_CHECKING, Any, Final

from xsync.sources.demo.expectations import paired, paired_in_xero
from xsync.sources.demo.places_in_invoices import alone, only_sale, refused_edit
from xsync.sources.demo.planting import Fault, Touched, changed

if TYPE_CHECKING:
    from collections.abc import Callable

    from xsync.sources.demo.families import Family, Pair
    from xsync.sources.demo.ledger import LedgerDocument

_PENNY: Final = Decimal("0.01")
_OTHER_CURRENCY: Final = {"GBP": "EUR", "EUR": "GBP", "USD": "GBP"}


def _money(amount: Decimal | None) -> Decimal:
    return amount or Decimal(0)


def _in_xero(
    change: Callable[[LedgerDocument], dict[str, Any]],
    *differences: str,
    find: Callable[[Family], Pair | None] = only_sale,
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


COPY_FAULTS: Final[tuple[Fault[Family], ...]] = (
    Fault(
        "stale_copy",
        "An edit was refused because Xero holds a paid copy, and that copy is of another amount.",
        _in_xero(lambda one: {"amount": _money(one.amount) - 12}, "amount", find=refused_edit),
    ),
    Fault(
        "currency_swapped",
        "An invoice stands in Xero in another currency.",
        _in_xero(
            lambda one: {"currency": _OTHER_CURRENCY[one.currency]},
            "currency",
            find=lambda family: alone(family, "sale"),
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
)
