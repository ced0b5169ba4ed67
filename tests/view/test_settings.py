"""What a panel's controls say, as one value."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import xsync
from tests.report.filter_cases import trees
from tests.run.surroundings import AS_OF
from xsync.errors import UsageError
from xsync.model import FIELDS
from xsync.report.filter import AllOf, AnyOf, Condition, parse_filter
from xsync.report.layout import DEFAULT_LAYOUT, Layout, Sort
from xsync.report.period import DATE_FIELDS, PERIODS
from xsync.report.search import search_filter
from xsync.view.settings import QUICK_FIELDS, Choice, Settings

pytestmark = pytest.mark.usefixtures("own_params")


def there(tree):
    assert tree is not None
    return tree


FAILED = Condition("sync_status", "in", ("Failed",))
INVOICES = Condition("item_type", "in", ("invoice",))
BIG = there(parse_filter({"field": "amount", "at_least": "1.10"}))
JULY = (date(2026, 7, 1), date(2026, 7, 31))
AUGUST = (date(2026, 8, 1), date(2026, 8, 31))

fields = st.lists(st.sampled_from(list(FIELDS)), min_size=1, max_size=5, unique=True)
layouts = st.builds(
    lambda columns, sort, groups, rows, tree, period: Layout(
        "Some layout", tuple(columns), tuple(sort), tuple(groups), rows, parse_filter(tree), period
    ),
    fields,
    st.lists(
        st.builds(Sort, st.sampled_from(list(FIELDS)), st.booleans()), max_size=4, unique_by=lambda s: s.field
    ),
    st.just([]) | fields,
    st.integers(1, 900),
    st.none() | trees,
    st.none() | st.sampled_from([name for name in PERIODS if name != "custom"]),
)
choices = st.builds(
    lambda picked, search, tree: Choice(picked, search, parse_filter(tree)),
    st.dictionaries(
        st.sampled_from(QUICK_FIELDS), st.lists(st.text(max_size=5), min_size=1, max_size=3).map(tuple)
    ),
    st.text(max_size=8),
    st.none() | trees,
)
any_settings = st.builds(
    Settings,
    st.sampled_from(list(PERIODS)),
    st.none() | st.dates(),
    st.none() | st.dates(),
    st.sampled_from(list(DATE_FIELDS)),
    layouts,
    choices,
)


@pytest.fixture
def report(store):
    return xsync.sync_report(store=store, as_of=AS_OF)


def test_nothing_chosen_means_no_filter():
    assert Choice().filter() is None
    assert Choice({"sync_status": ()}, "  ").filter() is None


def test_one_field_is_a_filter_by_itself_and_several_must_all_hold():
    assert Choice({"sync_status": ("Failed",)}).filter() == FAILED
    assert Choice(search=" inv ").filter() == search_filter("inv")
    assert Choice(tree=BIG).filter() == BIG
    whole = Choice({"sync_status": ("Failed",), "item_type": ("invoice",)}, "inv", BIG).filter()
    assert whole == AllOf((FAILED, INVOICES, there(search_filter("inv")), BIG))


@pytest.mark.parametrize(
    ("tree", "others"), [(None, ()), (BIG, (BIG,)), (AnyOf((BIG, FAILED)), (AnyOf((BIG, FAILED)),))]
)
def test_a_span_of_days_narrows_what_there_is_and_replaces_an_earlier_one(tree, others):
    once = Choice({"sync_status": ("Failed",)}, "inv", tree).within("sync_date", *JULY)
    twice = once.within("sync_date", *AUGUST)
    for choice, days in ((once, JULY), (twice, AUGUST)):
        span = Condition("sync_date", "between", days)
        assert choice.tree == (AllOf((*others, span)) if others else span)
        assert (choice.picked, choice.search) == ({"sync_status": ("Failed",)}, "inv")


def test_spans_of_two_dates_stand_beside_each_other():
    both = Choice().within("sync_date", *JULY).within("effective_date", *AUGUST)
    assert both.tree == AllOf(
        (Condition("sync_date", "between", JULY), Condition("effective_date", "between", AUGUST))
    )


@settings(max_examples=100)
@given(any_settings)
def test_any_settings_come_back_from_a_file(wanted):
    assert Settings.from_data(json.loads(json.dumps(wanted.to_data()))) == wanted


@settings(max_examples=60)
@given(any_settings)
def test_settings_never_differ_from_themselves(wanted):
    assert wanted.differences(wanted) == []


@pytest.mark.parametrize(
    "damage",
    [
        {"period": "last_century"},
        {"period": ["all_time"]},
        {"date_from": "yesterday"},
        {"date_field": "nobody"},
        {"date_field": "contact"},
        {"layout": {"name": "x", "columns": ["nobody"]}},
        {"layout": None},
        {"picked": ["Failed"]},
        {"picked": {"nobody": ["Failed"]}},
        {"picked": {"amount": ["1"]}},
        {"picked": {"sync_status": "Failed"}},
        {"picked": {"sync_status": 1}},
        {"search": None},
        {"filter": {"field": "nobody", "equals": "x"}},
        {"filter": "nonsense"},
    ],
)
def test_damaged_settings_are_no_settings(report, damage):
    whole = Settings.of(report).to_data()
    assert Settings.from_data(whole) is not None
    assert Settings.from_data({**whole, **damage}) is None


@pytest.mark.parametrize("data", [None, [], "text", 7, {}, {"period": "all_time"}])
def test_what_is_no_settings_at_all_is_refused_quietly(data):
    assert Settings.from_data(data) is None


def test_every_difference_is_said_in_a_few_words(report):
    before = Settings.of(report)
    layout = Layout("Other", ("contact", "amount"), (Sort("amount", descending=True),), ("item_type",), 50)
    choice = Choice({"sync_status": ("Failed", "Pending")}, "inv", BIG)
    after = replace(
        before,
        period="custom",
        date_from=JULY[0],
        date_to=JULY[1],
        date_field="effective_date",
        layout=layout,
        choice=choice,
    )
    assert before.differences(after) == [
        f"Reporting period → {PERIODS['custom']} 2026-07-01 to 2026-07-31",
        "Date → Effective Date",
        "Layout → Other",
        "Columns → Contact, Amount",
        "Sorted by → Amount descending",
        "Grouped by → Type",
        "Rows per page → 50",
        "Sync status → Sync status is Failed or Pending",
        "Search → “inv”",
        "Conditions → Amount is at least 1.10",
    ]


def test_days_that_are_missing_are_said_to_be_missing(report):
    before = Settings.of(report)
    told = before.differences(replace(before, period="custom", date_from=None, date_to=None))
    assert len(told) == 1
    assert "None" not in told[0]


def test_the_days_of_a_period_with_a_name_make_no_difference(report):
    before = Settings.of(report)
    assert before.differences(replace(before, date_from=date(2020, 1, 1))) == []


def test_settings_of_a_report_ask_for_that_report(report):
    for asked in (
        report,
        report.period("last_quarter", date_field="effective_date").filter({"field": "amount", "at_least": 5}),
        report.period("custom", date_from="2026-10-01", date_to="2026-10-15").sort("contact"),
    ):
        again = Settings.of(asked).applied_to(report)
        assert again.question.period == asked.question.period
        assert again.question.narrowing == asked.question.narrowing
        assert again.items().equals(asked.items())


def test_a_chosen_period_goes_before_that_of_the_layout(report):
    layout = replace(DEFAULT_LAYOUT, period="last_quarter")
    wanted = replace(Settings.of(report), period="all_time", layout=layout)
    asked = wanted.applied_to(report)
    assert asked.question.period.name == "all_time"
    assert asked.question.layout == layout


def test_the_layout_keeps_its_own_filter_beside_the_choice(report):
    layout = replace(DEFAULT_LAYOUT, filter=FAILED)
    wanted = replace(Settings.of(report), period="all_time", layout=layout, choice=Choice(search="inv"))
    expected = report.period("all_time").filter(FAILED).search("inv")
    assert wanted.applied_to(report).counts.items_shown == expected.counts.items_shown > 0


@pytest.mark.parametrize(("first", "last"), [(None, JULY[1]), (JULY[0], None), (JULY[1], JULY[0])])
def test_days_missing_or_the_wrong_way_round_are_refused(report, first, last):
    wanted = replace(Settings.of(report), period="custom", date_from=first, date_to=last)
    with pytest.raises(UsageError, match="date_"):
        wanted.applied_to(report)
