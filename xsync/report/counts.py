"""The counts of a report: how many items, per type and status, each figure beside those it ties to."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from xsync.model import ITEM_TYPES, STATUSES, UNSYNCED_STATUSES

if TYPE_CHECKING:
    from collections.abc import Mapping


@dataclass(frozen=True)
class Counts:
    """How many items, counted in one pass; each figure stands beside those it ties to.

    Parameters
    ----------
    items_in_period
        = shown + filtered out.
    items_shown
        = sum of ``by_type_and_status``.
    items_filtered_out
        In the period, but kept out by the filter.
    items_without_date
        Of all items in the store: those without the date that the period is counted by.
    by_type_and_status
        Stored item type → status → number shown.
    """

    items_in_period: int
    items_shown: int
    items_filtered_out: int
    items_without_date: int
    by_type_and_status: Mapping[str, Mapping[str, int]]

    @property
    def by_type(self) -> dict[str, int]:
        """Items shown per type: all eleven, then unknown ones."""
        types = dict.fromkeys([*ITEM_TYPES, *self.by_type_and_status])
        return {stored: sum(self.by_type_and_status.get(stored, {}).values()) for stored in types}

    @property
    def by_status(self) -> dict[str, int]:
        """Items shown per status: all four, then any other."""
        counted = dict.fromkeys(STATUSES, 0)
        for tally in self.by_type_and_status.values():
            for status, number in tally.items():
                counted[status] = counted.get(status, 0) + number
        return counted

    @property
    def unsynced(self) -> int:
        """Items shown that have not reached Xero: failed, pending or skipped."""
        return sum(self.by_status[status] for status in UNSYNCED_STATUSES)

    def to_dict(self) -> dict[str, Any]:
        """Return plain data, as ``result.json`` holds it."""
        return {
            "items_in_period": self.items_in_period,
            "items_shown": self.items_shown,
            "items_filtered_out": self.items_filtered_out,
            "items_without_date": self.items_without_date,
            "by_status": self.by_status,
            "by_type": self.by_type,
            "by_type_and_status": {stored: dict(tally) for stored, tally in self.by_type_and_status.items()},
        }
