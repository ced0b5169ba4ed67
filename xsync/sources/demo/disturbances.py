"""Times at which Xero took nothing, or not everything; all of them passed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from xsync.sources.demo.documents import Document


@dataclass(frozen=True)
class Disturbance:
    """Something that stops documents whatever is in them.

    Parameters
    ----------
    begins, ends
        What is sent in between is at risk.
    share
        How much of it is refused.
    message
        What the refusal says.
    direction
        ``sale`` or ``purchase`` where only such invoices are concerned.
    """

    begins: datetime
    ends: datetime
    share: float
    message: str
    direction: str = ""

    def concerns(self, document: Document, at: datetime) -> bool:
        """Tell whether a document sent at an instant is at risk."""
        if not self.begins <= at < self.ends:
            return False
        return not self.direction or (
            document.item_type == "invoice" and document.direction == self.direction
        )


def _disturbance(begins: str, ends: str, share: float, message: str, direction: str = "") -> Disturbance:
    return Disturbance(
        datetime.fromisoformat(begins), datetime.fromisoformat(ends), share, message, direction
    )


DISTURBANCES: Final = (
    _disturbance(
        "2025-11-24T09:00",
        "2025-12-01T09:00",
        0.7,
        "You have reached the limit of invoices you can approve",
        "sale",
    ),
    _disturbance(
        "2026-03-11T12:00", "2026-03-11T18:00", 0.6, "TokenExpired: token expired at 03/11/2026 12:31:07"
    ),
    _disturbance("2026-07-07T18:00", "2026-07-08T09:00", 0.8, "Organisation is offline"),
    _disturbance(
        "2026-09-28T09:00",
        "2026-10-01T09:00",
        0.7,
        "You have reached the limit of bills you can approve",
        "purchase",
    ),
    _disturbance(
        "2026-09-30T12:00", "2026-09-30T18:20", 0.5, "TokenExpired: token expired at 09/30/2026 12:30:44"
    ),
    _disturbance(
        "2026-10-30T12:00",
        "2026-11-02T12:00",
        0.4,
        "Rate limit exceeded: HTTP 429, X-Rate-Limit-Problem: minute, Retry-After: 37",
    ),
)
