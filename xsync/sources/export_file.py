"""Bring exports of the Xero Synchronization Report into the store."""

from __future__ import annotations

import getpass
import tempfile
import uuid
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict, dataclass, field, replace
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from xsync.errors import DataRefused, UsageError, did_you_mean
from xsync.sources.csv_file import stage_csv
from xsync.sources.dates import DATE_ORDERS
from xsync.sources.fingerprint import Fingerprint
from xsync.sources.typed_rows import TypedRows
from xsync.sources.xlsx_file import refuse_unreadable_workbook, stage_xlsx
from xsync.store.engine import Engine
from xsync.store.loads import Load
from xsync.store.snapshot import known_sql
from xsync.store.store import Store

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    import pyarrow as pa

    from xsync.sources.dates import DateOrder
    from xsync.sources.staging import Staged

FIRST_ORGANISATION: Final = "default"
"""The name of a first organisation that nobody named."""

_ZIP_MARK: Final = b"PK\x03\x04"
_OLE_MARK: Final = b"\xd0\xcf\x11\xe0"
_NO_TEXT: Final = (b"%PDF", b"{\\rtf", b"<html", b"<!doc", b"PK\x05\x06")
_READERS: Final = ("duckdb", "deltalake", "python-calamine")


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
    if date_order is not None and date_order not in DATE_ORDERS:
        raise UsageError(f"Unknown date order {date_order!r}: {did_you_mean(date_order, DATE_ORDERS)}")
    where = Store(store)
    name = _organisation(where, organisation)
    loaded = []
    for file in files:
        try:
            loaded.append(_load_file(where, name, Path(file), date_order, progress))
        except DataRefused as refusal:
            loaded.append(LoadedFile(str(file), _sha256_if_readable(Path(file)), refused=str(refusal)))
    return LoadResult(name, tuple(loaded))


def _organisation(store: Store, name: str | None) -> str:
    if name is not None:
        if not name.strip() or not name.isprintable():
            raise UsageError("The organisation's name is empty or holds control characters.")
        return name.strip()
    return store.organisation() if store.organisations() else FIRST_ORGANISATION


def _load_file(
    store: Store, organisation: str, path: Path, date_order: str | None, progress: Callable[[str], None]
) -> LoadedFile:
    size = _size(path)
    with ThreadPoolExecutor(1) as beside, tempfile.TemporaryDirectory(prefix="xsync-load-") as folder:
        fingerprint = beside.submit(Fingerprint.of, path).result
        before = store.loads(organisation)
        alike = [each for each in before if each.size_bytes == size]
        earlier = next((each for each in alike if each.sha256 == fingerprint().sha256), None)
        if earlier and date_order in (None, earlier.date_order):
            return _known_file(store, path, earlier)
        progress(f"{path.name}: reading")
        engine = Engine()
        staged = _stage(engine, path, Path(folder), fingerprint)
        progress(f"{path.name}: checking")
        rows = _examined(engine, staged, path, date_order)
        draft = Load(
            organisation=organisation,
            load_id=uuid.uuid4().hex,
            source_file=path.name,
            sha256=fingerprint().sha256,
            size_bytes=size,
            rows_read=rows.rows_read,
            rows_loaded=0,
            rows_known=0,
            rows_rejected=0,
            date_order=rows.date_order,
            exported_at=None,
            loaded_at=datetime.now(UTC).replace(tzinfo=None),
            loaded_by=getpass.getuser(),
            replaces=earlier.load_id if earlier else None,
            unknown_types=rows.unknown_types,
            unknown_statuses=rows.unknown_statuses,
            versions={each: version(each) for each in _READERS},
        )
        progress(f"{path.name}: storing {rows.rows_read:,} rows")
        done, rejects = _store_rows(store, engine, rows, draft, before)
        return LoadedFile(
            file=str(path),
            sha256=done.sha256,
            rows_read=done.rows_read,
            rows_loaded=done.rows_loaded,
            rows_known=done.rows_known,
            rows_rejected=done.rows_rejected,
            date_order=done.date_order,
            unknown_types=rows.unknown_types,
            unknown_statuses=rows.unknown_statuses,
            rejects=rejects,
        )


def _store_rows(
    store: Store, engine: Engine, rows: TypedRows, draft: Load, before: Sequence[Load]
) -> tuple[Load, list[dict[str, Any]]]:
    """Store a file's rows; its load counts once all of them are in."""
    tally = _Tally()
    readable = tally.readable(engine.stream(rows.observations_sql(draft)))
    store.tables.append("observations", readable)
    rejected = rows.rows_read - tally.rows
    rejects = engine.table(rows.rejects_sql(draft)) if rejected else None
    done = replace(draft, rows_rejected=rejected, exported_at=tally.latest_sync)
    standing = [each for each in before if each.load_id != draft.replaces]
    known = 0
    if standing:
        files = store.tables.files("observations", draft.organisation)
        ((counted,),) = engine.rows(known_sql(done, standing, files))
        known = int(str(counted))
    done = replace(done, rows_known=known, rows_loaded=tally.rows - known)
    store.add_load(done, rejects)
    if rejects is None:
        return done, []
    return done, rejects.select(["row", "field", "value", "reason"]).to_pylist()


def _known_file(store: Store, path: Path, earlier: Load) -> LoadedFile:
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
        rejects=store.rejects(earlier),
        already_loaded=True,
    )


def _size(path: Path) -> int:
    try:
        size = path.stat().st_size
    except OSError as error:
        raise DataRefused(f"{path} cannot be opened: {error.strerror or error}.") from error
    if path.is_dir():
        raise DataRefused(f"{path} is a folder. Name the export files in it.")
    if size == 0:
        raise DataRefused(f"{path.name} is empty. Export the report again.")
    return size


def _stage(engine: Engine, path: Path, folder: Path, fingerprint: Callable[[], Fingerprint]) -> Staged:
    with path.open("rb") as file:
        start = file.read(8)
    if start.startswith((_ZIP_MARK, _OLE_MARK)):
        return stage_xlsx(path, folder)
    if start.lower().startswith(_NO_TEXT):
        raise DataRefused(
            f"{path.name} is neither CSV nor XLSX. Export the report from Cin7 Core as one of them."
        )
    if path.suffix.lower() in {".xlsx", ".xlsm"}:
        refuse_unreadable_workbook(path)
    return stage_csv(engine, path, folder, fingerprint)


def _examined(engine: Engine, staged: Staged, path: Path, date_order: str | None) -> TypedRows:
    order: DateOrder | None = next((each for each in DATE_ORDERS if each == date_order), None)
    try:
        rows = TypedRows.examine(engine, staged, order)
    except DataRefused as refusal:
        raise DataRefused(f"{path.name} was not loaded. {refusal}") from refusal
    if not rows.rows_read:
        raise DataRefused(f"{path.name} holds the report's header and no items. Was the period right?")
    return rows


def _sha256_if_readable(path: Path) -> str | None:
    try:
        return Fingerprint.of(path).sha256
    except OSError:
        return None


class _Tally:
    """Lets the readable rows of a stream pass, counts them and keeps their latest sync date."""

    def __init__(self) -> None:
        self.rows = 0
        self.latest_sync: datetime | None = None

    def readable(self, reader: pa.RecordBatchReader) -> pa.RecordBatchReader:
        import pyarrow as pa

        schema = pa.schema([field for field in reader.schema if field.name != "mistaken"])
        return pa.RecordBatchReader.from_batches(schema, self._counted(reader))

    def _counted(self, batches: Iterable[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
        import pyarrow.compute as pc

        for unsifted in batches:
            mistaken = unsifted.column("mistaken")
            batch = unsifted.drop_columns(["mistaken"])
            if mistaken.true_count:
                batch = batch.filter(pc.invert(mistaken))
            self.rows += batch.num_rows
            latest = pc.max(batch.column("sync_date")).as_py()
            if latest is not None and (self.latest_sync is None or latest > self.latest_sync):
                self.latest_sync = latest
            yield batch
