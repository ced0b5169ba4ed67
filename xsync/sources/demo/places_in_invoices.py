"""Invoices in which a fault finds its place."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from xsync.sources.demo.families import Family, Pair


def alone(family: Family, direction: str) -> Pair | None:
    """Return an invoice in step on which nothing depends: no payment, no credit note, no file."""
    (first, *more) = family.pairs
    fits = not more and first.in_step and first.document.item_type == "invoice"
    return first if fits and first.document.direction == direction else None


def only_sale(family: Family) -> Pair | None:
    """Return the only invoice of a sale that is in step, whatever hangs on it."""
    invoices = family.of("invoice")
    fits = len(invoices) == 1 and invoices[0].in_step and invoices[0].document.direction == "sale"
    return invoices[0] if fits else None


def refused_edit(family: Family) -> Pair | None:
    """Return an invoice whose last edit was refused, so that Xero holds the copy before it."""
    return next(
        (pair for pair in family.of("invoice") if pair.xero and pair.log in {"Failed", "Skipped"}), None
    )
