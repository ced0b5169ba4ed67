"""The report's parameters: settled into a question, or refused with all their mistakes."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from xsync.errors import UsageError
from xsync.report.filter import parse_filter
from xsync.report.layout import DEFAULT_LAYOUT, Layout, Sort
from xsync.report.layouts import Layouts
from xsync.report.period import PERIODS
from xsync.report.question import Question

AS_OF = "2026-11-02T09:00:00+00:00"
UNSYNCED = {"field": "sync_status", "in": ["Failed", "Pending"]}
INVOICES = {"field": "item_type", "equals": "Invoices"}


@pytest.fixture
def layouts(tmp_path):
    saved = Layouts(tmp_path / "layouts")
    saved.save(Layout("Month end", filter=parse_filter(UNSYNCED), period="last_month"))
    saved.save(Layout("Plain", columns=("cin7_number", "amount"), sort=(Sort("amount"),)))
    return saved


def ask(layouts, settings=(), **parameters):
    return Question.of({"as_of": AS_OF, **parameters}, dict(settings), layouts)


def mistakes(layouts, settings=(), **parameters):
    with pytest.raises(UsageError) as refused:
        ask(layouts, settings, **parameters)
    return refused.value.mistakes


def test_nothing_given_asks_for_the_last_thirty_days_of_every_item(layouts):
    question = Question.of({}, {}, layouts)
    assert question.period.name == "last_30_days"
    assert question.period.date_field == "sync_date"
    assert (question.layout, question.filter, question.filter_in_words()) == (
        DEFAULT_LAYOUT,
        None,
        "Every item",
    )
    assert question.calendar.time_zone == "UTC"
    assert datetime.now(UTC) - question.calendar.as_of < timedelta(hours=1)


def test_what_is_none_or_blank_takes_the_default(layouts):
    blanks = dict.fromkeys(
        ["period", "date_from", "date_field", "time_zone", "filter", "layout", "thresholds"], ""
    )
    assert ask(layouts, **blanks) == ask(layouts) == ask(layouts, **dict.fromkeys(blanks))


def test_an_organisations_own_settings_stand_behind_the_parameters(layouts):
    settings = {"time_zone": "Europe/London", "financial_year_start": "4", "week_start": None, "as_of": None}
    question = ask(layouts, settings, financial_year_start=10)
    assert question.calendar.time_zone == "Europe/London"
    assert question.calendar.financial_year_start == 10
    assert question.calendar.week_start == "Monday"
    assert Question.of({}, {"as_of": AS_OF}, layouts).calendar.as_of == datetime.fromisoformat(AS_OF)
    assert Question.of({}, {"as_of": None}, layouts).calendar.as_of > datetime.fromisoformat(AS_OF)


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("2026-07-31T09:00+10:00", datetime(2026, 7, 30, 23, tzinfo=UTC)),
        ("2026-07-31 09:00", datetime(2026, 7, 31, 8, tzinfo=UTC)),
        ("2026-07-31", datetime(2026, 7, 31, 22, 59, 59, tzinfo=UTC)),
        (date(2026, 12, 31), datetime(2026, 12, 31, 23, 59, 59, tzinfo=UTC)),
        (datetime(2026, 7, 31, 9, tzinfo=UTC), datetime(2026, 7, 31, 9, tzinfo=UTC)),
        (
            datetime(2026, 7, 31, 9),  # noqa: DTZ001 - as a person gives it
            datetime(2026, 7, 31, 8, tzinfo=UTC),
        ),
    ],
)
def test_an_instant_without_offset_is_the_organisations_own_clock(written, meant, layouts):
    question = ask(layouts, as_of=written, time_zone="Europe/London")
    assert question.calendar.as_of == meant
    assert question.calendar.as_of.utcoffset() is not None


def test_a_layouts_period_holds_until_another_is_given(layouts):
    assert ask(layouts, layout="Month end").period.name == "last_month"
    assert ask(layouts, layout="month END", period="today").period.name == "today"
    assert ask(layouts, layout="Plain").period.name == "last_30_days"


def test_a_layouts_filter_and_the_one_beside_it_both_hold(layouts):
    question = ask(layouts, layout="Month end", filter=INVOICES)
    assert question.filter_in_words() == "Sync status is Failed or Pending, and Type is Invoice"
    assert question.filter == parse_filter([UNSYNCED, INVOICES])
    assert ask(layouts, layout="Month end").filter == parse_filter(UNSYNCED)
    assert ask(layouts, layout="Plain", filter=INVOICES).filter == parse_filter(INVOICES)


def test_as_a_layout_it_keeps_all_of_the_arrangement_but_days_of_one_occasion(layouts):
    layout = ask(layouts, layout="Month end", filter=INVOICES, period="this_week").as_layout("Mine")
    assert (layout.name, layout.period) == ("Mine", "this_week")
    assert layout.filter == parse_filter([UNSYNCED, INVOICES])
    custom = ask(layouts, period="custom", date_from="2026-01-01", date_to="2026-01-31")
    assert custom.as_layout("Mine").period is None


@given(
    st.sampled_from([name for name in PERIODS if name != "custom"]),
    st.sampled_from(["UTC", "Europe/London", "Pacific/Auckland"]),
    st.datetimes(datetime(1990, 1, 1), datetime(2090, 1, 1)),  # noqa: DTZ001 - zones are drawn beside it
    st.sampled_from([None, UNSYNCED, [UNSYNCED, {"not": INVOICES}]]),
    st.integers(1, 12),
)
def test_the_parameters_as_settled_ask_the_same_again(period, zone, moment, tree, month):
    layouts = Layouts("no such folder")
    given = {
        "as_of": moment.replace(tzinfo=ZoneInfo(zone)).isoformat(),
        "time_zone": zone,
        "period": PERIODS[period],
        "date_field": "Effective Date",
        "filter": tree,
        "financial_year_start": str(month),
        "week_start": "sun",
        "thresholds": {"failed": "3", "amount_not_in_xero": {"gbp": "1.50"}},
    }
    question = Question.of(given, {}, layouts)
    assert Question.of(question.parameters(), {}, layouts) == question
    assert question.parameters().keys() == given.keys() | {"date_from", "date_to", "layout"}


def test_custom_days_survive_in_the_parameters_as_settled(layouts):
    days = {"period": "custom", "date_from": "2026-01-01", "date_to": date(2026, 1, 31)}
    question = ask(layouts, layout="Plain", **days)
    assert question.parameters()["date_to"] == "2026-01-31"
    assert Question.of(question.parameters(), {}, layouts) == question


def test_all_mistakes_are_named_at_once_each_with_its_place(layouts):
    told = mistakes(
        layouts,
        as_of="soon",
        time_zone="Europe/Lundon",
        week_start="Moonday",
        financial_year_start="13",
        layout="Month edn",
        period="custom",
        date_from="2026-02-30",
        date_field="due_date",
        filter=[{"field": "amonut", "equals": 1}],
        thresholds={"faild": 1},
        perid="today",
    )
    starts = [
        "perid: no such parameter, did you mean 'period'?",
        "as_of: 'soon' is no instant",
        "time_zone: 'Europe/Lundon' is no IANA time zone; did you mean 'Europe/London'",
        "week_start: 'Moonday' is no weekday, did you mean 'Monday'",
        "financial_year_start: '13' is no month from 1 to 12",
        "layout 'Month edn': There is no layout 'Month edn'; did you mean 'Month end'",
        "date_field: 'due_date' is no such date",
        "date_to: missing; a custom period needs both days",
        "date_from: '2026-02-30' is no date",
        "filter[0]: unknown field 'amonut', did you mean 'amount'?",
        "thresholds.faild: no such threshold, did you mean 'failed'?",
    ]
    for start in starts:
        assert [each for each in told if each.startswith(start)], start
    assert len(told) == len(starts)


def test_mistakes_in_a_layouts_file_are_told_apart_from_the_parameters_own(layouts):
    broken = "name: Broken\ncolumns: [amonut]\nfilter: {field: contact, equal: x}\n"
    (layouts.folder / "broken.yaml").write_text(broken, encoding="utf-8")
    told = mistakes(layouts, layout="Broken", filter={"field": "contact", "equal": "x"})
    assert len(told) == 3
    assert len([each for each in told if each.startswith("layout 'Broken': ")]) == 2
    assert [each for each in told if each.startswith("filter: unknown operator 'equal'")]


@pytest.mark.parametrize("layout", [7, ["Default"]])
def test_a_layout_is_a_name_or_a_mapping(layout, layouts):
    [told] = mistakes(layouts, layout=layout)
    assert told == f"layout: {layout!r} is neither the name of a layout nor a whole one, as a mapping"


def test_a_layout_may_be_given_whole_and_comes_back_whole(layouts):
    whole = {
        "name": "Mine",
        "columns": ["Amount"],
        "sort": "-amount",
        "filter": UNSYNCED,
        "period": "Last month",
    }
    question = ask(layouts, layout=whole)
    assert question.layout.columns == ("amount",)
    assert question.period.name == "last_month"
    assert question.filter == parse_filter(UNSYNCED)
    settled = question.parameters()["layout"]
    assert settled == question.layout.to_data()
    assert ask(layouts, layout=settled).parameters() == question.parameters()


def test_a_whole_layouts_mistakes_are_those_of_a_file(layouts):
    told = mistakes(layouts, layout={"colums": [], "columns": ["amonut"], "page_length": 0})
    assert len(told) == 4
    assert all(each.startswith("layout: ") for each in told)
    assert any("did you mean 'amount'" in each for each in told)


def test_a_layout_called_by_its_name_stays_a_name(layouts):
    assert ask(layouts, layout="month END").parameters()["layout"] == "Month end"
    assert ask(layouts).parameters()["layout"] == "Default"


@pytest.mark.parametrize("as_of", [7, True, ["2026-07-31"], "2026-02-30", "31/07/2026", "0000-01-01"])
def test_what_is_no_instant_is_refused(as_of, layouts):
    [told] = mistakes(layouts, as_of=as_of)
    assert told.startswith("as_of: ")
