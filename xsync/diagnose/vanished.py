"""Rows that vanished: once exported, and missing from a later export that covers them.

An export covers a row if it holds rows of the same type, and its own sync dates begin no later and end no
earlier than the row's; one that holds a single status covers that status alone, for it may have been
filtered. A row without a sync date cannot be judged. What a later export brings back has not vanished.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from xsync.diagnose.statements import statement

if TYPE_CHECKING:
    import pyarrow as pa

    from xsync.report.sync_report import SyncReport

MOST_ITEMS: Final = 200
"""Vanished rows that are listed; the figure counts all of them."""


@dataclass(frozen=True)
class Vanished:
    """What vanished from the log.

    Parameters
    ----------
    items
        How many rows.
    rows
        As they last stood, with the export that held them last and the first that misses them.
    """

    items: int
    rows: pa.Table

    def to_dict(self) -> dict[str, Any]:
        """Return plain data, as ``result.json`` holds it."""
        names = ("item_type", "cin7_number", "sync_status", "last_file", "missing_file")
        return {"items": self.items, "rows": self.rows.select(names).to_pylist()}


def statements() -> dict[str, str]:
    """Return the statement of the section, by what it answers."""
    return {"The rows that vanished": statement("vanished_items", most_items=str(MOST_ITEMS))}


def vanished(report: SyncReport) -> Vanished:
    """Find the rows that vanished; the relations must stand (see `relations.prepare`)."""
    (text,) = statements().values()
    rows = report.snapshot.engine.table(text)
    return Vanished(rows.column("all_items")[0].as_py() if len(rows) else 0, rows)
