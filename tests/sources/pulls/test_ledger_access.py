"""Xero's tokens: rotated, kept, never lost by a kill."""

from __future__ import annotations

import time

import xsync
from tests.sources.pulls.scripted import Said
from tests.sources.pulls.served import ORGANISATION, PullProcess


def test_a_pull_killed_while_its_refresh_token_rotates_connects_again(server, ledgers):
    served = ["first"]

    def token(asked):
        """Rotate; as Xero does, take the one before once more."""
        if asked.form["refresh_token"] not in served[-2:]:
            return Said({"error": "invalid_grant"}, 400)
        served.append(f"refresh-{len(served)}")
        body = {"access_token": f"a{len(served)}", "refresh_token": served[-1], "expires_in": 1800}
        return Said(body, seconds=3 if len(served) == 2 else 0)

    usual = ledgers.say
    server.say = lambda asked: token(asked) if asked.path == "token" else usual(asked)
    settings = {"XSYNC_XERO_REFRESH_TOKEN": "first", "XSYNC_XERO_TENANT_ID": "tenant"}
    killed = PullProcess("xero", "--json", environment=settings)
    while not server.asked:
        time.sleep(0.01)
    killed.kill()
    for _ in range(2):
        code, result, errors = PullProcess("xero", "--json", environment=settings).ended()
        assert (code, result["complete"]) == (0, True), errors
    assert [each.form["refresh_token"] for each in server.asked if each.path == "token"] == [
        "first",
        "first",
        "refresh-2",
    ]
    assert {each.headers["xero-tenant-id"] for each in server.asked if each.path != "token"} == {"tenant"}


def test_a_refresh_token_used_up_is_told(server, monkeypatch):
    monkeypatch.setenv("XSYNC_XERO_REFRESH_TOKEN", "old")
    monkeypatch.setenv("XSYNC_XERO_TENANT_ID", "tenant")
    server.say = lambda _: Said({"error": "invalid_grant"}, 400)
    result = xsync.pull("xero", organisation=ORGANISATION)
    assert result.exit_code == 6
    assert "connect again" in result.refused[0].reason


def test_an_endpoint_of_tokens_that_fails_now_and_then_is_asked_again(server, ledgers):
    failing = iter([Said({}, 500), Said("<html></html>"), Said({"odd": 1})])
    usual = ledgers.say
    server.say = lambda asked: next(failing, None) or usual(asked) if asked.path == "token" else usual(asked)
    assert xsync.pull("xero", organisation=ORGANISATION).is_complete
    assert server.paths().count("token") == 4
