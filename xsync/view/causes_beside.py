"""Cause and fix beside the rows of a table of items, on the page and in the panel alike."""

from __future__ import annotations

from typing import TYPE_CHECKING

from xsync.diagnose.files import CAUSE_FIELDS
from xsync.diagnose.of_report import explanations, tells_causes

if TYPE_CHECKING:
    import pyarrow as pa

    from xsync.report.sync_report import SyncReport


def causes_beside(report: SyncReport, rows: pa.Table) -> dict[str, list[str]]:
    """Return the columns that stand beside some of a report's items: title → one text a row.

    Parameters
    ----------
    report
        Whose items; there are no such columns where none of them failed with a message.
    rows
        Items with their keys.
    """
    if not tells_causes(report):
        return {}
    explained = explanations(report, rows)
    cause, fix = (each.title for each in CAUSE_FIELDS)
    return {
        cause: [each.cause if each else "" for each in explained],
        fix: [each.principal.fix if each else "" for each in explained],
    }
