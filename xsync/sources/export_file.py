"""Bring exports of the Xero Synchronization Report, and documents of either ledger, into the store."""

from __future__ import annotations

import tempfile
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from xsync.errors import DataRefused, UsageError
from xsync.sources.file_kinds import kinds_of
from xsync.sources.xlsx_file import WorkbookReader

if TYPE_CHECKING:
    from collections.abc import Callable

    import pyarrow as pa


@dataclass(frozen=True)
class LoadedFile:
    """What became of one file.

    Parameters
    ----------
    file
        As it was named.
    sha256
        Of its bytes; ``None`` where it could not be opened.
    rows_read, rows_loaded, rows_known, rows_rejected
        Rows read = loaded + known + rejected.
    date_order
        ``dmy``, ``mdy``, ``ymd`` or ``None`` where no date needed one.
    unknown_types, unknown_statuses
        Values outside the vocabulary, kept verbatim, with their number of rows.
    rejects
        Every value that kept a row out: ``row``, ``field``, ``value``, ``reason``.
    refused
        Why the whole file was refused, or ``None``.
    already_loaded
        The same bytes were in the store before.
    """

    file: str
    sha256: str | None = None
    rows_read: int = 0
    rows_loaded: int = 0
    rows_known: int = 0
    rows_rejected: int = 0
    date_order: str | None = None
    unknown_types: dict[str, int] = field(default_factory=dict)
    unknown_statuses: dict[str, int] = field(default_factory=dict)
    rejects: list[dict[str, Any]] = field(default_factory=list)
    refused: str | None = None
    already_loaded: bool = False

    @property
    def sums(self) -> str:
        """What the rows read are, in words."""
        return f"{self.rows_loaded:,} new + {self.rows_known:,} known + {self.rows_rejected:,} rejected"

    @staticmethod
    def told_rejects(quarantined: pa.Table | None) -> list[dict[str, Any]]:
        """Return what is told of the values in quarantine."""
        if quarantined is None:
            return []
        told: list[dict[str, Any]] = quarantined.select(["row", "field", "value", "reason"]).to_pylist()
        return told


@dataclass(frozen=True)
class LoadedDocuments(LoadedFile):
    """What became of one file of documents.

    ``rows_loaded`` are those new or changed, ``rows_known`` those unchanged. Where a document has several
    rows, as in Xero's own exports, documents are counted, and ``row`` is a line of theirs.

    Parameters
    ----------
    rows_changed
        Of ``rows_loaded``, those that were known and have changed.
    """

    rows_changed: int = 0

    @property
    def sums(self) -> str:
        """What the rows read are, in words."""
        loaded = f"{self.rows_loaded - self.rows_changed:,} new + {self.rows_changed:,} changed"
        return f"{loaded} + {self.rows_known:,} unchanged + {self.rows_rejected:,} rejected"


@dataclass(frozen=True)
class LoadResult:
    """What became of the files of one ``load``."""

    organisation: str
    files: tuple[LoadedFile, ...]

    @property
    def exit_code(self) -> int:
        """3 where rows or a whole file were refused, else 0."""
        return DataRefused.exit_code if any(each.refused or each.rows_rejected for each in self.files) else 0

    def to_dict(self) -> dict[str, Any]:
        """Return plain data, as ``xsync load --json`` prints it."""
        return {"organisation": self.organisation, "files": [asdict(each) for each in self.files]}


def load(
    *files: str | Path,
    organisation: str | None = None,
    store: str | Path | None = None,
    date_order: str | None = None,
    documents: str | None = None,
    progress: Callable[[str], None] = lambda _: None,
) -> LoadResult:
    """Bring exports of the Xero Synchronization Report (CSV or XLSX), or documents, into the store.

    What can be read is kept; what cannot is reported and lies in quarantine. A file that is in the store
    already adds nothing.

    Parameters
    ----------
    files
        The exports.
    organisation
        Whose they are; by default the only organisation in the store.
    store
        Where to; by default ``XSYNC_STORE``, else ``store/`` in the working folder.
    date_order
        ``dmy``, ``mdy`` or ``ymd``, where the files' dates leave it open.
    documents
        ``cin7`` or ``xero``: the files hold documents of that ledger (CSV, XLSX or Parquet, under the names
        or titles of `xsync.documents.DOCUMENT_FIELDS`), or are Xero's own exports of invoices and bills. By
        default they are exports of the report.
    progress
        Called with a line of text before each step.

    Returns
    -------
    LoadResult
        One entry per file, refused ones included; nothing is raised for bad data.

    Raises
    ------
    UsageError
        For no file, an unknown ledger or date order, or an organisation that is not clear.
    """
    if not files:
        raise UsageError("Name the export to load: xsync load FILE…")
    kinds = kinds_of(documents)
    loading, name, loaded = None, "", []
    for path in map(Path, files):
        with (
            tempfile.TemporaryDirectory(prefix="xsync-load-", ignore_cleanup_errors=True) as folder,
            WorkbookReader(path, Path(folder), kinds) as workbook,
        ):
            # Imported only now: a workbook is read in the meantime, by a process of its own.
            from xsync.sources.loading import begun

            loading = loading or begun(store, organisation, date_order, progress, documents)
            name = loading.organisation
            loaded.append(loading.file(path, workbook, Path(folder)))
    return LoadResult(name, tuple(loaded))
