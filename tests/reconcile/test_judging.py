"""What the oracle says of the documents it paired or left: differences, log, findings, ties, by example."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from tests.reconcile.examples import (
    logged,
    our_payment,
    ours,
    outcomes,
    result_of,
    their_payment,
    theirs,
)
from tests.reconcile.ledgers import Found, Tie

LATER = date(2026, 7, 2)
BLOCK = (logged("A", block="C"), logged("B", block="C"))


# Differences


@pytest.mark.parametrize(
    ("cin7", "xero", "expected"),
    [
        ({"amount": "10.00"}, {"amount": "10.01"}, ()),
        ({"amount": "10.00"}, {"amount": "10.011"}, ("amount",)),
        ({"amount": "10.00"}, {"amount": None}, ("amount",)),
        ({"amount": None}, {"amount": None}, ()),
        ({"tax": Decimal("1.50")}, {"tax": Decimal("1.51")}, ()),
        ({"tax": Decimal("1.50")}, {"tax": Decimal("1.52")}, ("tax",)),
        ({"tax": Decimal("1.50")}, {"tax": None}, ()),
        ({"currency": "NZD"}, {"currency": " nzd"}, ()),
        ({"currency": "NZD"}, {"currency": "AUD"}, ("currency",)),
        ({"currency": "NZD"}, {"currency": None}, ("currency",)),
        ({}, {"document_date": LATER}, ("date",)),
        ({}, {"document_date": None}, ()),
        ({"contact": "Smith  &  Sons"}, {"contact": " smith & SONS"}, ()),
        ({"contact": "Ann"}, {"contact": "Bob"}, ("contact",)),
        ({"contact": "Ann"}, {"contact": None}, ()),
        ({"status": "AUTHORISED"}, {"status": "PAID"}, ()),
        (
            {"tax": Decimal(1)},
            {"amount": "9", "tax": Decimal(2), "currency": "AUD", "document_date": LATER, "contact": "Bob"},
            ("amount", "tax", "currency", "date", "contact"),
        ),
    ],
    ids=str,
)
def test_a_pair_differs_in_what_is_named(cin7, xero, expected):
    verdict = "differs" if expected else "agrees"
    found = outcomes([ours("A", **cin7), theirs("A", **xero)])
    assert [(each.verdict, each.differences) for each in found] == [(verdict, expected)] * 2


@pytest.mark.parametrize(
    ("settings", "expected"),
    [
        ({"amount_tolerance": Decimal("0.02"), "days_tolerance": 1}, ()),
        ({"amount_tolerance": Decimal("0.0199"), "days_tolerance": 1}, ("amount",)),
        ({"amount_tolerance": Decimal("0.02"), "member_tolerance": Decimal(9)}, ("date",)),
    ],
    ids=str,
)
def test_a_pair_may_differ_by_its_tolerances(settings, expected):
    documents = [ours("A", "10.00"), theirs("A", "10.02", document_date=LATER)]
    assert outcomes(documents, **settings)[0].differences == expected


@pytest.mark.parametrize(
    ("one", "other", "block", "expected"),
    [
        ({"amount": "10.00"}, {"amount": "20.00"}, {"amount": "30.02"}, ()),
        ({"amount": "10.00"}, {"amount": "20.00"}, {"amount": "30.021"}, ("amount",)),
        ({"amount": "30.00"}, {"amount": None}, {"amount": "30.00"}, ()),
        ({"amount": None}, {"amount": None}, {"amount": "0"}, ()),
        ({"tax": Decimal(1)}, {"tax": Decimal(2)}, {"amount": "20.00", "tax": Decimal(3)}, ()),
        ({"tax": Decimal(1)}, {"tax": Decimal(2)}, {"amount": "20.00", "tax": Decimal(4)}, ("tax",)),
        ({"tax": Decimal(1)}, {"tax": None}, {"amount": "20.00", "tax": Decimal(4)}, ()),
        ({}, {"currency": "AUD"}, {"amount": "20.00"}, ("currency",)),
        ({"contact": "Bob"}, {"document_date": LATER}, {"amount": "20.00", "contact": "Shop"}, ()),
    ],
    ids=str,
)
def test_a_group_is_compared_by_its_totals_and_currencies_only(one, other, block, expected):
    found = outcomes([ours("A", **one), ours("B", **other), theirs("C", **block)], *BLOCK)
    assert [(each.rule, each.differences) for each in found] == [("consolidated", expected)] * 3


def test_the_difference_is_cin7_less_xero_of_the_pair_the_group_or_the_one_document():
    differences = [each.difference for each in outcomes([ours("A", "10.00"), theirs("A", "10.011")])]
    assert differences == [Decimal("-0.011")] * 2
    group = [ours("A", "10.00"), ours("B", "20.00"), theirs("C", "25.00")]
    assert [each.difference for each in outcomes(group, *BLOCK)] == [Decimal("5.00")] * 3
    alone = [ours("A", "1"), ours("B", None), theirs("C", "2"), theirs("D", "3"), theirs("D", "3")]
    assert [each.difference for each in outcomes(alone)] == [1, 0, -2, -3, -3]


# What the log says


def test_the_row_of_the_documents_own_day_speaks_for_it():
    rows = [logged("A", "Failed"), logged("a", "Completed", effective_date=date(2026, 7, 1))]
    assert outcomes([ours("A")], *rows)[0].log_status == "Completed"
    assert outcomes([ours("A", document_date=LATER)], *rows)[0].log_status == "Failed"


@pytest.mark.parametrize(
    ("statuses", "expected"),
    [
        (["Completed", "Skipped", "Pending", "Warning", "Failed"], "Failed"),
        (["Completed", "Skipped", "Pending", "Warning"], "Warning"),
        (["Completed", "Skipped", "Pending"], "Pending"),
        (["Completed", "Skipped"], "Skipped"),
        (["On hold", "Completed"], "Completed"),
        (["On hold"], "On hold"),
        ([], None),
    ],
    ids=str,
)
def test_of_several_rows_the_most_urgent_speaks(statuses, expected):
    rows = [logged("A", status) for status in statuses]
    assert outcomes([ours("A")], *rows)[0].log_status == expected


def test_a_row_of_another_type_or_number_says_nothing():
    rows = [logged("A", item_type="credit_note"), logged("B"), logged(None)]
    assert outcomes([ours("A"), ours(None)], *rows)[0].log_status is None


def test_a_payment_without_a_number_is_logged_under_its_parents():
    row = logged("A", "Failed", item_type="payment")
    assert outcomes([our_payment("A")], row)[0].log_status == "Failed"
    assert outcomes([our_payment("A", number="P")], row)[0].log_status is None


def test_a_xero_document_has_the_status_of_its_partners_or_of_rows_that_name_it():
    documents = [ours("A"), ours("B"), theirs("C", "20.00")]
    found = outcomes(documents, logged("A", "Completed", block="C"), logged("B", "Skipped", block="C"))
    assert [each.log_status for each in found] == ["Completed", "Skipped", "Skipped"]
    assert outcomes([theirs("C")], logged("Z", "Pending", "c"))[0].log_status == "Pending"
    assert outcomes([theirs("C")], logged("Z", "Pending", block="C"))[0].log_status == "Pending"


# Findings


PAIRS = {
    "only_in_cin7": [ours("A")],
    "suggested": [ours("A"), theirs("B")],
    "agrees": [ours("A"), theirs("A")],
    "differs": [ours("A"), theirs("A", "12.00")],
    "duplicate": [ours("A"), ours("A")],
}


@pytest.mark.parametrize(
    ("status", "absent", "agrees", "differs"),
    [
        ("Failed", "not_in_xero", "safe_to_skip", "stale_copy"),
        ("Warning", "not_in_xero", None, "stale_copy"),
        ("Pending", "not_in_xero", None, "stale_copy"),
        ("Skipped", "skipped_drift", "safe_to_skip", "stale_copy"),
        ("Completed", "completed_but_absent", None, "completed_but_differs"),
        (None, "unlogged", None, "unlogged_but_differs"),
        ("On hold", None, None, None),
    ],
)
def test_a_finding_is_the_verdict_beside_the_log(status, absent, agrees, differs):
    rows = [] if status is None else [logged("A", status)]
    found = {verdict: outcomes(documents, *rows)[0] for verdict, documents in PAIRS.items()}
    assert [each.verdict for each in found.values()] == list(found)
    assert {verdict: each.finding for verdict, each in found.items()} == {
        "only_in_cin7": absent,
        "suggested": absent,
        "agrees": agrees,
        "differs": differs,
        "duplicate": "duplicate",
    }


def test_completed_but_voided_in_xero_is_absent():
    assert (
        outcomes([ours("A"), theirs("A", status="VOIDED")], logged("A"))[0].finding == "completed_but_absent"
    )


@pytest.mark.parametrize(
    ("documents", "expected"),
    [
        ([theirs("C")], "only_in_xero"),
        ([ours("A"), theirs("C")], "only_in_xero"),
        ([theirs("C"), theirs("C")], "duplicate"),
        ([ours("C"), theirs("C")], None),
        ([ours("C"), theirs("C", "12.00")], None),
    ],
    ids=["only in Xero", "suggested", "duplicate", "agrees", "differs"],
)
def test_a_xero_document_has_a_finding_only_where_no_pair_has_it(documents, expected):
    assert outcomes(documents, logged("C", "Failed", "C"))[-1].finding == expected


# Ties and counts


def test_totals_tie_by_type_and_currency():
    result = result_of(
        [
            ours("A", "10.00"),
            theirs("A", "10.00"),
            ours("B", "10.00"),
            theirs("B", "12.50"),
            ours("C", "7.00"),
            theirs("D", "3.00"),
            ours("E", "1.00"),
            ours("E", None),
            ours("F", "5.00", contact="Bob"),
            theirs("G", "5.00", contact="Bob", currency="nzd"),
            theirs("H", "99.00", status="DRAFT"),
        ]
    )
    tie = result.ties["invoice", "NZD"]
    assert tie.cin7 == {"agrees": 10, "differs": 10, "only_in_cin7": 7, "duplicate": 1, "suggested": 5}
    assert tie.xero == {"agrees": 10, "differs": Decimal("12.50"), "only_in_xero": 3, "suggested": 5}
    assert tie.explained == 33 - Decimal("30.50")
    assert len(result.ties) == 1
    assert result.verdicts == {
        "cin7": {"agrees": 1, "differs": 1, "only_in_cin7": 1, "duplicate": 2, "suggested": 1},
        "xero": {"agrees": 1, "differs": 1, "only_in_xero": 1, "suggested": 1},
    }
    assert result.not_compared == {11}


def test_a_pair_of_two_currencies_explains_each_total_by_its_own_side():
    ties = result_of([ours("A", "10.00"), theirs("A", "12.00", currency="AUD")]).ties
    assert ties == {
        ("invoice", "NZD"): Tie({"differs": Decimal("10.00")}, {}, Decimal("10.00")),
        ("invoice", "AUD"): Tie({}, {"differs": Decimal("12.00")}, Decimal("-12.00")),
    }


def test_findings_are_counted_in_documents_and_rules_in_pairs():
    result = result_of(
        [ours("A", "1.00"), ours("B", "2.00"), ours("C", "4.00", currency="AUD"), ours("D"), theirs("D")],
        logged("A", "Failed"),
        logged("B", "Pending"),
        logged("C", "Failed"),
        logged("D", "Skipped"),
    )
    assert result.findings == {
        "not_in_xero": Found(3, {"NZD": Decimal("3.00"), "AUD": Decimal("4.00")}),
        "safe_to_skip": Found(1, {"NZD": Decimal("10.00")}),
    }
    assert result.rules == {"number": 1}


def test_duplicates_are_counted_in_the_documents_of_both_sides():
    result = result_of([our_payment("A"), our_payment("A"), their_payment("A")])
    assert result.findings == {"duplicate": Found(3, {"NZD": Decimal("30.00")})}
    assert result.rules == {}
