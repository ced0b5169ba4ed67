"""The Delta tables: what each holds, how rows are appended, and which files make up one organisation.

Delta commits are atomic and appends never wait for one another, so many readers and writers need no
server. Three tables are written by one load, ``loads`` last: a row of the others counts only once its
load stands there, so that a process killed between two of them leaves the store as it was.
"""

from __future__ import annotations

import json
import os
import random
import time
import uuid
from pathlib import Path, PureWindowsPath
from typing import TYPE_CHECKING, Final

import pyarrow as pa

from xsync.errors import XsyncError
from xsync.model import FIELDS, Kind
from xsync.names import safe_file_name
from xsync.store.private import owner_only, private_folder

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from deltalake import DeltaTable

ARROW_TYPES: Final = {
    Kind.TEXT: pa.string(),
    Kind.TIMESTAMP: pa.timestamp("us"),
    Kind.DATE: pa.date32(),
    Kind.DECIMAL: pa.decimal128(18, 4),
    Kind.INTEGER: pa.int64(),
}
_OBSERVATION_FIELDS = [(field.name, ARROW_TYPES[field.kind]) for field in FIELDS.values()]
SCHEMAS: Final = {
    "observations": pa.schema([*_OBSERVATION_FIELDS, ("other_columns", pa.string())]),
    "quarantine": pa.schema(
        [
            ("organisation", pa.string()),
            ("load_id", pa.string()),
            ("source_file", pa.string()),
            ("row", pa.int64()),
            ("field", pa.string()),
            ("value", pa.string()),
            ("reason", pa.string()),
        ]
    ),
    "loads": pa.schema(
        [
            ("organisation", pa.string()),
            ("load_id", pa.string()),
            ("source_file", pa.string()),
            ("sha256", pa.string()),
            ("size_bytes", pa.int64()),
            ("rows_read", pa.int64()),
            ("rows_loaded", pa.int64()),
            ("rows_known", pa.int64()),
            ("rows_rejected", pa.int64()),
            ("date_order", pa.string()),
            ("exported_at", pa.timestamp("us")),
            ("loaded_at", pa.timestamp("us")),
            ("loaded_by", pa.string()),
            ("replaces", pa.string()),
            ("unknown_types", pa.string()),
            ("unknown_statuses", pa.string()),
            ("versions", pa.string()),
        ]
    ),
}
_SCATTERED = 24
_ATTEMPTS = 12
_BLOCK_BYTES: Final = 1 << 20


class StoreUnreachable(XsyncError):
    """The store's folder or bucket cannot be read or written."""


class Tables:
    """The Delta tables under one location.

    Parameters
    ----------
    location
        A local folder, or an object-store URL (``s3://``, ``abfss://``, ``gs://``) whose credentials stand
        in the environment, as delta-rs reads them.
    cache_folder
        Where copies of a remote store's files are kept; they never change, so a copy is for good.
    """

    def __init__(self, location: str, cache_folder: Path) -> None:
        self.location = location
        self.is_remote = "://" in location
        self._cache_folder = cache_folder

    def append(self, table: str, rows: pa.Table) -> None:
        """Append rows in one atomic commit.

        Raises
        ------
        StoreUnreachable
            If the store cannot be written: no right, no room, no connection.
        """
        import deltalake
        from deltalake.exceptions import DeltaError

        try:
            with owner_only():
                deltalake.write_deltalake(self._created(table), rows, mode="append")
        except (DeltaError, OSError) as error:
            raise self._unwritable(error) from error

    def append_file(
        self, table: str, write: Callable[[Path], int], constants: Mapping[str, str]
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
        from deltalake.transaction import AddAction

        name = f"part-{uuid.uuid4()}.parquet"
        file = self._local_path(table, name)
        try:
            with owner_only():
                delta_table = self._created(table)
                private_folder(file.parent)
                rows = write(file)
                if not rows:
                    return file, 0
                if self.is_remote:
                    self._upload(table, file)
                stats = {
                    "numRecords": rows,
                    "minValues": dict(constants),
                    "maxValues": dict(constants),
                    "nullCount": dict.fromkeys(constants, 0),
                }
                written_at = int(time.time() * 1000)
                action = AddAction(name, file.stat().st_size, {}, written_at, True, json.dumps(stats))  # noqa: FBT003 - its own signature
                delta_table.create_write_transaction([action], "append", SCHEMAS[table])
        except (DeltaError, OSError) as error:
            raise self._unwritable(error) from error
        return file, rows

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
        """Join small files once many loads have left many; older versions of the tables stay readable."""
        from deltalake.exceptions import CommitFailedError

        for table in SCHEMAS:
            delta_table = self._open(table)
            if delta_table is None or len(delta_table.file_uris()) < _SCATTERED:
                continue
            try:
                with owner_only():
                    delta_table.optimize.compact()
            except CommitFailedError:
                continue  # another process is joining the same files

    def _uri(self, table: str) -> str:
        return f"{self.location.rstrip('/')}/{table}"

    def _open(self, table: str) -> DeltaTable | None:
        from deltalake import DeltaTable
        from deltalake.exceptions import DeltaError, TableNotFoundError

        if not self.is_remote and not (Path(self.location) / table / "_delta_log").is_dir():
            return None
        try:
            return DeltaTable(self._uri(table))
        except TableNotFoundError:
            return None
        except (DeltaError, OSError) as error:
            raise StoreUnreachable(
                f"The store {self.location} could not be read: {_first_line(error)}."
            ) from error

    def _created(self, table: str) -> DeltaTable:
        """Return a table, created unless another process did; whoever comes second finds it there."""
        from deltalake import DeltaTable
        from deltalake.exceptions import DeltaError

        if not self.is_remote:
            private_folder(Path(self.location))
        for _ in range(_ATTEMPTS):
            if delta_table := self._open(table):
                return delta_table
            try:
                return DeltaTable.create(self._uri(table), SCHEMAS[table], mode="ignore")
            except DeltaError:
                time.sleep(random.uniform(0.01, 0.1))  # noqa: S311 - spreads writers, guards nothing
        return DeltaTable(self._uri(table))

    def _local_path(self, table: str, name: str) -> Path:
        """Return where a table's file lies on this machine, once it is there."""
        if self.is_remote:
            return self._cache_folder / table / safe_file_name(name)
        return Path(self.location) / table / name

    def _upload(self, table: str, file: Path) -> None:
        """Bring a file into the object store; the local one stays as its copy."""
        from deltalake.fs import DeltaStorageHandler
        from pyarrow.fs import PyFileSystem

        remote = PyFileSystem(DeltaStorageHandler(self._uri(table)))
        with file.open("rb") as source, remote.open_output_stream(file.name) as target:
            while block := source.read(_BLOCK_BYTES):
                target.write(block)

    def _local_copy(self, table: str, name: str) -> Path:
        from deltalake.fs import DeltaStorageHandler
        from pyarrow.fs import PyFileSystem

        copy = self._local_path(table, name)
        if not copy.exists():
            private_folder(copy.parent)
            partial = copy.with_name(f"{copy.name}.{os.getpid()}.partial")
            remote = PyFileSystem(DeltaStorageHandler(self._uri(table)))
            with owner_only(), remote.open_input_stream(name) as source, partial.open("wb") as target:
                while block := source.read(_BLOCK_BYTES):
                    target.write(block)
            partial.replace(copy)
        return copy

    def _unwritable(self, error: Exception) -> StoreUnreachable:
        return StoreUnreachable(
            f"The store {self.location} could not be written: {_first_line(error)}. "
            "Check the rights on it and the room left, then load again: nothing half was kept."
        )


def _first_line(error: Exception) -> str:
    return (str(error) or type(error).__name__).splitlines()[0].rstrip(".")
