"""One export after the other, from its bytes to its rows in the store."""

from __future__ import annotations

import io
import uuid
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from importlib.metadata import version
from typing import TYPE_CHECKING, Any, Final

from xsync.errors import DataRefused, UsageError, did_you_mean
from xsync.sources.account import account_name, organisation_name
from xsync.sources.csv_file import stage_csv
from xsync.sources.dates import DATE_ORDERS
from xsync.sources.export_file import LoadedFile
from xsync.sources.fingerprint import Fingerprint
from xsync.sources.typed_rows import TypedRows
from xsync.sources.xlsx_file import is_workbook, refuse_unreadable
from xsync.store.engine import Engine, parquet_relation
from xsync.store.loads import Load
from xsync.store.snapshot import known_sql
from xsync.store.store import Store

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

    from xsync.sources.dates import DateOrder
    from xsync.sources.staging import Staged
    from xsync.sources.xlsx_file import WorkbookReader

FIRST_ORGANISATION: Final = "default"
"""The name of a first organisation that nobody named."""

_NEITHER: Final = (b"%pdf", b"{\\rtf", b"<html", b"<!doc", b"<?xml", b"pk\x05\x06")
"""How PDF, RTF, web pages, XML and empty archives begin, in lower case."""
_READERS: Final = ("duckdb", "deltalake", "python-calamine")


@dataclass(frozen=True)
class Loading:
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
    """

    store: Store
    organisation: str
    date_order: DateOrder | None
    progress: Callable[[str], None]

    @classmethod
    def into(
        cls,
        location: str | Path | None,
        organisation: str | None,
        date_order: str | None,
        progress: Callable[[str], None],
    ) -> Loading:
        """Begin to load; see `xsync.sources.export_file.load`.

        Raises
        ------
        UsageError
            For an unknown date order, or an organisation that is not clear.
        """
        order: DateOrder | None = next((each for each in DATE_ORDERS if each == date_order), None)
        if date_order != order:
            raise UsageError(
                f"Unknown date order {date_order!r}: {did_you_mean(str(date_order), DATE_ORDERS)}"
            )
        store = Store(location)
        return cls(store, _organisation(store, organisation), order, progress)

    def file(self, path: Path, workbook: WorkbookReader, folder: Path) -> LoadedFile:
        """Bring in one file, or say why not.

        Parameters
        ----------
        path
            The export.
        workbook
            Reads it, if it is a workbook.
        folder
            Where its staged rows may lie, and what goes to a store elsewhere.
        """
        try:
            size = _size(path)
            with ThreadPoolExecutor(1) as beside:
                fingerprint = beside.submit(Fingerprint.of, path).result
                return self._readable_file(path, size, workbook, folder, fingerprint)
        except DataRefused as refusal:
            return LoadedFile(str(path), _sha256_if_readable(path), refused=str(refusal))

    def _readable_file(
        self,
        path: Path,
        size: int,
        workbook: WorkbookReader,
        folder: Path,
        fingerprint: Callable[[], Fingerprint],
    ) -> LoadedFile:
        before = self.store.loads(self.organisation)
        alike = [each for each in before if each.size_bytes == size]
        earlier = next((each for each in alike if each.sha256 == fingerprint().sha256), None)
        if earlier and (self.date_order in (None, earlier.date_order) or earlier.date_order is None):
            return _known_file(self.store, path, earlier)
        self.progress(f"{path.name}: reading")
        engine = Engine()
        staged = _staged(engine, path, workbook, folder, fingerprint)
        self.progress(f"{path.name}: checking")
        rows = _examined(engine, staged, path, self.date_order)
        draft = Load(
            organisation=self.organisation,
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
            loaded_by=account_name(),
            replaces=earlier.load_id if earlier else None,
            unknown_types=rows.unknown_types,
            unknown_statuses=rows.unknown_statuses,
            versions={each: version(each) for each in _READERS},
        )
        self.progress(f"{path.name}: storing {rows.rows_read:,} rows")
        done, rejects = _store_rows(self.store, engine, rows, draft, before, folder=folder)
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


def _organisation(store: Store, name: str | None) -> str:
    if name is not None:
        return organisation_name(name)
    return store.organisation() if store.organisations() else FIRST_ORGANISATION


def _store_rows(
    store: Store, engine: Engine, rows: TypedRows, draft: Load, before: Sequence[Load], *, folder: Path
) -> tuple[Load, list[dict[str, Any]]]:
    """Store a file's rows; its load counts once all of them are in."""
    written, readable = store.tables.append_file(
        "observations",
        lambda file: engine.write_parquet(rows.observations_sql(draft), file, compression="snappy"),
        {"organisation": draft.organisation, "load_id": draft.load_id},
        folder,
    )
    rejected = rows.rows_read - readable
    rejects = engine.table(rows.rejects_sql(draft)) if rejected else None
    latest_sync = _latest_sync(engine, written) if readable else None
    done = replace(draft, rows_rejected=rejected, exported_at=latest_sync)
    standing = [each for each in before if each.load_id != draft.replaces]
    known = 0
    if standing:
        files = store.tables.files("observations", draft.organisation)
        ((counted,),) = engine.rows(known_sql(done, standing, files))
        known = int(str(counted))
    counts_from = datetime.now(UTC).replace(tzinfo=None)
    done = replace(done, rows_known=known, rows_loaded=readable - known, loaded_at=counts_from)
    store.add_load(done, rejects)
    if rejects is None:
        return done, []
    return done, rejects.select(["row", "field", "value", "reason"]).to_pylist()


def _latest_sync(engine: Engine, observations: Path) -> datetime | None:
    ((latest,),) = engine.rows(f"SELECT max(sync_date) FROM {parquet_relation([observations])}")
    return latest if isinstance(latest, datetime) else None


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
    """Return the size of a file that can be read.

    Raises
    ------
    DataRefused
        If there is none, or it is empty.
    """
    if path.is_dir():
        raise DataRefused(f"{path} is a folder. Name the export files in it.")
    if path.exists() and not path.is_file():
        raise DataRefused(f"{path} is no file. Name an export of the report, CSV or XLSX.")
    try:
        with path.open("rb") as file:
            size = file.seek(0, io.SEEK_END)
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or error
        raise DataRefused(
            f"{path} cannot be opened: {reason}. Check its name and your rights, and close it elsewhere."
        ) from error
    if size == 0:
        raise DataRefused(f"{path.name} is empty. Export the report again.")
    return size


def _staged(
    engine: Engine,
    path: Path,
    workbook: WorkbookReader,
    folder: Path,
    fingerprint: Callable[[], Fingerprint],
) -> Staged:
    if is_workbook(path):
        return workbook.staged()
    with path.open("rb") as file:
        start = file.read(8)
    if start.lower().startswith(_NEITHER):
        raise DataRefused(
            f"{path.name} is neither CSV nor XLSX. Export the report from Cin7 Core as one of them."
        )
    if path.suffix.lower() in {".xlsx", ".xlsm"}:
        refuse_unreadable(path)
    return stage_csv(engine, path, folder, fingerprint)


def _examined(engine: Engine, staged: Staged, path: Path, date_order: DateOrder | None) -> TypedRows:
    try:
        rows = TypedRows.examine(engine, staged, date_order)
    except DataRefused as refusal:
        raise DataRefused(f"{path.name} was not loaded. {refusal}") from refusal
    if not rows.rows_read:
        raise DataRefused(f"{path.name} holds the report's header and no items. Was the period right?")
    return rows


def _sha256_if_readable(path: Path) -> str | None:
    try:
        return Fingerprint.of(path).sha256 if path.is_file() else None
    except OSError:
        return None
