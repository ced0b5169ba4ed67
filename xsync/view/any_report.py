"""What every report has, whichever report it is: its sections, and the notes on it."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeAlias

from xsync.diagnose.triage import triage
from xsync.diagnose.triaged import noted
from xsync.reconcile.report import ReconciliationReport
from xsync.view import reconciliation_answer, reconciliation_origin, reconciliation_sections, sections
from xsync.view.triage_section import triage_notes

__all__ = [
    "answer",
    "answer_in_words",
    "how_it_was_made",
    "noted",
    "triage",
    "triage_notes",
    "what_was_asked",
]

if TYPE_CHECKING:
    from xsync.report.sync_report import SyncReport
    from xsync.view.sections import Section

    Report: TypeAlias = SyncReport | ReconciliationReport


def answer(report: Report) -> Section:
    """Say a report's answer in a sentence and in large figures."""
    if isinstance(report, ReconciliationReport):
        return reconciliation_answer.answer(report)
    return sections.answer(report)


def answer_in_words(report: Report) -> str:
    """Return a report's answer as one sentence."""
    if isinstance(report, ReconciliationReport):
        return reconciliation_answer.answer_in_words(report)
    return sections.answer_in_words(report)


def what_was_asked(report: Report) -> Section:
    """Say what a report was asked, in plain words."""
    if isinstance(report, ReconciliationReport):
        return reconciliation_sections.what_was_asked(report)
    return sections.what_was_asked(report)


def how_it_was_made(report: Report) -> Section:
    """Say where a report's data came from, how its figures tie, and by which SQL it was asked."""
    if isinstance(report, ReconciliationReport):
        return reconciliation_origin.how_it_was_made(report)
    return sections.how_it_was_made(report)
