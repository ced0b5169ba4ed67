"""Runs killed at random instants: no half page under a run's name, nothing claimed, and the next is whole."""

from __future__ import annotations

import pytest

import xsync
from tests.faults.company import KILLS_EACH, ORGANISATION, Killer, export, parameters, start
from tests.run.surroundings import written
from tests.run.test_killed import unsound


@pytest.mark.skipif("sys.platform == 'win32'", reason="there is no SIGKILL on Windows")
def test_a_run_killed_at_any_instant_claims_nothing(tmp_path):
    store, out = tmp_path / "store", tmp_path / "out"
    xsync.load(export(tmp_path / "log.csv", range(60)), organisation=ORGANISATION, store=store)
    asked = parameters(tmp_path, store)
    killer = Killer(lambda: start("report", asked, "--out", out, folder=tmp_path))
    [undisturbed] = out.rglob("result.json")
    while killer.killed < KILLS_EACH:
        when = killer.kill_one()
        assert unsound(out) == [], when
    healed = xsync.run_report(asked, out=out)
    assert healed.result["complete"] is True
    assert (healed.folder / "items.csv").read_bytes() == (undisturbed.parent / "items.csv").read_bytes()
    assert unsound(out) == []
    assert [name for name in written(store) if name.endswith(".partial")] == []
