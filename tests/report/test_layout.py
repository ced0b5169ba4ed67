"""A layout: its order of rows and its plain data."""

from __future__ import annotations

from datetime import datetime, timedelta

import duckdb
import pytest
import sqlglot
from hypothesis import given
from hypothesis import strategies as st

from tests.report.filter_cases import trees
from xsync.model import FIELDS, REPORT_FIELDS
from xsync.report.filter import parse_filter
from xsync.report.layout import DEFAULT_LAYOUT, Layout, Sort
from xsync.report.layout_grammar import parse_layout
from xsync.report.period import PERIODS

fields = st.sampled_from(list(FIELDS))
layouts = st.builds(
    Layout,
    name=st.sampled_from(["Month-end review", "月末", "007", "no", "null", "a: b # c"]),
    columns=st.lists(fields, min_size=1, unique=True).map(tuple),
    sort=st.lists(st.builds(Sort, fields, st.booleans()), max_size=3, unique_by=lambda sort: sort.field).map(
        tuple
    ),
    group_by=st.lists(fields, max_size=3, unique=True).map(tuple),
    page_length=st.integers(1, 10_000),
    filter=st.none() | trees.map(parse_filter),
    period=st.none() | st.sampled_from([name for name in PERIODS if name != "custom"]),
)


def ordered(layout: Layout, dialect: str = "duckdb") -> list[str]:
    return [term.sql(dialect, unsupported_level=sqlglot.ErrorLevel.RAISE) for term in layout.order_by()]


def test_the_default_is_cin7s_nine_columns_newest_sync_first():
    assert DEFAULT_LAYOUT.columns == tuple(field.name for field in REPORT_FIELDS)
    assert len(DEFAULT_LAYOUT.columns) == 9
    assert (DEFAULT_LAYOUT.group_by, DEFAULT_LAYOUT.page_length) == ((), 25)
    assert ordered(DEFAULT_LAYOUT) == ["sync_date DESC", "loaded_at ASC", "source_file ASC", "source_row ASC"]


def test_groups_come_first_and_keep_the_direction_the_sort_gives_them():
    layout = Layout(
        "x",
        group_by=("item_type", "sync_status"),
        sort=(Sort("amount"), Sort("sync_status", descending=True), Sort("source_file", descending=True)),
    )
    assert ordered(layout, "spark") == [
        "item_type ASC NULLS LAST",
        "sync_status DESC",
        "amount ASC NULLS LAST",
        "source_file DESC",
        "loaded_at ASC NULLS LAST",
        "source_row ASC NULLS LAST",
    ]


@pytest.mark.parametrize(("descending", "expected"), [(False, [1, 3, 0, 2, 4]), (True, [0, 3, 1, 2, 4])])
def test_nulls_come_last_either_way_and_ties_are_broken(descending, expected):
    start = datetime.fromisoformat("2026-07-01")
    dates = [start + timedelta(2), start, None, start + timedelta(1), None]
    connection = duckdb.connect()
    connection.execute(
        "CREATE TABLE items"
        " (place INT, sync_date TIMESTAMP, loaded_at TIMESTAMP, source_file VARCHAR, source_row BIGINT)"
    )
    for place, date in reversed(list(enumerate(dates))):
        connection.execute("INSERT INTO items VALUES (?, ?, ?, 'a.csv', ?)", [place, date, start, place])
    query = (
        sqlglot.select("place")
        .from_("items")
        .order_by(*Layout("x", sort=(Sort("sync_date", descending),)).order_by())
    )
    assert [place for (place,) in connection.execute(query.sql("duckdb")).fetchall()] == expected


@given(layout=layouts)
def test_a_layout_comes_back_equal_from_its_plain_data(layout):
    assert parse_layout(layout.to_data()) == layout


@given(layout=layouts)
def test_no_field_is_ordered_by_twice_and_the_order_is_total(layout):
    names = [term.this.name for term in layout.order_by()]
    assert len(names) == len(set(names))
    assert {"loaded_at", "source_file", "source_row"} <= set(names)
    assert tuple(names[: len(layout.group_by)]) == layout.group_by


@pytest.mark.parametrize(
    ("before", "beside", "after"),
    [
        ("-sync_date", False, "amount"),
        ("amount", False, "-amount"),
        ("-amount", False, "amount"),
        ("sync_date amount contact", False, "-amount"),
        ("-sync_date", True, "-sync_date amount"),
        ("-sync_date amount contact", True, "-sync_date -amount contact"),
        ("", True, "amount"),
    ],
)
def test_sorted_by_a_field_and_again_the_other_way_round(before, beside, after):
    assert Layout("", sort=sorts(before)).sorted_by("amount", beside=beside).sort == sorts(after)


def test_a_group_turns_round_and_another_field_sorts_within_the_groups():
    grouped = Layout("", sort=sorts("-sync_date"), group_by=("item_type",))
    turned = grouped.sorted_by("item_type")
    assert turned.directions() == {"item_type": True, "sync_date": True}
    assert turned.sorted_by("amount").directions() == {"item_type": True, "amount": False}
    assert turned.sorted_by("item_type").directions() == grouped.directions()


def sorts(words: str) -> tuple[Sort, ...]:
    return tuple(Sort(word.removeprefix("-"), word.startswith("-")) for word in words.split())
