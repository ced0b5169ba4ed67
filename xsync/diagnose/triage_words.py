"""Notes and skips in words, for a terminal and for a page."""

from __future__ import annotations

from typing import TYPE_CHECKING

from xsync.model import type_label
from xsync.reconcile.documents_shown import FINDING_LABELS
from xsync.report.words import day_in_words, minute_in_words
from xsync.store.notes import OPEN

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from typing import Any

    from xsync.diagnose.triaged import Noted, Triage
    from xsync.store.notes import Note, Subject

HOW_TO_GIVE_A_REASON = "xsync triage NUMBER --type TYPE --disposition accepted --reason TEXT"
HOW_TO_NOTE_A_FINDING = (
    "xsync triage NUMBER --finding FINDING --owner NAME --disposition accepted --reason TEXT"
)


def subject_in_words(subject: Subject) -> str:
    """Name what a note is about: "Invoice INV-1", or "Invoice INV-1 (Stale copy in Xero)"."""
    name = f"{type_label(subject.item_type)} {subject.number or '(no number)'}"
    return f"{name} ({FINDING_LABELS.get(subject.finding, subject.finding)})" if subject.finding else name


def disposition_in_words(note: Note, *, has_expired: bool) -> str:
    """Say what a note makes of its subject: "accepted", or "open again: accepted until 1 May 2026"."""
    if note.expires is None:
        return note.disposition
    until = f"{note.disposition} until {day_in_words(note.expires)}"
    return f"{OPEN} again: {until}" if has_expired else until


def skips_in_words(triage: Triage) -> str:
    """Say how many items were skipped without a reason."""
    one = triage.skips == 1
    return f"{triage.skips:,} item{' was' if one else 's were'} skipped without a reason."


def lines_of(triage: Triage) -> Iterator[str]:
    """Yield what was noted and what lacks a reason, for a terminal."""
    if not triage.noted:
        yield "Nothing has been noted."
    for each in triage.noted:
        yield from _lines_of_subject(each)
    if triage.skips:
        yield skips_in_words(triage)
        yield from (f"  {_skip_in_words(skip)}" for skip in triage.skips_listed)
        if triage.skips > len(triage.skips_listed):
            yield f"  … and {triage.skips - len(triage.skips_listed):,} more"
        yield f"Say why, one by one or several at once: {HOW_TO_GIVE_A_REASON}"


def note_in_words(note: Mapping[str, Any]) -> str:
    """Say a note of `xsync.report.noted.history_of_notes` in one line."""
    until = f" until {day_in_words(note['expires'])}" if note["expires"] else ""
    parts = [f"{note['disposition']}{until}", *([note["owner"]] if note["owner"] else [])]
    reason = f": {' '.join(note['reason'].split())}" if note["reason"] else ""
    return f"{', '.join(parts)}{reason} ({minute_in_words(note['noted_at'])} UTC, {note['noted_by']})"


def _lines_of_subject(noted: Noted) -> Iterator[str]:
    yield subject_in_words(noted.latest.subject)
    for note in noted.history:
        yield f"  {note['state']}: {note_in_words(note)}"


def _skip_in_words(skip: Mapping[str, Any]) -> str:
    amount = f"{skip['currency'] or ''} {skip['amount']:,.2f}".strip() if skip["amount"] is not None else ""
    skipped = f"skipped {minute_in_words(skip['sync_date'])}" if skip["sync_date"] else ""
    name = f"{type_label(skip['item_type'] or '')} {skip['cin7_number'] or '(no number)'}"
    return ", ".join(filter(None, [name, skip["contact"], amount, skipped]))
