"""Loads in processes of their own, to be run side by side or killed."""

from __future__ import annotations

import subprocess
import sys
import time
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

LOADER = """
import json, sys, time
import xsync.sources.report_loading, deltalake  # all that a load imports, so that its own time shows
print("ready", flush=True)
sys.stdin.readline()
started = time.monotonic()
result = xsync.load(sys.argv[1], store=sys.argv[2])
print(json.dumps({"seconds": time.monotonic() - started, **result.to_dict()}))
"""


class LoadProcess:
    """A process that has imported everything and waits for the word to load one file."""

    def __init__(self, path: Path, store: Path | str) -> None:
        self._process = subprocess.Popen(
            [sys.executable, "-c", LOADER, path, store],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            encoding="utf-8",
        )
        assert self._process.stdout
        assert self._process.stdout.readline() == "ready\n"

    def begin(self) -> None:
        assert self._process.stdin
        self._process.stdin.write("\n")
        self._process.stdin.flush()

    def kill_after(self, seconds: float) -> None:
        time.sleep(seconds)
        self._process.kill()
        self._process.communicate()

    def told(self) -> str:
        """What it printed at its end, which was a good one."""
        output, errors = self._process.communicate()
        assert self._process.returncode == 0, errors
        return output
