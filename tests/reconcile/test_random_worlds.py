"""The generated worlds show every rule something to do, and the oracle keeps its promises in all of them."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from decimal import Decimal
from typing import TYPE_CHECKING

from hypothesis import given, settings
from hypothesis import strategies as st

from tests.reconcile.ledgers import Settings, fold
from tests.reconcile.oracle import reconcile
from tests.reconcile.random_worlds import Case, seeded_worlds, side_by_side, worlds

if TYPE_CHECKING:
    from collections.abc import Hashable, Iterator

    from tests.reconcile.ledgers import Document, Outcome, Result

WORLDS = 1000
EXPECTED = {
    *("agrees id", "differs id", "duplicate id"),
    *("agrees sync_log", "differs sync_log"),
    *("agrees number", "differs number", "duplicate number"),
    *("agrees consolidated", "differs consolidated", "1:1 consolidated"),
    *("N:1 consolidated", "1:N consolidated", "N:M consolidated"),
    *("agrees parent", "differs parent", "duplicate parent", "N:1 parent", "1:N parent"),
    *("parent known by its pair", "equal payments"),
    *("agrees reference", "differs reference", "duplicate reference"),
    *("suggested attributes", "only_in_cin7 None", "only_in_xero None"),
    *("amount", "tax", "currency", "date", "contact"),
    *("not_in_xero", "skipped_drift", "safe_to_skip", "stale_copy", "completed_but_absent"),
    *("completed_but_differs", "unlogged", "unlogged_but_differs", "only_in_xero", "duplicate"),
    *("Failed", "Warning", "Pending", "Skipped", "Completed", "On hold"),
    *("not compared", "dead named"),
}


def shape(members: list[Document]) -> str:
    cin7, xero = (sum(each.side == side for each in members) for side in ("cin7", "xero"))
    if cin7 > 1 and xero > 1:
        return "N:M"
    return f"{'N' if cin7 > 1 else 1}:{'N' if xero > 1 else 1}"


def sights_of_pairs(case: Case, result: Result) -> Iterator[str]:
    """Name what the pairs and groups of a world show."""
    groups = {(each.members, each.rule) for each in result.outcomes.values() if each.members}
    keys: Counter[Hashable] = Counter()
    for keys_of_members, rule in groups:
        members = [each for each in case.documents if each.document_key in keys_of_members]
        yield f"{shape(members)} {rule}"
        if rule == "parent":
            if len({fold(each.parent_number) for each in members}) > 1:
                yield "parent known by its pair"
            one = members[0]
            keys[one.item_type, one.direction, one.parent_number, one.document_date, one.amount] += 1
    if any(times > 1 for times in keys.values()):
        yield "equal payments"


def sights(case: Case) -> Iterator[str]:
    """Name what there is to see in a world."""
    result = reconcile(*case)
    yield from sights_of_pairs(case, result)
    if result.not_compared:
        yield "not compared"
    for each in result.outcomes.values():
        yield f"{each.verdict} {each.rule}"
        yield from each.differences
        yield from filter(None, (each.finding, each.log_status))
        if each.dead:
            yield "dead named"


def test_every_rule_verdict_and_finding_occurs_often():
    seen = Counter(sight for case in seeded_worlds(WORLDS) for sight in set(sights(case)))
    assert {name: seen[name] for name in EXPECTED if seen[name] < WORLDS // 100} == {}


@settings(max_examples=100)
@given(worlds())
def test_every_document_is_judged_once_and_every_total_ties(case):
    result = reconcile(*case)
    keys = [each.document_key for each in case.documents]
    assert sorted([*result.outcomes, *result.not_compared]) == sorted(keys)
    for (item_type, currency), tie in result.ties.items():
        cin7, xero = sum(tie.cin7.values(), Decimal(0)), sum(tie.xero.values(), Decimal(0))
        assert cin7 - xero == tie.explained, (item_type, currency)
    for key, each in result.outcomes.items():
        assert all(result.outcomes[member].members == each.members for member in each.members)
        assert each.candidate is None or result.outcomes[each.candidate].candidate == key


@settings(max_examples=100)
@given(worlds(), st.randoms(use_true_random=False))
def test_the_order_of_documents_and_log_changes_nothing(case, random):
    documents, items = case.documents.copy(), case.items.copy()
    random.shuffle(documents)
    random.shuffle(items)
    assert reconcile(documents, items, case.settings) == reconcile(*case)


def test_worlds_side_by_side_do_not_touch():
    cases = [case._replace(settings=Settings()) for case in seeded_worlds(20)]
    alone = [found for case in cases for _, found in sorted(reconcile(*case).outcomes.items())]
    together = [found for _, found in sorted(reconcile(*side_by_side(cases)).outcomes.items())]
    assert [unkeyed(each) for each in together] == [unkeyed(each) for each in alone]


def unkeyed(outcome: Outcome) -> Outcome:
    """Return the outcome without the keys, which worlds side by side count on."""
    return replace(outcome, members=frozenset(), candidate=None, dead=frozenset())
