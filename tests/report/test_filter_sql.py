"""What a filter means, executed in DuckDB and held against the contract read row by row."""

from __future__ import annotations

from datetime import date, datetime, time
from decimal import Decimal
from typing import Any

import duckdb
import pytest
import sqlglot
from hypothesis import given, settings

from tests.report.filter_cases import COLUMNS, HOSTILE, TEXT_FIELDS, holds, rows, trees
from xsync.model import FIELDS, Kind
from xsync.report.filter import OPERATORS, parse_filter
from xsync.report.filter_sql import sql, to_expression

CONNECTION = duckdb.connect()


def fill(items: list[dict[str, Any]]) -> None:
    declared = ", ".join(f"{name} {kind}" for name, kind in COLUMNS.items())
    CONNECTION.execute(f"CREATE OR REPLACE TABLE items (place BIGINT, {declared})")
    values = [[place, *(item.get(name) for name in COLUMNS)] for place, item in enumerate(items)]
    CONNECTION.executemany("INSERT INTO items VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)", values)


def where(condition: str) -> list[int]:
    found = CONNECTION.table("items").filter(condition).project("place").order("place").fetchall()
    return [place for (place,) in found]


def passing(data: object) -> list[int]:
    return where(sql(parse_filter(data)))


@settings(max_examples=120)
@given(tree=trees, items=rows)
def test_sql_passes_the_rows_the_contract_passes_and_is_never_unknown(tree, items):
    fill(items)
    assert passing(tree) == [place for place, item in enumerate(items) if holds(tree, item)]
    assert where(f"({sql(parse_filter(tree))}) IS NULL") == []


@pytest.mark.parametrize("value", HOSTILE)
@pytest.mark.parametrize("operator", ["equals", "contains", "starts_with", "ends_with", "in", "at_least"])
def test_a_hostile_value_means_itself(operator, value):
    items = [{"contact": each} for each in HOSTILE]
    fill(items)
    asked = [value] if operator == "in" else value
    tree = {"field": "contact", operator: asked}
    assert passing(tree) == [place for place, item in enumerate(items) if holds(tree, item)]
    assert CONNECTION.execute("SELECT count(*) FROM items").fetchone() == (len(HOSTILE),)


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        (
            {"field": "contact", "equals": "O'Neill"},
            "NOT contact IS NULL AND LOWER(contact) = LOWER('O''Neill')",
        ),
        (
            {"field": "sync_status", "not_in": ["failed", "Pending"]},
            "NOT (NOT sync_status IS NULL AND LOWER(sync_status) IN (LOWER('Failed'), LOWER('Pending')))",
        ),
        ({"field": "contact", "is_blank": True}, "contact IS NULL OR contact = ''"),
        ({"field": "amount", "is_not_blank": True}, "NOT amount IS NULL"),
        (
            {"field": "amount", "less_than": "1.5"},
            "NOT amount IS NULL AND amount < CAST('1.5' AS DECIMAL(18, 4))",
        ),
        (
            {"field": "sync_date", "at_most": date(2026, 6, 30)},
            "NOT sync_date IS NULL AND sync_date < CAST('2026-07-01 00:00:00' AS TIMESTAMP)",
        ),
        (
            {"field": "sync_date", "at_most": datetime.fromisoformat("2026-06-30T14:30")},
            "NOT sync_date IS NULL AND sync_date <= CAST('2026-06-30 14:30:00' AS TIMESTAMP)",
        ),
        (
            {"field": "item_type", "contains": "credit_n"},
            (
                "NOT item_type IS NULL AND "
                "CONTAINS(LOWER(REPLACE(item_type, '_', ' ')), LOWER(REPLACE('credit_n', '_', ' ')))"
            ),
        ),
        ({"field": "source_row", "equals": -7}, "NOT source_row IS NULL AND source_row = -7"),
        (None, "TRUE"),
    ],
)
def test_the_sql_text(data, expected):
    assert sql(parse_filter(data)) == expected


@pytest.mark.parametrize(
    ("operator", "expected"),
    [
        ("equals", [1, 2, 3]),
        ("not_equals", [0, 4, 5]),
        ("less_than", [0]),
        ("at_most", [0, 1, 2, 3]),
        ("greater_than", [4]),
        ("at_least", [1, 2, 3, 4]),
    ],
)
def test_a_day_means_the_whole_day_of_a_timestamp(operator, expected):
    instants = ["2026-06-30T23:59:59.999999", "2026-07-01", "2026-07-01T12:00", "2026-07-01T23:59:59.999999"]
    fill([{"sync_date": each} for each in [*instants, "2026-07-02", None]])
    assert passing({"field": "sync_date", operator: "2026-07-01"}) == expected


@pytest.mark.parametrize(
    ("operator", "expected"),
    [("equals", [1]), ("less_than", [0]), ("at_most", [0, 1]), ("greater_than", [2]), ("at_least", [1, 2])],
)
def test_a_time_means_that_instant(operator, expected):
    fill([{"sync_date": f"2026-07-01T00:00:0{second}"} for second in (0, 1, 2)])
    assert passing({"field": "sync_date", operator: "2026-07-01T00:00:01"}) == expected


def test_several_days_and_both_ends_are_whole_days():
    instants = ["2026-06-30T23:59:59", "2026-07-01", "2026-07-02T12:00", "2026-07-03T23:59:59", "2026-07-04"]
    fill([{"sync_date": each} for each in instants])
    assert passing({"field": "sync_date", "in": ["2026-07-01", "2026-07-03"]}) == [1, 3]
    assert passing({"field": "sync_date", "not_in": ["2026-07-01", "2026-07-03"]}) == [0, 2, 4]
    assert passing({"field": "sync_date", "between": ["2026-07-01", "2026-07-03"]}) == [1, 2, 3]


def test_between_takes_a_clock_time_up_to_the_end_of_the_same_day():
    fill([{"sync_date": datetime.combine(date(2026, 7, 1), time(hour))} for hour in (9, 10, 23)])
    assert passing({"field": "sync_date", "between": ["2026-07-01T10:00", "2026-07-01"]}) == [1, 2]


def test_order_of_texts_has_no_place_for_an_empty_one():
    fill([{"contact": ""}, {"contact": None}, {"contact": "Abel"}])
    assert passing({"field": "contact", "less_than": "b"}) == [2]
    assert passing({"not": {"field": "contact", "less_than": "b"}}) == [0, 1]


def test_a_type_is_found_by_its_label_and_by_its_stored_value():
    fill([{"item_type": "supplier_deposit"}, {"item_type": "Gift card"}])
    for spelling in ("Supplier deposits", "supplier_deposit", "SUPPLIER DEPOSIT"):
        assert passing({"field": "Type", "equals": spelling}) == [0]
    for part in ("supplier dep", "supplier_dep"):
        assert passing({"field": "Type", "starts_with": part}) == [0]
    assert passing({"field": "Type", "in": ["gift CARD"]}) == [1]


def test_amounts_are_compared_exactly():
    fill([{"amount": Decimal(each)} for each in ("99999999999999.9998", "99999999999999.9999", "0.3")])
    assert passing({"field": "amount", "equals": "99999999999999.9999"}) == [1]
    assert passing({"field": "amount", "equals": 0.3}) == [2]


def operand(operator: str, kind: Kind) -> object:
    value = {
        Kind.TEXT: "O'Ne\\il_%",
        Kind.TIMESTAMP: "2026-07-01",
        Kind.DATE: "2026-07-01",
        Kind.DECIMAL: "-1.5",
        Kind.INTEGER: 7,
    }[kind]
    if operator in {"is_blank", "is_not_blank"}:
        return True
    return [value, value] if operator in {"in", "not_in", "between"} else value


def operands() -> list[tuple[str, str]]:
    fields = ["contact", "item_type", "sync_date", "effective_date", "amount", "source_row"]
    looks_inside = {"contains", "not_contains", "starts_with", "ends_with"}
    return [
        (field, operator)
        for field in fields
        for operator in OPERATORS
        if FIELDS[field].kind is Kind.TEXT or operator not in looks_inside
    ]


@pytest.mark.parametrize(("field", "operator"), operands())
def test_spark_can_say_it_too(field, operator):
    tree = parse_filter({"field": field, operator: operand(operator, FIELDS[field].kind)})
    direct = to_expression(tree).sql("spark", unsupported_level=sqlglot.ErrorLevel.RAISE)
    query = sqlglot.select("*").from_("items").where(to_expression(tree))
    [by_text] = sqlglot.transpile(
        query.sql("duckdb"), read="duckdb", write="spark", unsupported_level=sqlglot.ErrorLevel.RAISE
    )
    assert by_text == query.sql("spark")
    assert direct == sql(tree, "spark")


def test_spark_gets_timestamps_without_a_zone_and_its_own_quotes():
    tree = parse_filter(
        [{"field": "sync_date", "less_than": "2026-07-01"}, {"field": "contact", "contains": "'"}]
    )
    assert sql(tree, "spark") == (
        "(NOT sync_date IS NULL AND sync_date < CAST('2026-07-01 00:00:00' AS TIMESTAMP_NTZ)) AND "
        "(NOT contact IS NULL AND CONTAINS(LOWER(contact), LOWER('\\'')))"
    )


def test_every_text_column_of_the_cases_is_a_text_field():
    assert {name for name in COLUMNS if FIELDS[name].kind is Kind.TEXT} == set(TEXT_FIELDS)
