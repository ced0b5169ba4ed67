"""Loads killed at random instants: the store is as before or as after, and the next load heals it."""

from __future__ import annotations

import pytest

import xsync
from tests.faults.company import KILLS_EACH, ORGANISATION, Killer, export, start
from xsync.store.store import Store

BEFORE, AFTER = 3, 400


def numbers(store):
    return sorted(
        xsync.sync_report(ORGANISATION, store, period="all_time").items()["cin7_number"].to_pylist()
    )


@pytest.mark.skipif("sys.platform == 'win32'", reason="there is no SIGKILL on Windows")
def test_a_load_killed_at_any_instant_is_in_whole_or_not_at_all(tmp_path):
    stores = iter(tmp_path / f"store-{number}" for number in range(10_000))
    small = export(tmp_path / "small.csv", range(BEFORE))
    large = export(tmp_path / "large.csv", range(AFTER), status="Completed")
    store = tmp_path / "undisturbed"

    def begin():
        return start("load", large, "--organisation", ORGANISATION, "--store", store, folder=tmp_path)

    xsync.load(small, organisation=ORGANISATION, store=store)
    killer = Killer(begin)
    expected = numbers(store)
    assert len(expected) == AFTER
    store, was_in = next(stores), 0
    xsync.load(small, organisation=ORGANISATION, store=store)
    while killer.killed < KILLS_EACH:
        when = killer.kill_one()
        found = numbers(store)
        assert len(found) in {BEFORE, AFTER}, when
        if len(found) == AFTER:  # too late to be a disturbance: the next ones strike a store of their own
            was_in += 1
            assert found == expected, when
            again = xsync.load(large, organisation=ORGANISATION, store=store).files[0]
            assert (again.rows_loaded, again.rows_known) == (0, AFTER), when
            store = next(stores)
            xsync.load(small, organisation=ORGANISATION, store=store)
    xsync.load(large, organisation=ORGANISATION, store=store)
    assert numbers(store) == expected, killer.seed
    loads = [load.source_file for load in Store(store).loads(ORGANISATION)]
    assert sorted(loads) == ["large.csv", "small.csv"], killer.seed
