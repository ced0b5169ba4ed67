"""Stopping statements that nobody waits for any more.

A statement belongs to whatever interruption is in force in its thread; without one it runs to its end.
"""

from __future__ import annotations

from contextlib import contextmanager
from contextvars import ContextVar
from threading import Lock
from typing import TYPE_CHECKING, Final, Protocol

from xsync.errors import XsyncError

if TYPE_CHECKING:
    from collections.abc import Iterator


class QueryInterrupted(XsyncError):
    """A statement was stopped before it had answered."""


class Stoppable(Protocol):
    """What runs one statement and can be told from another thread to stop."""

    def interrupt(self) -> None:
        """Stop the statement under way, if there is one."""


class Interruption:
    """A stop button for every statement that starts while it is in force.

    Examples
    --------
    >>> stop = Interruption()
    >>> with stop.in_force():  # in the thread that asks
    ...     pass  # rows = engine.rows(…)
    >>> stop.interrupt()  # in any other
    """

    def __init__(self) -> None:
        self._lock = Lock()
        self._running: set[Stoppable] = set()
        self._interrupted = False

    @property
    def interrupted(self) -> bool:
        """Whether it was pressed."""
        return self._interrupted

    def interrupt(self) -> None:
        """Stop the statements under way; those that follow do not start."""
        with self._lock:
            self._interrupted = True
            for statement in self._running:
                statement.interrupt()

    @contextmanager
    def in_force(self) -> Iterator[None]:
        """Hold for this thread's statements within the ``with``."""
        token = _IN_FORCE.set(self)
        try:
            yield
        finally:
            _IN_FORCE.reset(token)

    @contextmanager
    def _held(self, statement: Stoppable) -> Iterator[None]:
        with self._lock:
            if self._interrupted:
                raise QueryInterrupted("The question was overtaken by another.")
            self._running.add(statement)
        try:
            yield
        finally:
            with self._lock:
                self._running.discard(statement)


_IN_FORCE: Final[ContextVar[Interruption | None]] = ContextVar("interruption", default=None)


@contextmanager
def stoppable(statement: Stoppable) -> Iterator[None]:
    """Let the interruption in force, if any, stop what runs within the ``with``.

    Raises
    ------
    QueryInterrupted
        It was pressed before.
    """
    interruption = _IN_FORCE.get()
    if interruption is None:
        yield
    else:
        with interruption._held(statement):  # noqa: SLF001 - the two halves of one thing
            yield
