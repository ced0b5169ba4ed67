"""A disk without room: it is said what to do, nothing half is left, and with room all goes on."""

from __future__ import annotations

import os
import subprocess
import sys
from contextlib import suppress

import pytest

import xsync
from tests.faults.company import ORGANISATION, export, parameters
from tests.publishing.published_runs import published_folder, wrong
from tests.run.surroundings import run_xsync, written
from tests.run.test_killed import unsound
from tests.sources.pulls.served import assert_nothing_lost_nothing_twice
from xsync.sandbox import Sandbox
from xsync.sandbox.books import Books
from xsync.sources.demo import DEMO_SEED
from xsync.sources.spool import Spool
from xsync.store.tables import StoreUnreachable

pytestmark = pytest.mark.skipif(
    sys.platform != "linux" or os.geteuid() != 0, reason="only root on Linux may mount a small disk"
)


@pytest.fixture
def disk(tmp_path):
    """A disk of four megabytes."""
    place = tmp_path / "disk"
    place.mkdir()
    mounted = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=4m", "none", place], capture_output=True, text=True, check=False
    )
    if mounted.returncode:
        pytest.skip(f"nothing can be mounted here: {mounted.stderr.strip()}")
    yield place
    subprocess.run(["umount", place], check=True)


def fill(disk):
    """Take all the room there is; return what holds it."""
    ballast = disk / "ballast"
    with ballast.open("wb", buffering=0) as file, suppress(OSError):
        while True:
            file.write(bytes(4096))
    return ballast


def told(done):
    """What a command said that failed for want of room."""
    assert done.returncode == 1, done.stderr
    assert "No space left on device" in done.stderr or "disk is full" in done.stderr
    assert "room" in done.stderr
    for unkind in ("Traceback", "unexpected fault", "errno"):
        assert unkind not in done.stderr
    return done.stderr


def load(disk, path, folder):
    return run_xsync("load", path, "--organisation", ORGANISATION, "--store", disk / "store", folder=folder)


def shown(store):
    return xsync.sync_report(ORGANISATION, store, period="all_time").counts.items_shown


def test_a_load_is_refused_whole_and_goes_in_once_there_is_room(disk, tmp_path):
    xsync.load(export(tmp_path / "one.csv", range(3)), organisation=ORGANISATION, store=disk / "store")
    before = set(written(disk / "store" / "observations")) | set(written(disk / "store" / "loads"))
    ballast, more = fill(disk), export(tmp_path / "more.csv", range(3, 9))
    told(load(disk, more, tmp_path))
    after = set(written(disk / "store" / "observations")) | set(written(disk / "store" / "loads"))
    assert after == before
    ballast.unlink()
    assert shown(disk / "store") == 3
    assert load(disk, more, tmp_path).returncode == 0
    assert shown(disk / "store") == 9


def test_a_run_claims_nothing_and_is_made_once_there_is_room(disk, tmp_path):
    xsync.load(export(tmp_path / "one.csv", range(3)), organisation=ORGANISATION, store=tmp_path / "store")
    asked, out = parameters(tmp_path, tmp_path / "store"), disk / "out"
    ballast = fill(disk)
    told(run_xsync("report", asked, "--out", out, folder=tmp_path))
    assert unsound(out) == []
    assert list(out.rglob("report.html")) == []
    ballast.unlink()
    assert run_xsync("report", asked, "--out", out, folder=tmp_path).returncode == 0
    assert unsound(out) == []


def test_nothing_is_published_and_it_is_once_there_is_room(disk, tmp_path):
    xsync.load(export(tmp_path / "one.csv", range(3)), organisation=ORGANISATION, store=tmp_path / "store")
    run = xsync.run_report(parameters(tmp_path, tmp_path / "store"), out=disk / "out")
    ballast = fill(disk)
    told(run_xsync("publish", run.folder, folder=tmp_path))
    assert not published_folder(run).exists()
    assert [name for name in written(disk) if ".partial" in name] == []
    ballast.unlink()
    assert run_xsync("publish", run.folder, folder=tmp_path).returncode == 0
    assert wrong(xsync.verify(published_folder(run))) == []


@pytest.mark.parametrize("full", ["store", "state"])
def test_a_pull_keeps_what_arrived_and_goes_on_once_there_is_room(disk, tmp_path, monkeypatch, full):
    for name in ("store", "state"):
        monkeypatch.setenv(f"XSYNC_{name.upper()}", str((disk if name == full else tmp_path) / name))
    books = Books.of_demo(60, DEMO_SEED)
    with Sandbox(books=books, limit_scale=0.005) as sandbox:
        ballast = fill(disk)
        pull = ("pull", "all", "--organisation", "Acme")
        told(run_xsync(*pull, folder=tmp_path, **sandbox.environment))
        ballast.unlink()
        done = run_xsync(*pull, folder=tmp_path, **sandbox.environment)
    assert done.returncode == 0, done.stderr
    assert_nothing_lost_nothing_twice(books)


def test_an_answer_that_finds_no_room_leaves_no_half_line_before_the_next(disk):
    spool = Spool(disk / "answers", {"plan": 1}, frozenset())
    spool.add("list", "page 1", "whole")
    ballast = fill(disk)
    with pytest.raises(StoreUnreachable, match="Make room, then pull again"):
        spool.add("list", "page 2", "long" * 10_000)
    with pytest.raises(StoreUnreachable, match="Make room, then pull again"):
        Spool(disk / "of another", {"plan": 1}, frozenset())
    ballast.unlink()
    spool.add("list", "page 3", "whole")
    found = spool.find("page 3")
    assert found
    assert found.text == "whole"
    assert [kept.request for kept in spool.all()] == ["page 1", "page 3"]
    spool.close(done=False)
    again = Spool(disk / "answers", {"plan": 1}, frozenset())
    assert again.answers == 2
    again.close(done=True)
