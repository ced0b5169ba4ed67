"""The clock of the machine is set between two commands: what was loaded and published stays, and in order."""

from __future__ import annotations

import os
import shutil
import subprocess

import pytest

import xsync
from tests.faults.company import ORGANISATION, export, parameters
from tests.publishing.published_runs import published_folder, wrong
from tests.run.surroundings import XSYNC

pytestmark = pytest.mark.skipif(
    shutil.which("faketime") is None, reason="faketime, which shows a process another clock, is not installed"
)


def at(days, *arguments, folder):
    """Run the command as if the clock were so many days ahead."""
    done = subprocess.run(
        ["faketime", "-f", f"{days:+}d", XSYNC, *arguments],
        cwd=folder,
        env={**os.environ, "DONT_FAKE_MONOTONIC": "1"},
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    assert done.returncode == 0, done.stderr


def test_loads_under_a_clock_that_jumps_are_all_there(tmp_path):
    store = tmp_path / "store"
    for place, days in enumerate((0, 400, -400, 0)):
        file = export(tmp_path / f"{place}.csv", range(place, place + 3))
        for _ in range(2):
            at(days, "load", file, "--organisation", ORGANISATION, "--store", store, folder=tmp_path)
    report = xsync.sync_report(ORGANISATION, store, period="all_time")
    assert report.counts.items_shown == 6
    run = xsync.run_report(parameters(tmp_path, store), out=tmp_path / "out", overrides=["as_of="])
    assert run.result["items_in_period"] == 6


def test_a_chain_published_under_a_clock_that_jumps_is_whole(tmp_path):
    store, out = tmp_path / "store", tmp_path / "out"
    xsync.load(export(tmp_path / "log.csv", range(3)), organisation=ORGANISATION, store=store)
    runs = [xsync.run_report(parameters(tmp_path, store), out=out) for _ in range(3)]
    for days, run in zip((400, -400, 0), runs, strict=True):
        at(days, "publish", run.folder, folder=tmp_path)
    found = [xsync.verify(published_folder(run)) for run in runs]
    assert [wrong(each) for each in found] == [[], [], []]
    assert [each.manifest.number for each in found if each.manifest] == [1, 2, 3]
