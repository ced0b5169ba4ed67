"""What the sync log holds of one item through time, and what it says at an instant."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime


class Event(NamedTuple):
    """One entry: when the item was looked at, and with what result."""

    at: datetime
    status: str
    message: str


def arrival(events: Iterable[Event]) -> datetime | None:
    """Return when an item first arrived, if it ever did."""
    return next((event.at for event in events if event.status == "Completed"), None)


class SyncState(NamedTuple):
    """What the log says of an item as at an instant.

    Parameters
    ----------
    sync_date
        The last attempt; none where there has been none.
    status, message
        One of the four statuses, and the text beside it.
    in_xero
        Whether the item has reached Xero at any time so far.
    """

    sync_date: datetime | None
    status: str
    message: str
    in_xero: bool


_NEVER_TRIED: Final = SyncState(None, "Pending", "", in_xero=False)


class History(NamedTuple):
    """All entries of one item, the oldest first.

    Parameters
    ----------
    created_at
        Before this instant the log does not know the item.
    events
        The entries.
    reached_at
        When the item first arrived in Xero; none if it never did.
    consolidated_number
        The document in Xero that it became part of, empty where it travels alone.
    """

    created_at: datetime
    events: tuple[Event, ...]
    reached_at: datetime | None
    consolidated_number: str = ""

    def at(self, instant: datetime) -> SyncState | None:
        """Return the state as at an instant, or none where the item did not exist yet."""
        for event in reversed(self.events):
            if event.at < instant:
                in_xero = self.reached_at is not None and self.reached_at < instant
                return SyncState(event.at, event.status, event.message, in_xero)
        return _NEVER_TRIED if self.created_at < instant else None

    def was_in_xero(self, instant: datetime) -> bool:
        """Tell whether the item had arrived in Xero by an instant."""
        return self.reached_at is not None and self.reached_at <= instant
