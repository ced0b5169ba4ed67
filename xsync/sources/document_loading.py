"""Files of documents, from their rows to a load of a ledger in the store."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from xsync.documents import DOCUMENT_FIELDS, SIDES
from xsync.errors import DataRefused
from xsync.model import Kind
from xsync.sources.export_file import LoadedDocuments, LoadedFile
from xsync.sources.gathering import GatheredRows
from xsync.sources.loading import Loading, ReadFile
from xsync.store.caller import account_name
from xsync.store.documents import store_documents
from xsync.store.engine import parquet_relation, text_literal
from xsync.store.ledger_loads import LedgerLoad

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

_NULLS = {
    Kind.TEXT: "VARCHAR",
    Kind.TIMESTAMP: "TIMESTAMP",
    Kind.DATE: "DATE",
    Kind.DECIMAL: "DECIMAL(18, 4)",
}


@dataclass(frozen=True)
class DocumentLoading(Loading[LedgerLoad]):
    """Files of one ledger's documents being brought into a store.

    Parameters
    ----------
    side
        Which ledger: ``cin7`` or ``xero``.
    """

    side: str

    def loads(self) -> Sequence[LedgerLoad]:
        """Return what was brought in from files of this ledger before, the latest first."""
        return [
            each
            for each in reversed(self.store.ledger_loads(self.organisation))
            if each.side == self.side and each.origin == "file"
        ]

    def known(self, path: Path, earlier: LedgerLoad) -> LoadedDocuments:
        """Return the counts of a file whose bytes are in the store: all its good documents are known."""
        return LoadedDocuments(
            file=str(path),
            sha256=earlier.sha256,
            rows_read=earlier.rows_read,
            rows_known=earlier.rows_read - earlier.rows_rejected,
            rows_rejected=earlier.rows_rejected,
            date_order=earlier.date_order,
            unknown_types=dict(earlier.unknown_types),
            unknown_statuses=dict(earlier.unknown_statuses),
            rejects=self.store.rejects(earlier),
            already_loaded=True,
        )

    def stored(self, read: ReadFile, earlier: LedgerLoad | None, *_: object) -> LoadedDocuments:
        """Store what is new or changed; the load counts once all of it is in."""
        rows, engine = read.rows, read.engine
        if self.side not in rows.kind.sides:
            raise DataRefused(
                f"{read.path.name} is an {rows.kind.called}, not of {SIDES[self.side]}'s documents. Load it "
                f"with --documents {rows.kind.sides[0]}."
            )
        file = read.folder / "documents.parquet"
        gathered = GatheredRows.of(engine, rows, read.folder) if rows.kind.gathered_by else None
        columns = _document_columns(rows.values(), read.path.name)
        documents = gathered.readable_sql(columns) if gathered else rows.readable_sql(columns)
        rows_read = gathered.documents if gathered else rows.rows_read
        readable = engine.write_parquet(documents, file, compression="lz4")
        now = datetime.now(UTC).replace(tzinfo=None)
        draft = LedgerLoad(
            **read.facts(),
            organisation=self.organisation,
            side=self.side,
            origin="file",
            rows_read=rows_read,
            rows_new=0,
            rows_changed=0,
            rows_unchanged=0,
            rows_rejected=rows_read - readable,
            rows_gone=0,
            covers=rows.item_types,
            is_whole=False,
            is_complete=True,
            read_since=None,
            started_at=now,
            loaded_at=now,
            loaded_by=account_name(),
            unknown_types=rows.unknown["item_type"],
            unknown_statuses=rows.unknown["status"],
        )
        refusing = gathered or rows
        rejects = engine.table(refusing.rejects_sql(draft)) if draft.rows_rejected else None
        withdraws = earlier.load_id if earlier else None
        done = store_documents(
            self.store,
            engine,
            parquet_relation([file]),
            draft,
            read.folder,
            rejects=rejects,
            withdraws=withdraws,
        )
        return LoadedDocuments(
            file=str(read.path),
            sha256=done.sha256,
            rows_read=done.rows_read,
            rows_loaded=done.rows_new + done.rows_changed,
            rows_known=done.rows_unchanged,
            rows_rejected=done.rows_rejected,
            date_order=done.date_order,
            unknown_types=rows.unknown["item_type"],
            unknown_statuses=rows.unknown["status"],
            rejects=LoadedFile.told_rejects(rejects),
            rows_changed=done.rows_changed,
        )

    def refused(self, path: Path, refusal: DataRefused) -> LoadedDocuments:
        """Return what is to be said of a file that was refused."""
        plain = super().refused(path, refusal)
        return LoadedDocuments(plain.file, plain.sha256, refused=plain.refused)


def _document_columns(values: Mapping[str, str], source_file: str) -> dict[str, str]:
    """Return the expression of each column that the store takes; what a kind of file lacks is null."""
    return {
        **{each.name: values.get(each.name, f"NULL::{_NULLS[each.kind]}") for each in DOCUMENT_FIELDS},
        "source_file": text_literal(source_file),
        "source_row": "source_row",
    }
