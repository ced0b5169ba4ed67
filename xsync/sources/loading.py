"""One file after the other, from its bytes to its rows in the store."""

from __future__ import annotations

import uuid
from abc import ABC, abstractmethod
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from importlib.metadata import version
from typing import TYPE_CHECKING, Any, Final, Generic, TypeVar

from xsync.errors import DataRefused, UsageError, did_you_mean
from xsync.sources.account import organisation_name
from xsync.sources.dates import DATE_ORDERS
from xsync.sources.export_file import LoadedFile
from xsync.sources.file_kinds import kinds_of
from xsync.sources.fingerprint import Fingerprint
from xsync.sources.reading import examined, sha256_if_readable, size_of, staged
from xsync.store.engine import Engine
from xsync.store.ledger_loads import LedgerLoad
from xsync.store.loads import Load
from xsync.store.permission import Permission
from xsync.store.store import Store

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

    from xsync.sources.dates import DateOrder
    from xsync.sources.file_kinds import FileKind
    from xsync.sources.typed_rows import TypedRows
    from xsync.sources.xlsx_file import WorkbookReader

FIRST_ORGANISATION: Final = "default"
"""The name of a first organisation that nobody named."""

AnyLoad = TypeVar("AnyLoad", Load, LedgerLoad)
_READERS: Final = ("duckdb", "deltalake", "python-calamine")


@dataclass(frozen=True)
class ReadFile:
    """A file whose rows were read and looked over, and where its further way begins.

    Parameters
    ----------
    path
        The file.
    size, sha256
        Of its bytes.
    rows
        Its rows, typed.
    engine
        What reads them.
    folder
        Where files may lie on the way.
    """

    path: Path
    size: int
    sha256: str
    rows: TypedRows
    engine: Engine
    folder: Path

    def facts(self) -> dict[str, Any]:
        """Return what every load says of its file."""
        return {
            "load_id": uuid.uuid4().hex,
            "source_file": self.path.name,
            "sha256": self.sha256,
            "size_bytes": self.size,
            "date_order": self.rows.date_order,
            "versions": {each: version(each) for each in _READERS},
        }


@dataclass(frozen=True)
class Loading(ABC, Generic[AnyLoad]):
    """Files being brought into a store.

    Parameters
    ----------
    store
        Where to.
    organisation
        Whose they are.
    date_order
        As the user says; ``None`` to infer it.
    progress
        Called with a line of text before each step.
    kinds
        The kinds of file it may be, the usual one first.
    """

    store: Store
    organisation: str
    date_order: DateOrder | None
    progress: Callable[[str], None]
    kinds: Sequence[FileKind]

    def file(self, path: Path, workbook: WorkbookReader, folder: Path) -> LoadedFile:
        """Bring in one file, or say why not.

        Parameters
        ----------
        path
            The file.
        workbook
            Reads it, if it is a workbook.
        folder
            Where its staged rows may lie, and what goes to a store elsewhere.
        """
        try:
            size = size_of(path)
            with ThreadPoolExecutor(1) as beside:
                fingerprint = beside.submit(Fingerprint.of, path).result
                return self._readable_file(path, size, workbook, folder, fingerprint)
        except DataRefused as refusal:
            return self.refused(path, refusal)

    def _readable_file(
        self,
        path: Path,
        size: int,
        workbook: WorkbookReader,
        folder: Path,
        fingerprint: Callable[[], Fingerprint],
    ) -> LoadedFile:
        before = self.loads()
        alike = [each for each in before if each.size_bytes == size]
        earlier = next((each for each in alike if each.sha256 == fingerprint().sha256), None)
        if earlier and (self.date_order in (None, earlier.date_order) or earlier.date_order is None):
            return self.known(path, earlier)
        self.progress(f"{path.name}: reading")
        engine = Engine()
        as_text = staged(engine, path, workbook, folder, fingerprint, kinds=self.kinds)
        self.progress(f"{path.name}: checking")
        rows = examined(engine, as_text, path, self.date_order)
        self.progress(f"{path.name}: storing {rows.rows_read:,} rows")
        read = ReadFile(path, size, fingerprint().sha256, rows, engine, folder)
        return self.stored(read, earlier, before)

    @abstractmethod
    def loads(self) -> Sequence[AnyLoad]:
        """Return what was brought in before."""

    @abstractmethod
    def known(self, path: Path, earlier: AnyLoad) -> LoadedFile:
        """Return the counts of a file whose bytes are in the store: all its good rows are known."""

    @abstractmethod
    def stored(self, read: ReadFile, earlier: AnyLoad | None, before: Sequence[AnyLoad]) -> LoadedFile:
        """Store a file's rows; its load counts once all of them are in.

        Parameters
        ----------
        read
            The file.
        earlier
            The load of the same bytes, read with another date order.
        before
            What was brought in before.
        """

    def refused(self, path: Path, refusal: DataRefused) -> LoadedFile:
        """Return what is to be said of a file that was refused."""
        return LoadedFile(str(path), sha256_if_readable(path), refused=str(refusal))


def begun(
    location: str | Path | None,
    organisation: str | None,
    date_order: str | None,
    progress: Callable[[str], None],
    documents: str | None,
) -> Loading[Load] | Loading[LedgerLoad]:
    """Begin to load; see `xsync.sources.export_file.load`.

    Raises
    ------
    UsageError
        For an unknown date order, or an organisation that is not clear.
    AccessRefused
        If who asks may not manage that organisation.
    """
    order: DateOrder | None = next((each for each in DATE_ORDERS if each == date_order), None)
    if date_order != order:
        raise UsageError(f"Unknown date order {date_order!r}: {did_you_mean(str(date_order), DATE_ORDERS)}")
    store = Store(location)
    name = _organisation(store, organisation)
    if documents is None:
        from xsync.sources.report_loading import ReportLoading

        return ReportLoading(store, name, order, progress, kinds_of(None))
    from xsync.sources.document_loading import DocumentLoading

    return DocumentLoading(store, name, order, progress, kinds_of(documents), documents)


def _organisation(store: Store, name: str | None) -> str:
    if name is not None:
        name = organisation_name(name)
    elif not store.organisations():
        name = FIRST_ORGANISATION
    return store.opened_for(name, Permission.MANAGE, may_be_new=True)
