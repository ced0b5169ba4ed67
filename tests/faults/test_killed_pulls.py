"""Pulls from the sandbox killed at random instants: nothing lost, nothing twice, and the next one goes on."""

from __future__ import annotations

from collections import Counter

import pytest

from tests.faults.company import KILLS_EACH, Killer, start
from tests.sources.pulls.served import ORGANISATION, assert_nothing_lost_nothing_twice, documents, keys, truth
from xsync.sandbox import Sandbox
from xsync.sandbox.books import Books
from xsync.sources.demo import DEMO_SEED
from xsync.store.store import Store

ITEMS = 60
SCALE = 0.005


@pytest.mark.skipif("sys.platform == 'win32'", reason="there is no SIGKILL on Windows")
def test_a_pull_killed_at_any_instant_loses_and_doubles_nothing(tmp_path, monkeypatch):
    books = Books.of_demo(ITEMS, DEMO_SEED)
    with Sandbox(books=books, limit_scale=SCALE) as sandbox:

        def begin():
            return start("pull", "all", "--organisation", ORGANISATION, folder=tmp_path, variables=variables)

        def fresh(name):
            monkeypatch.setenv("XSYNC_STORE", str(tmp_path / name / "store"))
            monkeypatch.setenv("XSYNC_STATE", str(tmp_path / name / "state"))
            return {**sandbox.environment}

        variables = fresh("undisturbed")
        killer = Killer(begin)
        assert_nothing_lost_nothing_twice(books)
        complete = truth(books, "cin7") + truth(books, "xero")
        rooms = iter(range(10_000))
        variables = fresh(f"room-{next(rooms)}")
        while killer.killed < KILLS_EACH:
            when = killer.kill_one()
            kept = keys(documents()) if Store().organisations() else Counter()
            assert kept <= complete, when
            if kept == complete:  # the next ones strike a store of their own
                variables = fresh(f"room-{next(rooms)}")
        process = begin()
        _, said = process.communicate()
        assert process.returncode == 0, (killer.seed, said)
        assert_nothing_lost_nothing_twice(books)
        assert sandbox.statistics()["cin7"]["refused"] == {}
        assert sandbox.statistics()["xero"]["refused"] == {}
