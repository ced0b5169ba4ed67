"""Documents, log items and answers of a reconciliation as plain data."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date


@dataclass(frozen=True)
class Document:
    """One document of either ledger, told apart by its key; `source_row` is its place in its source."""

    document_key: int
    side: str
    item_type: str
    direction: str | None = None
    document_id: str | None = None
    number: str | None = None
    reference: str | None = None
    parent_number: str | None = None
    contact: str | None = None
    currency: str | None = None
    amount: Decimal | None = None
    tax: Decimal | None = None
    document_date: date | None = None
    status: str | None = None
    source_row: int = 0


@dataclass(frozen=True)
class Item:
    """One row of Cin7's sync log."""

    item_type: str
    cin7_number: str | None = None
    xero_number: str | None = None
    consolidated_number: str | None = None
    sync_status: str | None = None
    effective_date: date | None = None


@dataclass(frozen=True)
class Settings:
    """The tolerances of a reconciliation, and the date window of its last rule."""

    amount_tolerance: Decimal = Decimal("0.01")
    member_tolerance: Decimal = Decimal("0.01")
    days_tolerance: int = 0
    date_window: int = 3


@dataclass(frozen=True)
class Outcome:
    """What the reconciliation says of one living document; documents are named by their keys.

    `members` is the whole pair or group, itself included, and empty where nothing was paired.
    `dead` holds the documents outside the other ledger's books that its sentence may name.
    """

    verdict: str
    rule: str | None
    differences: tuple[str, ...]
    members: frozenset[int]
    difference: Decimal
    log_status: str | None
    finding: str | None
    candidate: int | None
    dead: frozenset[int]


@dataclass(frozen=True)
class Tie:
    """Totals of one item type and currency: each ledger by verdict, and the sum of explained differences."""

    cin7: Mapping[str, Decimal]
    xero: Mapping[str, Decimal]
    explained: Decimal


@dataclass(frozen=True)
class Found:
    """How many documents carry a finding, and their amounts by currency."""

    count: int
    amounts: Mapping[str | None, Decimal]


@dataclass(frozen=True)
class Result:
    """A whole reconciliation: documents by key, ties by item type and currency, counts by name.

    `rules` counts the pairs and groups that a rule made, suggested pairs too.
    """

    outcomes: Mapping[int, Outcome]
    not_compared: frozenset[int]
    ties: Mapping[tuple[str, str | None], Tie]
    verdicts: Mapping[str, Mapping[str, int]]
    findings: Mapping[str, Found]
    rules: Mapping[str, int]


def fold(text: str | None) -> str | None:
    """Return the text trimmed, case-folded, its white space collapsed; None where nothing is left."""
    return " ".join((text or "").split()).casefold() or None


def currency_code(document: Document) -> str | None:
    """Return the document's currency as a currency is compared."""
    return (document.currency or "").strip().upper() or None


def is_living(document: Document) -> bool:
    """Tell whether the document counts in its own ledger."""
    return fold(document.status) not in ("draft", "submitted", "voided", "void", "deleted")


def is_payment(document: Document) -> bool:
    """Tell whether the document is a payment or a refund."""
    return document.item_type in ("payment", "refund")


def number_or_parent(document: Document) -> str | None:
    """Return the folded number; of a payment without one, its parent's."""
    return fold(document.number) or (fold(document.parent_number) if is_payment(document) else None)
