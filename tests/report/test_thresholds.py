"""Thresholds: read with all their mistakes at once, held against a report to the item and the cent."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal

import duckdb
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlglot import exp

from xsync.errors import UsageError
from xsync.report.thresholds import Thresholds

NOW = datetime(2026, 11, 2, 9, 30)  # noqa: DTZ001 - the organisation's own clock
SHOWN = exp.select("*").from_("items")
COLUMNS = (
    "sync_status VARCHAR, sync_date TIMESTAMP, effective_date DATE, message VARCHAR, "
    "amount DECIMAL(18, 4), currency VARCHAR"
)


def counts(rows, thresholds):
    with duckdb.connect() as connection:
        connection.execute(f"CREATE TABLE items ({COLUMNS})")
        if rows:
            connection.executemany("INSERT INTO items VALUES (?, ?, ?, ?, NULL, NULL)", rows)
        cursor = connection.execute(thresholds.statement(SHOWN, NOW).sql(dialect="duckdb"))
        names = [each[0] for each in cursor.description]
        [row] = cursor.fetchall()
        return dict(zip(names, row, strict=True))


def held(data, rows=(), amounts=None):
    thresholds = Thresholds.parse(data)
    return thresholds.hold_against(counts(rows, thresholds), amounts or {})


def test_failed_items_are_counted_and_one_more_than_allowed_crosses():
    rows = [("Failed", None, None, None), ("Failed", None, None, "x"), ("Pending", None, None, None)]
    assert [each.crossed for each in held({"failed": 1}, rows)] == [True]
    assert [each.crossed for each in held({"failed": 2}, rows)] == [False]
    assert [each.sentence for each in held({"failed": 1}, rows)] == ["2 items failed; 1 is allowed"]
    assert [each.sentence for each in held({"failed": 0}, rows[:1])] == ["1 item failed; 0 are allowed"]


@pytest.mark.parametrize(
    ("sync_date", "effective_date", "late"),
    [
        ("2026-10-30 09:29:59", None, 1),
        ("2026-10-30 09:30:00", None, 0),
        ("2026-11-02 09:00:00", "2020-01-01", 0),
        (None, "2026-10-30", 1),
        (None, "2026-10-31", 0),
        (None, None, 0),
    ],
)
def test_pending_items_are_late_after_so_many_days_to_the_second(sync_date, effective_date, late):
    limit = {"pending_older_than_days": {"days": 3, "count": 0}}
    rows = [(status, sync_date, effective_date, None) for status in ("Pending", "Failed", "Completed")]
    [crossing] = held(limit, rows)
    assert (crossing.actual, crossing.crossed) == (late, bool(late))
    told = f"{late} item{'' if late == 1 else 's'} pending for more than 3 days; 0 are allowed"
    assert crossing.sentence == told


def test_a_skip_needs_a_reason():
    rows = [("Skipped", None, None, reason) for reason in (None, "", "duplicate")]
    [crossing] = held({"skipped_without_reason": 0}, rows)
    assert crossing.sentence == "2 items skipped without a reason; 0 are allowed"


def test_money_is_compared_to_the_last_decimal_and_said_exactly():
    limit = {"amount_not_in_xero": {"gbp": "1000", "EUR": 5, "USD": "0.00"}}
    amounts = {"GBP": Decimal("999.0001"), "gbp": Decimal("1.0000"), "EUR": Decimal(5), "": Decimal(9)}
    crossings = held(limit, amounts=amounts)
    assert [(each.name, each.crossed) for each in crossings] == [
        ("amount_not_in_xero.GBP", True),
        ("amount_not_in_xero.EUR", False),
        ("amount_not_in_xero.USD", False),
    ]
    assert crossings[0].sentence == "GBP 1,000.0001 has not reached Xero; GBP 1,000.00 is allowed"
    assert crossings[0].to_dict() == {
        "name": "amount_not_in_xero.GBP",
        "limit": "1000",
        "actual": "1000.0001",
        "crossed": True,
    }


def test_what_was_not_asked_for_is_not_held():
    assert held({}, [("Failed", None, None, None)]) == []
    assert held(None) == held("") == []


def test_all_mistakes_are_named_at_once():
    with pytest.raises(UsageError) as refused:
        Thresholds.parse(
            {
                "faild": 1,
                "failed": "many",
                "skipped_without_reason": -1,
                "pending_older_than_days": {"days": "99999", "count": 1.5},
                "amount_not_in_xero": {"GBP": "a lot", "EUR": -1, "usd": 1, "USD": 2},
            }
        )
    assert refused.value.mistakes == (
        "thresholds.faild: no such threshold, did you mean 'failed'?",
        "thresholds.failed: 'many' is no whole number",
        "thresholds.skipped_without_reason: -1 is less than none",
        "thresholds.pending_older_than_days.count: 1.5 is no whole number",
        "thresholds.pending_older_than_days.days: 99999 is more than 36,500",
        "thresholds.amount_not_in_xero.GBP: 'a lot' is no number; write it as 1234.50",
        "thresholds.amount_not_in_xero.EUR: -1 is less than nothing",
        "thresholds.amount_not_in_xero.USD: USD has a limit already",
    )


@pytest.mark.parametrize(
    ("data", "told"),
    [
        (["failed"], "thresholds: write one 'name: limit' a line"),
        (0, "thresholds: write one 'name: limit' a line"),
        ({"pending_older_than_days": 3}, "write {days: 3, count: 0}"),
        ({"pending_older_than_days": {"days": 3}}, "write {days: 3, count: 0}"),
        ({"amount_not_in_xero": 1000}, "write {GBP: 1000}, one limit per currency"),
    ],
)
def test_another_shape_is_refused_with_the_right_one(data, told):
    with pytest.raises(UsageError, match="thresholds") as refused:
        Thresholds.parse(data)
    assert told in str(refused.value)


numbers = st.integers(0, 10**6)
money = st.decimals(0, 10**9, places=4)


@given(
    st.fixed_dictionaries(
        {},
        optional={
            "failed": numbers | numbers.map(str),
            "skipped_without_reason": numbers,
            "pending_older_than_days": st.fixed_dictionaries(
                {"days": st.integers(0, 36_500), "count": numbers}
            ),
            "amount_not_in_xero": st.dictionaries(st.sampled_from(["GBP", "EUR"]), money | money.map(str)),
        },
    )
)
def test_plain_data_reads_back_as_equal_thresholds(data):
    thresholds = Thresholds.parse(data)
    assert Thresholds.parse(thresholds.to_data()) == thresholds


@pytest.mark.parametrize("days", [0, 1, 36_500])
def test_any_number_of_days_that_is_taken_can_be_asked(days):
    thresholds = Thresholds.parse({"pending_older_than_days": {"days": days, "count": 0}})
    assert counts([("Pending", "1900-01-01", None, None)], thresholds)["pending_older_than_days"] == 1


def test_a_threshold_of_another_report_is_told_as_such():
    with pytest.raises(UsageError) as refused:
        Thresholds.parse({"findings": {"duplicate": 0}})
    [mistake] = refused.value.mistakes
    assert mistake.startswith(
        "thresholds.findings: no such threshold here, it is one of the reconciliation; "
    )
