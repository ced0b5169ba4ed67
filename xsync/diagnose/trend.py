"""What changed: how the whole log stood after each load, and what came and went with the last one.

An item stands after a load as the most recently exported of its observations up to then says. Neither period
nor filter narrows this: an item that was mended has another sync date, and would leave the period silently.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from xsync.diagnose.statements import statement
from xsync.model import STATUSES, UNSYNCED_STATUSES

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    import pyarrow as pa

    from xsync.report.sync_report import SyncReport
    from xsync.store.loads import Load

MOST_ITEMS: Final = 100
"""Items that are listed as new, and as gone; the figures count all of them."""

NO_STATUS: Final = "(none)"


@dataclass(frozen=True)
class Standing:
    """The log as it stood after a load.

    Parameters
    ----------
    source_file, exported_at, loaded_at
        The load: its file, the latest sync date in it (the organisation's clock), and when it came in (UTC).
    by_status
        All items known by then.
    new
        Items short of Xero that were not so after the load before.
    gone
        Items no longer short of Xero that were so after the load before.
    """

    source_file: str
    exported_at: datetime | None
    loaded_at: datetime
    by_status: Mapping[str, int]
    new: int
    gone: int

    @property
    def unsynced(self) -> int:
        """Return how many items were short of Xero."""
        return sum(self.by_status[status] for status in UNSYNCED_STATUSES)

    def to_dict(self) -> dict[str, Any]:
        """Return plain data, as ``result.json`` holds it."""
        return {
            "source_file": self.source_file,
            "exported_at": self.exported_at.isoformat() if self.exported_at else None,
            "by_status": dict(self.by_status),
            "new": self.new,
            "gone": self.gone,
        }


@dataclass(frozen=True)
class Trend:
    """The log load by load, oldest first, and the items that came and went with the last.

    Parameters
    ----------
    standings
        After each load.
    new_items, gone_items
        Of the last load, newest first, `MOST_ITEMS` each at the most.
    """

    standings: tuple[Standing, ...]
    new_items: pa.Table
    gone_items: pa.Table

    def to_dict(self) -> dict[str, Any]:
        """Return plain data, as ``result.json`` holds it."""
        return {"loads": [standing.to_dict() for standing in self.standings]}


def statements(last_load: int) -> dict[str, str]:
    """Return the statements of the section, by what they answer."""
    return {
        "What each load changed": statement("changes"),
        "Items completed from the start": "SELECT load_position, items FROM appearances",
        "What came and went with the last load": statement(
            "changed_items", load_position=str(last_load), most_items=str(MOST_ITEMS)
        ),
    }


def trend(report: SyncReport) -> Trend:
    """Follow the log from load to load; the relations must stand (see `relations.prepare`)."""
    loads = report.snapshot.loads
    changes, appearances, items = (
        report.snapshot.engine.table(text) for text in statements(len(loads) - 1).values()
    )
    by_load: dict[int, list[dict[str, Any]]] = {}
    for change in changes.to_pylist():
        by_load.setdefault(change["load_position"], []).append(change)
    completed = {row["load_position"]: row["items"] for row in appearances.to_pylist()}
    standing = dict.fromkeys(STATUSES, 0)
    standings = []
    for position, load in enumerate(loads):
        standing["Completed"] += completed.get(position, 0)
        standings.append(_after(load, standing, by_load.get(position, [])))
    is_new = items.column("is_new")
    import pyarrow.compute as pc

    return Trend(tuple(standings), items.filter(is_new), items.filter(pc.invert(is_new)))


def _after(load: Load, standing: dict[str, int], changes: list[dict[str, Any]]) -> Standing:
    """Carry the tally over a load and return how it stands then."""
    new = gone = 0
    for change in changes:
        before, after, items = change["status_before"], change["status_after"], change["items"]
        if not change["is_first"]:
            standing[before or NO_STATUS] -= items
        standing[after or NO_STATUS] = standing.get(after or NO_STATUS, 0) + items
        was = not change["is_first"] and before in UNSYNCED_STATUSES
        new += items if after in UNSYNCED_STATUSES and not was else 0
        gone += items if was and after not in UNSYNCED_STATUSES else 0
    return Standing(load.source_file, load.exported_at, load.loaded_at, dict(standing), new, gone)
