"""Values of answers: text, exact money, days without shifts, instants in UTC."""

from __future__ import annotations

import json
from datetime import date, datetime
from decimal import Decimal

import pytest

from xsync.sources.answer_values import OddValue, day, inside, instant, money, rows_of, text


@pytest.mark.parametrize(
    ("value", "found"),
    [
        ("/Date(1539993600000+0000)/", date(2018, 10, 20)),
        ("/Date(1539993600000)/", date(2018, 10, 20)),
        ("/Date(1539993600000+1300)/", date(2018, 10, 20)),
        ("/Date(-86400000+0000)/", date(1969, 12, 31)),
        ("2018-10-20T00:00:00", date(2018, 10, 20)),
        ("2018-10-20T23:30:00Z", date(2018, 10, 20)),
        ("2018-10-20", date(2018, 10, 20)),
        ("", None),
        (None, None),
    ],
)
def test_a_business_date_is_the_day_that_stands_there(value, found):
    assert day({"Date": value}, "Date") == found


@pytest.mark.parametrize(
    ("value", "found"),
    [
        ("/Date(1541176592690+0000)/", "2018-11-02T16:36:32.690"),
        ("2017-11-28T05:08:30.6407568Z", "2017-11-28T05:08:30.640756"),
        ("2017-11-28T05:08:30Z", "2017-11-28T05:08:30"),
        ("2017-11-28T05:08:30.16", "2017-11-28T05:08:30.160"),
        ("2017-11-28T07:08:30+02:00", "2017-11-28T05:08:30"),
    ],
)
def test_an_instant_is_in_utc_without_a_zone(value, found):
    assert instant({"Updated": value}, "Updated") == datetime.fromisoformat(found)


@pytest.mark.parametrize(
    ("value", "found"),
    [
        (Decimal("0.1"), "0.1000"),
        (15, "15.0000"),
        ("12.50", "12.5000"),
        (Decimal("1.00005"), "1.0001"),
        (Decimal("-3.25"), "-3.2500"),
    ],
)
def test_money_is_exact_to_four_places(value, found):
    assert str(money({"Total": value}, "Total")) == found


@pytest.mark.parametrize(
    ("reader", "value"),
    [
        (money, "a lot"),
        (money, True),
        (money, "NaN"),
        (money, Decimal("1e15")),
        (money, [1]),
        (day, "tomorrow"),
        (day, "2018-13-45"),
        (day, "/Date(99999999999999999999)/"),
        (instant, "noon"),
        (instant, 5),
        (instant, "0001-01-01T00:00:00+10:00"),
        (text, {"a": 1}),
    ],
)
def test_what_is_none_of_its_kind_is_told_with_its_place(reader, value):
    with pytest.raises(OddValue) as odd:
        reader({"Field": value}, "Field")
    assert odd.value.field == "Field"


def test_half_a_character_is_replaced_where_it_stands():
    assert text(json.loads('{"Name": "Caf\\ud83d"}'), "Name") == "Caf?"


def test_ways_through_objects_end_where_they_end():
    assert inside({"a": {"b": 1}}, "a", "b") == 1
    assert inside({"a": None}, "a", "b") is None
    assert text({"Contact": {"Name": "  "}}, "Contact", "Name") is None
    assert rows_of([{"a": 1}, None, "x"]) == [{"a": 1}]
    assert rows_of({"a": 1}) == [{"a": 1}]
    assert rows_of(None) == []
