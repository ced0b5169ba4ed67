"""The items shown as files: CSV for programs, XLSX for people, both complete and safe to open."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Final

from xsync.model import FIELDS
from xsync.report.asked import asked
from xsync.report.row_files import Rows, write_csv, write_xlsx, written_whole

if TYPE_CHECKING:
    from xsync.report.sync_report import SyncReport

TITLE: Final = "Xero Synchronization Report"
"""As Cin7 calls it."""


def items_of(report: SyncReport) -> Rows:
    """Return the items shown as rows to be written."""
    layout = report.question.layout
    columns = dict.fromkeys([*layout.group_by, *layout.columns])
    return Rows(
        report.snapshot.engine,
        tuple(FIELDS[name] for name in columns),
        report.counts.items_shown,
        lambda offset, limit: report.items_statement(offset=offset, limit=limit),
        TITLE,
        "Items",
        report.question.calendar.as_of,
    )


def export_csv(report: SyncReport, path: str | Path, rows: Rows | None = None) -> Path:
    """Write the items shown to a CSV file for a person, whole or not at all; see `write_csv`.

    Parameters
    ----------
    report
        What is shown.
    path
        The file to write; one of that name is replaced.
    rows
        Its items where more is written of them than the layout's columns.

    Returns
    -------
    Path
        The file.

    Raises
    ------
    UsageError
        If the name does not end in ``.csv``, or the file cannot be written.
    """
    return written_whole(Path(path), ".csv", lambda draft: write_csv(rows or items_of(report), draft))


def export_xlsx(report: SyncReport, path: str | Path, rows: Rows | None = None) -> Path:
    """Write the items shown to a workbook for a person: above the table stands what was asked.

    All else is as in `export_csv`, and the name ends in ``.xlsx``.
    """
    counts = report.counts
    facts = [*asked(report), ("Items", f"{counts.items_shown:,} of {counts.items_in_period:,} in the period")]
    return written_whole(
        Path(path),
        ".xlsx",
        lambda draft: write_xlsx(rows or items_of(report), draft, facts, header_block=True),
    )
