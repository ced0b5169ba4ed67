"""The words of a reconciliation: rules, verdicts, differences and findings."""

from __future__ import annotations

from typing import Final

RULES: Final = ("id", "sync_log", "number", "consolidated", "parent", "reference", "attributes")
"""How documents pair, in this order."""

VERDICTS: Final = ("agrees", "differs", "only_in_cin7", "only_in_xero", "duplicate", "suggested")
"""What the comparison says of a document: exactly one of these."""

DIFFERENCES: Final = ("amount", "tax", "currency", "date", "contact")
"""In what a pair may differ, in the order in which it is told."""

FINDINGS: Final = (
    "completed_but_absent",
    "completed_but_differs",
    "not_in_xero",
    "skipped_drift",
    "stale_copy",
    "safe_to_skip",
    "unlogged",
    "unlogged_but_differs",
    "only_in_xero",
    "duplicate",
)
"""What someone must act on, or may close: the verdict beside the log."""
