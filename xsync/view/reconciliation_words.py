"""A reconciliation in words: what each finding means and asks for, and sums of money per currency."""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING, Final

from xsync.reconcile.answers import SYMBOLS
from xsync.view.wording import count, money

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from decimal import Decimal

    from xsync.reconcile.money import Sum

ADVICE: Final[Mapping[str, str]] = MappingProxyType(
    {
        "completed_but_absent": (
            "Cin7 believes it was sent, and Xero does not have it: voided, deleted or never kept. "
            "Find out why, then synchronise it again."
        ),
        "completed_but_differs": (
            "It was sent, and the two are no longer the same: one was edited since. Decide which is "
            "right, and correct the other."
        ),
        "not_in_xero": "It has not reached Xero: mend what the log complains about, and synchronise again.",
        "skipped_drift": (
            "Somebody skipped it, and Xero does not have it: undo the skip, or enter it in Xero by hand."
        ),
        "stale_copy": (
            "Xero holds an older copy, which Cin7 could not replace: bring Xero's up to date before "
            "it is skipped."
        ),
        "safe_to_skip": "The log says Failed or Skipped, and Xero's copy is equal: skip it, nothing is lost.",
        "unlogged": (
            "Cin7's log does not know it, and Xero does not have it: synchronise it, or load the "
            "newest export of the log."
        ),
        "unlogged_but_differs": "Both have it, not the same, and the log is silent: decide which is right.",
        "only_in_xero": (
            "Xero has it, and Cin7 does not: entered by hand, from another source, or deleted in "
            "Cin7. Keep it knowingly, or void it."
        ),
        "duplicate": (
            "Several documents share what should tell them apart: void what is there twice, or "
            "correct the number."
        ),
    }
)
"""Finding → what it means and what to do, in a sentence or two."""

TONES: Final[Mapping[str, tuple[str, str]]] = MappingProxyType(
    {
        "completed_but_absent": ("failed", "✕"),
        "completed_but_differs": ("failed", "≠"),
        "not_in_xero": ("pending", "○"),
        "skipped_drift": ("skipped", "↷"),
        "stale_copy": ("warning", "≠"),
        "safe_to_skip": ("completed", "✓"),
        "unlogged": ("failed", "?"),
        "unlogged_but_differs": ("failed", "≠"),
        "only_in_xero": ("warning", "!"),
        "duplicate": ("warning", "="),
    }
)
"""Finding → the style it shares with a status, and the symbol before its words."""


def amount_in_words(currency: str, amount: Decimal) -> str:
    """Write money as "£1,234.50", or "CHF 1,234.50" where a currency has no sign of its own."""
    written = f"{SYMBOLS.get(currency, f'{currency} ' if currency else '')}{money(abs(amount))}"
    return f"-{written}" if amount < 0 else written


def sums_in_words(sums: Mapping[str, Sum], noun: str = "document") -> str:
    """Write sums per currency as "£12.00 in 3 documents, €5.00 in 1 and $1.00 in 1"."""
    parts = []
    for at, (currency, total) in enumerate(sums.items()):
        counted = f" {noun}{'' if total.documents == 1 else 's'}" if at == 0 else ""
        parts.append(f"{amount_in_words(currency, total.amount)} in {count(total.documents)}{counted}")
    return and_so_on(parts)


def and_so_on(parts: Sequence[str]) -> str:
    """Join what is all true: "A", "A and B", "A, B and C"."""
    *others, last = parts
    return f"{', '.join(others)} and {last}" if others else last
