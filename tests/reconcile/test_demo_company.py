"""Every fault planted in the demo company is found and named right, and nothing else is."""

from __future__ import annotations

from collections import Counter

import pytest

import xsync
from tests.reconcile.demo_company import AS_OF, ITEMS, ledgers_store
from xsync.sources.demo import demo_entries


@pytest.fixture(scope="module")
def report(tmp_path_factory):
    return xsync.reconciliation(store=ledgers_store(tmp_path_factory), as_of=AS_OF)


@pytest.fixture(scope="module")
def told(report):
    """By side and id, what was said of each document that has a verdict."""
    reconciled = report.reconciliation
    return {
        (row["side"], row[f"{row['side']}_document_id"]): (
            row["verdict"],
            row["rule"] or "",
            row["finding"] or "",
            tuple(row["differences"]),
        )
        for row in reconciled.rows(reconciled.verdicts_sql()).to_pylist()
    }


@pytest.fixture(scope="module")
def made():
    return demo_entries(ITEMS)


def test_every_document_gets_what_is_expected_of_it(told, made):
    entries, _ = made
    expected = {entry.key: tuple(entry.expected) for entry in entries}
    not_compared = ("not_compared", "", "", ())
    wrong = {
        key: (each, told.get(key, not_compared))
        for key, each in expected.items()
        if told.get(key, not_compared) != each
    }
    assert wrong == {}
    assert set(told) <= set(expected)


def test_every_fault_is_planted_and_none_of_its_documents_is_overlooked(told, made):
    entries, ledgers = made
    assert ledgers.unplanted == ()
    dead = {entry.key for entry in entries if entry.expected.verdict == "not_compared"}
    for fault in ledgers.faults:
        assert {key for key in fault.expected if key not in told} <= dead, fault.name


def test_counts_are_those_of_the_expectations(report, made):
    entries, _ = made
    verdicts = Counter((entry.side, entry.expected.verdict) for entry in entries)
    for side, counted in report.counts.verdicts.items():
        assert {name: number for name, number in counted.items() if number} == {
            verdict: number
            for (of, verdict), number in verdicts.items()
            if of == side and verdict != "not_compared"
        }
        assert report.counts.not_compared[side] == verdicts[side, "not_compared"]
    findings = Counter(entry.expected.finding for entry in entries if entry.expected.finding)
    counted = {name: found["count"] for name, found in report.counts.findings.items() if found["count"]}
    assert counted == dict(findings)
