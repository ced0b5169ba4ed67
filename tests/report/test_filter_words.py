"""A filter in words."""

from __future__ import annotations

import pytest
from hypothesis import given

from tests.report.filter_cases import trees
from tests.report.test_filter import PARSED_EXAMPLE
from xsync.report.filter import AllOf, AnyOf, Condition, parse_filter
from xsync.report.filter_words import in_words


def test_the_example_of_the_contract():
    assert in_words(PARSED_EXAMPLE) == (
        "Sync status is Failed or Pending, and "
        "(Cin7 Core Number starts with INV- or Payment Account contains paypal), and "
        "Effective Date is between 1 July 2026 and 30 September 2026"
    )


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (None, "No filter"),
        ({"field": "item_type", "equals": "credit_note"}, "Type is Credit note"),
        ({"field": "item_type", "equals": "Gift card"}, "Type is “Gift card”"),
        ({"field": "item_type", "contains": "note"}, "Type contains note"),
        ({"field": "contact", "not_equals": "Smith, Jones"}, "Contact is not “Smith, Jones”"),
        ({"field": "contact", "not_in": ["A", "B", "C"]}, "Contact is not any of A, B or C"),
        ({"field": "contact", "not_contains": "x"}, "Contact does not contain x"),
        ({"field": "contact", "ends_with": "x"}, "Contact ends with x"),
        ({"field": "contact", "less_than": "m"}, "Contact is before m"),
        ({"field": "contact", "is_blank": True}, "Contact is blank"),
        ({"field": "contact", "is_not_blank": True}, "Contact is not blank"),
        ({"field": "amount", "less_than": "10"}, "Amount is less than 10"),
        ({"field": "amount", "at_most": "10.50"}, "Amount is at most 10.50"),
        ({"field": "source_row", "greater_than": 7}, "Source row is more than 7"),
        ({"field": "amount", "at_least": 1000}, "Amount is at least 1000"),
        ({"field": "sync_date", "less_than": "2026-07-01"}, "Sync date is before 1 July 2026"),
        (
            {"field": "sync_date", "at_most": "2026-07-01T09:05"},
            "Sync date is no later than 1 July 2026 09:05",
        ),
        (
            {"field": "sync_date", "greater_than": "2026-07-01T09:05:07"},
            "Sync date is after 1 July 2026 09:05:07",
        ),
        (
            {"field": "effective_date", "at_least": "2026-02-28"},
            "Effective Date is no earlier than 28 February 2026",
        ),
        ({"not": {"field": "contact", "equals": "A"}}, "not (Contact is A)"),
        (
            {
                "any": [
                    {"field": "contact", "equals": "A"},
                    {"not": {"all": [{"field": "contact", "equals": "B"}]}},
                ]
            },
            "Contact is A, or not (Contact is B)",
        ),
        (
            {
                "any": [
                    {"field": "contact", "equals": "A"},
                    {
                        "all": [
                            {"field": "contact", "equals": "B"},
                            {"field": "currency", "equals": "NZD"},
                        ]
                    },
                ]
            },
            "Contact is A, or (Contact is B and Currency is NZD)",
        ),
    ],
)
def test_every_operator(data, words):
    assert in_words(parse_filter(data)) == words


@given(tree=trees)
def test_any_tree_can_be_said(tree):
    assert in_words(parse_filter(tree))


def test_one_thing_looked_for_in_several_fields_is_said_once():
    looked_for = AnyOf(
        (Condition("cin7_number", "contains", "inv-"), Condition("contact", "contains", "inv-"))
    )
    assert in_words(looked_for) == "Cin7 Core Number or Contact contains inv-"
    unsynced = Condition("sync_status", "in", ("Failed", "Pending"))
    assert in_words(AllOf((unsynced, looked_for))) == (
        "Sync status is Failed or Pending, and (Cin7 Core Number or Contact contains inv-)"
    )
    mixed = AnyOf((*looked_for.parts, Condition("contact", "contains", "x")))
    assert in_words(mixed) == (
        "Cin7 Core Number contains inv-, or Contact contains inv-, or Contact contains x"
    )
    negative = AnyOf((Condition("contact", "not_contains", "x"), Condition("message", "not_contains", "x")))
    assert in_words(negative) == "Contact does not contain x, or Message does not contain x"
