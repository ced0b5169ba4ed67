"""The Delta tables: how rows are appended, and which files make up one organisation.

Delta commits are atomic and appends never wait for one another, so many readers and writers need no
server. One load writes several tables, the one of loads last: a row of the others counts only once its
load stands there, so that a process killed between two of them leaves the store as it was.
"""

from __future__ import annotations

import json
import os
import random
import time
import uuid
from contextlib import suppress
from pathlib import Path, PureWindowsPath
from typing import TYPE_CHECKING, Final

import pyarrow as pa

from xsync.errors import XsyncError
from xsync.names import safe_file_name
from xsync.store.object_storage import cause_of
from xsync.store.private import OWNER_ALONE, owner_only, private_folder
from xsync.store.schemas import SCHEMAS

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from deltalake import DeltaTable

    from xsync.store.private import Rights

_SCATTERED = 24
_ATTEMPTS = 12
_PROPERTIES: Final = {"delta.checkpointInterval": "20"}
"""After so many loads the log is summed up in one file: nobody reads more than these one by one."""

_BLOCK_BYTES: Final = 8 << 20
"""Bytes of a remote file fetched or sent at once: each block is one request."""


class StoreUnreachable(XsyncError):
    """The store's folder or bucket cannot be read or written."""


class Tables:
    """The Delta tables under one location.

    Parameters
    ----------
    location
        A local folder, or an object-store URL (see `object_storage.checked_location`) whose credentials stand
        in the environment, as delta-rs reads them.
    cache_folder
        Where copies of a remote store's files are kept; they never change, so a copy is for good.
    rights
        Tells who may open the files that are made.
    """

    def __init__(
        self, location: str, cache_folder: Path, rights: Callable[[], Rights] = lambda: OWNER_ALONE
    ) -> None:
        self.location = location
        self.is_remote = "://" in location
        self._cache_folder = cache_folder
        self._rights = rights
        self._kept_open: dict[str, DeltaTable] = {}

    def append(self, table: str, rows: pa.Table | pa.RecordBatchReader) -> None:
        """Append rows in one atomic commit.

        Raises
        ------
        StoreUnreachable
            If the store cannot be written: no right, no room, no connection.
        """
        import deltalake
        from deltalake.exceptions import DeltaError

        try:
            with self._rights().creating():
                self._commit(
                    table,  # one of an earlier version gets the columns that it lacks
                    lambda current: deltalake.write_deltalake(
                        current, rows, mode="append", schema_mode="merge"
                    ),
                )
        except (DeltaError, OSError) as error:
            raise self._unwritable(error) from error

    def append_file(
        self, table: str, write: Callable[[Path], int], constants: Mapping[str, str], folder: Path
    ) -> tuple[Path, int]:
        """Append a Parquet file that the engine writes, in one atomic commit.

        Parameters
        ----------
        table
            Which table.
        write
            Writes the rows, in the table's columns, to the path it is given and returns their number. A
            file without rows is not appended.
        constants
            Column → the one value it has in all rows: by these files are told apart.
        folder
            Where the file lies if the table itself is not on this machine.

        Returns
        -------
        tuple
            The file on this machine, and its number of rows.

        Raises
        ------
        StoreUnreachable
            If the store cannot be written: no right, no room, no connection.
        """
        from deltalake.exceptions import DeltaError

        name = f"part-{uuid.uuid4()}.parquet"
        file = folder / name if self.is_remote else self._local_path(table, name)
        try:
            with self._rights().creating():
                self._created(table)
                rows = write(file)
                if not rows:
                    file.unlink()
                elif self.is_remote:
                    self._commit(table, lambda current: _send(file, current))
                else:
                    self._commit(table, lambda current: _add(file, current, rows, constants, SCHEMAS[table]))
        except (DeltaError, OSError) as error:
            raise self._unwritable(error) from error
        return file, rows

    def _commit(self, table: str, append: Callable[[DeltaTable], None]) -> None:
        """Append, again where another process made the table anew in between: both found none at first."""
        from deltalake.exceptions import CommitFailedError

        for attempt in range(1, _ATTEMPTS + 1):
            try:
                append(self._created(table))
            except CommitFailedError:
                if attempt == _ATTEMPTS:
                    raise
                _wait_a_little()
            else:
                return

    def files(self, table: str, organisation: str | None = None) -> list[Path]:
        """Return a table's Parquet files as they stand now: all, or those with rows of an organisation.

        Files are told apart by the statistics in the table's log; one may hold rows of others too.
        """
        delta_table = self._open(table)
        if delta_table is None:
            return []
        wanted = None if organisation is None else [("organisation", "=", organisation)]
        uris = delta_table.file_uris(file_pruning_predicate=wanted)
        names = [
            PureWindowsPath(uri).name for uri in uris
        ]  # it takes both kinds of slashes; / differs by system
        get = self._local_copy if self.is_remote else self._local_path
        return [get(table, name) for name in names]

    def compact(self) -> None:
        """Join small files once many loads have left many; older versions of the tables stay readable.

        What hinders it (another process that joins the same files, a lost connection, a full disk) is no
        failure of the load that came before, which stands: the next one tidies up.
        """
        from deltalake.exceptions import DeltaError

        for table in SCHEMAS:
            with suppress(DeltaError, OSError, StoreUnreachable):
                delta_table = self._open(table)
                if delta_table is not None and len(delta_table.file_uris()) >= _SCATTERED:
                    with self._rights().creating():
                        delta_table.optimize.compact()

    def _uri(self, table: str) -> str:
        return f"{self.location.rstrip('/')}/{table}"

    def _open(self, table: str) -> DeltaTable | None:
        """Return a table as it stands now, or nothing where there is none yet.

        A remote table is kept open: to follow its log from where it was takes one request, to read it anew
        takes some for every load that there ever was.
        """
        from deltalake import DeltaTable
        from deltalake.exceptions import DeltaError, TableNotFoundError

        if not self.is_remote and not (Path(self.location) / table / "_delta_log").is_dir():
            return None
        try:
            if table in self._kept_open:
                self._kept_open[table].update_incremental()
                return self._kept_open[table]
            opened = DeltaTable(self._uri(table))
        except TableNotFoundError:
            return None
        except (DeltaError, OSError) as error:
            raise self._unread(error) from error
        if self.is_remote:
            self._kept_open[table] = opened
        return opened

    def _created(self, table: str) -> DeltaTable:
        """Return a table, made unless another process did; whoever comes second finds it there."""
        from deltalake import DeltaTable
        from deltalake.exceptions import DeltaError

        if not self.is_remote:
            self._rights().folder(Path(self.location))
        for _ in range(_ATTEMPTS):
            if found := self._open(table):
                return found
            try:
                return DeltaTable.create(
                    self._uri(table), SCHEMAS[table], mode="ignore", configuration=_PROPERTIES
                )
            except DeltaError:
                _wait_a_little()

        return DeltaTable(self._uri(table))

    def _local_path(self, table: str, name: str) -> Path:
        """Return where a table's file lies on this machine, once it is there."""
        if self.is_remote:
            return self._cache_folder / table / safe_file_name(name)
        return Path(self.location) / table / name

    def _local_copy(self, table: str, name: str) -> Path:
        copy = self._local_path(table, name)
        if copy.exists():
            return copy
        partial = copy.with_name(f"{copy.name}.{os.getpid()}.partial")
        try:
            private_folder(copy.parent)
            with owner_only(), partial.open("wb") as target:
                target.writelines(self._remote_blocks(table, name))
            partial.replace(copy)
        except OSError as error:
            raise StoreUnreachable(
                f"No copies of the store's files can be kept in {self._cache_folder}: {error.strerror}. Make "
                "room, or name another folder with XSYNC_CACHE."
            ) from error
        finally:
            with suppress(OSError):
                partial.unlink(missing_ok=True)
        return copy

    def _remote_blocks(self, table: str, name: str) -> Iterator[bytes]:
        from deltalake.exceptions import DeltaError
        from deltalake.fs import DeltaStorageHandler
        from pyarrow.fs import PyFileSystem

        try:
            remote = PyFileSystem(DeltaStorageHandler(self._uri(table)))
            with remote.open_input_stream(name) as source:
                while block := source.read(_BLOCK_BYTES):
                    yield block
        except (DeltaError, OSError) as error:
            raise self._unread(error) from error

    def _unread(self, error: Exception) -> StoreUnreachable:
        return StoreUnreachable(f"The store {self.location} could not be read: {self._told(error)}.")

    def _unwritable(self, error: Exception) -> StoreUnreachable:
        remedy = (
            "Try again once it can"
            if self.is_remote
            else "Check the rights on it and the room left, then try again"
        )
        return StoreUnreachable(
            f"The store {self.location} could not be written: {self._told(error)}. "
            f"{remedy}: nothing half was kept."
        )

    def _told(self, error: Exception) -> str:
        if self.is_remote:
            return cause_of(error)
        return (str(error) or type(error).__name__).splitlines()[0].rstrip(".")


def _wait_a_little() -> None:
    time.sleep(random.uniform(0.01, 0.1))  # noqa: S311 - spreads writers, guards nothing


def _add(
    file: Path, delta_table: DeltaTable, rows: int, constants: Mapping[str, str], schema: pa.Schema
) -> None:
    """Make a file in a table's folder part of the table."""
    from deltalake.transaction import AddAction

    bounds = dict(constants)
    nulls = dict.fromkeys(constants, 0)
    stats = {"numRecords": rows, "minValues": bounds, "maxValues": bounds, "nullCount": nulls}
    action = AddAction(
        path=file.name,
        size=file.stat().st_size,
        partition_values={},
        modification_time=int(time.time() * 1000),
        data_change=True,
        stats=json.dumps(stats),
    )
    delta_table.create_write_transaction([action], "append", schema)


def _send(file: Path, delta_table: DeltaTable) -> None:
    """Append a file's rows to a table elsewhere, a stretch at a time."""
    import deltalake
    from pyarrow.parquet import ParquetFile

    with ParquetFile(file) as source:
        rows = pa.RecordBatchReader.from_batches(source.schema_arrow, source.iter_batches())
        deltalake.write_deltalake(delta_table, rows, mode="append")
