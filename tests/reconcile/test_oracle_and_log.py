"""Which documents the oracle pairs because the log names one for the other: rule 2 by example."""

from __future__ import annotations

import pytest

from tests.reconcile.examples import logged, ours, theirs, verdicts

ONLY_CIN7, ONLY_XERO = ("only_in_cin7", None), ("only_in_xero", None)


def test_the_log_pairs_the_numbers_it_names_before_equal_numbers_do():
    documents = [ours(" a "), theirs("C"), theirs("A", "99.00")]
    assert verdicts(documents, logged("A", xero_number="c")) == [
        ("agrees", "sync_log"),
        ("agrees", "sync_log"),
        ONLY_XERO,
    ]


@pytest.mark.parametrize(
    "rows",
    [
        [logged("A", xero_number="C"), logged("A", xero_number="D")],
        [logged("A", xero_number="C", item_type="credit_note")],
    ],
    ids=["two Xero numbers", "another type"],
)
def test_a_log_in_doubt_pairs_nothing(rows):
    documents = [ours("A"), theirs("C", "99.00")]
    assert verdicts(documents, *rows) == [ONLY_CIN7, ONLY_XERO]


def test_another_number_that_points_there_is_in_the_way_only_as_a_document():
    rows = [logged("A", xero_number="C"), logged("B", xero_number="C"), logged("E", block="C")]
    assert verdicts([ours("A"), theirs("C")], *rows) == [("agrees", "sync_log")] * 2
    both = [ours("A"), ours("B", "20.00"), theirs("C", "99.00")]
    assert verdicts(both, *rows) == [ONLY_CIN7, ONLY_CIN7, ONLY_XERO]


BILL = {"direction": "purchase"}


def test_suppliers_may_share_a_number():
    bills = [ours("A", **BILL), ours("A", contact="Bob", **BILL)]
    named = [theirs("C", contact="Bob", **BILL), theirs("C", **BILL)]
    log = logged("A", xero_number="C")
    assert verdicts([*bills, *named], log) == [("agrees", "sync_log")] * 4
    assert ("agrees", "sync_log") not in verdicts([*bills, named[0]], log), "which bill is meant, is in doubt"


@pytest.mark.parametrize("other", [{"direction": "sale"}, {}, {"contact": None}])
def test_a_number_that_is_not_clearly_another_suppliers_is_in_doubt(other):
    documents = [ours("A", **BILL), ours("A", "20.00", **{**BILL, **other}), theirs("C", "99.00", **BILL)]
    assert ("agrees", "sync_log") not in verdicts(documents, logged("A", xero_number="C"))


def test_of_several_that_bear_the_named_number_the_contacts_own_is_meant():
    documents = [ours("A"), theirs("C", contact="Bob"), theirs("C", contact=" ann")]
    assert verdicts(documents, logged("A", xero_number="C"))[::2] == [("agrees", "sync_log")] * 2


def test_the_log_pairs_nothing_where_its_number_exists_twice():
    documents = [ours("A"), theirs("C"), theirs("C")]
    assert verdicts(documents, logged("A", xero_number="C")) == [ONLY_CIN7, *[("duplicate", "number")] * 2]


def test_the_log_pairs_nothing_across_directions():
    documents = [ours("A"), theirs("C", direction="purchase")]
    assert verdicts(documents, logged("A", xero_number="C")) == [ONLY_CIN7, ONLY_XERO]
