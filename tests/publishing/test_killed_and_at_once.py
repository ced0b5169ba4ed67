"""Publishers killed in the middle, and several at once: real processes on one chain."""

from __future__ import annotations

import random
import subprocess
import time
from typing import TYPE_CHECKING

import pytest

import xsync
from tests.publishing.published_runs import a_run, published_folder, wrong
from tests.run.surroundings import XSYNC, run_xsync, written
from xsync.errors import RunFailed, UsageError

if TYPE_CHECKING:
    from pathlib import Path

INSTANTS = {
    "folder made": "",
    "page half copied": "report.html",
    "rows half frozen": "data",
    "manifest half written": "manifest.json",
}
"""Instants of publishing, by what has just appeared in the folder that is not yet under its name."""


@pytest.fixture(autouse=True)
def _settings_of_nobody(monkeypatch, tmp_path):
    monkeypatch.setenv("XSYNC_PARAMS", str(tmp_path / "no params"))


def start(folder: Path) -> subprocess.Popen[bytes]:
    return subprocess.Popen(
        [XSYNC, "publish", folder], stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, cwd=folder
    )


def test_killed_at_any_instant_it_is_published_whole_or_not_at_all(store, tmp_path):
    run = a_run(store, tmp_path)
    target = published_folder(run)
    partial = target.with_name(f".{target.name}.partial")
    for name in (*INSTANTS, "some time", "some other time"):
        due = time.monotonic() + random.uniform(0.3, 3)  # noqa: S311 - an instant, no secret
        seen = partial / INSTANTS[name] if name in INSTANTS else None
        running = start(run.folder)
        while running.poll() is None and not (seen.exists() if seen else time.monotonic() > due):
            time.sleep(0.001)
        running.kill()
        running.communicate()
        if target.exists():
            break
        assert run.page.exists()
    if not target.exists():
        xsync.publish(run.folder)
    assert wrong(xsync.verify(target)) == []
    other = a_run(store, tmp_path)
    assert xsync.publish(other.folder).manifest.number == 2
    assert [name for name in written(tmp_path) if ".partial" in name] == []


def test_publishers_at_once_make_one_chain(store, tmp_path):
    runs = [a_run(store, tmp_path) for _ in range(3)]
    processes = [start(run.folder) for run in (*runs, runs[0])]
    said = [process.communicate()[1].decode() for process in processes]
    assert sorted(process.returncode for process in processes) == [0, 0, 0, 2]
    assert sum("published already" in each for each in said) == 1
    found = [xsync.verify(published_folder(run)) for run in runs]
    assert [wrong(each) for each in found] == [[], [], []]
    assert sorted(each.manifest.number for each in found if each.manifest) == [1, 2, 3]


@pytest.mark.parametrize("in_the_way", ["published", "published/own"])
def test_a_folder_that_takes_nothing_more_is_told(store, tmp_path, in_the_way):
    run = a_run(store, tmp_path)
    blocked = run.folder.parents[1] / in_the_way
    blocked.parent.mkdir(exist_ok=True)
    blocked.write_text("in the way")
    done = run_xsync("publish", run.folder, folder=tmp_path)
    assert done.returncode == 1
    assert "unexpected fault" not in done.stderr
    assert str(run.folder.parents[1] / "published") in done.stderr


def test_a_browser_that_fails_publishes_nothing(store, tmp_path, monkeypatch):
    run = a_run(store, tmp_path)
    monkeypatch.setenv("XSYNC_BROWSER", "false")
    with pytest.raises(RunFailed, match="printed no PDF"):
        xsync.publish(run.folder, pdf=True)
    monkeypatch.setenv("XSYNC_BROWSER", "no-such-browser")
    with pytest.raises(UsageError, match="is no program here"):
        xsync.publish(run.folder, pdf=True)
    assert [name for name in written(tmp_path / "reports") if "published/own" in name] == []
