from __future__ import annotations

from decimal import Decimal

import pytest

from tests.reconcile.worlds import document, reconciled


def differences(cin7, xero, **settings):
    return reconciled([document("A", **cin7)], [document("A", **xero)], **settings).rows["c1"]["differences"]


@pytest.mark.parametrize(
    ("cin7", "xero", "expected"),
    [
        ("100.00", "100.00", []),
        ("100.00", "100.01", []),
        ("100.01", "100.00", []),
        ("100.00", "100.011", ["amount"]),
        ("100.00", "99.9899", ["amount"]),
        ("-0.005", "0.005", []),
        (None, None, []),
        (None, "0.00", ["amount"]),
        ("0.00", None, ["amount"]),
    ],
)
def test_amounts_agree_to_the_cent_and_no_further(cin7, xero, expected):
    assert differences({"amount": cin7}, {"amount": xero}) == expected


def test_the_tolerance_is_a_setting_and_exact():
    amounts = {"amount": "1.00"}, {"amount": "1.0004"}
    assert differences(*amounts, amount_tolerance=Decimal("0.0004")) == []
    assert differences(*amounts, amount_tolerance=Decimal("0.0003")) == ["amount"]


@pytest.mark.parametrize(
    ("cin7", "xero", "expected"),
    [("20", "20.01", []), ("20", "20.02", ["tax"]), (None, "20", []), ("20", None, [])],
)
def test_taxes_are_compared_where_both_tell_one(cin7, xero, expected):
    assert differences({"tax": cin7}, {"tax": xero}) == expected


@pytest.mark.parametrize(
    ("cin7", "xero", "expected"),
    [("GBP", " gbp", []), ("GBP", "EUR", ["currency"]), ("GBP", None, ["currency"]), (None, None, [])],
)
def test_currencies_are_never_ignored(cin7, xero, expected):
    assert differences({"currency": cin7}, {"currency": xero}) == expected


def test_amounts_in_different_currencies_are_named_only_if_the_figures_differ_too():
    assert differences({"currency": "EUR"}, {"amount": "117.00"}) == ["amount", "currency"]


@pytest.mark.parametrize(
    ("xero", "days", "expected"),
    [("2026-10-02", 0, ["date"]), ("2026-10-02", 1, []), ("2026-09-29", 1, ["date"]), (None, 0, [])],
)
def test_dates_are_compared_to_the_day(xero, days, expected):
    assert differences({}, {"document_date": xero}, days_tolerance=days) == expected


@pytest.mark.parametrize(
    ("cin7", "xero", "expected"),
    [
        ("Ann Lee", "ann  LEE ", []),
        ("Ann", "Bob", ["contact"]),
        (None, "Bob", []),
        ("Ann", None, []),
    ],
)
def test_contacts_are_compared_where_both_name_one(cin7, xero, expected):
    assert differences({"contact": cin7}, {"contact": xero}) == expected


def test_all_differences_are_told_in_their_order():
    other = {"amount": "7", "tax": "1", "currency": "EUR", "document_date": "2026-10-09", "contact": "Bob"}
    assert differences({"tax": "20"}, other) == ["amount", "tax", "currency", "date", "contact"]


def test_paid_or_awaiting_payment_makes_no_difference():
    assert differences({"status": "AUTHORISED"}, {"status": "PAID"}) == []


def test_money_leaves_as_exact_decimals():
    row = reconciled([document("A", "0.10")], [document("A", "0.30")]).rows["c1"]
    assert (row["cin7_amount"], row["xero_amount"], row["difference"]) == (
        Decimal("0.10"),
        Decimal("0.30"),
        Decimal("-0.20"),
    )
