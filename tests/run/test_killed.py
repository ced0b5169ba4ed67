"""A run that is killed or stopped leaves no half page, claims nothing, and is in nobody's way."""

from __future__ import annotations

import hashlib
import json
import os
import random
import signal
import subprocess
import time
from typing import TYPE_CHECKING

import pytest

import xsync
from tests.run.surroundings import AS_OF, RECORDING, XSYNC, demo_store, write_notebook

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

EVIDENCE = {"items.csv", "items.xlsx", "report.html", "report.ipynb"}
ENOUGH = 120


@pytest.fixture(scope="module")
def store(tmp_path_factory):
    return demo_store(tmp_path_factory)


def start(folder: Path, store: Path | None, *cells: str) -> subprocess.Popen[str]:
    write_notebook(folder / "own.ipynb", *cells)
    parameters = f"notebook: own.ipynb\nas_of: {AS_OF}\nperiod: all_time\nstore: {store or ''}\n"
    (folder / "own.yaml").write_text(parameters, encoding="utf-8")
    return subprocess.Popen(
        [XSYNC, "report", "own.yaml", "--out", "out"],
        cwd=folder,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def wait_until(seen: Callable[[], object], process: subprocess.Popen[str]) -> None:
    """Wait until something is seen, or the process is over."""
    latest = time.monotonic() + ENOUGH
    while not seen() and process.poll() is None and time.monotonic() < latest:
        time.sleep(0.001)


INSTANTS = {
    "folder made": ".*.partial",
    "kernel started": ".*.partial/kernel.log",
    "items half written": ".*.partial/items.csv",
    "figures half written": ".*.partial/result.json*",
    "notebook half written": ".*.partial/report.ipynb",
    "page half written": ".*.partial/report.html*",
    "run named": "*/own/*",
    "some time": None,
    "some other time": None,
}
"""Instants of a run, by what has just appeared then; None is any instant, another one in every test run."""


def instant(out: Path, pattern: str | None) -> Callable[[], object]:
    if pattern is None:
        due = time.monotonic() + random.uniform(0, 4)  # noqa: S311 - an instant, no secret
        return lambda: time.monotonic() >= due
    before = set(out.glob(pattern))
    return lambda: set(out.glob(pattern)) - before


def unsound(out: Path) -> list[str]:
    """What would mislead whoever looks for finished runs."""
    found = []
    for page in out.rglob("report.html"):
        named = not page.parent.name.startswith(".")
        if named and not page.read_text(encoding="utf-8").rstrip().endswith("</html>"):
            found.append(f"half a page: {page}")
    for path in out.rglob("result.json"):
        text = path.read_text(encoding="utf-8")
        if '"complete": true' not in text:
            continue
        files = json.loads(text)["files"]
        held = {name: hashlib.sha256((path.parent / name).read_bytes()).hexdigest() for name in files}
        if set(files) != EVIDENCE or held != files or path.parent.name.startswith("."):
            found.append(f"complete, and is not: {path}")
    return found


def test_a_run_killed_at_any_instant_claims_nothing_and_is_in_nobodys_way(store, tmp_path):
    out = tmp_path / "out"
    for name, pattern in INSTANTS.items():
        reached = instant(out, pattern)
        running = start(tmp_path, store, RECORDING)
        wait_until(reached, running)
        running.kill()
        running.communicate()
        assert unsound(out) == [], name
    run = xsync.run_report(tmp_path / "own.yaml", overrides=[f"notebook={tmp_path / 'own.ipynb'}"], out=out)
    assert run.result["complete"] is True
    assert unsound(out) == []


@pytest.mark.skipif(os.name != "posix", reason="Windows has no such signal to send")
def test_ctrl_c_stops_the_kernel_too_and_says_so(tmp_path):
    cell = "import os, time, pathlib\npathlib.Path('running').write_text(str(os.getpid()))\ntime.sleep(600)"
    running = start(tmp_path, None, cell)
    wait_until(lambda: (tmp_path / "running").exists() and (tmp_path / "running").read_text(), running)
    running.send_signal(signal.SIGINT)
    stdout, stderr = running.communicate(timeout=ENOUGH)
    assert (running.returncode, stdout) == (130, "")
    assert stderr.splitlines() == ["running own ...", "xsync: stopped."]
    with pytest.raises(ProcessLookupError):
        os.kill(int((tmp_path / "running").read_text()), 0)
    [kept] = [path.name for path in (tmp_path / "out").rglob("*") if path.is_file()]
    assert kept == "report.ipynb"
