"""Exports of the Xero Synchronization Report, from their rows to a load in the store."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from xsync.sources.export_file import LoadedFile
from xsync.sources.loading import Loading, ReadFile
from xsync.store.caller import account_name
from xsync.store.engine import parquet_relation, text_literal, timestamp_literal
from xsync.store.loads import Load
from xsync.store.snapshot import known_sql

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    import pyarrow as pa

    from xsync.sources.typed_rows import TypedRows
    from xsync.store.engine import Engine


@dataclass(frozen=True)
class ReportLoading(Loading[Load]):
    """Exports of the report being brought into a store."""

    def loads(self) -> Sequence[Load]:
        """Return what was brought in before."""
        return self.store.loads(self.organisation)

    def known(self, path: Path, earlier: Load) -> LoadedFile:
        """Return the counts of a file whose bytes are in the store: all its good rows are known."""
        return LoadedFile(
            file=str(path),
            sha256=earlier.sha256,
            rows_read=earlier.rows_read,
            rows_known=earlier.rows_loaded + earlier.rows_known,
            rows_rejected=earlier.rows_rejected,
            date_order=earlier.date_order,
            unknown_types=dict(earlier.unknown_types),
            unknown_statuses=dict(earlier.unknown_statuses),
            rejects=self.store.rejects(earlier),
            already_loaded=True,
        )

    def stored(self, read: ReadFile, earlier: Load | None, before: Sequence[Load]) -> LoadedFile:
        """Store a file's rows; its load counts once all of them are in."""
        rows = read.rows
        draft = Load(
            **read.facts(),
            organisation=self.organisation,
            rows_read=rows.rows_read,
            rows_loaded=0,
            rows_known=0,
            rows_rejected=0,
            exported_at=None,
            loaded_at=datetime.now(UTC).replace(tzinfo=None),
            loaded_by=account_name(),
            replaces=earlier.load_id if earlier else None,
            unknown_types=rows.unknown["item_type"],
            unknown_statuses=rows.unknown["sync_status"],
        )
        done, rejects = self._load(read, draft, before)
        return LoadedFile(
            file=str(read.path),
            sha256=done.sha256,
            rows_read=done.rows_read,
            rows_loaded=done.rows_loaded,
            rows_known=done.rows_known,
            rows_rejected=done.rows_rejected,
            date_order=done.date_order,
            unknown_types=rows.unknown["item_type"],
            unknown_statuses=rows.unknown["sync_status"],
            rejects=LoadedFile.told_rejects(rejects),
        )

    def _load(self, read: ReadFile, draft: Load, before: Sequence[Load]) -> tuple[Load, pa.Table | None]:
        """Store the observations, and count those that were known."""
        rows, engine, tables = read.rows, read.engine, self.store.tables
        written, readable = tables.append_file(
            "observations",
            lambda file: engine.write_parquet(_observations_sql(rows, draft), file, compression="snappy"),
            {"organisation": draft.organisation, "load_id": draft.load_id},
            read.folder,
        )
        rejected = rows.rows_read - readable
        rejects = engine.table(rows.rejects_sql(draft)) if rejected else None
        latest_sync = _latest_sync(engine, written) if readable else None
        done = replace(draft, rows_rejected=rejected, exported_at=latest_sync)
        standing = [each for each in before if each.load_id != draft.replaces]
        known = 0
        if standing:
            files = tables.files("observations", draft.organisation)
            ((counted,),) = engine.rows(known_sql(done, standing, files))
            known = int(str(counted))
        counts_from = datetime.now(UTC).replace(tzinfo=None)
        done = replace(done, rows_known=known, rows_loaded=readable - known, loaded_at=counts_from)
        self.store.add_load(done, rejects)
        return done, rejects


def _observations_sql(rows: TypedRows, load: Load) -> str:
    """Return the statement for the rows that can be read, as the ``observations`` table takes them."""
    return rows.readable_sql(
        {
            **rows.values(),
            "organisation": _constant(load.organisation),
            "load_id": _constant(load.load_id),
            "source_file": _constant(load.source_file),
            "source_row": "source_row",
            "loaded_at": timestamp_literal(load.loaded_at),
            "other_columns": "other_columns",
        }
    )


def _constant(text: str) -> str:
    """Return a text that every row has, as a type whose values the engine need not look up row by row."""
    return f"{text_literal(text)}::ENUM({text_literal(text)})"


def _latest_sync(engine: Engine, observations: Path) -> datetime | None:
    ((latest,),) = engine.rows(f"SELECT max(sync_date) FROM {parquet_relation([observations])}")
    return latest if isinstance(latest, datetime) else None
