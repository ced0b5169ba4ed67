"""Notes as they read on a day: which is in force, which has expired, which gave way to a newer one."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from xsync.store.notes import Note

IN_FORCE: Final = "in force"
EXPIRED: Final = "expired: open again"
SUPERSEDED: Final = "gave way to a newer note"


def history_of_notes(notes: Sequence[Note], day: date) -> tuple[dict[str, Any], ...]:
    """Return the notes on one subject, newest first, each with what it is worth on a day.

    Parameters
    ----------
    notes
        Oldest first.
    day
        The day, where the organisation is.
    """
    states = [SUPERSEDED] * (len(notes) - 1) + [EXPIRED if notes and notes[-1].has_expired(day) else IN_FORCE]
    return tuple(as_data(note, state) for note, state in zip(reversed(notes), reversed(states), strict=False))


def as_data(note: Note, state: str) -> dict[str, Any]:
    """Return a note as names and plain values."""
    return {
        "note_id": note.note_id,
        "finding": note.subject.finding,
        "item_type": note.subject.item_type,
        "number": note.subject.number,
        "disposition": note.disposition,
        "owner": note.owner,
        "reason": note.reason,
        "expires": note.expires,
        "noted_by": note.noted_by,
        "noted_at": note.noted_at,
        "stood": note.stood,
        "state": state,
    }


def plain(data: Mapping[str, Any]) -> dict[str, Any]:
    """Return names and values as JSON holds them: dates and amounts as text."""
    return {name: _plain(value) for name, value in data.items()}


def _plain(value: object) -> object:
    if isinstance(value, date):
        return value.isoformat()
    return f"{value:f}" if isinstance(value, Decimal) else value
