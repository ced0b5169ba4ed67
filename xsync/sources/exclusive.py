"""One at a time, across processes: whoever comes second waits, and whoever is killed lets go."""

from __future__ import annotations

import sqlite3
import time
from contextlib import closing, contextmanager
from typing import TYPE_CHECKING, Final

from xsync.store.private import owner_only, private_folder

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

_LOOK_AGAIN: Final = 0.2


@contextmanager
def exclusive(file: Path, waiting: Callable[[], None]) -> Iterator[None]:
    """Hold a file's lock within the ``with``.

    Parameters
    ----------
    file
        What is locked; made where there is none.
    waiting
        Called once if another process holds it.
    """
    private_folder(file.parent)
    told = False
    with owner_only(), closing(sqlite3.connect(file, timeout=0, isolation_level=None)) as lock:
        while True:
            try:
                lock.execute("BEGIN EXCLUSIVE")
                break
            except sqlite3.OperationalError:
                if not told:
                    waiting()
                    told = True
                time.sleep(_LOOK_AGAIN)
        yield
        lock.execute("ROLLBACK")
