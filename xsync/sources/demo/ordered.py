"""Rows brought into order on their way into a file, and files put in place when all of them are whole."""

from __future__ import annotations

import os
from contextlib import contextmanager
from datetime import datetime
from operator import itemgetter
from typing import TYPE_CHECKING, Final, Generic, Protocol, Self, TypeVar

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from xsync.sources.demo.rows import Row

Prepared = TypeVar("Prepared")
"""A row in the form in which a kind of file writes it fastest."""

WINDOW: Final = 100_000
"""How many rows wait for their turn at the most; smaller exports are in strict order of sync date."""

_AFTER_ALL: Final = datetime.fromisoformat("9999-12-31")


class ExportFile(Protocol[Prepared]):
    """A file that takes rows."""

    def prepare(self, row: Row) -> Prepared:
        """Return a row in the form in which it will be written."""

    def write(self, prepared: Prepared, /) -> None:
        """Append a prepared row."""

    def finish(self) -> None:
        """Write what comes after the last row."""

    def close(self) -> None:
        """Let go of the file."""


class OrderedExport(Generic[Prepared]):
    """Brings rows into the order of their sync date as far as the window reaches; undated ones come last.

    Leaving its context writes the rows that still wait, or after a failure just closes the file.

    Parameters
    ----------
    file
        Where they go.
    taken_at
        The instant of the export.
    """

    def __init__(self, file: ExportFile[Prepared], taken_at: datetime) -> None:
        self.taken_at = taken_at
        self._file = file
        self._waiting: list[tuple[datetime, Prepared]] = []

    def __enter__(self) -> Self:
        return self

    def __exit__(self, failure: object, *_: object) -> None:
        try:
            if failure is None:
                self._release(len(self._waiting))
                self._file.finish()
        finally:
            self._file.close()

    def add(self, row: Row) -> None:
        """Take a row in."""
        self._waiting.append((row.sync_date or _AFTER_ALL, self._file.prepare(row)))
        if len(self._waiting) > WINDOW:
            self._release(WINDOW // 2)

    def _release(self, count: int) -> None:
        self._waiting.sort(key=itemgetter(0))
        for _, prepared in self._waiting[:count]:
            self._file.write(prepared)
        del self._waiting[:count]


@contextmanager
def put_in_place(*paths: Path) -> Iterator[list[Path]]:
    """Lend temporary names beside the final ones, and give the files their own names when all are written.

    Parameters
    ----------
    *paths
        The names they shall bear.

    Yields
    ------
    list of Path
        Where to write them, in the same order; after a failure nothing of them is left.
    """
    temporary = [path.with_name(f".{path.name}.{os.getpid()}.part") for path in paths]
    try:
        yield temporary
        for written, path in zip(temporary, paths, strict=True):
            written.replace(path)
    finally:
        for written in temporary:
            written.unlink(missing_ok=True)
