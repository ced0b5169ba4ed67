"""What a run leaves beside its page: its rows as files, and ``result.json``, completed last."""

from __future__ import annotations

import hashlib
import json
import os
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from xsync.diagnose.diagnosis import diagnosis
from xsync.reconcile.report import ReconciliationReport
from xsync.report.asked import asked
from xsync.report.exports import items_of
from xsync.report.row_files import write_csv, write_xlsx
from xsync.report.versions import versions
from xsync.view.any_report import answer_in_words
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
    from collections.abc import Mapping

    from xsync.report.row_files import Rows
    from xsync.view.any_report import Report

RESULT_FILE: Final = "result.json"
_WORKBOOK: Final = "items.xlsx"


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
    """

    rows: Rows
    asked: list[tuple[str, str]]
    inputs: list[dict[str, Any]]
    figures: dict[str, Any]
    sql: dict[str, str]


def evidence_of(report: Report) -> Evidence:
    """Return what a report leaves of itself."""
    log = log_files(report.snapshot.loads)
    if isinstance(report, ReconciliationReport):
        return Evidence(
            report.rows(), report.asked(), [*ledger_inputs(report), *log], _of_ledgers(report), report.sql()
        )
    unsynced = {name: f"{total:f}" for name, total in report.unsynced_amounts.items()}
    figures = {
        **report.counts.to_dict(),
        "control_totals": {"unsynced_amounts": unsynced},
        **diagnosis(report).to_dict(),
    }
    return Evidence(items_of(report), asked(report), log, figures, all_sql(report))


def record(report: Report) -> Section:
    """Leave a scheduled run's files: ``items.csv``, ``items.xlsx`` and ``result.json``.

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
    written = {
        COMPLETE_FILE: write_csv(evidence.rows, folder / COMPLETE_FILE),
        _WORKBOOK: write_xlsx(evidence.rows, folder / _WORKBOOK, evidence.asked),
    }
    write_json(folder / RESULT_FILE, {**_result(report, evidence), "complete": False})
    files = [{"file": name, "rows": number} for name, number in written.items()]
    return Section(records_table(files, {"file": "File", "rows": "Rows"}, caption="Files beside this page"))


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
        "inputs": evidence.inputs,
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
