"""How many calls an interface takes in a minute, a day and at once, and what the sandbox counts of them."""

from __future__ import annotations

import time
from collections import Counter, deque
from contextlib import contextmanager
from threading import Lock
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from collections.abc import Iterator

MINUTE: Final = 60.0


class Limits:
    """Counts the calls of one interface, and tells which one goes beyond a limit.

    Parameters
    ----------
    a_minute, a_day, at_once
        The most calls taken; none where there is no such limit.
    minute
        How many seconds a minute has: tests have less time.
    """

    def __init__(
        self,
        a_minute: int,
        *,
        a_day: int | None = None,
        at_once: int | None = None,
        minute: float = MINUTE,
    ) -> None:
        self.a_minute, self.a_day, self.at_once, self.minute = a_minute, a_day, at_once, minute
        self._lock = Lock()
        self._taken: deque[float] = deque()
        self._running = 0
        self._today = 0
        self._counts: Counter[str] = Counter()
        self._refusals: Counter[str] = Counter()
        self._most_a_minute = self._most_at_once = 0

    @contextmanager
    def call(self, what: str) -> Iterator[str]:
        """Count a call while it runs; what is yielded names the limit that it breaks, or is empty."""
        broken = self._begin(what)
        try:
            yield broken
        finally:
            with self._lock:
                self._running -= 1

    def _begin(self, what: str) -> str:
        now = time.monotonic()
        with self._lock:
            self._running += 1
            self._counts[what] += 1
            self._most_at_once = max(self._most_at_once, self._running)
            self._forget(now)
            broken = self._broken()
            if broken:
                self._refusals[broken] += 1
                return broken
            self._today += 1
            self._taken.append(now)
            self._most_a_minute = max(self._most_a_minute, len(self._taken))
            return ""

    def _broken(self) -> str:
        if self.at_once is not None and self._running > self.at_once:
            return "concurrent"
        if self.a_day is not None and self._today >= self.a_day:
            return "day"
        return "minute" if len(self._taken) >= self.a_minute else ""

    def _forget(self, now: float) -> None:
        while self._taken and self._taken[0] <= now - self.minute:
            self._taken.popleft()

    def new_day(self) -> None:
        """Forget what was called today."""
        with self._lock:
            self._today = 0

    def seconds_to_wait(self) -> float:
        """Return after how many seconds the minute's window has room again."""
        with self._lock:
            now = time.monotonic()
            self._forget(now)
            full = len(self._taken) >= self.a_minute
            return max(0.0, self._taken[0] + self.minute - now) if full else 0.0

    def left(self) -> dict[str, int]:
        """Return how many calls are left in this minute and on this day."""
        with self._lock:
            self._forget(time.monotonic())
            minute = max(0, self.a_minute - len(self._taken))
            return {"minute": minute, "day": max(0, (self.a_day or 0) - self._today)}

    def statistics(self) -> dict[str, Any]:
        """Return what was counted: calls by address, refusals by limit, the most at once and in a minute."""
        with self._lock:
            return {
                "calls": self._counts.total(),
                "calls_by_address": dict(sorted(self._counts.items())),
                "refused": dict(self._refusals),
                "most_in_a_minute": self._most_a_minute,
                "most_at_once": self._most_at_once,
            }
