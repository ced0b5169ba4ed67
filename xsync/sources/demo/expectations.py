"""The contract's table of findings, and what follows for documents whose fate is known."""

from __future__ import annotations

from typing import Final

from xsync.model import STATUSES
from xsync.sources.demo.ledger import Expected

NOT_COMPARED: Final = Expected("not_compared")
ONLY_IN_XERO: Final = Expected("only_in_xero", "", "only_in_xero")
SUGGESTED_IN_XERO: Final = Expected("suggested", "attributes", "only_in_xero")

_AGREES: Final = {"Failed": "safe_to_skip", "Skipped": "safe_to_skip"}
_DIFFERS: Final = {
    "Failed": "stale_copy",
    "Skipped": "stale_copy",
    "Pending": "stale_copy",
    "Completed": "completed_but_differs",
    "": "unlogged_but_differs",
}
_ABSENT: Final = {
    "Failed": "not_in_xero",
    "Pending": "not_in_xero",
    "Skipped": "skipped_drift",
    "Completed": "completed_but_absent",
    "": "unlogged",
}


def paired(log: str, rule: str, *differences: str) -> Expected:
    """Return what is said of a Cin7 document that has a partner; ``log`` is empty where the log is silent."""
    if differences:
        return Expected("differs", rule, _DIFFERS[log], differences)
    return Expected("agrees", rule, _AGREES.get(log, ""))


def paired_in_xero(rule: str, *differences: str) -> Expected:
    """Return what is said of the partner in Xero: the finding is counted on Cin7's side."""
    return Expected("differs" if differences else "agrees", rule, "", differences)


def absent(log: str) -> Expected:
    """Return what is said of a Cin7 document that is not in Xero."""
    return Expected("only_in_cin7", "", _ABSENT[log])


def suggested(log: str) -> Expected:
    """Return what is said of a Cin7 document whose only likely partner is no more than likely."""
    return Expected("suggested", "attributes", _ABSENT[log])


def duplicate(rule: str) -> Expected:
    """Return what is said of every document that shares a key which should be one document's own."""
    return Expected("duplicate", rule, "duplicate")


def most_urgent(statuses: list[str]) -> str:
    """Return the status that somebody must look at first."""
    return min(statuses, key=STATUSES.index)
