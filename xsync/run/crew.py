"""A crew of worker processes: runs are shared out among them; one that dies takes only its own run along."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import tempfile
from concurrent.futures import FIRST_COMPLETED, ThreadPoolExecutor, wait
from contextlib import suppress
from dataclasses import dataclass
from queue import SimpleQueue
from typing import TYPE_CHECKING, Any, Final, cast

from xsync.store.engine import DEFAULT_MEMORY_LIMIT, MEMORY_LIMIT_VARIABLE

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from pathlib import Path
    from typing import IO

RUNS_PER_WORKER: Final = 25
"""A worker makes so many runs and is then replaced, so that what libraries leave in memory is bounded."""

_ENOUGH_TO_TIDY_UP: Final = 20
_KILLED: Final = -9
_STOPPED: Final = "The run was stopped."
_SIZE: Final = re.compile(r"\s*([0-9]+(?:\.[0-9]+)?)\s*([KMGT]i?B|B|%)\s*", re.IGNORECASE)


@dataclass(frozen=True)
class Outcome:
    """How a run ended.

    Parameters
    ----------
    exit_code
        As `xsync report` would end with.
    folder
        Where the run lies, if it came to its end.
    said
        Why it did not.
    remarks
        What else it had to say, a sentence each.
    """

    exit_code: int
    folder: str = ""
    said: str = ""
    remarks: tuple[str, ...] = ()


class Crew:
    """Makes runs in so many processes at once.

    Parameters
    ----------
    workers
        How many.
    out
        The folder the runs go to.
    pdf
        Whether each leaves its page as a PDF too.
    """

    def __init__(self, workers: int, out: Path, *, pdf: bool = False) -> None:
        self._workers = workers
        self._out = out
        self._pdf = pdf
        self._free: SimpleQueue[_Worker] = SimpleQueue()
        self._all = [_Worker(workers) for _ in range(workers)]
        for worker in self._all:
            self._free.put(worker)

    def make(self, runs: Sequence[Mapping[str, Any]], ended: Callable[[int, Outcome], None]) -> list[Outcome]:
        """Make all runs; what stops this process stops them too.

        Parameters
        ----------
        runs
            The entries of each.
        ended
            Called with a run's place and outcome as each ends, in this thread.
        """
        outcomes: dict[int, Outcome] = {}
        with ThreadPoolExecutor(self._workers) as threads:
            waiting = {threads.submit(self._make, run): place for place, run in enumerate(runs)}
            try:
                while waiting:
                    done, _ = wait(waiting, return_when=FIRST_COMPLETED)
                    for each in sorted(done, key=lambda future: waiting[future]):
                        place = waiting.pop(each)
                        outcomes[place] = each.result()
                        ended(place, outcomes[place])
            finally:
                for each in waiting:
                    each.cancel()
                for worker in self._all:
                    worker.dismiss()
                for worker in self._all:
                    worker.end()
        return [outcomes[place] for place in range(len(runs))]

    def _make(self, run: Mapping[str, Any]) -> Outcome:
        worker = self._free.get()
        try:
            return worker.make({"parameters": dict(run), "out": str(self._out), "pdf": self._pdf})
        finally:
            self._free.put(worker)


class _Worker:
    """One process at a time, started when there is something to do."""

    def __init__(self, beside: int) -> None:
        self._beside = beside
        self._process: subprocess.Popen[str] | None = None
        self._made = 0
        self._complaints = tempfile.TemporaryFile("w+", encoding="utf-8")  # noqa: SIM115 - closed in `end`
        self._dismissed = False

    def make(self, job: Mapping[str, Any]) -> Outcome:
        """Make one run; whatever becomes of the process, there is an outcome."""
        if self._made == RUNS_PER_WORKER:
            self.end()
        if self._dismissed:
            return Outcome(1, said=_STOPPED)
        self._process = self._process or self._started()
        asks, answers = _pipes(self._process)
        try:
            print(json.dumps(job), file=asks, flush=True)
            told = json.loads(answers.readline())
        except (OSError, ValueError):  # it died, or was dismissed
            return self._died()
        self._made += 1
        return Outcome(**{**told, "remarks": tuple(told["remarks"])})

    def dismiss(self) -> None:
        """Ask for nothing more: the process stops what it is doing, and ends by itself."""
        self._dismissed = True
        if self._process:
            with suppress(OSError):
                _pipes(self._process)[0].close()

    def end(self) -> None:
        """Wait until the process has tidied up and ended."""
        if self._process:
            asks, answers = _pipes(self._process)
            with suppress(OSError):
                asks.close()
            try:
                self._process.wait(_ENOUGH_TO_TIDY_UP)
            except subprocess.TimeoutExpired:
                self._process.kill()
                self._process.wait()
            answers.close()
            self._process = None
        if self._dismissed:
            self._complaints.close()

    def _started(self) -> subprocess.Popen[str]:
        self._made = 0
        variables = {**os.environ, MEMORY_LIMIT_VARIABLE: shared_memory_limit(self._beside)}
        return subprocess.Popen(
            [sys.executable, "-P", "-m", "xsync.run.worker"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=self._complaints,
            env=variables,
            text=True,
            encoding="utf-8",
            start_new_session=True,  # Ctrl-C is for the one who asks, who hands it on once
        )

    def _died(self) -> Outcome:
        if self._dismissed or self._process is None:
            return Outcome(1, said=_STOPPED)
        code = self._process.wait()
        self.end()
        how = f"was killed by signal {-code}" if code < 0 else f"ended with exit code {code}"
        hint = "; if the machine ran out of memory, let fewer work at once" if code == _KILLED else ""
        self._complaints.seek(0)
        last = (self._complaints.read().strip().splitlines() or [""])[-1]
        return Outcome(1, said=f"The run's process {how}{hint}.{f' It said: {last}' if last else ''}")


def _pipes(process: subprocess.Popen[str]) -> tuple[IO[str], IO[str]]:
    return cast("IO[str]", process.stdin), cast("IO[str]", process.stdout)


def shared_memory_limit(workers: int) -> str:
    """Return what each of so many workers' engines may hold, so that together they hold what one may.

    What is no size is handed on as it is: the engine refuses it in its own words.
    """
    limit = os.environ.get(MEMORY_LIMIT_VARIABLE) or DEFAULT_MEMORY_LIMIT
    found = _SIZE.fullmatch(limit)
    return f"{float(found[1]) / workers:.6g}{found[2]}" if found else limit
