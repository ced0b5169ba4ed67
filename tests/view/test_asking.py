from __future__ import annotations

import asyncio
import threading
import time

import pytest

from xsync.errors import XsyncError
from xsync.store.engine import Engine
from xsync.store.interruption import Interruption, QueryInterrupted
from xsync.view.asking import Asker

ENDLESS = "SELECT sum(a.range * b.range) FROM range(3000000) AS a, range(3000000) AS b"
"""Some hours of work, in little memory."""


class Told(list[object]):
    """What an asker told, in order."""

    def __init__(self):
        super().__init__()
        self.asker = Asker(lambda busy: self.append("busy" if busy else "ready"))

    def ask(self, work):
        self.asker.ask(work, self.append, self.append)


def slowly(seconds, answer):
    time.sleep(seconds)
    return answer


@pytest.fixture
def told():
    return Told()


@pytest.fixture(scope="module")
def engine():
    return Engine()


def test_an_answer_is_found_elsewhere_and_handed_over(told):
    told.ask(lambda: threading.current_thread().name)
    told.asker.wait()
    assert told == ["xsync question"]


def test_a_newer_question_stops_an_older_one(told, engine):
    started = threading.Event()

    def older():
        started.set()
        return engine.rows(ENDLESS)

    told.ask(older)
    assert started.wait(10)
    time.sleep(0.2)
    begun = time.perf_counter()
    told.ask(lambda: engine.rows("SELECT 42"))
    told.asker.wait()
    assert told == [[(42,)]]
    assert time.perf_counter() - begun < 1.5
    assert [each for each in threading.enumerate() if each.name == "xsync question"] == []


@pytest.mark.parametrize("read", ["rows", "table"])
def test_an_interrupted_statement_says_so_and_the_engine_goes_on(engine, read):
    stop = Interruption()
    threading.Timer(0.3, stop.interrupt).start()
    with stop.in_force(), pytest.raises(QueryInterrupted):
        getattr(engine, read)(ENDLESS)
    assert stop.interrupted
    with stop.in_force(), pytest.raises(QueryInterrupted, match="overtaken"):
        engine.rows("SELECT 1")
    assert engine.rows("SELECT 1") == [(1,)]


def test_only_the_statements_of_its_own_thread_are_stopped(engine):
    stop = Interruption()
    answers = []
    other = threading.Thread(
        target=lambda: answers.extend(engine.rows("SELECT count(*) FROM range(300000000)"))
    )
    other.start()
    with stop.in_force():
        threading.Timer(0.1, stop.interrupt).start()
        with pytest.raises(QueryInterrupted):
            engine.rows(ENDLESS)
    other.join()
    assert answers == [(300000000,)]


def test_many_questions_at_once_leave_the_newest_answer_alone(told, engine):
    for number in range(40):
        told.ask(
            lambda number=number: engine.rows(f"SELECT {number}, ({ENDLESS})" if number < 39 else "SELECT 39")
        )
    told.asker.wait()
    assert [each for each in told if each not in ("busy", "ready")] == [[(39,)]]


def test_a_slow_question_shows_a_sign_and_takes_it_back(told):
    told.ask(lambda: slowly(0.7, "slow"))
    told.asker.wait()
    assert told == ["busy", "ready", "slow"]


def test_a_quick_question_shows_none(told):
    told.ask(lambda: "quick")
    told.asker.wait()
    time.sleep(0.6)
    assert told == ["quick"]


def test_what_goes_wrong_is_told_in_words(told, engine):
    told.ask(lambda: engine.rows("SELECT * FROM nowhere"))
    told.asker.wait()
    told.ask(lambda: 1 // 0)
    told.asker.wait()
    refused, unforeseen = told
    assert "nowhere" in str(refused)
    assert isinstance(unforeseen, XsyncError)
    assert "ZeroDivisionError: integer division or modulo by zero" in str(unforeseen)


def test_an_answer_that_cannot_be_shown_is_told_as_well(told):
    told.asker.ask(lambda: "answer", lambda answer: answer.nonsense, told.append)
    told.asker.wait()
    assert "nonsense" in str(told[0])


def test_an_answer_may_ask_the_next_question(told):
    told.asker.ask(lambda: 1, lambda one: told.ask(lambda: one + 1), told.append)
    told.asker.wait()
    assert told == [2]


def test_within_an_event_loop_answers_come_in_its_thread(told):
    seen = []

    async def kernel():
        told.asker.ask(
            lambda: threading.current_thread().name,
            lambda worker: seen.append((worker, threading.current_thread().name)),
            told.append,
        )
        for _ in range(200):
            await asyncio.sleep(0.01)
            if seen:
                return

    asyncio.run(kernel())
    assert seen == [("xsync question", "MainThread")]


def test_within_an_event_loop_waiting_takes_the_answer_at_once(told):
    async def kernel():
        told.ask(lambda: slowly(0.1, "answer"))
        told.asker.wait()
        return list(told)

    assert asyncio.run(kernel()) == ["answer"]


def test_an_answer_whose_loop_has_gone_is_still_handed_over(told):
    async def kernel():
        told.ask(lambda: slowly(0.3, "late"))

    asyncio.run(kernel())
    told.asker.wait()
    assert told == ["late"]
