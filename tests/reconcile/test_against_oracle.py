"""The reconciliation held against the oracle: the same answer in every world, in any order of its input."""

from __future__ import annotations

from dataclasses import replace
from random import Random
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.reconcile import adapter, oracle
from tests.reconcile.random_worlds import SETTINGS, Case, seeded_worlds, side_by_side, worlds

if TYPE_CHECKING:
    from collections.abc import Mapping

    from tests.reconcile.ledgers import Outcome, Result, Tie

MANY = 500


def shuffled(case: Case, random: Random) -> Case:
    documents, items = case.documents.copy(), case.items.copy()
    random.shuffle(documents)
    random.shuffle(items)
    return Case(documents, items, case.settings)


def naming(expected: Outcome, found: Outcome) -> Outcome:
    """Return what is expected with the dead that were found, where a sentence names one of those it may."""
    named = found.dead and found.dead <= expected.dead
    return replace(expected, dead=found.dead) if named else expected


def assert_same(found: Result, expected: Result) -> None:
    """Assert the same answer for every document; worlds are told apart by the keys in the message."""
    assert found.not_compared == expected.not_compared
    assert found.outcomes.keys() == expected.outcomes.keys()
    wanted = {key: naming(each, found.outcomes[key]) for key, each in expected.outcomes.items()}
    assert {key: each for key, each in found.outcomes.items() if each != wanted[key]} == {}, wanted
    assert told(found.ties) == told(expected.ties)
    assert found.verdicts == expected.verdicts
    assert found.findings == expected.findings
    assert found.rules == expected.rules


def told(ties: Mapping[Any, Tie]) -> dict[Any, list[Any]]:
    """Return the ties without the verdicts that come to nothing."""
    return {
        cell: [
            *({word: total for word, total in side.items() if total} for side in (tie.cin7, tie.xero)),
            tie.explained,
        ]
        for cell, tie in ties.items()
    }


def expected_side_by_side(cases: list[Case]) -> dict[int, Outcome]:
    """Return the oracle's outcomes of every world, keys counted through."""
    outcomes: dict[int, Outcome] = {}
    before = 0
    for case in cases:
        for key, each in oracle.reconcile(*case).outcomes.items():
            outcomes[before + key] = replace(
                each,
                members=frozenset(before + member for member in each.members),
                candidate=each.candidate and before + each.candidate,
                dead=frozenset(before + other for other in each.dead),
            )
        before += len(case.documents)
    return outcomes


@pytest.mark.parametrize("tolerances", dict.fromkeys(SETTINGS), ids=str)
def test_many_worlds_at_once_get_the_oracles_answers(tolerances):
    cases = [case._replace(settings=tolerances) for case in seeded_worlds(MANY)]
    expected = expected_side_by_side(cases)
    found = adapter.reconcile(*shuffled(side_by_side(cases), Random(MANY)))  # noqa: S311 - a die, no secret
    assert found.outcomes.keys() == expected.keys()
    differing = {
        key: (each, expected[key])
        for key, each in found.outcomes.items()
        if each != naming(expected[key], each)
    }
    assert differing == {}


@settings(max_examples=20)
@given(worlds(), st.randoms(use_true_random=False))
def test_a_world_in_any_order_gets_the_oracles_answer(case, random):
    assert_same(adapter.reconcile(*shuffled(case, random)), oracle.reconcile(*case))
