"""The limits of both interfaces, and what the sandbox counts of them."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from threading import Event
from time import sleep
from typing import TYPE_CHECKING, Any

import httpx
import pytest

from tests.sandbox.callers import cin7, xero
from xsync.sandbox import Books, Sandbox
from xsync.sources.demo import DEMO_SEED

if TYPE_CHECKING:
    from collections.abc import Iterator

    from xsync.sources.demo.ledger import LedgerDocument


@pytest.fixture(scope="module")
def books() -> Books:
    return Books.of_demo(50, DEMO_SEED)


@pytest.fixture
def sandbox(books: Books) -> Iterator[Sandbox]:
    with Sandbox(books=books) as served:
        yield served


def counted(sandbox: Sandbox) -> Any:
    return httpx.get(f"{sandbox.address}/sandbox/statistics").json()


def test_cin7_takes_sixty_calls_a_minute_and_not_one_more(sandbox: Sandbox) -> None:
    with cin7(sandbox) as http:
        assert {http.get("me").status_code for _ in range(60)} == {200}
        refused = http.get("me")
    assert refused.status_code == 429
    assert refused.headers["Retry-After"].endswith(" Seconds")
    assert refused.json()[0]["ErrorCode"] == 429
    cin7_counted = counted(sandbox)["cin7"]
    assert cin7_counted["calls"] == cin7_counted["calls_by_address"]["me"] == 61
    assert cin7_counted["refused"] == {"minute": 1}
    assert cin7_counted["most_in_a_minute"] == 60


def test_xero_tells_what_is_left_and_how_long_to_wait(sandbox: Sandbox) -> None:
    with xero(sandbox) as http:
        left = [int(http.get("Organisation").headers["X-MinLimit-Remaining"]) for _ in range(60)]
        refused = http.get("Organisation")
    assert left == list(range(59, -1, -1))
    assert refused.status_code == 429
    assert refused.headers["X-Rate-Limit-Problem"] == "minute"
    assert 0 < int(refused.headers["Retry-After"]) <= 61
    assert refused.headers["X-MinLimit-Remaining"] == "0"
    assert refused.headers["X-DayLimit-Remaining"] == "4940"


def test_a_short_minute_is_over_soon(books: Books) -> None:
    with Sandbox(books=books, limit_scale=0.0001) as sandbox, cin7(sandbox) as http:
        answers = [http.get("me").status_code for _ in range(130)]
    assert set(answers) == {200}


def test_both_interfaces_have_limits_of_their_own(sandbox: Sandbox) -> None:
    with cin7(sandbox) as http:
        for _ in range(60):
            http.get("me")
    with xero(sandbox) as http:
        assert http.get("Organisation").status_code == 200


def test_the_day_ends_where_it_is_said_to(books: Books) -> None:
    with Sandbox(books=books, calls_a_day=3) as sandbox, xero(sandbox) as http:
        assert [http.get("Organisation").headers["X-DayLimit-Remaining"] for _ in range(3)] == ["2", "1", "0"]
        refused = http.get("Organisation")
    assert refused.status_code == 429
    assert refused.headers["X-Rate-Limit-Problem"] == "day"
    assert int(refused.headers["Retry-After"]) > 3600


class SlowBooks(Books):
    """Books that nobody can read before they are opened."""

    opened = Event()

    def documents(self, side: str) -> list[LedgerDocument]:
        assert self.opened.wait(timeout=30)
        return super().documents(side)


def test_five_calls_may_run_at_once_and_the_sixth_is_refused() -> None:
    books = SlowBooks([])
    with Sandbox(books=books) as sandbox, xero(sandbox) as http, ThreadPoolExecutor(5) as pool:
        running = [pool.submit(http.get, "Accounts") for _ in range(5)]
        while sandbox.statistics()["xero"]["most_at_once"] < 5:
            sleep(0.01)
        refused = http.get("Accounts")
        books.opened.set()
        assert {one.result().status_code for one in running} == {200}
        assert http.get("Accounts").status_code == 200
        statistics = sandbox.statistics()["xero"]
    assert refused.status_code == 429
    assert refused.headers["X-Rate-Limit-Problem"] == "concurrent"
    assert "Retry-After" not in refused.headers
    assert statistics["refused"] == {"concurrent": 1}
    assert statistics["most_at_once"] == 6
