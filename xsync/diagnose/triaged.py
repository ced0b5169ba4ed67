"""What was noted, as it reads in a report: every subject with its notes, and the skips without a reason."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING, Any, Final
from zoneinfo import ZoneInfo

from sqlglot import exp

from xsync.diagnose.choosing import Items, finding_of
from xsync.diagnose.subjects import findings_numbered, items_about
from xsync.errors import Mistakes, UsageError
from xsync.model import item_type as stored_type
from xsync.parameters import not_text, organisation_settings
from xsync.reconcile.report import ReconciliationReport
from xsync.report.noted import history_of_notes, plain
from xsync.report.skips import about_any_of, skipped_without_reason, subject_of_item
from xsync.report.story import ITEM_KEYS
from xsync.store.notes import in_force
from xsync.store.store import Store

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from pathlib import Path

    from xsync.diagnose.subjects import Standing
    from xsync.report.sync_report import SyncReport
    from xsync.store.engine import Engine
    from xsync.store.notes import Note, Notes

MOST_SKIPS: Final = 200
"""Skips without a reason that are listed; their number counts all of them."""

SKIP_FIELDS: Final = (
    "item_type",
    "cin7_number",
    "sync_date",
    "effective_date",
    "contact",
    "amount",
    "currency",
    "source_file",
    "source_row",
)
"""What is told of each."""

_UNREAD: Final = "The notes cannot be told:"


@dataclass(frozen=True)
class Noted:
    """A subject and what was noted of it.

    Parameters
    ----------
    latest
        The newest note.
    has_expired
        It no longer holds: the subject is open again.
    history
        Every note, newest first, as `xsync.report.noted.history_of_notes` tells them.
    now
        How the subject stands now; ``None`` where that was not asked.
    """

    latest: Note
    has_expired: bool
    history: tuple[Mapping[str, Any], ...]
    now: str | None = None

    @property
    def has_changed(self) -> bool:
        """Whether the subject stands otherwise than when the note was written."""
        return self.now is not None and self.now != self.latest.stood

    def to_dict(self) -> dict[str, Any]:
        """Return plain data that JSON holds as it is; the newest note with the older ones behind it."""
        newest, *older = (plain(each) for each in self.history)
        return {**newest, "stands_now": self.now, "earlier": older}


@dataclass(frozen=True)
class Triage:
    """What was noted of a report's items or findings.

    Parameters
    ----------
    organisation
        Whose.
    noted
        The subjects in the report, the newest note first.
    elsewhere
        How many further subjects of the organisation have notes: outside the report, or settled since.
    skips
        How many items were skipped without a reason.
    skips_listed
        These, `MOST_SKIPS` at the most, the latest first.
    """

    organisation: str
    noted: tuple[Noted, ...]
    elsewhere: int = 0
    skips: int = 0
    skips_listed: tuple[Mapping[str, Any], ...] = field(default=())

    def to_dict(self) -> dict[str, Any]:
        """Return plain data that JSON holds as it is: dates and amounts as text."""
        return {
            "notes": [each.to_dict() for each in self.noted],
            "notes_elsewhere": self.elsewhere,
            "skipped_without_reason": {
                "count": self.skips,
                "items": [plain(each) for each in self.skips_listed],
            },
        }


def triage_of(report: SyncReport | ReconciliationReport) -> Triage:
    """Return what was noted of a report's items or findings, up to its instant."""
    if isinstance(report, ReconciliationReport):
        return _of_findings(report)
    notes, day = report.snapshot.notes, report.question.calendar.today
    by_subject = _by_subject(note for note in notes.known if note.subject.finding is None)
    identities = [kept[0].subject.identity for kept in by_subject.values()]
    shown = report.shown_statement()
    present = items_about(report.snapshot.engine, shown, identities)
    skips, listed = _skips(report.snapshot.engine, shown, notes, day)
    return Triage(
        notes.organisation,
        _noted(by_subject, present, day),
        len(by_subject) - len(present),
        skips,
        listed,
    )


def notes_by_row(report: SyncReport) -> dict[tuple[str, int], Note]:
    """Return the newest note on each item, by what tells the item's row apart; those expired are left out."""
    snapshot, day = report.snapshot, report.question.calendar.today
    held = {
        note.subject.identity: note
        for note in in_force(snapshot.notes.known).values()
        if note.subject.finding is None and not note.has_expired(day)
    }
    if not held:
        return {}
    keys = exp.select(*ITEM_KEYS, exp.alias_(subject_of_item(), "subject"))
    rows = snapshot.engine.table(keys.from_("items").where(about_any_of(held))).to_pylist()
    return {(row["load_id"], row["source_row"]): held[tuple(row["subject"])] for row in rows}


def noted(
    *numbers: str,
    item_type: str | None = None,
    finding: str | None = None,
    organisation: str | None = None,
    store: str | Path | None = None,
) -> Triage:
    """Return all that was noted of an organisation's items and findings, whether or not they still stand.

    Parameters
    ----------
    *numbers
        Only what was noted of these, without regard to case; by default everything.
    item_type, finding
        Only what was noted of items or documents of a type, or of a finding.
    organisation
        Whose; by default the only organisation in the store.
    store
        Where from; by default ``XSYNC_STORE``, else ``store/`` in the working folder.

    Raises
    ------
    UsageError
        If the organisation is not clear, or nothing has one of the numbers.
    """
    mistakes = Mistakes(not_text(organisation=organisation, store=store, item_type=item_type))
    wanted_finding = None if finding is None else finding_of(finding, mistakes)
    if mistakes:
        raise UsageError(_UNREAD, mistakes)
    where = Store(store)
    name = where.organisation(organisation)
    day, snapshot = today(name), where.snapshot(name, may_be_empty=True)
    wanted = {number.strip().casefold(): number.strip() for number in numbers}
    kind = None if item_type is None else stored_type(item_type)
    about = [
        note
        for note in snapshot.notes.known
        if (not wanted or _number_of(note) in wanted)
        and kind in {None, note.subject.item_type}
        and wanted_finding in {None, note.subject.finding}
    ]
    silent = [wanted[number] for number in wanted.keys() - {_number_of(note) for note in about}]
    place = Items(snapshot.engine)
    if unknown := [place.missing(number) for number in sorted(silent) if not place.numbered(number)]:
        raise UsageError(_UNREAD, unknown)
    narrowed = wanted or kind or wanted_finding
    everything = exp.select("*").from_("items")
    skips, listed = (0, ()) if narrowed else _skips(snapshot.engine, everything, snapshot.notes, day)
    return Triage(name, _noted(_by_subject(about), None, day), 0, skips, listed)


def today(organisation: str) -> date:
    """Return the day where an organisation is, by the clock."""
    return (
        datetime.now(UTC)
        .astimezone(ZoneInfo(organisation_settings(organisation).get("time_zone", "UTC")))
        .date()
    )


def _of_findings(report: ReconciliationReport) -> Triage:
    by_subject = _by_subject(note for note in report.snapshot.notes.known if note.subject.finding)
    subjects = [kept[0].subject for kept in by_subject.values()]
    names = {part for subject in subjects for part in subject.identity if part}
    found = findings_numbered(report, names, {subject.finding or "" for subject in subjects}) if names else []
    present = [standing for standing in found if standing.subject.key in by_subject]
    return Triage(
        report.snapshot.organisation,
        _noted(by_subject, present, report.question.calendar.today),
        len(by_subject) - len(present),
    )


def _number_of(note: Note) -> str:
    return (note.subject.number or "").casefold()


def _by_subject(notes: Iterable[Note]) -> dict[tuple[str, ...], list[Note]]:
    """Gather notes by their subjects; each one's stay oldest first."""
    gathered: defaultdict[tuple[str, ...], list[Note]] = defaultdict(list)
    for note in notes:
        gathered[note.subject.key].append(note)
    return dict(gathered)


def _noted(
    by_subject: Mapping[tuple[str, ...], list[Note]], present: list[Standing] | None, day: date
) -> tuple[Noted, ...]:
    """Return subjects with their notes, the newest first; where it was asked, only those that are there."""
    stands = None if present is None else {each.subject.key: each.stood for each in present}
    told = [
        Noted(
            latest=kept[-1],
            has_expired=kept[-1].has_expired(day),
            history=history_of_notes(kept, day),
            now=stands[key] if stands else None,
        )
        for key, kept in by_subject.items()
        if stands is None or key in stands
    ]
    return tuple(sorted(told, key=lambda each: (each.latest.noted_at, each.latest.note_id), reverse=True))


def _skips(
    engine: Engine, shown: exp.Select, notes: Notes, day: date
) -> tuple[int, tuple[Mapping[str, Any], ...]]:
    """Return how many of the items shown were skipped without a reason, and the latest of them."""
    unexplained = (
        exp.select(*SKIP_FIELDS)
        .from_(shown.subquery("shown"))
        .where(skipped_without_reason(notes.reasoned(day)))
    )
    ((number,),) = engine.rows(exp.select("count(*)").from_(unexplained.subquery("skips")))
    latest = unexplained.order_by(
        exp.Ordered(this=exp.column("sync_date"), desc=True, nulls_first=False), *SKIP_FIELDS
    )
    return int(str(number)), tuple(engine.table(latest.limit(MOST_SKIPS)).to_pylist())
