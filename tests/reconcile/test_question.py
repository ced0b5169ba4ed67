"""A reconciliation's parameters: checked all at once, wrong names with near ones, amounts exact."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from xsync.errors import UsageError
from xsync.reconcile.limits import Limits
from xsync.reconcile.question import ReconciliationQuestion
from xsync.reconcile.settings import MatchingSettings

AS_OF = "2026-11-02T09:00:00+00:00"


def question(**parameters):
    return ReconciliationQuestion.of({"as_of": AS_OF, **parameters}, {})


def mistakes_of(**parameters):
    with pytest.raises(UsageError) as refused:
        question(**parameters)
    return refused.value.mistakes


def test_without_parameters_everything_is_asked_with_the_contracts_tolerances():
    asked = question()
    assert asked.matching == MatchingSettings()
    assert asked.period.name == "all_time"
    assert asked.period_in_words() == "All time: every document, with a date or without"
    assert asked.types_in_words() == "Every type"
    assert asked.limits == Limits()


def test_everything_is_read_from_text():
    asked = question(
        period="custom",
        date_from="2026-07-01",
        date_to="2026-07-31",
        date_field="Due date",
        types=["Invoices", "supplier deposit"],
        amount_tolerance="0.05",
        member_tolerance="0.0125",
        days_tolerance="2",
        date_window="7",
    )
    assert asked.matching == MatchingSettings(
        amount_tolerance=Decimal("0.05"),
        member_tolerance=Decimal("0.0125"),
        days_tolerance=2,
        date_window=7,
        item_types=("invoice", "supplier_deposit"),
        date_from=date(2026, 7, 1),
        date_to=date(2026, 7, 31),
        date_field="due_date",
    )
    assert asked.period_in_words().startswith("Custom: 1 July 2026 to 31 July 2026, by due date")
    assert asked.types_in_words() == "Invoice, Supplier deposit"
    assert asked.tolerances_in_words() == (
        "Amounts to 0.05, of groups to 0.0125 a member, dates to 2 days; suggestions within 7 days"
    )


def test_a_single_type_needs_no_list():
    assert question(types="Payments").matching.item_types == ("payment",)


def test_a_float_counts_as_it_is_printed():
    assert question(amount_tolerance=0.1).matching.amount_tolerance == Decimal("0.1")


@pytest.mark.parametrize(
    "parameters",
    [
        {},
        {"period": "last month", "date_field": "due_date", "types": ["refund", "invoice"]},
        {"period": "custom", "date_from": "2026-01-01", "date_to": "2026-01-31", "days_tolerance": 3},
        {"amount_tolerance": "0", "thresholds": {"findings": {"duplicate": 2}}},
        {"thresholds": {"amount_not_in_xero": {"gbp": "1000.50"}}},
        {"engine": "Spark://Local[2] "},
    ],
)
def test_what_was_settled_asks_the_same_again(parameters):
    asked = question(**parameters)
    assert ReconciliationQuestion.of(asked.parameters(), {}) == asked


def test_the_organisations_settings_stand_behind_the_parameters():
    asked = ReconciliationQuestion.of(
        {"period": "this_financial_year"}, {"as_of": AS_OF, "financial_year_start": "4"}
    )
    assert asked.matching.date_from == date(2026, 4, 1)


@pytest.mark.parametrize(
    ("parameters", "told"),
    [
        ({"tolerance": 1}, "tolerance: no such parameter, did you mean 'days_tolerance'"),
        ({"filter": {}}, "filter: no such parameter"),
        ({"period": "last_moth"}, "period: unknown period 'last_moth', did you mean 'last_month'"),
        ({"date_field": "sync_date"}, "date_field: 'sync_date' is no such date"),
        ({"date_field": 3}, "date_field: 3 is no such date"),
        ({"types": ["invoise"]}, "types: 'invoise' is no item type, did you mean 'invoice'"),
        ({"types": [{"a": 1}]}, "types: {'a': 1} is no item type"),
        ({"types": []}, "types: [] is no list of item types"),
        ({"types": 7}, "types: 7 is no list of item types"),
        ({"amount_tolerance": "a cent"}, "amount_tolerance: 'a cent' is no number"),
        ({"amount_tolerance": "0.00001"}, "amount_tolerance: '0.00001' has more than"),
        ({"member_tolerance": "-1"}, "member_tolerance: -1 is less than none"),
        ({"days_tolerance": "1.5"}, "days_tolerance: '1.5' is no whole number"),
        ({"date_window": True}, "date_window: True is no whole number"),
        ({"engine": "spark"}, "engine: 'spark' is none; write duckdb, spark://local"),
        ({"engine": 7}, "engine: 7 is none"),
        (
            {"thresholds": {"failed": 0}},
            "thresholds.failed: no such threshold here, it is one of the synchronisation report",
        ),
        ({"thresholds": 3}, "thresholds: write one 'name: limit' a line"),
        (
            {"thresholds": {"findings": {"completed_but_absend": 0}}},
            "thresholds.findings.completed_but_absend: no such finding, did you mean 'completed_but_absent'",
        ),
        ({"thresholds": {"findings": {"duplicate": -1}}}, "thresholds.findings.duplicate: -1 is less than"),
        ({"thresholds": {"findings": [1]}}, "thresholds.findings: write {completed_but_absent: 0}"),
        ({"thresholds": {"amount_not_in_xero": {"GBP": "x"}}}, "thresholds.amount_not_in_xero.GBP: 'x'"),
    ],
)
def test_what_cannot_be_used_is_told_with_what_would_be_right(parameters, told):
    assert [mistake for mistake in mistakes_of(**parameters) if mistake.startswith(told)] != []


def test_all_mistakes_are_told_at_once():
    found = mistakes_of(period="never", types=["x"], amount_tolerance="y", as_of="z", week_start="Caturday")
    assert {mistake.split(":")[0] for mistake in found} == {
        "period",
        "types",
        "amount_tolerance",
        "as_of",
        "week_start",
    }


def test_settings_refuse_a_date_that_is_none():
    with pytest.raises(UsageError, match="date_field is 'paid_date'"):
        MatchingSettings(date_field="paid_date")
