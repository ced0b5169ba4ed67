"""Notes beside what they are about: in the story of an item, and in a column of the items."""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Final

from xsync.report.story import ITEM_KEYS
from xsync.view.tables import records_table
from xsync.view.wording import escaped

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    import pyarrow as pa

    from xsync.store.notes import Note

NOTE_TITLES: Final[Mapping[str, str]] = MappingProxyType(
    {
        "disposition": "Disposition",
        "owner": "Owner",
        "reason": "Reason",
        "expires": "Expires",
        "noted_at": "Noted at (UTC)",
        "noted_by": "Noted by",
        "state": "State",
    }
)
"""What is told of each note on a subject."""

NOTES: Final = "xsync-notes"
"""The style of their tables: words, which are not broken where they need not be."""


def notes_table(history: Sequence[Mapping[str, Any]]) -> str:
    """Show every note on one subject, newest first."""
    return records_table(history, NOTE_TITLES, caption="What was noted of it, newest first", kind=NOTES)


def notes_column(rows: pa.Table, noted: Mapping[tuple[str, int], Note]) -> list[str]:
    """Return what is noted of each row, as HTML; nothing at all where no row has a note.

    Parameters
    ----------
    rows
        Items with their keys.
    noted
        The note in force by those keys.
    """
    if not noted:
        return []
    keys = zip(*(rows.column(name).to_pylist() for name in ITEM_KEYS), strict=True)
    told = [escaped(_briefly(noted[key])) if key in noted else "" for key in keys]
    return told if any(told) else []


def _briefly(note: Note) -> str:
    owner = f", {note.owner}" if note.owner else ""
    reason = f": {' '.join(note.reason.split())}" if note.reason else ""
    return f"{note.disposition}{owner}{reason}"
