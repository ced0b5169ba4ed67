"""What a reconciliation is worth: each sum counted once, payments apart from what they settle."""

from __future__ import annotations

from decimal import Decimal

from tests.reconcile.worlds import document, logged, payment, reconciled
from xsync.reconcile.limits import Limits
from xsync.reconcile.money import Money, Sum, heaps_sql


def money_of(cin7, xero, log=None, **settings):
    reconciliation = reconciled(cin7, xero, log, **settings).reconciliation
    return Money.of(reconciliation.rows(heaps_sql(reconciliation.lines_sql())).to_pylist())


def test_missing_is_what_only_cin7_has_whatever_the_log_says():
    log = [logged("A", "Failed"), logged("B", "Skipped"), logged("C", "Completed"), logged("E", "Failed")]
    money = money_of(
        [document("A", "1"), document("B", "2"), document("C", "4"), document("D", "8"), document("E", "16")],
        [document("E", "16")],
        log,
    )
    assert money.missing() == {"GBP": Sum(4, Decimal(15))}
    assert money.of_finding("skipped_drift") == {"GBP": Sum(1, Decimal(2))}
    assert money.of_finding("safe_to_skip") == {"GBP": Sum(1, Decimal(16))}


def test_an_invoice_and_its_payment_are_not_added():
    money = money_of([document("A", "100"), payment("A", "100"), payment("A", "7")], [])
    assert money.missing() == {"GBP": Sum(1, Decimal(100))}
    assert money.missing_payments() == {"GBP": Sum(2, Decimal(107))}


def test_currencies_are_never_added_and_the_most_documents_come_first():
    money = money_of(
        [
            document("A", "9", currency="EUR"),
            document("B", "1"),
            document("C", "1"),
            document("D", "5", currency=None),
        ],
        [],
    )
    assert list(money.missing().items()) == [
        ("GBP", Sum(2, Decimal(2))),
        ("", Sum(1, Decimal(5))),
        ("EUR", Sum(1, Decimal(9))),
    ]


def test_amounts_are_gross():
    rows = [document("A", "10"), document("B", "-4", item_type="manual_journal", direction=None)]
    assert money_of(rows, []).missing() == {"GBP": Sum(2, Decimal(14))}


def test_what_has_no_amount_of_its_own_is_counted_apart():
    bare = {"amount": None, "currency": None, "direction": None}
    money = money_of(
        [document("A", item_type="product", **bare), document("B", item_type="contact", **bare)], []
    )
    assert money.missing() == {}
    assert money.missing_without_money() == {"contact": 1, "product": 1}


def test_differences_count_once_for_a_pair_and_once_for_a_group():
    log = [logged(number, consolidated_number="S") for number in "ABC"]
    money = money_of(
        [document("A", "1"), document("B", "2"), document("C", "3"), document("D", "10")],
        [document("S", "5"), document("D", "11.50")],
        log,
    )
    assert money.differing() == {"GBP": Sum(2, Decimal("2.50"))}
    assert money.rounding() == {}


def test_rounding_is_what_agrees_within_the_tolerance_only():
    log = [logged(number, consolidated_number="S") for number in "AB"]
    money = money_of(
        [document("A", "1"), document("B", "2"), document("D", "10"), document("E", "10")],
        [document("S", "3.02"), document("D", "10.01"), document("E", "10")],
        log,
    )
    assert money.rounding() == {"GBP": Decimal("0.03")}
    assert money.differing() == {}


def test_a_suggestion_is_missing_and_likely_and_in_xero_alone():
    money = money_of([document("A", "7")], [document("Z", "7")])
    assert money.missing() == money.suggested() == money.only_in_xero() == {"GBP": Sum(1, Decimal(7))}


def test_limits_are_held_against_documents_and_money():
    reconciliation = reconciled([document("A", "7.50")], [document("Z", "3")]).reconciliation
    limits = Limits.parse(
        {"findings": {"unlogged": 0, "only_in_xero": 1}, "amount_not_in_xero": {"GBP": 5, "EUR": 0}}
    )
    crossings = limits.hold_against(reconciliation.counts(), {"gbp ": Decimal("7.50")})
    assert [(each.name, each.crossed) for each in crossings] == [
        ("findings.unlogged", True),
        ("findings.only_in_xero", False),
        ("amount_not_in_xero.GBP", True),
        ("amount_not_in_xero.EUR", False),
    ]
    assert crossings[0].sentence == "1 document found to be unlogged; 0 are allowed"
    assert crossings[2].sentence == "GBP 7.50 is missing from Xero; GBP 5.00 is allowed"
