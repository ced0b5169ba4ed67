"""Faults are planted: each once, each with what must be said of it, and nothing else is wrong."""

from __future__ import annotations

from collections import Counter
from decimal import Decimal
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.sources.demo.conftest import ITEMS
from xsync.documents import NOT_IN_THE_BOOKS
from xsync.sources.demo.ledgers import Ledgers, demo_entries

if TYPE_CHECKING:
    from xsync.sources.demo.ledger import Entry, LedgerDocument
    from xsync.sources.demo.planting import PlantedFault

VERDICTS = {"agrees", "differs", "only_in_cin7", "only_in_xero", "duplicate", "suggested"}
RULES = {"id", "sync_log", "number", "consolidated", "parent", "reference", "attributes"}
FINDINGS = {
    "not_in_xero",
    "skipped_drift",
    "safe_to_skip",
    "stale_copy",
    "completed_but_absent",
    "completed_but_differs",
    "unlogged",
    "unlogged_but_differs",
    "only_in_xero",
    "duplicate",
}
DIFFERENCES = {"amount", "tax", "currency", "date", "contact"}


@pytest.fixture(scope="module")
def made() -> tuple[list[Entry], Ledgers]:
    return demo_entries(ITEMS)


@pytest.fixture(scope="module")
def faults(made: tuple[list[Entry], Ledgers]) -> dict[str, PlantedFault]:
    return {fault.name: fault for fault in made[1].faults}


@pytest.fixture(scope="module")
def documents(made: tuple[list[Entry], Ledgers]) -> dict[tuple[str, str], LedgerDocument]:
    return {entry.key: entry.document for entry in made[0]}


@pytest.mark.parametrize("items", [1000, ITEMS])
def test_a_company_of_some_size_has_every_fault(items: int) -> None:
    _, ledgers = demo_entries(items)
    assert ledgers.unplanted == ()
    assert len({fault.name for fault in ledgers.faults}) == len(ledgers.faults) > 45


def test_every_verdict_rule_finding_and_difference_is_planted(faults: dict[str, PlantedFault]) -> None:
    expected = [one for fault in faults.values() for one in fault.expected.values()]
    assert {one.verdict for one in expected} == {*VERDICTS, "not_compared"}
    assert {one.rule for one in expected} == {*RULES, ""}
    assert {one.finding for one in expected} == {*FINDINGS, ""}
    assert {name for one in expected for name in one.differences} == DIFFERENCES
    for rule in ("id", "number", "parent", "reference", "consolidated"):
        assert any(fault.rule == rule and fault.verdict == "agrees" for fault in faults.values())
    for rule in ("number", "parent", "reference"):
        assert any(fault.rule == rule and fault.verdict == "duplicate" for fault in faults.values())


def test_the_documents_of_a_fault_are_there_and_belong_to_it_alone(
    faults: dict[str, PlantedFault], documents: dict[tuple[str, str], LedgerDocument]
) -> None:
    concerned = Counter(key for fault in faults.values() for key in fault.expected)
    assert set(concerned) <= set(documents)
    assert set(concerned.values()) == {1}
    for fault in faults.values():
        assert fault.story.endswith(".")
        ids = {("cin7", one) for one in fault.cin7} | {("xero", one) for one in fault.xero}
        assert ids == set(fault.expected)


def test_what_is_dead_in_its_own_ledger_is_not_compared(made: tuple[list[Entry], Ledgers]) -> None:
    for entry in made[0]:
        dead = entry.document.status.lower() in NOT_IN_THE_BOOKS
        assert dead == (entry.expected.verdict == "not_compared")


def test_nothing_is_wrong_that_was_not_planted_or_known_to_the_log(
    made: tuple[list[Entry], Ledgers], faults: dict[str, PlantedFault]
) -> None:
    touched = {key for fault in faults.values() for key in fault.expected}
    rest = Counter(
        (entry.side, entry.expected.verdict, entry.expected.finding)
        for entry in made[0]
        if entry.key not in touched
    )
    assert set(rest) == {
        ("cin7", "agrees", ""),
        ("cin7", "agrees", "safe_to_skip"),
        ("cin7", "only_in_cin7", "not_in_xero"),
        ("cin7", "only_in_cin7", "skipped_drift"),
        ("cin7", "duplicate", "duplicate"),
        ("xero", "agrees", ""),
    }
    assert rest["cin7", "duplicate", "duplicate"] % 2 == 0


@pytest.mark.parametrize(
    ("name", "field", "by"),
    [
        ("amount_changed", "amount", Decimal(35)),
        ("two_cents_off", "amount", Decimal("0.02")),
        ("one_cent_off", "amount", Decimal("-0.01")),
        ("stale_copy", "amount", Decimal(-12)),
        ("tax_changed", "tax", Decimal("1.50")),
        ("advance_changed", "amount", Decimal(3)),
    ],
)
def test_amounts_are_off_by_what_is_said(
    faults: dict[str, PlantedFault],
    documents: dict[tuple[str, str], LedgerDocument],
    name: str,
    field: str,
    by: Decimal,
) -> None:
    fault = faults[name]
    cin7, xero = documents["cin7", fault.cin7[0]], documents["xero", fault.xero[0]]
    assert getattr(xero, field) - getattr(cin7, field) == by
    same = {"amount", "tax", "currency", "document_date", "contact"} - {field}
    if cin7.item_type == "invoice":
        assert [one for one in same if getattr(cin7, one) != getattr(xero, one)] == []


@pytest.mark.parametrize(
    ("name", "off"),
    [
        ("payments_joined", "0"),
        ("payment_split", "0"),
        ("payment_split_short", "1"),
        ("consolidated_split", "0"),
        ("consolidated_cents_off", "-0.02"),
        ("consolidated_amount_off", "7.20"),
    ],
)
def test_groups_add_up_but_for_what_is_said(
    faults: dict[str, PlantedFault],
    documents: dict[tuple[str, str], LedgerDocument],
    name: str,
    off: str,
) -> None:
    fault = faults[name]
    assert len(fault.cin7) != len(fault.xero)
    cin7 = sum(documents["cin7", one].amount or Decimal(0) for one in fault.cin7)
    xero = sum(documents["xero", one].amount or Decimal(0) for one in fault.xero)
    assert cin7 - xero == Decimal(off)


def test_faults_are_spread_over_the_year(
    faults: dict[str, PlantedFault], documents: dict[tuple[str, str], LedgerDocument]
) -> None:
    dates = (documents[key].document_date for fault in faults.values() for key in fault.expected)
    assert len({f"{day:%Y-%m}" for day in dates if day}) >= 9


@settings(max_examples=20)
@given(items=st.integers(50, 700), seed=st.integers(0, 2**40))
def test_a_small_company_has_fewer_faults_and_says_which(items: int, seed: int) -> None:
    entries, ledgers = demo_entries(items, seed)
    planted = {fault.name for fault in ledgers.faults}
    assert planted
    assert not planted & set(ledgers.unplanted)
    assert len(planted) + len(ledgers.unplanted) == len(demo_entries(1000)[1].faults)
    assert len({entry.key for entry in entries}) == len(entries)
    assert sum(entry.side == "cin7" for entry in entries) >= items
