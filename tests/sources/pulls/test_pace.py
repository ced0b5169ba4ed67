"""Calls paced under a limit, whichever process or thread makes them."""

from __future__ import annotations

import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from threading import Event

import pytest

from xsync.sources.pace import Limit, Pace
from xsync.store.tables import StoreUnreachable

STOP = Event()
CALLS, WINDOW = 10, 1.0


@pytest.fixture
def pace(tmp_path):
    return Pace(tmp_path / "calls.sqlite", "account", Limit(CALLS, WINDOW, 3))


def called(pace, times, arrivals):
    """Make calls one after the other; the server sees each somewhere between its begin and its end."""
    for _ in range(times):
        with pace.turn(STOP):
            arrivals.append(time.monotonic())


def most_in_a_window(arrivals):
    ordered = sorted(arrivals)
    return max(sum(1 for each in ordered if 0 <= each - first < WINDOW) for first in ordered)


def test_no_window_holds_more_calls_than_the_limit_and_hardly_fewer(pace):
    used = 0.0
    for _ in range(5):  # a busy machine may spoil one
        arrivals: list[float] = []
        called(pace, CALLS * 4, arrivals)
        assert most_in_a_window(arrivals) <= CALLS
        used = max(used, (CALLS * 3) / ((arrivals[-1] - arrivals[0]) / WINDOW * CALLS))
        if used >= 0.95:
            return
        time.sleep(WINDOW)
    raise AssertionError(used)


@pytest.mark.parametrize("seconds", [3600, -3600])
def test_a_clock_that_is_set_meanwhile_lets_no_more_through(pace, monkeypatch, seconds):
    arrivals: list[float] = []
    called(pace, CALLS, arrivals)
    real = time.time
    monkeypatch.setattr(time, "time", lambda: real() + seconds)
    called(pace, CALLS, arrivals)
    assert most_in_a_window(arrivals) <= CALLS


def test_threads_share_the_limit_and_no_more_than_allowed_call_at_once(pace):
    arrivals, running, most = [], [], []

    def call(_):
        with pace.turn(STOP):
            arrivals.append(time.monotonic())
            running.append(1)
            most.append(len(running))
            time.sleep(0.01)
            running.pop()

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(call, range(CALLS * 2)))
    assert most_in_a_window(arrivals) <= CALLS
    assert max(most) <= 3


def test_calls_that_take_long_are_counted_until_they_end(pace):
    begun = []
    for _ in range(CALLS + 1):
        with pace.turn(STOP):
            begun.append(time.monotonic())
            time.sleep(0.02)
    assert begun[-1] - begun[0] >= WINDOW + 0.02


def test_another_account_has_a_limit_of_its_own_and_waiting_can_be_stopped(pace, tmp_path):
    called(pace, CALLS, [])
    other = Pace(tmp_path / "calls.sqlite", "other", Limit(1, 3600, 1))
    called(other, 1, [])
    stopped = Event()
    stopped.set()
    with pytest.raises(KeyboardInterrupt), other.turn(stopped):
        pass


def test_a_folder_that_cannot_be_written_is_told_with_the_setting_that_names_it(tmp_path):
    (tmp_path / "state").write_text("no folder")
    with pytest.raises(StoreUnreachable, match="XSYNC_STATE"):
        Pace(tmp_path / "state" / "calls.sqlite", "account", Limit(CALLS, WINDOW, 1))


def test_a_killed_process_gives_back_its_turn_but_its_calls_count(tmp_path):
    script = """
import sys, pathlib
from threading import Event
from xsync.sources.pace import Limit, Pace
pace = Pace(pathlib.Path(sys.argv[1]), "account", Limit(3, 0.5, 1))
for _ in range(2):
    with pace.turn(Event()):
        pass
with pace.turn(Event()):
    print("called", flush=True)
    sys.stdin.readline()
"""
    file = tmp_path / "calls.sqlite"
    process = subprocess.Popen(
        [sys.executable, "-c", script, file], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    )
    assert process.stdout
    process.stdout.readline()
    killed_at = time.monotonic()
    process.kill()
    process.communicate()
    arrivals: list[float] = []
    called(Pace(file, "account", Limit(3, 0.5, 1)), 3, arrivals)
    assert arrivals[-1] - killed_at >= 0.5
