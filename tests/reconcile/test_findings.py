from __future__ import annotations

import pytest

from tests.reconcile.worlds import document, logged, reconciled

LOG = {status: [logged("A", status)] for status in ("Failed", "Warning", "Pending", "Skipped", "Completed")}
LOG["nothing"] = []


@pytest.mark.parametrize(
    ("status", "absent", "agrees", "differs"),
    [
        ("Failed", "not_in_xero", "safe_to_skip", "stale_copy"),
        ("Warning", "not_in_xero", None, "stale_copy"),
        ("Pending", "not_in_xero", None, "stale_copy"),
        ("Skipped", "skipped_drift", "safe_to_skip", "stale_copy"),
        ("Completed", "completed_but_absent", None, "completed_but_differs"),
        ("nothing", "unlogged", None, "unlogged_but_differs"),
    ],
)
def test_the_verdict_beside_the_log(status, absent, agrees, differs):
    def finding(*xero):
        return reconciled([document("A")], list(xero), LOG[status]).findings().get("c1")

    assert finding() == absent
    assert finding(document("A")) == agrees
    assert finding(document("A", "7")) == differs
    assert finding(document("X")) == absent, "a suggestion counts as absent"
    assert finding(document("A", status="VOIDED")) == absent, "so does what is voided"
    assert finding(document("A"), document("A")) == "duplicate"


def test_what_only_xero_has_is_a_finding_whatever_the_log_says():
    world = reconciled([], [document("A"), document("B")], [logged("A", xero="A")])
    assert world.findings() == {"x1": "only_in_xero", "x2": "only_in_xero"}
    assert [world.rows[name]["log_status"] for name in ("x1", "x2")] == ["Completed", None]


def test_a_pairs_finding_is_counted_once_on_its_cin7_document():
    world = reconciled([document("A")], [document("A", "7")], LOG["Failed"])
    assert world.findings() == {"c1": "stale_copy"}
    assert world.rows["x1"]["log_status"] == "Failed"


def test_of_several_log_rows_the_documents_own_day_counts_then_the_most_urgent():
    log = [logged("A", "Failed", effective_date="2026-09-01"), logged("A", "Skipped"), logged("A")]
    assert reconciled([document("A")], [], log).rows["c1"]["log_status"] == "Skipped"
    assert (
        reconciled([document("A", document_date="2026-01-01")], [], log).rows["c1"]["log_status"] == "Failed"
    )


def test_counts_and_amounts_by_currency():
    world = reconciled(
        [document("A", "1.10"), document("B", "2.20", currency="EUR"), document("C", "3.00")],
        [document("X", "3.00"), document("D", "0.01"), document("D", "0.02", status="DRAFT")],
    )
    counts = world.reconciliation.counts().to_dict()
    assert counts["documents"] == {"cin7": 3, "xero": 3}
    assert counts["not_compared"] == {"cin7": 0, "xero": 1}
    assert {name: count for name, count in counts["verdicts"]["cin7"].items() if count} == {
        "only_in_cin7": 2,
        "suggested": 1,
    }
    assert counts["rules"]["attributes"] == 1
    assert {
        name: (found["count"], {currency: str(amount) for currency, amount in found["amounts"].items()})
        for name, found in counts["findings"].items()
        if found["count"]
    } == {
        "unlogged": (3, {"GBP": "4.1000", "EUR": "2.2000"}),
        "only_in_xero": (2, {"GBP": "3.0100"}),
    }


def test_a_status_that_nobody_knows_is_no_finding():
    log = [logged("A", "On hold")]
    assert reconciled([document("A")], [], log).findings() == {}
    assert reconciled([document("A")], [document("A", "7")], log).findings() == {}


def test_a_suggested_document_in_xero_has_the_logs_own_word_on_it():
    world = reconciled([document("A")], [document("X")], [logged("A"), logged("B", "Failed", "X")])
    assert [world.rows[name]["log_status"] for name in ("c1", "x1")] == ["Completed", "Failed"]
