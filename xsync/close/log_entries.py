"""The entries that Cin7's log gives: what it says is not in Xero, with cause, root and note beside it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from sqlglot import exp

from xsync.close.entries import Entry, place_of
from xsync.diagnose.blocked import root_label
from xsync.diagnose.diagnosis import diagnosis
from xsync.diagnose.of_report import explanations
from xsync.diagnose.triaged import notes_by_row
from xsync.model import UNSYNCED_STATUSES

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

    from xsync.close.question import CloseQuestion
    from xsync.report.sync_report import SyncReport
    from xsync.store.notes import Note

ACCEPTED: Final = "accepted"
COLUMNS: Final = (
    "item_type",
    "cin7_number",
    "sync_status",
    "effective_date",
    "contact",
    "currency",
    "amount",
    "message",
)
SORT: Final = ("effective_date", "item_type", "cin7_number")
_UNEXPLAINED: Final[Mapping[str, tuple[str, str]]] = {
    "Failed": ("The log does not say why.", "Open it in Cin7, put right what it lacks, synchronise again."),
    "Pending": ("It waits to be sent.", "Synchronise now, before the lock."),
    "Skipped": (
        "Somebody decided not to send it.",
        "Undo the skip and synchronise, or accept it in a note that says why.",
    ),
}
"""Status → what is said where the catalogue of causes is not asked."""

_AFTER_ITS_ROOT: Final = "First {root}; then synchronise this again."


def in_question(question: CloseQuestion) -> dict[str, Any]:
    """Return the filter of the items asked about: not in Xero, dated up to the next lock or not at all."""
    dated = {"field": "effective_date", "at_most": question.last_day.isoformat()}
    undated = {"field": "effective_date", "is_blank": True}
    return {
        "all": [{"field": "sync_status", "in": list(UNSYNCED_STATUSES)}, {"any": [dated, undated]}],
    }


def log_entries(report: SyncReport, question: CloseQuestion) -> list[Entry]:
    """Return the entries of a report on the items asked about, in the report's order."""
    rows = report.items(with_keys=True)
    notes, roots = notes_by_row(report), _roots(report)
    return [
        _entry(row, explained, roots.get(_key(row), ""), notes.get(_key(row)), question)
        for row, explained in zip(
            rows.to_pylist(),
            [(each.cause, each.principal.fix) if each else None for each in explanations(report, rows)],
            strict=True,
        )
    ]


def is_accepted(note: Note, day: date) -> bool:
    """Tell whether a note accepts its subject on a day, and says why."""
    return note.disposition_on(day) == ACCEPTED and bool((note.reason or "").strip())


def note_values(note: Note | None, day: date) -> dict[str, Any]:
    """Return what an entry tells of a note."""
    if note is None:
        return {}
    return {
        "accepted": is_accepted(note, day),
        "owner": note.owner or "",
        "disposition": note.disposition_on(day),
        "reason": note.reason or "",
    }


def _entry(
    row: Mapping[str, Any],
    explained: tuple[str, str] | None,
    root: str,
    note: Note | None,
    question: CloseQuestion,
) -> Entry:
    cause, fix = explained or _UNEXPLAINED[row["sync_status"]]
    if root:
        cause = cause if explained else f"It waits for {root}."
        fix = _AFTER_ITS_ROOT.format(root=root)
    return Entry(
        place=place_of(row["effective_date"], question),
        item_type=row["item_type"] or "",
        number=row["cin7_number"],
        status=row["sync_status"],
        day=row["effective_date"],
        contact=row["contact"],
        currency=row["currency"] or "",
        amount=row["amount"],
        cause=cause,
        fix=fix,
        root=root,
        **note_values(note, question.calendar.today),
    )


def _roots(report: SyncReport) -> dict[tuple[str, int], str]:
    """Return what each item waits for that is not in Xero yet, down to the root."""
    diagnosis(report)  # makes the relation known
    waiting = (
        exp.select("load_id", "source_row", "root_type", "root_number")
        .from_("hanging")
        .join(report.shown_statement().subquery("shown"), using=["load_id", "source_row"])
        .where("NOT has_arrived")
    )
    return {
        _key(row): f"{root_label(row['root_type'])} {row['root_number']}"
        for row in report.snapshot.engine.table(waiting).to_pylist()
    }


def _key(row: Mapping[str, Any]) -> tuple[str, int]:
    return row["load_id"], row["source_row"]
