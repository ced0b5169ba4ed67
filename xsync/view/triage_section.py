"""Notes and sign-off: who sees to what, what became of it and why; and the skips without a reason."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final

from xsync.diagnose.triage_words import (
    HOW_TO_GIVE_A_REASON,
    HOW_TO_NOTE_A_FINDING,
    disposition_in_words,
    skips_in_words,
    subject_in_words,
)
from xsync.diagnose.triaged import SKIP_FIELDS, Triage, triage_of
from xsync.model import FIELDS, type_label
from xsync.reconcile.report import ReconciliationReport
from xsync.report.words import minute_in_words
from xsync.view.notes_shown import NOTE_TITLES, NOTES
from xsync.view.sections import Section
from xsync.view.tables import folded, records_table
from xsync.view.wording import count, escaped

if TYPE_CHECKING:
    from xsync.diagnose.triaged import Noted
    from xsync.report.sync_report import SyncReport

_SUBJECT_TITLES: Final = {
    "subject": "About",
    "disposition": "Disposition",
    "owner": "Owner",
    "reason": "Reason",
    "noted": "Noted",
    "stood": "As it stood",
}
_SKIP_COLUMNS: Final = SKIP_FIELDS[:-2]
"""Which file each came from, a run's own files tell."""


@dataclass(frozen=True)
class TriageSection(Section):
    """The section, with what it shows as data.

    Parameters
    ----------
    triage
        The notes, and the skips without a reason.
    """

    triage: Triage = field(kw_only=True)


def triage_notes(report: SyncReport | ReconciliationReport) -> TriageSection:
    """Show what was noted of a report's items or findings, and the skips that nobody gave a reason for."""
    triage = triage_of(report)
    if isinstance(report, ReconciliationReport):
        return notes_section(triage, of_findings=True)
    return notes_section(triage, with_skips=bool(report.counts.by_status.get("Skipped")))


def notes_section(triage: Triage, *, of_findings: bool = False, with_skips: bool = False) -> TriageSection:
    """Show what was noted, and the skips without a reason where items may have been skipped."""
    told = [_notes(triage, of_findings=of_findings), *([_skips(triage)] if with_skips else [])]
    html, text = "\n".join(each.html for each in told), "\n".join(each.text for each in told)
    return TriageSection(html, text, triage=triage)


def _notes(triage: Triage, *, of_findings: bool) -> Section:
    what = "findings" if of_findings else "items"
    html, text = "", f"Nothing was noted of these {what}."
    if triage.noted:
        html = records_table(
            map(_row, triage.noted), _SUBJECT_TITLES, caption="Notes, the newest first", kind=NOTES
        )
        text = "\n".join(f"{row['subject']}: {row['disposition']}" for row in map(_row, triage.noted))
        earlier = [
            {"subject": subject_in_words(each.latest.subject), **note}
            for each in triage.noted
            for note in each.history[1:]
        ]
        if earlier:
            titles = {"subject": "About", **NOTE_TITLES}
            html += folded(
                f"Earlier notes ({count(len(earlier))})",
                records_table(earlier, titles, caption="Earlier notes, the newest first", kind=NOTES),
            )
    else:
        how = HOW_TO_NOTE_A_FINDING if of_findings else HOW_TO_GIVE_A_REASON
        html = f"<p>{escaped(text)} To note something: <code>{escaped(how)}</code></p>"
    if triage.elsewhere:
        have = "has" if triage.elsewhere == 1 else "have"
        beyond = f"{count(triage.elsewhere)} more {have} notes, outside this report or settled since."
        html += f"<p>{beyond}</p>"
        text += f"\n{beyond}"
    return Section(html, text)


def _row(noted: Noted) -> dict[str, Any]:
    note = noted.latest
    stood = f"{note.stood}\nNow: {noted.now}" if noted.has_changed else note.stood
    return {
        **noted.history[0],
        "subject": subject_in_words(note.subject),
        "noted": f"{minute_in_words(note.noted_at)} UTC, {note.noted_by}",
        "disposition": disposition_in_words(note, has_expired=noted.has_expired),
        "stood": stood,
    }


def _skips(triage: Triage) -> Section:
    if not triage.skips:
        return Section("<p>Every skip has a reason.</p>", "Every skip has a reason.")
    sentence = skips_in_words(triage)
    rows = [{**skip, "item_type": type_label(skip["item_type"] or "")} for skip in triage.skips_listed]
    titles = {name: FIELDS[name].title for name in _SKIP_COLUMNS}
    html = f"<p><strong>{escaped(sentence)}</strong> Ask whoever skipped them, then say why: "
    html += f"<code>{escaped(HOW_TO_GIVE_A_REASON)}</code></p>"
    if triage.skips > len(rows):
        html += f"<p>The latest {count(len(rows))} of {count(triage.skips)}:</p>"
    return Section(
        html + records_table(rows, titles, caption="Skipped without a reason", kind=NOTES), sentence
    )
