"""What a process costs, and what two of them cost beside each other."""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

ROOT = Path(__file__).resolve().parent.parent
BYTES_PER_MAXRSS = 1 if sys.platform == "darwin" else 1024
GIB = 2**30


@dataclass(frozen=True)
class Cost:
    """What one process took: wall-clock seconds, and the most memory it held at once."""

    seconds: float
    peak_bytes: int


@dataclass(frozen=True)
class Row:
    """One line of the table; ``met`` is None where there is no target to meet."""

    what: str
    ours: str
    peer: str
    ratio: str = ""
    target: str = ""
    met: bool | None = None

    def cells(self, *, judged: bool) -> tuple[str, ...]:
        verdict = {True: "met", False: "MISSED", None: "for comparison"}[self.met] if judged else "not judged"
        return self.what, self.ours, self.peer, self.ratio, self.target, verdict


def process(command: Sequence[str | Path], **variables: str) -> Cost:
    """Run a program to its end, in the checkout, and say what it cost.

    Raises
    ------
    RuntimeError
        If it does not end well; its last words are in the message.
    """
    return _run(command, variables)[0]


def job(command: Sequence[str | Path], **variables: str) -> Cost:
    """Run a program as `process` does; its seconds are those that it prints last, of its work alone."""
    cost, words = _run(command, variables)
    return Cost(float(words.split()[-1]), cost.peak_bytes)


def _run(command: Sequence[str | Path], variables: dict[str, str]) -> tuple[Cost, str]:
    with tempfile.TemporaryFile("w+", encoding="utf-8") as words:
        started = time.perf_counter()
        running = subprocess.Popen(
            command, cwd=ROOT, env={**os.environ, **variables}, stdout=words, stderr=subprocess.STDOUT
        )
        _, status, usage = os.wait4(running.pid, 0)
        seconds = time.perf_counter() - started
        running.returncode = os.waitstatus_to_exitcode(status)
        words.seek(0)
        said = words.read()
        if running.returncode:
            raise RuntimeError(f"{command} ended with {running.returncode}:\n{said[-2000:]}")
    return Cost(seconds, usage.ru_maxrss * BYTES_PER_MAXRSS), said


def peer_command(name: str, *arguments: str | Path) -> list[str | Path]:
    """The command that runs one of the programs under bench/peers."""
    return [sys.executable, "-m", f"bench.peers.{name}", *arguments]


def in_turns(ours: Callable[[], Cost], peer: Callable[[], Cost], times: int) -> list[tuple[Cost, Cost]]:
    """Run both a number of times, each first in every other turn, so that neither gains by its place."""
    pairs = []
    for turn in range(times):
        say(f"  turn {turn + 1} of {times}")
        if turn % 2:
            theirs = peer()
            pairs.append((ours(), theirs))
        else:
            pairs.append((ours(), peer()))
    return pairs


def compared(what: str, pairs: Sequence[tuple[Cost, Cost]], at_most: float) -> Row:
    """Judge the median of the paired ratios of time."""
    ratio = statistics.median(ours.seconds / peer.seconds for ours, peer in pairs)
    return Row(
        what,
        seconds_in_words(statistics.median(ours.seconds for ours, _ in pairs)),
        seconds_in_words(statistics.median(peer.seconds for _, peer in pairs)),
        f"{ratio:.2f}",
        f"≤ {at_most:g}",
        ratio <= at_most,
    )


def for_comparison(what: str, pairs: Sequence[tuple[Cost, Cost]]) -> Row:
    """The same beside a peer that there is no target against."""
    row = compared(what, pairs, 0)
    return replace(row, target="", met=None)


def seconds_in_words(seconds: float) -> str:
    return f"{seconds:.2f} s" if seconds >= 1 else f"{seconds * 1000:.0f} ms"


def say(text: str) -> None:
    """Tell the person waiting; the table alone goes to the standard output."""
    print(text, file=sys.stderr, flush=True)
