"""A store that may only be read: reports work from it, and a load is refused in plain words."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest

import xsync
from tests.faults.company import ORGANISATION, export, parameters
from tests.run.surroundings import run_xsync, written

pytestmark = pytest.mark.skipif(
    sys.platform != "linux" or os.geteuid() != 0, reason="only root on Linux may mount a store read-only"
)


@pytest.fixture
def store(tmp_path):
    place = tmp_path / "store"
    xsync.load(export(tmp_path / "one.csv", range(3)), organisation=ORGANISATION, store=place)
    for command in (
        ["mount", "--bind", place, place],
        ["mount", "-o", "remount,ro,bind", place],
    ):
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        if done.returncode:
            pytest.skip(f"nothing can be mounted here: {done.stderr.strip()}")
    yield place
    subprocess.run(["umount", place], check=True)


def test_a_report_is_made_from_it_and_published(store, tmp_path):
    before = written(store)
    run = run_xsync("report", parameters(tmp_path, store), folder=tmp_path)
    assert run.returncode == 0, run.stderr
    published = run_xsync("publish", run.stdout.splitlines()[-1].removesuffix("report.html"), folder=tmp_path)
    assert published.returncode == 0, published.stderr
    assert written(store) == before


def test_a_load_is_refused_in_plain_words(store, tmp_path):
    more = export(tmp_path / "more.csv", range(3, 9))
    done = run_xsync("load", more, "--organisation", ORGANISATION, "--store", store, folder=tmp_path)
    assert done.returncode == 1, done.stderr
    assert "rights" in done.stderr
    for unkind in ("Traceback", "unexpected fault", "errno", "engine"):
        assert unkind not in done.stderr
    assert xsync.sync_report(ORGANISATION, store, period="all_time").counts.items_shown == 3
