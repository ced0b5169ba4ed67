"""What a pull goes on with on another day: within a long weekend, and only with what was asked for then."""

from __future__ import annotations

from datetime import timedelta

import pytest

from xsync.sources import spool, stopped_pull
from xsync.sources.spool import YOUNG, Spool
from xsync.sources.stopped_pull import StoppedPull

PLAN = {"endpoint": "Invoices", "since": None}


@pytest.fixture
def later(monkeypatch):
    """Let time pass."""
    passed = timedelta(0)
    present = spool.now

    def pass_(time):
        nonlocal passed
        passed += time

    for module in (spool, stopped_pull):
        monkeypatch.setattr(module, "now", lambda: present() + passed)
    return pass_


def reading(file, *requests):
    """Go on with a reading; how many answers it had already."""
    one = Spool(file, PLAN, set())
    before = one.answers
    for request in requests:
        one.add("Invoices", request, "{}")
    one.close(done=False)
    return before


def test_a_reading_that_takes_a_day_for_each_answer_goes_on(tmp_path, later):
    for day in range(10):
        assert reading(tmp_path / "spool", f"page {day}") == day
        later(timedelta(days=1))


def test_a_reading_left_alone_for_longer_begins_again(tmp_path, later):
    reading(tmp_path / "spool", "page 1")
    later(YOUNG + timedelta(minutes=1))
    assert reading(tmp_path / "spool") == 0


def test_a_stopped_pull_is_gone_on_with_only_by_one_that_asks_the_same_soon_enough(tmp_path, later):
    stopped = StoppedPull(tmp_path / "stopped.json", {"full": True})
    stopped.done.append("Contacts")
    stopped.keep()
    assert StoppedPull(tmp_path / "stopped.json", {"full": True}).done == ["Contacts"]
    assert StoppedPull(tmp_path / "stopped.json", {"full": False}).done == []
    later(YOUNG + timedelta(minutes=1))
    assert StoppedPull(tmp_path / "stopped.json", {"full": True}).done == []


@pytest.mark.parametrize("text", ["", "[]", '{"asked": {}}', "not JSON"])
def test_a_note_that_cannot_be_read_is_none(tmp_path, text):
    (tmp_path / "stopped.json").write_text(text, encoding="utf-8")
    assert StoppedPull(tmp_path / "stopped.json", {}).done == []
