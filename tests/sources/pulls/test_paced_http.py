"""One interface over HTTP: every way of saying no, and what is made of it."""

from __future__ import annotations

import time
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from email.utils import format_datetime

import httpx
import pytest

from tests.sources.pulls.scripted import Said, Scripted
from xsync.errors import LedgerUnreachable
from xsync.sources.pace import Limit, Pace
from xsync.sources.paced_http import EndpointRefused, PacedHttp

GOOD = Said('{"Total": 12345678901234.1234}')
LIMIT = [{"ErrorCode": 400, "Exception": "You have reached 60 calls per 60 seconds API limit."}]


class Keys:
    def headers(self):
        return {"key": "secret"}

    def renew(self, refused):
        return refused == {"key": "never"}


@pytest.fixture
def ask(tmp_path):
    """Ask a server that says one thing after the other; returns what came, and the server."""

    def asked(*said, minute=0.3, credentials=None, told=None):
        heard: list[str] = [] if told is None else told
        script = iter(said)
        with (
            Scripted(lambda _: next(script)) as server,
            httpx.Client(base_url=server.address, follow_redirects=False) as client,
        ):
            pace = Pace(tmp_path / "calls.sqlite", server.address, Limit(50, minute, 5))
            http = PacedHttp("Acme's ledger", client, pace, credentials or Keys(), tell=heard.append)
            try:
                return http.get("things", {"Page": "1"}), server
            except (EndpointRefused, LedgerUnreachable) as error:
                return error, server

    return asked


def test_an_answer_keeps_its_text_and_its_decimals(ask):
    answered, server = ask(GOOD)
    assert answered.text == GOOD.body
    assert answered.data == {"Total": Decimal("12345678901234.1234")}
    assert server.asked[0].query == {"Page": "1"}


def test_another_try_is_told_with_its_reason(ask):
    told: list[str] = []
    ask(Said({}, 500), Said("<html>", 200), GOOD, told=told)
    assert told == [
        "things answered 500; trying again (2 of 6)",
        "things answered with no JSON; trying again (3 of 6)",
    ]


@pytest.mark.parametrize(
    "said",
    [
        Said(LIMIT, 429, {"Retry-After": "1"}),
        Said(LIMIT, 429, {"Retry-After": "1 Seconds"}),
        Said(LIMIT, 429, {"Retry-After": "1 sec"}),
        Said(LIMIT, 429, {"Retry-After": "soon"}),
        Said(LIMIT, 429),
        Said("<html>busy</html>", 503),
        Said(LIMIT, 400),
        Said({}, 429, {"X-Rate-Limit-Problem": "minute", "Retry-After": "0"}),
    ],
    ids=["seconds", "Seconds", "sec", "odd", "none", "503", "400", "xero"],
)
def test_too_many_calls_in_every_form_means_to_wait_and_ask_again(ask, said):
    answered, server = ask(said, GOOD)
    assert answered.text == GOOD.body
    waited = server.asked[1].at - server.asked[0].at
    wanted = said.headers.get("Retry-After", "")
    assert waited >= (1 if wanted[:1] == "1" else 0.003 if wanted == "0" else 0.3)


def test_a_wait_given_as_an_instant_is_waited_for(ask):
    until = datetime.now(UTC) + timedelta(seconds=2)
    answered, _ = ask(Said({}, 429, {"Retry-After": format_datetime(until, usegmt=True)}), GOOD)
    assert answered.text == GOOD.body
    assert datetime.now(UTC) >= until.replace(microsecond=0)


@pytest.mark.parametrize(
    "said",
    [
        Said({}, 500),
        Said({}, 502),
        Said("<html>sign in</html>"),
        Said('{"Total": 1', 200),
        Said({"Total": "x" * 5000}, cut=True),
        Said("", cut=True),
    ],
    ids=["500", "502", "page", "half", "cut", "empty"],
)
def test_what_passes_is_asked_again(ask, said):
    answered, server = ask(said, said, GOOD)
    assert answered.text == GOOD.body
    assert len(server.asked) == 3


@pytest.mark.parametrize(
    ("said", "status", "words"),
    [
        (Said({"Detail": "AuthorizationUnsuccessful"}, 403), 403, "scopes"),
        (Said("no", 404), 404, "not there"),
        (Said(LIMIT[0] | {"Exception": "Page must be 1"}, 400), 400, "Page must be 1"),
        (Said({}, 401), 401, "not accepted"),
    ],
)
def test_what_does_not_pass_is_refused_at_once(ask, said, status, words):
    refused, server = ask(said)
    assert isinstance(refused, EndpointRefused)
    assert refused.status == status
    assert words in refused.summary
    assert len(server.asked) == 1


def test_a_redirect_is_not_followed_with_credentials(ask):
    refused, server = ask(Said({}, 302, {"Location": "/elsewhere"}))
    assert isinstance(refused, EndpointRefused)
    assert "another address" in refused.summary
    assert server.paths() == ["things"]


def test_a_page_for_people_that_stays_means_a_wrong_address(ask):
    refused, _ = ask(*[Said("<!DOCTYPE html><html></html>")] * 20, minute=0.05)
    assert isinstance(refused, EndpointRefused)
    assert "base address is wrong" in refused.summary


def test_a_connection_that_always_drops_ends_in_a_sentence(ask):
    failed, _ = ask(*[Said("{}" * 100, cut=True)] * 20, minute=0.05)
    assert isinstance(failed, LedgerUnreachable)
    assert failed.exit_code == 6
    assert "Pull again later" in failed.summary


def test_a_daily_limit_is_not_slept_through(ask):
    began = time.monotonic()
    headers = {"X-Rate-Limit-Problem": "day", "Retry-After": "43200"}
    stopped, server = ask(Said({}, 429, headers))
    assert isinstance(stopped, LedgerUnreachable)
    assert "tomorrow" in stopped.summary
    assert len(server.asked) == 1
    assert time.monotonic() - began < 40_000


def test_a_long_wait_is_not_slept_through_either(ask):
    stopped, _ = ask(Said({}, 429, {"Retry-After": "3600"}))
    assert isinstance(stopped, LedgerUnreachable)
    assert "60 minutes" in stopped.summary


def test_a_limit_that_never_ends_is_given_up(ask):
    stopped, _ = ask(*[Said(LIMIT, 429)] * 20, minute=0.02)
    assert isinstance(stopped, LedgerUnreachable)
    assert "something else use the account" in stopped.summary


def test_the_last_call_of_a_day_is_followed_by_none(tmp_path):
    with (
        Scripted(lambda _: Said({}, 200, {"X-DayLimit-Remaining": "0"})) as server,
        httpx.Client(base_url=server.address) as client,
    ):
        pace = Pace(tmp_path / "calls.sqlite", "account", Limit(50, 0.3, 5))
        http = PacedHttp("Acme's ledger", client, pace, Keys())
        http.get("things", {})
        with pytest.raises(LedgerUnreachable, match="day's limit"):
            http.get("things", {})
        assert len(server.asked) == 1
