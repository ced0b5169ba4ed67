"""One at a time, across processes: whoever comes second waits, and whoever is killed lets go."""

from __future__ import annotations

import sqlite3
import time
from contextlib import closing, contextmanager
from typing import TYPE_CHECKING, Final

from xsync.store.private import owner_only, private_folder
from xsync.store.tables import StoreUnreachable

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

_LOOK_AGAIN: Final = 0.2
_FIRST_BYTE: Final = 0xFF
"""Of an error's code: the rest tells its kinds apart."""


@contextmanager
def exclusive(file: Path, waiting: Callable[[], None]) -> Iterator[None]:
    """Hold a file's lock within the ``with``.

    Parameters
    ----------
    file
        What is locked; made where there is none.
    waiting
        Called once if another process holds it.

    Raises
    ------
    StoreUnreachable
        If the file cannot be written.
    """
    try:
        private_folder(file.parent)
        with owner_only():
            lock = sqlite3.connect(file, timeout=0, isolation_level=None)
    except (OSError, sqlite3.Error) as error:
        raise _unwritable(file, error) from error
    with closing(lock):
        _take(lock, file, waiting)
        yield
        lock.execute("ROLLBACK")


def _take(lock: sqlite3.Connection, file: Path, waiting: Callable[[], None]) -> None:
    told = False
    while True:
        try:
            lock.execute("BEGIN EXCLUSIVE")
        except sqlite3.OperationalError as error:
            if error.sqlite_errorcode & _FIRST_BYTE != sqlite3.SQLITE_BUSY:
                raise _unwritable(file, error) from error
            if not told:
                waiting()
                told = True
            time.sleep(_LOOK_AGAIN)
        else:
            return


def _unwritable(file: Path, error: Exception) -> StoreUnreachable:
    return StoreUnreachable(
        f"Nothing can be kept in {file.parent}: {error}. Check the rights on it and the room left."
    )
