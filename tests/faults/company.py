"""What fault tests share: a company of a few rows, the real command in processes, and how they are killed."""

from __future__ import annotations

import csv
import os
import random
import subprocess
import time
from typing import TYPE_CHECKING

from tests.run.surroundings import XSYNC
from xsync.model import REPORT_FIELDS

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from pathlib import Path

ORGANISATION = "Acme"
AS_OF = "2026-11-02T09:00:00+00:00"
KILLS = int(os.environ.get("XSYNC_KILLS") or 8)
"""How many processes are killed, over four commands."""
KILLS_EACH = -(-KILLS // 4)


def export(path: Path, numbers: range, *, status: str = "Failed") -> Path:
    """Write an export of the report, one invoice for every number."""
    row = ["", "13/10/2026 10:00", status, "Invoice", "", "", "", "13/10/2026"]
    with path.open("w", encoding="utf-8", newline="") as file:
        titles = [field.title for field in REPORT_FIELDS]
        csv.writer(file).writerows([titles, *([f"INV-{number}", *row] for number in numbers)])
    return path


def parameters(folder: Path, store: Path) -> Path:
    """Write the parameter file of a report on all items."""
    path = folder / "params.yaml"
    path.write_text(
        f"organisation: {ORGANISATION}\nstore: {store}\nperiod: all_time\nas_of: {AS_OF}\n", encoding="utf-8"
    )
    return path


def start(
    *arguments: str | Path, folder: Path, variables: Mapping[str, str] | None = None
) -> subprocess.Popen[str]:
    """Start the real command."""
    return subprocess.Popen(
        [XSYNC, *arguments],
        cwd=folder,
        env={**os.environ, **(variables or {})},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        encoding="utf-8",
    )


class Killer:
    """Kills processes at random instants of the time that one of them took undisturbed."""

    def __init__(self, begin: Callable[[], subprocess.Popen[str]]) -> None:
        self.seed = random.randrange(1 << 32)  # noqa: S311 - an instant, no secret
        self._random, self._begin = random.Random(self.seed), begin  # noqa: S311
        started = time.monotonic()
        process = begin()
        _, said = process.communicate()
        assert process.returncode == 0, said
        self._lasted = time.monotonic() - started
        self.killed = 0

    def kill_one(self) -> str:
        """Kill a process, unless it was over before; return when, to be printed where something is amiss."""
        after = self._random.uniform(0, self._lasted)
        process = self._begin()
        time.sleep(after)
        process.kill()
        process.communicate()
        self.killed += process.returncode < 0
        return f"seed {self.seed}: after {after:.3f} of {self._lasted:.3f} seconds"
