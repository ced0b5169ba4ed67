"""A layout read from plain data."""

from __future__ import annotations

import pytest

from xsync.errors import UsageError
from xsync.report.filter import Condition
from xsync.report.layout import DEFAULT_LAYOUT, Layout, Sort
from xsync.report.layout_grammar import parse_layout


def test_a_name_alone_is_a_layout_like_the_default():
    layout = parse_layout({"name": "  Mine \t too ", "sort": None, "period": "", "filter": {}})
    assert layout == Layout("Mine too")
    assert layout.columns == DEFAULT_LAYOUT.columns


def test_everything_may_be_written_as_text_and_fields_by_their_titles():
    assert parse_layout(
        {
            "name": "007",
            "columns": ["Cin7 Core Number", "amount", "Effective date"],
            "sort": ["-amount", {"field": "Sync date", "order": "Ascending"}],
            "group_by": "Type",
            "page_length": "50",
            "filter": [{"field": "contact", "is_blank": "true"}],
            "period": "Last financial year",
        }
    ) == Layout(
        "007",
        columns=("cin7_number", "amount", "effective_date"),
        sort=(Sort("amount", descending=True), Sort("sync_date")),
        group_by=("item_type",),
        page_length=50,
        filter=parse_layout({"name": "x", "filter": [{"field": "contact", "is_blank": True}]}).filter,
        period="last_financial_year",
    )


def test_a_filter_is_read_as_a_tree():
    layout = parse_layout({"name": "x", "filter": {"field": "sync_status", "in": ["failed"]}})
    assert layout.filter == Condition("sync_status", "in", ("Failed",))


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("sync_date", Sort("sync_date")),
        ("-sync_date", Sort("sync_date", descending=True)),
        ("- Sync date", Sort("sync_date", descending=True)),
        ("sync_date desc", Sort("sync_date", descending=True)),
        ("Sync date DESCENDING", Sort("sync_date", descending=True)),
        ("Sync date asc", Sort("sync_date")),
        ({"field": "sync_date"}, Sort("sync_date")),
        ({"field": "sync_date", "order": "desc"}, Sort("sync_date", descending=True)),
    ],
)
def test_a_sort_is_written_in_several_ways(written, meant):
    assert parse_layout({"name": "x", "sort": [written]}).sort == (meant,)
    assert parse_layout({"name": "x", "sort": written}).sort == (meant,)


def test_no_sort_at_all_can_be_asked_for():
    assert parse_layout({"name": "x", "sort": []}).sort == ()


def test_all_mistakes_are_told_at_once_each_with_its_place():
    with pytest.raises(UsageError) as refused:
        parse_layout(
            {
                "name": 7,
                "colums": [],
                "columns": ["cin7_nuber", "Type", "item_type", 7],
                "sort": ["sync_date dsc", {"field": "amount", "oder": "x", "order": "up"}, "-amount"],
                "group_by": [None],
                "page_length": "0",
                "filter": {"any": [{"field": "amount", "equals": "much"}]},
                "period": "last_mont",
            }
        )
    mistakes = "\n".join(refused.value.mistakes)
    for told in (
        "unknown key 'colums', did you mean 'columns'?",
        "name: a layout needs one",
        "columns[0]: unknown field 'cin7_nuber', did you mean 'cin7_number'?",
        "columns[2]: Type stands there already",
        "columns[3]: unknown field 7",
        "sort[0]: unknown field 'sync_date dsc', did you mean 'sync_date'",
        "sort[1]: unknown key 'oder', did you mean 'order'?",
        "sort[1]: 'up' is no order, known: ascending, descending",
        "sort[2]: Amount stands there already",
        "group_by[0]: unknown field None",
        "page_length: 0 rows",
        "filter.any[0].equals: Amount: 'much' is no number",
        "period: unknown period 'last_mont', did you mean 'last_month'",
    ):
        assert told in mistakes
    assert len(refused.value.mistakes) == 13


@pytest.mark.parametrize(
    ("key", "raw", "told"),
    [
        ("columns", [], "one at least"),
        ("period", "custom", "no days of its own"),
        ("page_length", "many", "no whole number"),
        ("page_length", True, "no whole number"),
        ("name", "a\x00b", "cannot be shown"),
        ("name", "\ud800", "cannot be shown"),
        ("name", " \n ", "a layout needs one"),
    ],
)
def test_what_makes_no_layout_is_refused(key, raw, told):
    with pytest.raises(UsageError) as refused:
        parse_layout({"name": "x", key: raw})
    [mistake] = refused.value.mistakes
    assert mistake.startswith(f"{key}: ")
    assert told in mistake


@pytest.mark.parametrize("raw", [None, [], "Default", 7])
def test_a_layout_is_a_mapping(raw):
    with pytest.raises(UsageError, match="mapping with the keys name, columns"):
        parse_layout(raw)
