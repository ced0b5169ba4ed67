"""Bring exports of the Xero Synchronization Report into the store."""

from __future__ import annotations

import tempfile
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from xsync.errors import DataRefused, UsageError
from xsync.sources.xlsx_file import WorkbookReader

if TYPE_CHECKING:
    from collections.abc import Callable


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
    progress: Callable[[str], None] = lambda _: None,
) -> LoadResult:
    """Bring exports of the Xero Synchronization Report (CSV or XLSX) into the store.

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
    progress
        Called with a line of text before each step.

    Returns
    -------
    LoadResult
        One entry per file, refused ones included; nothing is raised for bad data.

    Raises
    ------
    UsageError
        For no file, an unknown date order, or an organisation that is not clear.
    """
    if not files:
        raise UsageError("Name the export to load: xsync load FILE…")
    loading, name, loaded = None, "", []
    for path in map(Path, files):
        with (
            tempfile.TemporaryDirectory(prefix="xsync-load-", ignore_cleanup_errors=True) as folder,
            WorkbookReader(path, Path(folder)) as workbook,
        ):
            # Imported only now: a workbook is read in the meantime, by a process of its own.
            from xsync.sources.loading import Loading

            loading = loading or Loading.into(store, organisation, date_order, progress)
            name = loading.organisation
            loaded.append(loading.file(path, workbook, Path(folder)))
    return LoadResult(name, tuple(loaded))
