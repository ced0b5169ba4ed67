"""What a reconciliation is worth: money missing, differing and rounded, told so that nothing counts twice.

An invoice and its payment are the same money. So payments and refunds are told apart from the documents that
they settle, and amounts are gross: sales and purchases, invoices and credit notes are added, never netted.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from importlib.resources import files
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

SETTLING_TYPES: Final = ("payment", "refund")
"""What settles a document: the same money once more."""

WITHOUT_MONEY: Final = ("product", "contact", "attachment")
"""What has no amount of its own."""

MISSING_FINDINGS: Final = ("not_in_xero", "skipped_drift", "completed_but_absent", "unlogged")
"""Findings of documents that Cin7 has and Xero has not."""


@dataclass(frozen=True)
class Sum:
    """Documents of one currency, and what they come to."""

    documents: int
    amount: Decimal


@dataclass(frozen=True)
class Heap:
    """What was counted of documents alike.

    Parameters
    ----------
    item_type, currency
        Theirs; no currency is empty.
    verdict, finding
        What was said of them; no finding is empty.
    side
        The ledger whose documents they are; ``pair`` where pairs and groups were counted.
    documents
        How many documents, pairs or groups.
    amount
        Their amounts, or of pairs and groups their differences, added without their signs.
    """

    item_type: str
    currency: str
    verdict: str
    finding: str
    side: str
    documents: int
    amount: Decimal


def heaps_sql(lines: str) -> str:
    """Return the statement that counts settled lines in the columns of `Heap`.

    Parameters
    ----------
    lines
        The statement of the settled lines.
    """
    counting = (files("xsync.reconcile") / "answers" / "heaps.sql").read_text(encoding="utf-8")
    return f"WITH settled AS NOT MATERIALIZED ({lines})\nSELECT * FROM (\n{counting})"


@dataclass(frozen=True)
class Money:
    """The heaps of a reconciliation, and what can be asked of them.

    Parameters
    ----------
    heaps
        Every heap once.
    """

    heaps: tuple[Heap, ...]

    @classmethod
    def of(cls, rows: Iterable[Mapping[str, Any]]) -> Money:
        """Read the rows of `heaps_sql`."""
        return cls(tuple(Heap(**row) for row in rows))

    def missing(self) -> dict[str, Sum]:
        """Return what Cin7 has and Xero has not, by currency; payments and refunds apart."""
        return self._added(_is_missing)

    def missing_payments(self) -> dict[str, Sum]:
        """Return the payments and refunds that Cin7 has and Xero has not, by currency."""
        return self._added(_is_missing, of_payments=True)

    def missing_without_money(self) -> dict[str, int]:
        """Return how many missing documents have no amount of their own, by type."""
        counted: dict[str, int] = {}
        for heap in self.heaps:
            if heap.item_type in WITHOUT_MONEY and _is_missing(heap):
                counted[heap.item_type] = counted.get(heap.item_type, 0) + heap.documents
        return counted

    def suggested(self) -> dict[str, Sum]:
        """Return what of the missing has a likely partner in Xero that nobody has confirmed, by currency."""
        return self._added(lambda heap: heap.side == "cin7" and heap.verdict == "suggested")

    def only_in_xero(self) -> dict[str, Sum]:
        """Return what Xero has and Cin7 has not, by currency; payments and refunds apart."""
        return self._added(lambda heap: heap.side == "xero" and heap.finding == "only_in_xero")

    def differing(self) -> dict[str, Sum]:
        """Return by how much pairs and groups differ, by currency; payments and refunds apart."""
        return self._added(lambda heap: heap.side == "pair" and heap.verdict == "differs")

    def rounding(self) -> dict[str, Decimal]:
        """Return what agrees within the tolerance only, by currency; payments and refunds apart."""
        added = self._added(lambda heap: heap.side == "pair" and heap.verdict == "agrees")
        return {currency: each.amount for currency, each in added.items() if each.amount}

    def of_finding(self, finding: str, *, of_payments: bool = False) -> dict[str, Sum]:
        """Return the documents of a finding, by currency; payments and refunds apart."""
        return self._added(lambda heap: heap.finding == finding, of_payments=of_payments)

    def _added(self, chosen: Callable[[Heap], bool], *, of_payments: bool = False) -> dict[str, Sum]:
        sums: dict[str, Sum] = {}
        for heap in self.heaps:
            if heap.item_type in WITHOUT_MONEY or (heap.item_type in SETTLING_TYPES) is not of_payments:
                continue
            if chosen(heap):
                so_far = sums.get(heap.currency, Sum(0, Decimal(0)))
                sums[heap.currency] = Sum(so_far.documents + heap.documents, so_far.amount + heap.amount)
        return dict(sorted(sums.items(), key=lambda entry: (-entry[1].documents, entry[0])))


def _is_missing(heap: Heap) -> bool:
    return heap.side == "cin7" and heap.finding in MISSING_FINDINGS
