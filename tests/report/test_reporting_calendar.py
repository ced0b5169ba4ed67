"""The calendar: every relative period, held against a walk from day to day, and its settings."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from xsync.errors import UsageError
from xsync.report.period import PERIODS, Calendar

if TYPE_CHECKING:
    from collections.abc import Callable

ZONES = (
    "UTC",
    "Europe/London",
    "America/New_York",
    "America/Santiago",
    "America/Havana",
    "Africa/Cairo",
    "Asia/Beirut",
    "Asia/Kathmandu",
    "Australia/Lord_Howe",
    "Pacific/Auckland",
    "Pacific/Apia",
)
WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
UNITS = ("week", "month", "quarter", "year", "financial_year")
LENGTHS = {
    "week": {7},
    "month": {28, 29, 30, 31},
    "quarter": {89, 90, 91, 92},
    "year": {365, 366},
    "financial_year": {365, 366},
}

instants = st.datetimes(
    datetime.fromisoformat("1950-01-01"), datetime.fromisoformat("2100-01-01"), timezones=st.just(UTC)
)
calendars = st.builds(
    Calendar.of,
    instants,
    st.sampled_from(ZONES),
    st.sampled_from(WEEKDAYS),
    st.integers(1, 12),
)


def unit_of(unit: str, calendar: Calendar) -> Callable[[date], Any]:
    """Return what all days of one unit share, counted in another way than the package counts."""
    first_weekday = WEEKDAYS.index(calendar.week_start)
    opening = calendar.financial_year_start
    return {
        "week": lambda day: (day.toordinal() - 1 - first_weekday) // 7,
        "month": lambda day: (day.year, day.month),
        "quarter": lambda day: (day.year * 12 + day.month - opening) // 3,
        "year": lambda day: day.year,
        "financial_year": lambda day: day.year - (day.month < opening),
    }[unit]


def walk(from_day: date, shared: Callable[[date], Any]) -> tuple[date, date]:
    first = last = from_day
    while shared(first - timedelta(days=1)) == shared(from_day):
        first -= timedelta(days=1)
    while shared(last + timedelta(days=1)) == shared(from_day):
        last += timedelta(days=1)
    return first, last


@pytest.mark.parametrize("unit", UNITS)
@given(calendar=calendars)
@example(calendar=Calendar.of(datetime(2024, 2, 29, 12, tzinfo=UTC), financial_year_start=3))
@example(calendar=Calendar.of(datetime(2023, 12, 31, 23, 59, 59, tzinfo=UTC)))
def test_this_and_last_unit_are_those_a_walk_from_day_to_day_finds(unit, calendar):
    shared = unit_of(unit, calendar)
    this = calendar.days(f"this_{unit}")
    last = calendar.days(f"last_{unit}")
    assert this == walk(calendar.today, shared)
    assert last == walk(this[0] - timedelta(days=1), shared)
    assert {(days[1] - days[0]).days + 1 for days in (this, last)} <= LENGTHS[unit]


@given(calendar=calendars)
def test_periods_counted_in_days(calendar):
    today = calendar.today
    assert calendar.days("today") == (today, today)
    assert calendar.days("yesterday") == (today - timedelta(1), today - timedelta(1))
    for name, length in (("last_7_days", 7), ("last_30_days", 30)):
        first, last = calendar.days(name)
        assert (last, last.toordinal() - first.toordinal() + 1) == (today, length)


@given(instant=instants, zone=st.sampled_from(ZONES))
def test_today_is_the_day_on_the_wall_clock_whatever_the_offset_of_the_instant(instant, zone):
    elsewhere = instant.astimezone(ZoneInfo("Pacific/Kiritimati"))
    assert Calendar.of(instant, zone).today == Calendar.of(elsewhere, zone).today
    offset = ZoneInfo(zone).utcoffset(instant.astimezone(ZoneInfo(zone)))
    assert offset is not None
    assert Calendar.of(instant, zone).today == (instant.replace(tzinfo=None) + offset).date()


@pytest.mark.parametrize(
    ("zone", "instant", "today"),
    [
        ("Pacific/Auckland", "2026-06-30T12:00Z", date(2026, 7, 1)),
        ("Pacific/Auckland", "2026-06-30T11:59:59Z", date(2026, 6, 30)),
        ("America/New_York", "2026-07-01T03:59:59Z", date(2026, 6, 30)),
        ("America/New_York", "2026-07-01T04:00Z", date(2026, 7, 1)),
        # Clocks go forward on 29 March 2026 and back on 25 October 2026.
        ("Europe/London", "2026-03-28T23:59:59Z", date(2026, 3, 28)),
        ("Europe/London", "2026-03-29T22:59:59Z", date(2026, 3, 29)),
        ("Europe/London", "2026-03-29T23:00Z", date(2026, 3, 30)),
        ("Europe/London", "2026-10-24T23:00Z", date(2026, 10, 25)),
        ("Europe/London", "2026-10-25T23:59:59Z", date(2026, 10, 25)),
        # Samoa had no 30 December 2011.
        ("Pacific/Apia", "2011-12-30T09:59:59Z", date(2011, 12, 29)),
        ("Pacific/Apia", "2011-12-30T10:00Z", date(2011, 12, 31)),
        # Beirut's 29 March 2026 began at 01:00.
        ("Asia/Beirut", "2026-03-28T21:59:59Z", date(2026, 3, 28)),
        ("Asia/Beirut", "2026-03-28T22:00Z", date(2026, 3, 29)),
    ],
)
def test_today_where_clocks_change(zone, instant, today):
    calendar = Calendar.of(datetime.fromisoformat(instant), zone)
    assert calendar.today == today
    assert calendar.days("yesterday")[0] == today - timedelta(days=1)


@pytest.mark.parametrize(
    ("month", "quarter", "financial_year"),
    [
        (1, ("2026-10-01", "2026-12-31"), ("2026-01-01", "2026-12-31")),
        (2, ("2026-11-01", "2027-01-31"), ("2026-02-01", "2027-01-31")),
        (3, ("2026-09-01", "2026-11-30"), ("2026-03-01", "2027-02-28")),
        (4, ("2026-10-01", "2026-12-31"), ("2026-04-01", "2027-03-31")),
        (7, ("2026-10-01", "2026-12-31"), ("2026-07-01", "2027-06-30")),
        (11, ("2026-11-01", "2027-01-31"), ("2026-11-01", "2027-10-31")),
        (12, ("2026-09-01", "2026-11-30"), ("2025-12-01", "2026-11-30")),
    ],
)
def test_quarters_are_those_of_the_financial_year(month, quarter, financial_year):
    calendar = Calendar.of(datetime(2026, 11, 23, tzinfo=UTC), financial_year_start=month)
    assert calendar.days("this_quarter") == tuple(map(date.fromisoformat, quarter))
    assert calendar.days("this_financial_year") == tuple(map(date.fromisoformat, financial_year))


@pytest.mark.parametrize(
    ("written", "meant"),
    [("Monday", "Monday"), ("SUNDAY", "Sunday"), (" sat ", "Saturday"), ("Tu", "Tuesday")],
)
def test_a_weekday_may_be_written_short_and_in_any_case(written, meant):
    assert Calendar.of(datetime.now(UTC), week_start=written).week_start == meant


def test_the_defaults_and_a_month_as_text():
    now = datetime(2026, 11, 23, tzinfo=UTC)
    assert Calendar.of(now) == Calendar(now, "UTC", "Monday", 7)
    assert Calendar.of(now, financial_year_start="07") == Calendar(now)


def test_the_instant_may_be_iso_text():
    calendar = Calendar.of("2026-11-23T23:30:00Z", "Australia/Sydney")
    assert calendar.as_of == datetime(2026, 11, 23, 23, 30, tzinfo=UTC)
    assert calendar.today == date(2026, 11, 24)


@pytest.mark.parametrize("wrong", ["2026-11-23", "2026-11-23T10:00", "now", "", None, date(2026, 11, 23)])
def test_what_is_no_instant_is_refused(wrong):
    with pytest.raises(UsageError, match=r"as_of: .* write a time with its offset"):
        Calendar.of(wrong)


def test_all_mistakes_in_the_settings_are_told_at_once():
    with pytest.raises(UsageError) as refused:
        Calendar.of(datetime.fromisoformat("2026-11-23"), "Australia/Sidney", "Mondey", 13)
    as_of, zone, weekday, month = refused.value.mistakes
    assert as_of.startswith("as_of: ")
    assert "offset" in as_of
    assert "'Australia/Sydney'" in zone
    assert "did you mean 'Monday'" in weekday
    assert month == "financial_year_start: 13 is no month from 1 to 12"


@pytest.mark.parametrize(
    ("zone", "advice"),
    [
        ("Sydney", "'Australia/Sydney'"),
        ("new york", "'America/New_York'"),
        ("europe/london", "'Europe/London'"),
        ("America", "is no IANA time zone"),
        ("", "Australia/Sydney"),
        ("../UTC", "is no IANA time zone"),
        ("localtime", "is no IANA time zone"),
        (10, "10 is no IANA time zone"),
    ],
)
def test_an_unknown_time_zone_is_refused_with_near_names(zone, advice):
    with pytest.raises(UsageError, match="time_zone") as refused:
        Calendar.of(datetime(2026, 11, 23, tzinfo=UTC), zone)
    assert advice in refused.value.mistakes[0]


@pytest.mark.parametrize("wrong", [0, True, 7.0, "July", None])
def test_a_month_is_a_number_from_1_to_12(wrong):
    with pytest.raises(UsageError, match="financial_year_start"):
        Calendar.of(datetime(2026, 11, 23, tzinfo=UTC), financial_year_start=wrong)


@pytest.mark.parametrize("year", [1800, 9500])
def test_an_instant_no_ledger_knows_is_refused(year):
    with pytest.raises(UsageError, match="as_of"):
        Calendar.of(datetime(year, 1, 1, tzinfo=UTC))


def test_every_relative_period_has_its_days():
    calendar = Calendar.of(datetime(2026, 11, 23, tzinfo=UTC))
    for name in PERIODS.keys() - {"all_time", "custom"}:
        first, last = calendar.days(name)
        assert first <= last
