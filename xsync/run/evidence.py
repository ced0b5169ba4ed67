"""What a run leaves beside its page: its rows as files, and ``result.json``, completed last."""

from __future__ import annotations

import hashlib
import json
import os
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from xsync.close.readiness import CloseReadiness
from xsync.diagnose.catalogue import own_catalogue
from xsync.diagnose.diagnosis import diagnosis
from xsync.diagnose.files import items_with_causes
from xsync.diagnose.note_rows import note_rows
from xsync.diagnose.of_report import causes_of
from xsync.reconcile.report import ReconciliationReport
from xsync.report.asked import asked
from xsync.report.row_files import write_csv, write_xlsx
from xsync.report.versions import versions
from xsync.view.any_report import answer_in_words, notes_on
from xsync.view.reconciliation_origin import ledger_inputs
from xsync.view.sections import (
    COMPLETE_FILE,
    RUN_FOLDER_VARIABLE,
    Section,
    all_sql,
    is_headless,
    log_files,
)
from xsync.view.tables import records_table

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from xsync.diagnose.triaged import Triage
    from xsync.report.row_files import Rows
    from xsync.view.any_report import Report

RESULT_FILE: Final = "result.json"
NOTES_FILE: Final = "notes.csv"
_WORKBOOK: Final = "items.xlsx"
_NOTES_WORKBOOK: Final = "notes.xlsx"


@dataclass(frozen=True)
class Evidence:
    """What a report leaves of itself.

    Parameters
    ----------
    rows
        The rows shown.
    asked
        What was asked, as names and values in plain words.
    inputs
        What it was made from, with its counts.
    figures
        What it counts and adds up, as plain data.
    sql
        Every statement behind it, by what it answers.
    triage
        What was noted of it.
    """

    rows: Rows
    asked: list[tuple[str, str]]
    inputs: list[dict[str, Any]]
    figures: dict[str, Any]
    sql: dict[str, str]
    triage: Triage


def evidence_of(report: Report) -> Evidence:
    """Return what a report leaves of itself."""
    log = log_files(report.snapshot.loads)
    triage = notes_on(report)
    if isinstance(report, CloseReadiness):
        inputs = [*(ledger_inputs(report.ledgers) if report.ledgers else []), *log]
        return Evidence(report.rows(), report.asked(), inputs, report.to_dict(), report.sql(), triage)
    if isinstance(report, ReconciliationReport):
        inputs = [*ledger_inputs(report), *log]
        return Evidence(report.rows(), report.asked(), inputs, _of_ledgers(report), report.sql(), triage)
    causes = causes_of(report)
    unsynced = {name: f"{total:f}" for name, total in report.unsynced_amounts.items()}
    figures = {
        **report.counts.to_dict(),
        "control_totals": {"unsynced_amounts": unsynced},
        "causes": [each.to_dict() for each in causes.fixes],
        "failed_without_message": causes.without_message,
        **diagnosis(report).to_dict(),
        "layout": report.question.layout.to_data(),  # a saved one may be another by tomorrow
    }
    return Evidence(items_with_causes(report), asked(report), log, figures, all_sql(report), triage)


def record(report: Report) -> Section:
    """Leave a scheduled run's files: ``items.csv``, ``items.xlsx``, ``result.json``, and any notes alike.

    The last cell of a notebook calls it. Executed by ``xsync report`` it writes into the run's folder;
    opened by a person it writes nothing.
    """
    if not is_headless():
        return Section(
            "<p>Opened by hand: nothing was written. A scheduled run (<code>xsync report</code>) leaves the "
            "rows as CSV and XLSX and this run's figures beside its page.</p>",
            "Opened by hand: nothing was written.",
        )
    folder, evidence = Path(os.environ[RUN_FOLDER_VARIABLE]), evidence_of(report)
    written = write_rows(evidence.rows, evidence.asked, folder)
    notes = note_rows(evidence.triage, report.snapshot.engine, report.question.calendar.as_of)
    if notes.total:
        written[NOTES_FILE] = write_csv(notes, folder / NOTES_FILE)
        written[_NOTES_WORKBOOK] = write_xlsx(notes, folder / _NOTES_WORKBOOK, evidence.asked)
    write_json(folder / RESULT_FILE, {**_result(report, evidence), "complete": False})
    files = [{"file": name, "rows": number} for name, number in written.items()]
    return Section(records_table(files, {"file": "File", "rows": "Rows"}, caption="Files beside this page"))


def write_rows(rows: Rows, asked: Iterable[tuple[str, object]], folder: Path) -> dict[str, int]:
    """Write a run's rows as CSV and as a workbook that says what was asked; return how many, by file."""
    return {
        COMPLETE_FILE: write_csv(rows, folder / COMPLETE_FILE),
        _WORKBOOK: write_xlsx(rows, folder / _WORKBOOK, asked),
    }


def result(report: Report) -> dict[str, Any]:
    """Return a report's figures as plain data, as ``result.json`` holds them."""
    return _result(report, evidence_of(report))


def _result(report: Report, evidence: Evidence) -> dict[str, Any]:
    organisation = report.snapshot.organisation
    return {
        "organisation": organisation,
        "answer": answer_in_words(report),
        "parameters": {"organisation": organisation, **report.question.parameters()},
        "asked": dict(evidence.asked),
        **evidence.figures,
        "thresholds": [crossing.to_dict() for crossing in report.crossings],
        "crossed": [crossing.sentence for crossing in report.crossings if crossing.crossed],
        "triage": evidence.triage.to_dict(),
        "inputs": evidence.inputs,
        "own_catalogue": own_catalogue(),
        "sql": evidence.sql,
        "versions": versions(),
    }


def _of_ledgers(report: ReconciliationReport) -> dict[str, Any]:
    """Return a reconciliation's figures as plain data; it ties, or it could not have been opened."""
    counted, money = report.counts.to_dict(), report.money
    findings = {
        name: {**found, "amounts": {code: f"{amount:f}" for code, amount in found["amounts"].items()}}
        for name, found in counted["findings"].items()
    }
    sums = {
        "missing": money.missing(),
        "payments_missing": money.missing_payments(),
        "differing": money.differing(),
        "only_in_xero": money.only_in_xero(),
    }
    totals = {name: {code: f"{each.amount:f}" for code, each in of.items()} for name, of in sums.items()}
    rounding = {code: f"{amount:f}" for code, amount in money.rounding().items()}
    return {
        **counted,
        "findings": findings,
        "ties": True,
        "control_totals": {**totals, "rounding": rounding},
    }


def write_json(path: Path, data: Mapping[str, Any]) -> None:
    """Write plain data as readable JSON, whole or not at all."""
    partial = path.with_name(f"{path.name}.partial")
    partial.write_text(json.dumps(data, indent=2, ensure_ascii=False) + "\n", encoding="utf-8", newline="\n")
    partial.replace(path)


def sha256_of_files(folder: Path) -> dict[str, str]:
    """Return the SHA-256 of every file of a run but ``result.json`` itself."""
    hashes = {}
    for path in sorted(folder.iterdir()):
        if path.is_file() and path.name != RESULT_FILE:
            with path.open("rb") as file:
                hashes[path.name] = hashlib.file_digest(file, "sha256").hexdigest()
    return hashes
