"""Calls of one account, paced under its limit, whichever process or thread makes them.

A call gives its place back one window after it *ended*: it reached the server before that, so that no
window of the server's clock ever holds more calls than the limit, however long each was under way.

Told is the time since this machine started, which all its processes share: the clock on the wall may be set
meanwhile, and neither lets more calls through nor holds anybody up. Calls noted before a restart count for
one window at the most.
"""

from __future__ import annotations

import os
import sqlite3
import sys
import time
from contextlib import closing, contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from xsync.store.private import STATE_VARIABLE, owner_only, private_folder
from xsync.store.tables import StoreUnreachable

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path
    from threading import Event

CALL_SECONDS: Final = 70.0
"""No call is under way for longer."""

_OTHER_CLOCK: Final = 1.002
"""The server's minute may last a little longer than ours."""
_LOOK_AGAIN: Final = 1.0
_BUSY_SECONDS: Final = 60.0


@dataclass(frozen=True)
class Limit:
    """How much an interface takes.

    Parameters
    ----------
    calls, seconds
        So many in any such span.
    at_once
        So many under way at the same time.
    """

    calls: int
    seconds: float
    at_once: int


class Pace:
    """Hands out turns to call.

    Parameters
    ----------
    file
        Where the calls of all processes of this machine are noted.
    account
        Whose limit it is.
    limit
        How much it takes.
    """

    def __init__(self, file: Path, account: str, limit: Limit) -> None:
        self.limit = limit
        self._file, self._account = file, account
        try:
            private_folder(file.parent)
        except OSError as error:
            raise self._unwritable(error) from error
        with self._notes() as notes:
            notes.execute(
                "CREATE TABLE IF NOT EXISTS calls "
                "(id INTEGER PRIMARY KEY, account TEXT, process INTEGER, began REAL, ended REAL)"
            )

    @contextmanager
    def turn(self, stop: Event) -> Iterator[None]:
        """Wait for a turn and hold it.

        Parameters
        ----------
        stop
            Once set, nobody waits any longer.
        """
        call = self._begin(stop)
        try:
            yield
        finally:
            with self._notes() as notes:
                notes.execute("UPDATE calls SET ended = ? WHERE id = ?", (time.monotonic(), call))

    def seconds(self, calls: int) -> float:
        """Return how long so many calls take at full pace."""
        return calls / self.limit.calls * self.limit.seconds

    def _begin(self, stop: Event) -> int:
        while True:
            call, wait = self._tried()
            if call is not None:
                return call
            if stop.wait(min(wait, _LOOK_AGAIN)):
                raise KeyboardInterrupt

    def _tried(self) -> tuple[int | None, float]:
        """Take a turn if there is one, else say how long to wait."""
        limit = self.limit
        window = limit.seconds * _OTHER_CLOCK
        with self._notes() as notes:
            now = time.monotonic()
            self._end_killed(notes, now)
            notes.execute(
                "DELETE FROM calls WHERE coalesce(ended, began + ?) < ? OR began > ?",
                (CALL_SECONDS, now - max(window, CALL_SECONDS), now + CALL_SECONDS),
            )
            free_at = sorted(
                (began + CALL_SECONDS if ended is None else ended) + window
                for began, ended in notes.execute(
                    "SELECT began, ended FROM calls WHERE account = ?", (self._account,)
                )
            )
            taken = [at for at in free_at if at > now]
            under_way = notes.execute(
                "SELECT count(*) FROM calls WHERE account = ? AND ended IS NULL AND began > ?",
                (self._account, now - CALL_SECONDS),
            ).fetchone()[0]
            if under_way >= limit.at_once:
                return None, 0.02
            if len(taken) >= limit.calls:
                return None, max(taken[len(taken) - limit.calls] - now, 0.001)
            cursor = notes.execute(
                "INSERT INTO calls (account, process, began) VALUES (?, ?, ?)",
                (self._account, os.getpid(), now),
            )
            return cursor.lastrowid, 0

    def _end_killed(self, notes: sqlite3.Connection, now: float) -> None:
        """Note the end of calls whose process is no more: whatever they sent has arrived by now."""
        under_way = notes.execute(
            "SELECT DISTINCT process FROM calls WHERE account = ? AND ended IS NULL", (self._account,)
        ).fetchall()
        for (process,) in under_way:
            if not _is_running(process):
                notes.execute(
                    "UPDATE calls SET ended = ? WHERE process = ? AND ended IS NULL", (now, process)
                )

    @contextmanager
    def _notes(self) -> Iterator[sqlite3.Connection]:
        try:
            with (
                owner_only(),
                closing(sqlite3.connect(self._file, timeout=_BUSY_SECONDS, isolation_level=None)) as notes,
            ):
                notes.execute(
                    "PRAGMA synchronous = OFF"
                )  # what a power cut loses, the server forgets as well
                notes.execute("BEGIN IMMEDIATE")
                yield notes
                notes.execute("COMMIT")
        except sqlite3.Error as error:
            raise self._unwritable(error) from error

    def _unwritable(self, error: Exception) -> StoreUnreachable:
        return StoreUnreachable(
            f"Calls cannot be counted in {self._file}: {error}. Check the rights on it and the room left, or "
            f"name another folder with {STATE_VARIABLE}."
        )


def _is_running(process: int) -> bool:
    """Whether a process is there; where asking would end it, it is taken for there."""
    if process == os.getpid() or sys.platform == "win32":
        return True
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True
