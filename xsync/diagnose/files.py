"""A report's items as files, with cause and fix beside every item that failed and says why."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final

from sqlglot import exp

from xsync.diagnose.catalogue import catalogue
from xsync.diagnose.explain import Explainer
from xsync.diagnose.of_report import FAILED, messages_statement
from xsync.model import Field
from xsync.report.exports import export_csv, export_xlsx, items_of
from xsync.report.values import literal
from xsync.store.engine import parquet_relation

if TYPE_CHECKING:
    from pathlib import Path

    from xsync.report.row_files import Rows
    from xsync.report.sync_report import SyncReport

CAUSE_FIELDS: Final = (Field("cause", "Cause"), Field("fix", "Fix"))
"""What stands beside an item after all fields of its layout; no field of the store, and none to filter by."""


def items_with_causes(report: SyncReport) -> Rows:
    """Return the items shown as rows to be written, cause and fix after the layout's columns."""
    told = parquet_relation([_catalogue_of(report)])
    failed = exp.column("sync_status").eq(literal(FAILED))
    same = exp.column("message").eq(exp.column("explained_message"))

    def statement(offset: int, limit: int | None) -> exp.Select:
        items = report.items_statement(offset=offset, limit=limit)
        return items.join(told, on=exp.and_(failed, same), join_type="left").select("cause", "fix")

    rows = items_of(report)
    return replace(rows, fields=(*rows.fields, *CAUSE_FIELDS), statement=statement)


def csv_with_causes(report: SyncReport, path: str | Path) -> Path:
    """Write the items shown, with causes, to a CSV file for a person; see `export_csv`."""
    return export_csv(report, path, items_with_causes(report))


def xlsx_with_causes(report: SyncReport, path: str | Path) -> Path:
    """Write the items shown, with causes, to a workbook for a person; see `export_xlsx`."""
    return export_xlsx(report, path, items_with_causes(report))


def _catalogue_of(report: SyncReport) -> Path:
    """Write each different message of a failed item with its cause and fix where the engine can read it."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    engine, explain = report.snapshot.engine, Explainer(catalogue())
    asked = exp.select("message").distinct().from_(messages_statement(report).subquery("told"))
    found = engine.table(asked.where("trim(message) <> ''").order_by("message"))
    explained = [explain(message) for message in found.column("message").to_pylist()]
    columns = {
        "explained_message": [each.message for each in explained],
        "cause": [each.cause for each in explained],
        "fix": [each.principal.fix for each in explained],
    }
    path = engine.scratch_folder / f"causes-{id(explain):x}.parquet"
    pq.write_table(pa.table({name: pa.array(values, pa.string()) for name, values in columns.items()}), path)
    return path
