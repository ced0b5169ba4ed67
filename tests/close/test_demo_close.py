"""Close readiness of the demo company: the ledgers' findings beside the log, and what notes set apart."""

from __future__ import annotations

import shutil
from collections import defaultdict
from decimal import Decimal

import pytest

import xsync
from tests.reconcile.demo_company import AS_OF, ledgers_store
from xsync.close.entries import Place, Standing
from xsync.close.ledger_entries import FIXES
from xsync.reconcile.documents_shown import FINDING_LABELS

YEAR = {"period": "custom", "date_from": "2025-11-01", "date_to": "2026-10-31", "lock_date": "none"}
UNSYNCED = {"Failed", "Pending", "Skipped"}


@pytest.fixture(autouse=True)
def _settings_of_nobody(monkeypatch, tmp_path):
    monkeypatch.setenv("XSYNC_PARAMS", str(tmp_path / "no params"))


@pytest.fixture(scope="module")
def store(tmp_path_factory):
    return ledgers_store(tmp_path_factory)


@pytest.fixture
def own_store(store, tmp_path):
    return shutil.copytree(store, tmp_path / "store")


def of_ledgers(report):
    return [each for each in report.entries if each.place is Place.LEDGERS]


def documents_of(report):
    assert report.ledgers is not None
    return report.ledgers.documents().to_pylist()


def test_what_the_ledgers_found_is_listed_once(store):
    report = xsync.close_readiness(store=store, as_of=AS_OF, **YEAR)
    listed = {(each.item_type, each.number) for each in report.entries if each.place is not Place.LEDGERS}
    lines = documents_of(report)
    expected = set()
    for at, line in enumerate(lines):
        number = line["cin7_name"] or line["xero_name"]
        told = line["log_status"] in UNSYNCED and (line["item_type"], number) in listed
        if line["finding"] in FIXES and not told:
            key = line["pair_id"] if line["pair_id"] is not None else -at - 1
            expected.add((key, FINDING_LABELS[line["finding"]], line["item_type"]))
    found = of_ledgers(report)
    assert found
    assert sorted((each.status, each.item_type) for each in found) == sorted(
        (finding, item_type) for _, finding, item_type in expected
    )
    assert {each.standing for each in found} == {Standing.IN_THE_WAY}


def test_amounts_of_findings_are_those_of_the_documents_or_their_difference(store):
    report = xsync.close_readiness(store=store, as_of=AS_OF, **YEAR)
    lines = documents_of(report)
    absent = [each["cin7_amount"] for each in lines if each["finding"] == "completed_but_absent"]
    differing: defaultdict[int, Decimal] = defaultdict(Decimal)
    for each in lines:
        if each["finding"] == "completed_but_differs":
            differing[each["pair_id"]] += each["difference"] or 0
    listed = defaultdict(list)
    for each in of_ledgers(report):
        listed[each.status].append(each.amount)
    assert sorted(listed["Completed but absent"]) == sorted(absent)
    assert sorted(listed["Completed but differs"]) == sorted(differing.values())


def test_accepted_with_a_reason_is_set_apart_until_the_note_expires(own_store):
    before = xsync.close_readiness(store=own_store, **YEAR)
    chosen = next(each for each in before.in_the_way if each.status == "Skipped")
    finding = next(each for each in of_ledgers(before) if each.status == "Completed but absent")
    noted = {"store": own_store, "disposition": "accepted", "each": True}
    xsync.triage(chosen.number or "", item_type=chosen.item_type, reason="immaterial", owner="Ann", **noted)
    about = {"item_type": finding.item_type, "finding": "completed_but_absent"}
    xsync.triage(finding.number or "", reason="paid in cash", **about, **noted)
    after = xsync.close_readiness(store=own_store, **YEAR)
    apart = after.standing(Standing.ACCEPTED)
    assert {(each.number, each.reason) for each in apart} == {
        (chosen.number, "immaterial"),
        (finding.number, "paid in cash"),
    }
    assert len(after.in_the_way) == len(before.in_the_way) - len(apart)
    assert after.tallies["accepted"].entries == len(apart)
    assert {note.latest.subject.number for note in after.triage.noted} == {chosen.number, finding.number}
    later = xsync.close_readiness(store=own_store, as_of="2031-01-01T00:00:00+00:00", **YEAR)
    assert later.tallies["accepted"].entries == len(apart)
    xsync.triage(chosen.number or "", item_type=chosen.item_type, expires="2030-12-31", **noted)
    later = xsync.close_readiness(store=own_store, as_of="2031-01-01T00:00:00+00:00", **YEAR)
    assert chosen.number in {each.number for each in later.in_the_way if each.status == "Skipped"}


def test_an_owner_alone_takes_nothing_out_of_the_way(own_store):
    before = xsync.close_readiness(store=own_store, **YEAR)
    chosen = next(each for each in before.in_the_way if each.status == "Failed")
    xsync.triage(chosen.number or "", item_type=chosen.item_type, owner="Ann", store=own_store, each=True)
    after = xsync.close_readiness(store=own_store, **YEAR)
    assert len(after.in_the_way) == len(before.in_the_way)
    assert "Ann" in {each.owner for each in after.in_the_way}
