"""The reporting period: its days, its condition executed in DuckDB, its words, what is refused."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta

import duckdb
import pytest
import sqlglot
from hypothesis import given
from hypothesis import strategies as st

from xsync.errors import UsageError
from xsync.report.period import PERIODS, Calendar, Period, period_name, resolve_period

CONNECTION = duckdb.connect()
CALENDAR = Calendar.of(datetime(2026, 11, 23, 12, tzinfo=UTC))
days = st.dates(date(1990, 1, 1), date(2060, 12, 31))


def fill(moments: list[datetime | None]) -> None:
    CONNECTION.execute(
        "CREATE OR REPLACE TABLE items (place BIGINT, sync_date TIMESTAMP, effective_date DATE)"
    )
    values = [[place, moment, moment and moment.date()] for place, moment in enumerate(moments)]
    CONNECTION.executemany("INSERT INTO items VALUES (?, ?, ?)", values)


def passing(condition: sqlglot.exp.Expr) -> list[int]:
    text = condition.sql("duckdb")
    return [
        place
        for (place,) in CONNECTION.table("items").filter(text).project("place").order("place").fetchall()
    ]


def around(day: date) -> list[datetime]:
    midnight = datetime.combine(day, time.min)
    instants = (midnight - timedelta(microseconds=1), midnight, midnight + timedelta(hours=12))
    return [*instants, midnight + timedelta(days=1, microseconds=-1), midnight + timedelta(days=1)]


@given(ends=st.tuples(days, days).map(sorted), date_field=st.sampled_from(["sync_date", "effective_date"]))
def test_the_condition_passes_the_days_from_first_to_last_to_the_microsecond(ends, date_field):
    period = resolve_period("custom", CALENDAR, date_from=ends[0], date_to=ends[1], date_field=date_field)
    moments = [None, *around(ends[0]), *around(ends[1])]
    fill(moments)
    inside = [place for place, moment in enumerate(moments) if moment and ends[0] <= moment.date() <= ends[1]]
    assert passing(period.condition()) == inside
    outside = [place for place in range(len(moments)) if place not in inside]
    assert passing(sqlglot.exp.not_(period.condition())) == outside
    assert passing(period.undated()) == [0]


@pytest.mark.parametrize("name", [name for name in PERIODS if name not in {"all_time", "custom"}])
def test_every_relative_period_takes_the_days_of_the_calendar(name):
    period = resolve_period(name, CALENDAR)
    assert (period.date_from, period.date_to) == CALENDAR.days(name)
    assert (period.name, period.date_field, period.label) == (name, "sync_date", PERIODS[name])


def test_all_time_passes_what_has_no_date():
    fill([None, datetime.combine(date(1990, 1, 1), time.min)])
    period = resolve_period("all_time", CALENDAR)
    assert period == Period("all_time")
    assert passing(period.condition()) == [0, 1]


def test_an_open_end_bounds_one_side_alone():
    fill([None, *(datetime.combine(date(2026, 7, day), time(9)) for day in (1, 2, 3))])
    assert passing(Period("custom", date_from=date(2026, 7, 2)).condition()) == [2, 3]
    assert passing(Period("custom", date_to=date(2026, 7, 2)).condition()) == [1, 2]


def test_the_sql_text_in_both_dialects():
    period = resolve_period("last_month", CALENDAR)
    assert period.condition().sql("duckdb") == (
        "NOT sync_date IS NULL"
        " AND sync_date >= CAST('2026-10-01 00:00:00' AS TIMESTAMP)"
        " AND sync_date < CAST('2026-11-01 00:00:00' AS TIMESTAMP)"
    )
    assert period.condition().sql("spark", unsupported_level=sqlglot.ErrorLevel.RAISE) == (
        "NOT sync_date IS NULL"
        " AND sync_date >= CAST('2026-10-01 00:00:00' AS TIMESTAMP_NTZ)"
        " AND sync_date < CAST('2026-11-01 00:00:00' AS TIMESTAMP_NTZ)"
    )
    by_effective_date = resolve_period("today", CALENDAR, date_field="Effective Date")
    assert by_effective_date.condition().sql("duckdb") == (
        "NOT effective_date IS NULL"
        " AND effective_date >= CAST('2026-11-23' AS DATE)"
        " AND effective_date < CAST('2026-11-24' AS DATE)"
    )


@pytest.mark.parametrize(
    ("period", "words"),
    [
        (
            resolve_period("last_month", CALENDAR),
            "Last month: 1 October 2026 to 31 October 2026, by sync date",
        ),
        (
            resolve_period("today", CALENDAR, date_field="effective_date"),
            "Today: 23 November 2026, by effective date",
        ),
        (resolve_period("all_time", CALENDAR), "All time: every item, with a date or without"),
        (Period("custom", date_from=date(2026, 7, 1)), "Custom: from 1 July 2026, by sync date"),
        (Period("custom", date_to=date(2026, 7, 1)), "Custom: to 1 July 2026, by sync date"),
    ],
)
def test_in_words(period, words):
    assert period.in_words() == words


@pytest.mark.parametrize("name", PERIODS)
def test_a_period_goes_by_its_value_or_its_label_in_any_case_and_spacing(name):
    for spelling in (name, PERIODS[name], PERIODS[name].upper(), f" {name.replace('_', '  ')} "):
        assert period_name(spelling) == name


def test_the_labels_of_the_contract():
    assert list(PERIODS.values())[4:6] == ["Last 7 days", "Last 30 days"]
    assert PERIODS["last_financial_year"] == "Last financial year"
    assert len(PERIODS) == 16


def test_a_custom_period_takes_iso_text_and_empty_text_is_none_given():
    period = resolve_period("Custom", CALENDAR, date_from="2026-07-01", date_to="2026-07-01")
    assert (period.date_from, period.date_to) == (date(2026, 7, 1), date(2026, 7, 1))
    assert resolve_period("today", CALENDAR, date_from="", date_to=None).date_to == date(2026, 11, 23)


@pytest.mark.parametrize(
    ("settings", "mistakes"),
    [
        ({"name": "last_mont"}, ["period: unknown period 'last_mont', did you mean 'last_month'"]),
        ({"name": "custom"}, ["date_from: missing", "date_to: missing"]),
        ({"name": "custom", "date_from": "2026-07-01"}, ["date_to: missing"]),
        ({"name": "custom", "date_to": "2026-07-01"}, ["date_from: missing"]),
        (
            {"name": "today", "date_from": "2026-07-01"},
            ["date_from: 2026-07-01 is given, but only a custom period takes it, and the period is 'Today'"],
        ),
        ({"name": "all_time", "date_to": date(2026, 7, 1)}, ["date_to: 2026-07-01 is given"]),
        (
            {"name": "custom", "date_from": "2026-07-02", "date_to": "2026-07-01"},
            ["date_from: 2026-07-02 lies after date_to, 2026-07-01"],
        ),
        (
            {"name": "custom", "date_from": "01/07/2026", "date_to": "2026-02-30", "date_field": "sink_date"},
            [
                "date_field: 'sink_date' is no such date, did you mean 'sync_date'",
                "date_from: '01/07/2026' is no date",
                "date_to: '2026-02-30' is no date",
            ],
        ),
        ({"name": "today", "date_field": "amount"}, ["date_field: 'amount' is no such date"]),
        (
            {"name": "custom", "date_from": "2026-07-01", "date_to": "9999-12-31"},
            ["date_to: '9999-12-31' lies"],
        ),
    ],
)
def test_what_cannot_be_meant_is_refused_all_at_once(settings, mistakes):
    with pytest.raises(UsageError) as refused:
        resolve_period(calendar=CALENDAR, **settings)
    assert len(refused.value.mistakes) == len(mistakes)
    for told, expected in zip(refused.value.mistakes, mistakes, strict=True):
        assert told.startswith(expected)
