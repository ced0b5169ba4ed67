"""Loads killed in the middle, and several at once: real processes on one store."""

from __future__ import annotations

import csv
import signal
import subprocess
import sys
import time

import pytest

import xsync
from xsync.model import REPORT_FIELDS

TITLES = [field.title for field in REPORT_FIELDS]
ROW = ["INV-1", "", "13/10/2026 10:00", "Failed", "Invoice", "", "", "", "13/10/2026"]
WINDOWS = sys.platform == "win32"


def write(path, rows):
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([TITLES, *rows])
    return path


def command(*arguments):
    return [sys.executable, "-m", "xsync", *map(str, arguments)]


@pytest.fixture(scope="module")
def large(tmp_path_factory):
    """An export large enough that a load of it can be killed in the middle."""
    path = tmp_path_factory.mktemp("large") / "large.csv"
    return write(path, ([f"BIG-{number}", *ROW[1:]] for number in range(60_000)))


@pytest.mark.skipif(WINDOWS, reason="there is no SIGKILL on Windows")
def test_a_killed_load_leaves_the_store_as_before_or_as_after(large, tmp_path):
    store, seen = tmp_path / "store", set()
    small = write(tmp_path / "small.csv", [[f"INV-{number}", *ROW[1:]] for number in range(3)])
    xsync.load(small, organisation="Acme", store=store)
    for attempt in range(5):
        loading = subprocess.Popen(
            command("load", large, "--organisation", "Acme", "--store", store),
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        time.sleep(0.3 + 0.15 * attempt)
        loading.send_signal(signal.SIGKILL)
        loading.wait()
        shown = xsync.sync_report("Acme", store, period="all_time").counts.items_shown
        assert shown in {3, 60_003}
        seen.add(shown)
    assert 3 in seen
    healed = xsync.load(large, organisation="Acme", store=store).files[0]
    assert healed.rows_loaded + healed.rows_known == 60_000
    assert xsync.sync_report("Acme", store, period="all_time").counts.items_shown == 60_003


def test_loads_at_once_all_arrive_and_the_same_file_counts_once(tmp_path):
    store = tmp_path / "store"
    loads = [write(tmp_path / f"{number}.csv", [[f"INV-{number}", *ROW[1:]]]) for number in range(3)]
    processes = [
        subprocess.Popen(
            command("load", path, "--organisation", "Acme", "--store", store), stdout=subprocess.DEVNULL
        )
        for path in (*loads, loads[0])
    ]
    assert [process.wait(120) for process in processes] == [0, 0, 0, 0]
    report = xsync.sync_report("Acme", store, period="all_time")
    assert sorted(report.items()["cin7_number"].to_pylist()) == ["INV-0", "INV-1", "INV-2"]
