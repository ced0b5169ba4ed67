"""The filter's grammar: what is read, what is refused, and the way back to plain data."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
import yaml
from hypothesis import given

from tests.report.filter_cases import trees
from xsync.errors import UsageError
from xsync.report.filter import AllOf, AnyOf, Condition, NotOf, parse_filter, to_data

CONTRACT_EXAMPLE = """
all:
  - {field: sync_status, in: [Failed, Pending]}
  - any:
      - {field: cin7_number, starts_with: INV-}
      - {field: payment_account, contains: paypal}
  - {field: effective_date, between: [2026-07-01, 2026-09-30]}
"""
PARSED_EXAMPLE = AllOf(
    (
        Condition("sync_status", "in", ("Failed", "Pending")),
        AnyOf(
            (
                Condition("cin7_number", "starts_with", "INV-"),
                Condition("payment_account", "contains", "paypal"),
            )
        ),
        Condition("effective_date", "between", (date(2026, 7, 1), date(2026, 9, 30))),
    )
)


def mistakes(data: object) -> tuple[str, ...]:
    with pytest.raises(UsageError) as refused:
        parse_filter(data)
    return refused.value.mistakes


@pytest.mark.parametrize("loader", [yaml.SafeLoader, yaml.BaseLoader])
def test_the_example_of_the_contract_is_read_with_typed_and_with_text_scalars(loader):
    data = yaml.load(CONTRACT_EXAMPLE, Loader=loader)  # noqa: S506 - both make plain data only
    assert parse_filter(data) == PARSED_EXAMPLE


@given(tree=trees)
def test_a_tree_comes_back_equal_from_plain_data_json_and_yaml(tree):
    parsed = parse_filter(tree)
    assert parsed is not None
    data = to_data(parsed)
    assert parse_filter(data) == parsed
    assert parse_filter(parsed) == parsed
    assert parse_filter(json.loads(json.dumps(data))) == parsed
    written = yaml.safe_dump(data, allow_unicode=True)
    assert parse_filter(yaml.safe_load(written)) == parsed
    assert parse_filter(yaml.load(written, Loader=yaml.BaseLoader)) == parsed  # noqa: S506 - all text


@pytest.mark.parametrize("nothing", [None, {}, [], (), ""])
def test_nothing_is_no_filter(nothing):
    assert parse_filter(nothing) is None


def test_a_list_means_all_of_it():
    condition = {"field": "contact", "is_blank": True}
    assert parse_filter([condition]) == AllOf((Condition("contact", "is_blank", value=True),))
    assert parse_filter({"not": condition}) == NotOf(Condition("contact", "is_blank", value=True))


@pytest.mark.parametrize("spelling", ["cin7_number", "Cin7 Core Number", "cin7 core number", "DEAR Number"])
def test_a_field_goes_by_its_name_or_its_column_title(spelling):
    assert parse_filter({"field": spelling, "equals": "X"}) == Condition("cin7_number", "equals", "X")


@pytest.mark.parametrize(
    ("field", "operator", "raw", "value"),
    [
        ("amount", "equals", 5, Decimal(5)),
        ("amount", "equals", "1234.50", Decimal("1234.5")),
        ("amount", "equals", 0.1, Decimal("0.1")),
        ("amount", "at_most", "-.5", Decimal("-0.5")),
        ("source_row", "equals", "007", 7),
        ("contact", "equals", "007", "007"),
        ("sync_date", "equals", "2026-07-01", date(2026, 7, 1)),
        ("sync_date", "equals", "2026-07-01 14:30", datetime.fromisoformat("2026-07-01T14:30")),
        ("sync_date", "equals", "2026-07-01T00:00", datetime.fromisoformat("2026-07-01T00:00")),
        ("effective_date", "equals", "2026-07-01T00:00", date(2026, 7, 1)),
        ("effective_date", "equals", date(2026, 7, 1), date(2026, 7, 1)),
        ("item_type", "equals", "Invoices", "invoice"),
        ("item_type", "not_in", ["Supplier deposits", "Gift card"], ("supplier_deposit", "Gift card")),
        ("item_type", "contains", "Invoices", "Invoices"),
        ("sync_status", "equals", "FAILED", "Failed"),
        ("message", "is_not_blank", "True", True),
        ("sync_date", "between", ["2026-07-01", "2026-07-01"], (date(2026, 7, 1), date(2026, 7, 1))),
    ],
)
def test_values_are_read_as_the_type_of_the_field(field, operator, raw, value):
    parsed = parse_filter({"field": field, operator: raw})
    assert isinstance(parsed, Condition)
    assert (parsed.value, type(parsed.value)) == (value, type(value))


@pytest.mark.parametrize(
    ("field", "operator", "raw", "words"),
    [
        ("contact", "equals", 7, "put it in quotes"),
        ("contact", "equals", True, "put it in quotes"),
        ("contact", "equals", date(2026, 7, 1), "put it in quotes"),
        ("contact", "equals", "", "is_blank"),
        ("contact", "equals", None, "takes one value"),
        ("contact", "equals", ["a"], "takes one value"),
        ("contact", "equals", "a\x00b", "no stored text"),
        ("contact", "equals", "\ud800", "no stored text"),
        ("contact", "is_blank", False, "is_not_blank: true"),
        ("contact", "is_not_blank", "yes", "is_blank: true"),
        ("contact", "in", [], "one value at least"),
        ("contact", "in", "Smith", "takes a list"),
        ("contact", "between", ["b", "A"], "write the lower value first"),
        ("amount", "contains", "5", "Amount holds a decimal"),
        ("amount", "equals", True, "no number"),
        ("amount", "equals", "1,234.50", "no number"),
        ("amount", "equals", float("nan"), "no number"),
        ("amount", "equals", "1.00001", "4 after the decimal point"),
        ("amount", "equals", 10**14, "14 digits before"),
        ("amount", "between", [1], "two values"),
        ("amount", "between", [1, 2, 3], "two values"),
        ("amount", "between", ["2", "1.99"], "write the lower value first"),
        ("source_row", "equals", 7.0, "no whole number"),
        ("source_row", "equals", True, "no whole number"),
        ("source_row", "equals", 2**63, "too large"),
        ("sync_date", "starts_with", "2026", "Sync date holds a timestamp"),
        ("sync_date", "equals", "2026-02-30", "is no date"),
        ("sync_date", "equals", "20260701", "is no date"),
        ("sync_date", "equals", "1 July 2026", "is no date"),
        ("sync_date", "equals", 20260701, "is no date"),
        ("sync_date", "equals", "9999-12-31", "the last year"),
        ("sync_date", "equals", "2026-07-01T10:00Z", "without one"),
        ("sync_date", "equals", datetime(2026, 7, 1, tzinfo=UTC), "without one"),
        ("sync_date", "between", ["2026-07-01T10:00", "2026-06-30"], "write the lower value first"),
        ("effective_date", "equals", "2026-07-01T10:00", "has a time of day"),
    ],
)
def test_a_wrong_value_is_refused_with_its_place(field, operator, raw, words):
    [mistake] = mistakes([{"field": field, operator: raw}])
    assert mistake.startswith(f"filter[0].{operator}")
    assert words in mistake


def test_all_mistakes_are_told_at_once_each_with_its_place():
    found = mistakes(
        {
            "all": [
                {"field": "sync_status", "in": ["Failed", 7]},
                {"any": [{"field": "cin7_nuber", "equal": "x"}, {"field": "amount", "equals": "much"}]},
                {"al": []},
                {"any": []},
                {"all": [], "not": {}},
                {"field": "contact"},
                {"field": "contact", "equals": "a", "contains": "b"},
                "contact is blank",
            ]
        }
    )
    assert [mistake.split(": ")[0] for mistake in found] == [
        "filter.all[0].in[1]",
        "filter.all[1].any[0]",
        "filter.all[1].any[0]",
        "filter.all[1].any[1].equals",
        "filter.all[2]",
        "filter.all[3].any",
        "filter.all[4]",
        "filter.all[4].all",
        "filter.all[4].not",
        "filter.all[5]",
        "filter.all[6]",
        "filter.all[7]",
    ]
    assert "filter.all[1].any[0]: unknown field 'cin7_nuber', did you mean 'cin7_number'?" in found
    assert "did you mean 'equals'" in found[2]
    assert "did you mean 'all'?" in found[4]
    assert "equals, contains" in found[10]


def test_a_tree_that_contains_itself_is_refused():
    endless: dict[str, object] = {}
    endless["not"] = endless
    [mistake] = mistakes(endless)
    assert "nested deeper" in mistake


def test_a_field_that_is_no_text_is_refused():
    [mistake] = mistakes({"field": 7, "equals": "x"})
    assert mistake.startswith("filter: unknown field 7")


def test_a_group_made_in_python_needs_a_part():
    with pytest.raises(ValueError, match="one at least"):
        AnyOf(())
