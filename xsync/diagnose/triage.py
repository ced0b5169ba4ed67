"""Triage: who sees to an item or a finding, what became of it, why and until when. Nothing is overwritten."""

from __future__ import annotations

from dataclasses import asdict
from datetime import UTC, date, datetime, timedelta
from functools import partial
from typing import TYPE_CHECKING
from uuid import uuid4

from xsync.diagnose.choosing import REFUSED, Findings, Items, chosen, finding_of
from xsync.diagnose.note_values import NoteChanges, completed
from xsync.diagnose.triaged import today
from xsync.errors import Mistakes, UsageError
from xsync.model import item_type as stored_type
from xsync.parameters import not_text
from xsync.reconcile.report import reconciliation
from xsync.report.values import read_day
from xsync.store.caller import account_name
from xsync.store.notes import Note, in_force
from xsync.store.permission import Permission
from xsync.store.store import Store

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from xsync.diagnose.subjects import Standing
    from xsync.store.notes import Notes


def triage(
    *numbers: str,
    item_type: str | None = None,
    finding: str | None = None,
    dated: date | str | None = None,
    each: bool = False,
    owner: str | None = None,
    disposition: str | None = None,
    reason: str | None = None,
    expires: date | str | None = None,
    organisation: str | None = None,
    store: str | Path | None = None,
) -> tuple[Note, ...]:
    """Note who sees to items or findings, what became of them, why and until when.

    What is not said stays as the note in force has it. A note is appended and never edited.

    Parameters
    ----------
    *numbers
        Cin7's numbers of items; of findings also Xero's, that of what a payment settles, or a document's id.
    item_type
        Their type, where a number is that of several.
    finding
        The finding of the reconciliation that is meant; by default the items of the log are.
    dated
        Their effective date, or the document's, where several of a type have the number.
    each
        Whether every one of several is meant.
    owner
        Who sees to it; a blank takes the owner away.
    disposition
        ``open``, ``accepted``, ``resolved`` or ``false alarm``.
    reason
        Why; needed unless it is open.
    expires
        The last day on which the note holds, or ``"never"``.
    organisation
        Whose; by default the only organisation in the store.
    store
        Where; by default ``XSYNC_STORE``, else ``store/`` in the working folder.

    Returns
    -------
    tuple of Note
        The notes as they were kept.

    Raises
    ------
    UsageError
        With all the mistakes there are; then nothing was noted.
    """
    mistakes = Mistakes(not_text(organisation=organisation, store=store, item_type=item_type))
    changes = NoteChanges(owner, disposition, reason, expires)
    if not numbers:
        mistakes.append("name at least one item by its number")
    if changes.are_none:
        mistakes.append("say at least one of owner, disposition, reason and expires")
    found = None if finding is None else finding_of(finding, mistakes)
    day = None if dated is None else _day(dated, mistakes)
    if organisation is not None and not isinstance(organisation, str):
        raise UsageError(REFUSED, mistakes)
    where = Store(store)
    name = where.opened_for(organisation, Permission.MANAGE)
    clock = today(name)
    mistakes.checked(lambda: changes.read(clock))
    if mistakes:
        raise UsageError(REFUSED, mistakes)
    kind = None if item_type is None else stored_type(item_type)
    snapshot = where.snapshot(name, may_be_empty=True)
    place = Findings(reconciliation(name, store), found, kind) if found else Items(snapshot.engine, kind)
    return note(snapshot.notes, chosen(numbers, place, day, each=each), changes, clock)


def note(notes: Notes, about: Sequence[Standing], changes: NoteChanges, day: date) -> tuple[Note, ...]:
    """Append a note on each of some subjects, all of them or none.

    Parameters
    ----------
    notes
        The organisation's notes, which the new ones are appended to.
    about
        The subjects, as they stand.
    changes
        What is said; the rest stays as the note in force has it.
    day
        The day where the organisation is.

    Raises
    ------
    UsageError
        With all the mistakes there are; then nothing was noted.
    """
    said, mistakes, written = changes.read(day), Mistakes(), []
    before, now = in_force(notes.known), datetime.now(UTC).replace(tzinfo=None)
    for standing in about:
        last = before.get(standing.subject.key)
        values = mistakes.checked(partial(completed, said, last, day))
        if values is not None:
            at = now if last is None else max(now, last.noted_at + timedelta(microseconds=1))
            written.append(
                Note(
                    organisation=notes.organisation,
                    note_id=uuid4().hex,
                    subject=standing.subject,
                    stood=standing.stood,
                    noted_by=account_name(),
                    noted_at=at,
                    **asdict(values),
                )
            )
    if mistakes:
        raise UsageError(REFUSED, dict.fromkeys(mistakes))
    notes.add(written)
    return tuple(written)


def _day(raw: object, mistakes: Mistakes) -> date | None:
    try:
        return read_day(raw)
    except ValueError as mistake:
        mistakes.append(f"dated: {mistake}")
        return None
