"""What a run leaves beside its page: the items as files, and ``result.json``, completed last."""

from __future__ import annotations

import hashlib
import json
import os
import platform
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from xsync.report.asked import asked
from xsync.report.exports import write_csv, write_xlsx
from xsync.view.sections import (
    COMPLETE_FILE,
    RUN_FOLDER_VARIABLE,
    Section,
    answer_in_words,
    inputs,
    is_headless,
)
from xsync.view.tables import records_table

if TYPE_CHECKING:
    from collections.abc import Mapping

    from xsync.report.sync_report import SyncReport

RESULT_FILE: Final = "result.json"
_WORKBOOK: Final = "items.xlsx"
_VERSIONS_OF: Final = (
    "xsync",
    "duckdb",
    "deltalake",
    "pyarrow",
    "pandas",
    "sqlglot",
    "itables",
    "papermill",
    "nbconvert",
    "jupyterlab",
    "vl-convert-python",
    "xlsxwriter",
)


def record(report: SyncReport) -> Section:
    """Leave a scheduled run's files: ``items.csv``, ``items.xlsx`` and ``result.json``.

    The last cell of a notebook calls it. Executed by ``xsync report`` it writes into the run's folder;
    opened by a person it writes nothing.
    """
    if not is_headless():
        return Section(
            "<p>Opened by hand: nothing was written. A scheduled run (<code>xsync report</code>) leaves the "
            "items as CSV and XLSX and this run's figures beside its page.</p>",
            "Opened by hand: nothing was written.",
        )
    folder = Path(os.environ[RUN_FOLDER_VARIABLE])
    written = {
        COMPLETE_FILE: write_csv(report, folder / COMPLETE_FILE),
        _WORKBOOK: write_xlsx(report, folder / _WORKBOOK, asked(report)),
    }
    write_json(folder / RESULT_FILE, {**result(report), "complete": False})
    rows = [{"file": name, "items": items} for name, items in written.items()]
    return Section(records_table(rows, {"file": "File", "items": "Items"}, caption="Files beside this page"))


def result(report: SyncReport) -> dict[str, Any]:
    """Return a report's figures as plain data, as ``result.json`` holds them."""
    return {
        "organisation": report.snapshot.organisation,
        "answer": answer_in_words(report),
        "parameters": {"organisation": report.snapshot.organisation, **report.question.parameters()},
        "asked": dict(asked(report)),
        **report.counts.to_dict(),
        "control_totals": {
            "unsynced_amounts": {name: f"{total:f}" for name, total in report.unsynced_amounts.items()},
        },
        "thresholds": [crossing.to_dict() for crossing in report.crossings],
        "crossed": [crossing.sentence for crossing in report.crossings if crossing.crossed],
        "inputs": inputs(report),
        "sql": report.sql(),
        "versions": versions(),
    }


def versions() -> dict[str, str]:
    """Return what a run was made with."""
    found = {"python": platform.python_version()}
    for name in _VERSIONS_OF:
        try:
            found[name] = version(name)
        except PackageNotFoundError:
            found[name] = "not installed"
    return found


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
