"""The entries that the ledgers give: what the log believes to be in Xero, and is missing there or differs."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from xsync.close.entries import Entry, Place
from xsync.close.log_entries import is_accepted, note_values
from xsync.diagnose.subjects import lines_with_subjects
from xsync.model import UNSYNCED_STATUSES, type_label
from xsync.reconcile.documents_shown import FINDING_LABELS
from xsync.store.engine import text_literal
from xsync.store.notes import in_force

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping
    from datetime import date

    from xsync.reconcile.report import ReconciliationReport
    from xsync.store.notes import Note

FIXES: Final[Mapping[str, str]] = {
    "completed_but_absent": "Find out why Xero has lost it, then synchronise it again.",
    "completed_but_differs": "Decide which of the two is right, and correct the other.",
    "unlogged": "Synchronise it, or load the newest export of the log.",
    "unlogged_but_differs": "Decide which of the two is right, and correct the other.",
    "duplicate": "Void what is there twice, or correct the number.",
    "not_in_xero": "Mend what the log complains about, and synchronise again.",
    "skipped_drift": "Undo the skip, enter it in Xero by hand, or accept it in a note that says why.",
    "stale_copy": "Bring Xero's older copy up to date.",
}
"""Finding that stands in the way → what to do; the others cost the books of the period nothing in Xero."""


def findings_sql(report: ReconciliationReport) -> str:
    """Return the statement of what is missing from Xero or differs: a row per pair, group or document."""
    listed = ", ".join(map(text_literal, FIXES))
    chosen = f"SELECT * EXCLUDE (in_scope) FROM settled WHERE in_scope AND finding IN ({listed})"
    return f"""SELECT coalesce(pair_id, cin7_key, xero_key) AS line, min(finding) AS finding,
    min(item_type) AS item_type, min(number) AS number, min(log_status) AS log_status,
    min(coalesce(cin7_document_date, xero_document_date)) AS day,
    min(coalesce(cin7_contact, xero_contact)) AS contact,
    coalesce(min(cin7_currency), min(xero_currency), '') AS currency,
    coalesce(any_value(CASE WHEN verdict = 'differs' THEN difference END), any_value(cin7_amount),
        any_value(xero_amount)) AS amount,
    string_agg(DISTINCT sentence, ' ' ORDER BY sentence) AS sentence,
    list(DISTINCT subject ORDER BY subject) AS subjects
FROM ({lines_with_subjects(report, chosen)})
GROUP BY line ORDER BY day NULLS LAST, item_type, number, line"""


def ledger_entries(
    report: ReconciliationReport, listed: Collection[tuple[str, str]], day: date
) -> list[Entry]:
    """Return the entries of a reconciliation of the period.

    Parameters
    ----------
    report
        The reconciliation.
    listed
        Type and number of the items that the log gave already: they are not listed twice.
    day
        On which notes must hold.
    """
    notes = in_force(note for note in report.snapshot.notes.known if note.subject.finding)
    return [
        _entry(row, notes, day)
        for row in report.snapshot.engine.table(findings_sql(report)).to_pylist()
        if row["log_status"] not in UNSYNCED_STATUSES or (row["item_type"], row["number"]) not in listed
    ]


def _entry(row: Mapping[str, Any], notes: Mapping[tuple[str, ...], Note], day: date) -> Entry:
    found = [notes.get((row["finding"], *subject)) for subject in row["subjects"]]
    told = next((note for note in found if note is None or not is_accepted(note, day)), found[0])
    label = FINDING_LABELS[row["finding"]]
    return Entry(
        place=Place.LEDGERS,
        item_type=row["item_type"],
        number=row["number"],
        status=label,
        day=row["day"],
        contact=row["contact"],
        currency=row["currency"],
        amount=row["amount"],
        cause=row["sentence"] or f"{type_label(row['item_type'])}: {label.lower()}.",
        fix=FIXES[row["finding"]],
        **note_values(told, day),
    )
