"""What every report has, whichever report it is: its sections, and the notes on it."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeAlias

from xsync.close.readiness import CloseReadiness
from xsync.diagnose.diagnosis import diagnosis
from xsync.diagnose.triage import triage
from xsync.diagnose.triaged import Triage, noted, triage_of
from xsync.reconcile.report import ReconciliationReport
from xsync.view import (
    close_answer,
    close_origin,
    reconciliation_answer,
    reconciliation_origin,
    reconciliation_sections,
    sections,
    triage_section,
)
from xsync.view.blocked_section import blocked_in_words
from xsync.view.sections import Section
from xsync.view.wording import escaped

__all__ = [
    "answer",
    "answer_in_words",
    "how_it_was_made",
    "noted",
    "notes_on",
    "triage",
    "triage_notes",
    "what_was_asked",
]

if TYPE_CHECKING:
    from xsync.report.sync_report import SyncReport
    from xsync.view.triage_section import TriageSection

    Report: TypeAlias = SyncReport | ReconciliationReport | CloseReadiness


def answer(report: Report) -> Section:
    """Say a report's answer in a sentence and in large figures, and where to begin."""
    if isinstance(report, CloseReadiness):
        return close_answer.answer(report)
    if isinstance(report, ReconciliationReport):
        return reconciliation_answer.answer(report)
    told, blocked = sections.answer(report), diagnosis(report).blocked
    if not blocked.items:
        return told
    sentence = blocked_in_words(blocked)
    link = '<a href="#section-what-is-blocked">What is blocked</a>' if sections.is_headless() else ""
    return Section(f"{told.html}<p>{escaped(sentence)} {link}</p>", f"{told.text}\n{sentence}")


def answer_in_words(report: Report) -> str:
    """Return a report's answer as one sentence."""
    if isinstance(report, CloseReadiness):
        return close_answer.answer_in_words(report)
    if isinstance(report, ReconciliationReport):
        return reconciliation_answer.answer_in_words(report)
    return sections.answer_in_words(report)


def what_was_asked(report: Report) -> Section:
    """Say what a report was asked, in plain words."""
    if isinstance(report, CloseReadiness):
        return close_origin.what_was_asked(report)
    if isinstance(report, ReconciliationReport):
        return reconciliation_sections.what_was_asked(report)
    return sections.what_was_asked(report)


def how_it_was_made(report: Report) -> Section:
    """Say where a report's data came from, how its figures tie, and by which SQL it was asked."""
    if isinstance(report, CloseReadiness):
        return close_origin.how_it_was_made(report)
    if isinstance(report, ReconciliationReport):
        return reconciliation_origin.how_it_was_made(report)
    return sections.how_it_was_made(report)


def triage_notes(report: Report) -> TriageSection:
    """Show what was noted of a report's items or findings, and the skips that nobody gave a reason for."""
    if isinstance(report, CloseReadiness):
        return triage_section.notes_section(report.triage, with_skips=bool(report.triage.skips))
    return triage_section.triage_notes(report)


def notes_on(report: Report) -> Triage:
    """Return what was noted of a report's items or findings, up to its instant."""
    return report.triage if isinstance(report, CloseReadiness) else triage_of(report)
