"""`xsync explain`, as people and scripts call it."""

from __future__ import annotations

import json

import pytest
from typer.testing import CliRunner

from xsync.cli import app

OFFLINE = "Organisation is offline"


@pytest.fixture
def explain(monkeypatch, tmp_path):
    monkeypatch.setenv("XSYNC_PARAMS", str(tmp_path / "no params"))

    def run(*arguments, given=None):
        done = CliRunner().invoke(app, ["explain", *arguments], input=given)
        assert done.exit_code == 0, done.output
        return done.stdout

    return run


def test_json_has_one_entry_a_message_in_their_order(explain):
    told = json.loads(explain(OFFLINE, "Purple 12", "--json"))
    assert [each["message"] for each in told] == [OFFLINE, "Purple 12"]
    assert [each["category"] for each in told] == ["connection", "unclassified"]
    assert [each["retry"] for each in told] == ["yes", "unknown"]
    assert list(told[0])[:5] == ["message", "category", "cause", "fix", "retry"]


def test_text_says_what_to_do_and_who_does_it(explain):
    told = explain(
        "Account code '200' is not valid", "The TaxType is required. Account code must be specified"
    )
    first, second = told.split("\n\n")
    assert first.splitlines()[0] == "Account code '200' is not valid"
    assert "  Category: Account mapping" in first
    assert "does not know it: account 200." in first
    assert all(f"  {name}:" in first for name in ("Cause", "Fix", "Who", "Retry"))
    assert "  Also:     A line has no account." in second


def test_a_dash_reads_the_input_one_message_a_line(explain):
    told = json.loads(explain("-", "--json", given=f"{OFFLINE}\n\n  Purple\n"))
    assert [each["message"] for each in told] == [OFFLINE, "  Purple"]


def test_an_answer_of_several_lines_is_one_message(explain):
    answer = json.dumps(
        {"Elements": [{"ValidationErrors": [{"Message": "Email address must be valid"}]}]}, indent=2
    )
    (told,) = json.loads(explain("-", "--json", given=answer))
    assert told["category"] == "contact"


def test_a_long_or_unprintable_message_is_repeated_as_far_as_a_terminal_takes_it(explain):
    told = explain("\x1b[31mred\nalert", "long " * 100)
    assert "\x1b" not in told
    assert "red alert" in told
    assert max(map(len, told.splitlines())) <= 200


def test_a_broken_catalogue_of_the_firm_is_told(monkeypatch, tmp_path):
    monkeypatch.setenv("XSYNC_PARAMS", str(tmp_path))
    (tmp_path / "causes.yaml").write_text("causes: {odd: {cause: x}}", encoding="utf-8")
    done = CliRunner().invoke(app, ["explain", OFFLINE])
    assert done.exception is not None
    assert "odd: fix: a cause needs it" in str(done.exception)
