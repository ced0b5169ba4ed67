"""Hand-made documents for examples: an invoice of a sale to Ann over NZD 10.00 unless said otherwise."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from tests.reconcile.ledgers import Document, Item, Settings
from tests.reconcile.oracle import reconcile

if TYPE_CHECKING:
    from tests.reconcile.ledgers import Outcome, Result

DAY = date(2026, 7, 1)


def document(side: str, number: str | None, amount: str | None, fields: dict[str, Any]) -> Document:
    usual = {"item_type": "invoice", "direction": "sale", "contact": "Ann", "currency": "NZD"}
    exact = None if amount is None else Decimal(amount)
    given = {"number": number, "amount": exact, "document_date": DAY, **fields}
    return Document(0, side, **{**usual, **given})


def ours(number: str | None = None, amount: str | None = "10.00", **fields: Any) -> Document:
    """Return a document of Cin7."""
    return document("cin7", number, amount, fields)


def theirs(number: str | None = None, amount: str | None = "10.00", **fields: Any) -> Document:
    """Return a document of Xero."""
    return document("xero", number, amount, fields)


def our_payment(parent: str | None = None, amount: str | None = "10.00", **fields: Any) -> Document:
    """Return a payment in Cin7."""
    return ours(amount=amount, **{"item_type": "payment", "parent_number": parent, **fields})


def their_payment(parent: str | None = None, amount: str | None = "10.00", **fields: Any) -> Document:
    """Return a payment in Xero."""
    return theirs(amount=amount, **{"item_type": "payment", "parent_number": parent, **fields})


def logged(
    cin7_number: str | None,
    status: str = "Completed",
    xero_number: str | None = None,
    block: str | None = None,
    **fields: Any,
) -> Item:
    """Return a log row of an invoice; `block` is the consolidated number."""
    row = {"item_type": "invoice", "consolidated_number": block, "sync_status": status, **fields}
    return Item(cin7_number=cin7_number, xero_number=xero_number, **row)


def result_of(documents: list[Document], *items: Item, **settings: Any) -> Result:
    """Return the reconciliation of the documents, whose keys are their places from 1."""
    keyed = [replace(each, document_key=key, source_row=key) for key, each in enumerate(documents, start=1)]
    return reconcile(keyed, items, Settings(**settings))


def outcomes(documents: list[Document], *items: Item, **settings: Any) -> list[Outcome]:
    """Return what is said of each living document, in their order."""
    return [found for _, found in sorted(result_of(documents, *items, **settings).outcomes.items())]


def verdicts(documents: list[Document], *items: Item) -> list[tuple[str, str | None]]:
    """Return verdict and rule of each living document, in their order."""
    return [(found.verdict, found.rule) for found in outcomes(documents, *items)]
