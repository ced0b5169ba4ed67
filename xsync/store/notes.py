"""Notes: what people say of an item of the log or a finding of a reconciliation, appended and never edited.

The newest note on a subject is in force. One that has expired leaves its subject open again.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, fields
from datetime import date, datetime
from functools import cached_property
from typing import TYPE_CHECKING, Any, Final

from xsync.store.engine import Engine, parquet_relation, text_literal, timestamp_literal
from xsync.store.schemas import one_row

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    import pyarrow as pa

    from xsync.store.tables import Tables

OPEN: Final = "open"
DISPOSITIONS: Final = (OPEN, "accepted", "resolved", "false alarm")
"""What becomes of a subject: still to be acted on, or why it need not be."""


@dataclass(frozen=True)
class Subject:
    """What a note is about.

    Parameters
    ----------
    finding
        A reconciliation's finding; ``None`` for an item of the log.
    item_type, number
        What people call it.
    identity
        What tells it apart, in every later load: of an item as `xsync.store.snapshot.ITEM_SUBJECT` says it,
        of a finding by its documents.
    """

    finding: str | None
    item_type: str
    number: str | None
    identity: tuple[str, ...]

    @property
    def key(self) -> tuple[str, ...]:
        """The finding and the identity: equal for the same subject only."""
        return (self.finding or "", *self.identity)


@dataclass(frozen=True)
class Note:
    """What someone said of a subject.

    Parameters
    ----------
    organisation, note_id
        Whose subject, and the note's own name.
    subject
        What it is about.
    stood
        How the subject stood then, in words.
    owner
        Who sees to it, if anybody was named.
    disposition
        One of `DISPOSITIONS`.
    reason
        Why.
    expires
        The last day on which it holds; ``None`` where it holds for good.
    noted_by, noted_at
        The account that said so, and when (naive UTC).
    """

    organisation: str
    note_id: str
    subject: Subject
    stood: str
    owner: str | None
    disposition: str
    reason: str | None
    expires: date | None
    noted_by: str
    noted_at: datetime

    def has_expired(self, day: date) -> bool:
        """Tell whether it no longer holds on a day."""
        return self.expires is not None and self.expires < day

    def disposition_on(self, day: date) -> str:
        """Return what it makes of its subject on a day: once it has expired, the subject is open again."""
        return OPEN if self.has_expired(day) else self.disposition

    def to_arrow(self) -> pa.Table:
        """Return the note as a row of the ``notes`` table."""
        values = {each.name: getattr(self, each.name) for each in fields(self) if each.name != "subject"}
        values |= {each.name: getattr(self.subject, each.name) for each in fields(Subject)}
        values["expires"] = self.expires and self.expires.isoformat()
        return one_row("notes", values, as_json=["identity"])

    @classmethod
    def from_row(cls, row: Mapping[str, Any]) -> Note:
        """Return the note that a row of the ``notes`` table describes."""
        values: dict[str, Any] = {each.name: row.get(each.name) for each in fields(cls)}
        identity = tuple(json.loads(row["identity"]))
        values["subject"] = Subject(row["finding"], row["item_type"], row["number"], identity)
        values["expires"] = row["expires"] and date.fromisoformat(row["expires"])
        return cls(**values)


class Notes:
    """The notes of an organisation as the store knew them when they were first asked for.

    Parameters
    ----------
    tables
        Where they are kept.
    organisation
        Whose notes.
    until
        The instant (naive UTC); what was noted later is not seen. ``None`` for the latest.
    """

    def __init__(self, tables: Tables, organisation: str, until: datetime | None) -> None:
        self._tables, self.organisation, self.until = tables, organisation, until

    @cached_property
    def known(self) -> tuple[Note, ...]:
        """Every note, oldest first."""
        files = self._tables.files("notes", self.organisation)
        if not files:
            return ()
        before = f" AND noted_at <= {timestamp_literal(self.until)}" if self.until else ""
        rows = Engine().table(
            f"SELECT DISTINCT * FROM {parquet_relation(files)} "
            f"WHERE organisation = {text_literal(self.organisation)}{before} ORDER BY noted_at, note_id"
        )
        return tuple(Note.from_row(row) for row in rows.to_pylist())

    def add(self, notes: Sequence[Note]) -> None:
        """Append notes in one commit: all of them or none; from then on they are known here too."""
        import pyarrow as pa

        if notes:
            self._tables.append("notes", pa.concat_tables([note.to_arrow() for note in notes]))
            self._tables.compact()
            vars(self).pop("known", None)

    def about(self, subject: Subject) -> tuple[Note, ...]:
        """Return the notes on a subject, oldest first."""
        return tuple(note for note in self.known if note.subject.key == subject.key)

    def reasoned(self, day: date) -> tuple[tuple[str, ...], ...]:
        """Return the identities of the items that a note gives a reason for on a day."""
        return tuple(
            note.subject.identity
            for note in in_force(self.known).values()
            if note.subject.finding is None and note.reason and not note.has_expired(day)
        )


def in_force(notes: Iterable[Note]) -> dict[tuple[str, ...], Note]:
    """Return the newest note on each subject, by the subject's key.

    Parameters
    ----------
    notes
        In any order.
    """
    oldest_first = sorted(notes, key=lambda note: (note.noted_at, note.note_id))
    return {note.subject.key: note for note in oldest_first}
