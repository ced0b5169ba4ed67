"""Publishing killed at random instants: published whole or not at all, and the chain goes on."""

from __future__ import annotations

import shutil

import pytest

import xsync
from tests.faults.company import KILLS_EACH, ORGANISATION, Killer, export, parameters, start
from tests.publishing.published_runs import published_folder, wrong
from tests.run.surroundings import written


@pytest.mark.skipif("sys.platform == 'win32'", reason="there is no SIGKILL on Windows")
def test_a_publisher_killed_at_any_instant_publishes_whole_or_not_at_all(tmp_path):
    store, out = tmp_path / "store", tmp_path / "out"
    xsync.load(export(tmp_path / "log.csv", range(60)), organisation=ORGANISATION, store=store)
    run = xsync.run_report(parameters(tmp_path, store), out=out)
    killer = Killer(lambda: start("publish", run.folder, folder=tmp_path))
    target = published_folder(run)
    published = target.parents[1]
    expected = [name for name in written(target) if not name.startswith("data/")]
    shutil.rmtree(published)
    while killer.killed < KILLS_EACH:
        when = killer.kill_one()
        if target.exists():
            assert wrong(xsync.verify(target)) == [], when
            shutil.rmtree(published)
        assert run.page.exists(), when
    xsync.publish(run.folder)
    assert wrong(xsync.verify(target)) == [], killer.seed
    assert [name for name in written(target) if not name.startswith("data/")] == expected
    following = xsync.run_report(parameters(tmp_path, store), out=out)
    assert xsync.publish(following.folder).manifest.number == 2
    assert [name for name in written(tmp_path) if ".partial" in name] == []
