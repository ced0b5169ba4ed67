"""The engine that answers questions: the only room that names one (DuckDB, embedded)."""

from __future__ import annotations

import errno
import os
import re
import shutil
import tempfile
import weakref
from contextlib import contextmanager
from itertools import count
from pathlib import Path
from typing import TYPE_CHECKING

import duckdb

from xsync.errors import XsyncError
from xsync.store.interruption import QueryInterrupted, stoppable

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from datetime import datetime

    import pyarrow as pa
    from sqlglot import exp

DIALECT = "duckdb"
ENGINE_VERSION = str(duckdb.__version__)
"""Fingerprints that are kept are of this version: another one may compute them otherwise."""

MEMORY_LIMIT_VARIABLE = "XSYNC_MEMORY_LIMIT"
DEFAULT_MEMORY_LIMIT = "1GB"

_NO_ROOM = os.strerror(errno.ENOSPC)


class QueryRefused(XsyncError):
    """The engine could not read a file or answer a statement."""


def sql_text(statement: exp.Expression | str) -> str:
    """Return a statement as SQL text in the engine's dialect."""
    return statement if isinstance(statement, str) else statement.sql(dialect=DIALECT, pretty=True)


def text_literal(text: str) -> str:
    """Return a text as an SQL literal, whatever stands in it."""
    return "'" + text.replace("'", "''") + "'"


def timestamp_literal(instant: datetime) -> str:
    """Return an instant without a zone as an SQL literal."""
    return f"TIMESTAMP {text_literal(instant.isoformat(sep=' '))}"


def path_literal(path: Path) -> str:
    """Return a file's path as an SQL literal that names this file only.

    The engine takes brackets, stars and question marks for patterns: ``a[1].csv`` would be ``a1.csv``.
    """
    return text_literal(re.sub(r"([\[*?])", r"[\1]", path.as_posix()))


def parquet_relation(paths: Iterable[Path], *, with_row_number: bool = False) -> str:
    """Return the relation of some Parquet files, to stand after ``FROM``.

    Parameters
    ----------
    paths
        The files; their columns are matched by name.
    with_row_number
        Add ``file_row_number``, counted from 0 within each file.
    """
    files = ", ".join(map(path_literal, paths))
    numbered = ", file_row_number = true" if with_row_number else ""
    return f"read_parquet([{files}], union_by_name = true, hive_partitioning = false{numbered})"


class Engine:
    """An embedded engine with bounded memory; what exceeds it spills to its private ``scratch_folder``.

    Every statement runs on a cursor of its own, so that readers in several threads never share a result, and
    any one of them can be stopped (see `xsync.store.interruption`).
    """

    def __init__(self) -> None:
        self.memory_limit = os.environ.get(MEMORY_LIMIT_VARIABLE) or DEFAULT_MEMORY_LIMIT
        self.scratch_folder = Path(tempfile.mkdtemp(prefix="xsync-"))
        self._finalizer = weakref.finalize(self, shutil.rmtree, self.scratch_folder, ignore_errors=True)
        try:
            self._connection = duckdb.connect(
                config={
                    "memory_limit": self.memory_limit,
                    "temp_directory": str(self.scratch_folder),
                    "autoinstall_known_extensions": "false",
                    "autoload_known_extensions": "false",
                }
            )
        except duckdb.Error as error:
            raise QueryRefused(
                f"{MEMORY_LIMIT_VARIABLE} is {self.memory_limit!r}; write a size such as 1GB or 512MB."
            ) from error
        self._rooms = count(1)
        self._connection.execute("SET TimeZone = 'UTC'")

    def execute(self, statement: exp.Expression | str) -> None:
        """Run a statement whose result does not matter."""
        self.rows(statement)

    def columns(self, relation: str) -> list[str]:
        """Return the names of a relation's columns."""
        return [str(row[0]) for row in self.rows(f"DESCRIBE {relation}")]

    @contextmanager
    def room(self) -> Iterator[str]:
        """Hand out a schema of its own for tables that go with it; they count as memory, and spill."""
        name = f"room_{next(self._rooms)}"
        self.execute(f"CREATE SCHEMA {name}")
        try:
            yield name
        finally:
            self.execute(f"DROP SCHEMA {name} CASCADE")

    def rows(self, statement: exp.Expression | str) -> list[tuple[object, ...]]:
        """Return the rows of a small result as plain Python values (decimals stay decimals)."""
        with self._cursor() as cursor:
            return cursor.execute(sql_text(statement)).fetchall()

    def table(self, statement: exp.Expression | str) -> pa.Table:
        """Return a whole result as an Arrow table."""
        with self._cursor() as cursor:
            return cursor.sql(sql_text(statement)).to_arrow_table()

    def stream(self, statement: exp.Expression | str, *, batch_rows: int = 50_000) -> pa.RecordBatchReader:
        """Return a result batch by batch, so that its size does not matter."""
        with self._cursor() as cursor:
            return cursor.sql(sql_text(statement)).to_arrow_reader(batch_rows)

    def write_parquet(self, statement: exp.Expression | str, path: Path, *, compression: str = "zstd") -> int:
        """Write a result to one Parquet file and return its number of rows."""
        return self._copy(statement, path, f"FORMAT parquet, COMPRESSION {compression}")

    def write_csv(self, statement: exp.Expression | str, path: Path) -> int:
        """Write a result to one CSV file (UTF-8, header, comma, ISO dates) and return its number of rows."""
        return self._copy(statement, path, "FORMAT csv, HEADER true")

    def _copy(self, statement: exp.Expression | str, path: Path, options: str) -> int:
        target = text_literal(path.as_posix())
        try:
            ((written,),) = self.rows(f"COPY ({sql_text(statement)}) TO {target} ({options})")
        except QueryRefused as refused:
            if isinstance(refused.__cause__, duckdb.IOException) and not os.access(path.parent, os.W_OK):
                raise QueryRefused(
                    f"Nothing can be written to {path.parent}. Check the rights on it; nothing half was kept."
                ) from refused
            raise
        return int(str(written))

    @contextmanager
    def _cursor(self) -> Iterator[duckdb.DuckDBPyConnection]:
        """Hand out a cursor for one statement; what goes wrong is said in our own words."""
        cursor = self._connection.cursor()
        try:
            with stoppable(cursor):
                yield cursor
        except duckdb.InterruptException as error:
            raise QueryInterrupted("The question was stopped before it was answered.") from error
        except duckdb.Error as error:
            raise self._refused(error) from error

    def _refused(self, error: duckdb.Error) -> QueryRefused:
        if isinstance(error, duckdb.OutOfMemoryException):
            return QueryRefused(
                f"The question needs more memory than {self.memory_limit}. Set {MEMORY_LIMIT_VARIABLE} to a "
                "larger size, or ask for less."
            )
        if isinstance(error, duckdb.IOException) and _NO_ROOM in str(error):
            return QueryRefused(f"{_NO_ROOM}: make room, then try again; nothing half was kept.")
        return QueryRefused(f"The engine could not answer: {str(error).splitlines()[0]}")
