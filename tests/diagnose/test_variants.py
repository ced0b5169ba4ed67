"""Messages as many hands word them land in the right category."""

from __future__ import annotations

from importlib.resources import files

import pytest

from tests.diagnose.labelled import labelled, overall, rates
from xsync.plain_yaml import read_plain_yaml

FLOOR = 0.95
FLOOR_OF_A_CATEGORY = 0.9


def packaged():
    return read_plain_yaml((files("xsync.diagnose") / "causes.yaml").read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def outcome(tmp_path_factory):
    with pytest.MonkeyPatch.context() as patched:
        patched.setenv("XSYNC_PARAMS", str(tmp_path_factory.mktemp("no own catalogue")))
        return rates()


def test_nearly_all_land_right_and_how_many_is_said(outcome):
    by_category, wrong = outcome
    rate = overall(by_category)
    print(f"{rate} land in the right category")  # noqa: T201 - said under `pytest -s`, and where it fails
    assert rate.of >= 150
    assert rate.right / rate.of >= FLOOR, wrong


def test_no_category_falls_behind(outcome):
    by_category, wrong = outcome
    behind = {
        name: str(rate) for name, rate in by_category.items() if rate.right / rate.of < FLOOR_OF_A_CATEGORY
    }
    assert behind == {}, wrong


def test_the_set_has_every_category_of_the_catalogue_and_messages_of_none():
    assert {each.category for each in labelled()} == {*packaged()["categories"], "unclassified"}


def test_no_message_is_put_down_twice():
    folded = [" ".join(each.message.casefold().split()) for each in labelled()]
    assert sorted({text for text in folded if folded.count(text) > 1}) == []


def test_no_message_is_copied_from_a_pattern():
    patterns = [pattern for cause in packaged()["causes"].values() for pattern in cause["patterns"]]
    phrases = {
        phrase.strip(" !")
        for pattern in patterns
        for part in pattern.split("+")
        for phrase in part.split("|")
    }
    literals = {text.casefold() for text in (*patterns, *phrases)}
    copied = [
        each.message for each in labelled() if any(each.message.casefold() in text for text in literals)
    ]
    assert copied == []
