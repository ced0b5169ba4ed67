"""The report against a count by hand: every item of the demo company looked at in plain Python."""

from __future__ import annotations

from collections import Counter
from datetime import date, datetime, timedelta
from decimal import Decimal
from itertools import groupby
from typing import Any

import duckdb
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

import xsync
from tests.run.surroundings import ITEMS, ORGANISATION, SETTINGS, plain_rows
from xsync.errors import UsageError
from xsync.model import FIELDS, ITEM_TYPES, REPORT_FIELDS
from xsync.report.layout import Layout, Sort
from xsync.store import seek

UNSYNCED = ("Failed", "Pending", "Skipped")
pytestmark = pytest.mark.usefixtures("own_params")


def day(row, field):
    moment = row[field]
    return moment.date() if isinstance(moment, datetime) else moment


def within(field, first, last):
    return lambda row: row[field] is not None and first <= day(row, field) <= last


QUESTIONS: dict[str, Any] = {
    "everything": ({"period": "all_time"}, lambda _: True, lambda _: True),
    "the default": (
        {"filter": {"field": "amount", "at_least": 0}},
        within("sync_date", date(2026, 10, 4), date(2026, 11, 2)),
        lambda row: row["amount"] is not None and row["amount"] >= 0,
    ),
    "a quarter by effective date, filtered": (
        {
            "period": "last quarter",
            "date_field": "effective_date",
            "filter": {
                "any": [
                    {"field": "sync_status", "in": ["failed", "Pending"]},
                    {"not": {"field": "cin7_number", "starts_with": "inv-"}},
                ]
            },
        },
        within("effective_date", date(2026, 7, 1), date(2026, 9, 30)),
        lambda row: (
            row["sync_status"] in {"Failed", "Pending"}
            or not (row["cin7_number"] or "").lower().startswith("inv-")
        ),
    ),
    "days of one's own, in a list": (
        {
            "period": "custom",
            "date_from": "2026-06-30",
            "date_to": date(2026, 7, 1),
            "filter": [
                {"field": "message", "is_blank": True},
                {"field": "item_type", "not_equals": "Payments"},
            ],
        },
        within("sync_date", date(2026, 6, 30), date(2026, 7, 1)),
        lambda row: not row["message"] and row["item_type"] != "payment",
    ),
    "the financial year, nothing left": (
        {
            "period": "This financial year",
            "filter": {"field": "cin7_number", "equals": "'; drop table items"},
        },
        within("sync_date", date(2026, 4, 1), date(2027, 3, 31)),
        lambda _: False,
    ),
}
GROUPED = Layout(
    "Grouped",
    columns=("cin7_number", "amount", "currency"),
    sort=(Sort("payment_account", descending=True), Sort("amount")),
    group_by=("payment_account", "item_type"),
)


@pytest.fixture
def report(store):
    return xsync.sync_report(store=store, period="all_time", **SETTINGS)


def everything(report):
    return pq.read_table(report.snapshot.items_file).to_pylist()


@pytest.fixture(params=QUESTIONS)
def asked(request, store):
    """A report, all items of its store, and those of them that are in the period and shown."""
    parameters, in_period, let_through = QUESTIONS[request.param]
    report = xsync.sync_report(ORGANISATION, store, **SETTINGS, **parameters)
    rows = everything(report)
    dated = [row for row in rows if in_period(row)]
    return report, rows, dated, [row for row in dated if let_through(row)]


def test_counts_are_those_of_a_count_by_hand(asked):
    report, rows, dated, shown = asked
    counts = report.counts
    assert len(rows) == ITEMS
    assert counts.items_in_period == len(dated)
    assert counts.items_shown == len(shown)
    assert counts.items_filtered_out == len(dated) - len(shown)
    undated = [row for row in rows if row[report.question.period.date_field] is None]
    assert counts.items_without_date == len(undated)
    by_hand = Counter((row["item_type"], row["sync_status"]) for row in shown)
    told = counts.by_type_and_status
    assert {(kind, status): n for kind, tally in told.items() for status, n in tally.items()} == by_hand
    assert counts.by_status == dict.fromkeys((*UNSYNCED, "Completed"), 0) | Counter(
        row["sync_status"] for row in shown
    )
    assert list(counts.by_type)[: len(ITEM_TYPES)] == list(ITEM_TYPES)
    assert sum(counts.by_type.values()) == len(shown)
    assert counts.unsynced == sum(row["sync_status"] in UNSYNCED for row in shown)


@pytest.mark.parametrize("far", [5_000, 0])
def test_items_are_those_and_in_order_and_pages_join_without_gap(asked, far, monkeypatch):
    monkeypatch.setattr(seek, "_NEAR", far)
    monkeypatch.setattr(seek, "_FEW", 20 * far)
    report, _, _, shown = asked
    items = report.items()
    names = [field.name for field in REPORT_FIELDS]
    assert items.column_names == names
    assert Counter(plain_rows(items)) == Counter(tuple(row[name] for name in names) for row in shown)
    dates = items.column("sync_date").to_pylist()
    assert dates == sorted(dates, key=lambda each: (each is not None, each), reverse=True)
    pages = [report.items(offset=offset, limit=37) for offset in range(0, max(len(shown), 1), 37)]
    assert pa.concat_tables(pages).equals(items)
    assert report.items(limit=0).num_rows == 0


def test_the_sql_shown_gives_the_same_by_hand(asked):
    report, _, dated, shown = asked
    sql = report.sql()
    with duckdb.connect() as connection:
        connection.read_parquet(str(report.snapshot.items_file)).create_view("items")
        tallies = connection.sql(sql["How many items"]).fetchall()
        items = connection.sql(sql["The items shown"]).to_arrow_table()
    assert [sum(row[column] for row in tallies) for column in (2, 3)] == [len(dated), len(shown)]
    assert items.equals(report.items())


def test_money_that_has_not_reached_xero_is_summed_exactly(asked):
    report, _, _, shown = asked
    by_hand: dict[tuple[str, str], Decimal] = {}
    for row in shown:
        if row["sync_status"] in UNSYNCED and row["amount"] is not None:
            key = (row["item_type"], row["currency"] or "")
            by_hand[key] = by_hand.get(key, Decimal(0)) + row["amount"]
    assert report.unsynced_amounts_by_type == by_hand
    assert sum(report.unsynced_amounts.values()) == sum(by_hand.values())
    assert list(report.unsynced_amounts) == sorted({currency for _, currency in by_hand})


def test_over_time_every_dated_unsynced_item_stands_in_its_unit(asked):
    report, _, _, shown = asked
    field = report.question.period.date_field
    days = [day(row, field) for row in shown if row[field] is not None]
    assert report.days_covered() == ((min(days), max(days)) if days else None)
    by_hand = Counter(
        (day(row, field).replace(day=1), row["sync_status"])
        for row in shown
        if row["sync_status"] in UNSYNCED and row[field] is not None
    )
    assert {(first, status): items for first, status, items in report.unsynced_by("month")} == by_hand
    for first, _, _ in report.unsynced_by("week"):
        assert first.weekday() == 0


def test_items_without_a_date_are_counted_and_shown_only_in_all_time(report):
    undated = [row for row in everything(report) if row["sync_date"] is None]
    assert undated
    assert report.items().column("sync_date").null_count == len(undated) == report.counts.items_without_date
    custom = report.period("custom", date_from="1900-01-01", date_to="2100-01-01")
    assert custom.items().column("sync_date").null_count == 0
    assert custom.counts.items_without_date == len(undated)
    assert custom.counts.items_in_period + len(undated) == ITEMS


def test_a_frame_has_exact_decimals_and_real_dates(report):
    layout = Layout("All", columns=tuple(FIELDS))
    frame = report.layout(layout).to_pandas()
    assert list(frame.columns) == list(FIELDS)
    assert len(frame) == ITEMS
    kinds = {name: frame[name].dtype.pyarrow_dtype for name in ("amount", "sync_date", "effective_date")}
    assert kinds == {
        "amount": pa.decimal128(18, 4),
        "sync_date": pa.timestamp("us"),
        "effective_date": pa.date32(),
    }
    amounts = [row["amount"] for row in everything(report) if row["amount"] is not None]
    assert frame["amount"].sum() == sum(amounts)
    assert frame["xero_number"].isna().any()
    assert frame["xero_number"].isna().sum() == report.items().column("xero_number").null_count
    assert isinstance(report.to_pandas(limit=3), pd.DataFrame)
    assert len(report.to_pandas(limit=3)) == 3


def test_subtotals_add_up_and_stand_in_the_order_of_the_items(report):
    grouped = report.layout(GROUPED)
    rows = plain_rows(grouped.items())
    in_order = [(account, kind) for (account, kind), _ in groupby(rows, key=lambda row: row[:2])]
    subtotals = grouped.subtotals()
    assert [(each["payment_account"], each["item_type"]) for each in subtotals] == in_order
    assert len(in_order) == len(set(in_order))
    assert in_order[-1][0] is None
    assert sum(each["items"] for each in subtotals) == grouped.counts.items_shown == ITEMS
    for each in subtotals:
        members = [row for row in rows if row[:2] == (each["payment_account"], each["item_type"])]
        assert sum(each["by_status"].values()) == each["items"] == len(members)
        assert sum(each["amounts"].values()) == sum(row[3] for row in members if row[3] is not None)


def test_subtotals_by_a_moment_are_by_its_day(report):
    by_day = report.layout(Layout("Days", group_by=("sync_date",)))
    subtotals = by_day.subtotals()
    by_hand = Counter(day(row, "sync_date") for row in everything(report))
    assert {each["sync_date"]: each["items"] for each in subtotals} == by_hand
    moments = list(
        dict.fromkeys(moment and moment.date() for moment in by_day.items().column("sync_date").to_pylist())
    )
    assert [each["sync_date"] for each in subtotals] == moments


def test_every_verb_returns_another_report_and_leaves_this_one(report):
    before = (report.question, report.counts, report.sql())
    narrowed = report.filter({"field": "item_type", "equals": "invoice"})
    assert narrowed.counts.items_shown < narrowed.counts.items_in_period == ITEMS
    assert narrowed.filter(None).question == report.question
    last_month = narrowed.period("last_month", date_field="effective_date")
    assert last_month.question.period.date_from == date(2026, 10, 1)
    assert last_month.period("today").question.period.date_field == "effective_date"
    assert last_month.question.narrowing == narrowed.question.narrowing
    assert last_month.layout(GROUPED).question.period == last_month.question.period
    assert (report.question, report.counts, report.sql()) == before


def test_a_saved_layout_brings_its_filter_and_period_back_by_its_name(report, store):
    tree = {"field": "sync_status", "in": ["Failed", "Pending"]}
    asked = report.layout(GROUPED).filter(tree).period("last_month")
    path = asked.save_layout("Month end")
    with pytest.raises(UsageError, match=r"Month-end.* holds one already"):
        asked.save_layout("month  END")
    assert path == asked.save_layout("Month end", overwrite=True)
    again = xsync.sync_report(store=store, layout="Month end", **SETTINGS)
    assert again.counts == asked.counts
    assert again.items().equals(asked.items())
    assert again.sql() == asked.sql()
    narrower = xsync.sync_report(
        store=store, layout="Month end", filter={"field": "item_type", "equals": "Invoice"}, **SETTINGS
    )
    kinds = {kind: dict(tally) for kind, tally in narrower.counts.by_type_and_status.items()}
    assert kinds == {"invoice": dict(asked.counts.by_type_and_status["invoice"])}
    elsewhere = xsync.sync_report(store=store, layout="Month end", period="this_year", **SETTINGS)
    assert elsewhere.question.period.name == "this_year"
    assert elsewhere.question.filter == asked.question.filter


def test_thresholds_are_held_against_what_is_shown(report, store):
    limits = {
        "failed": 0,
        "pending_older_than_days": {"days": 7, "count": 0},
        "amount_not_in_xero": {"GBP": "1"},
    }
    held = xsync.sync_report(store=store, period="all_time", thresholds=limits, **SETTINGS)
    now = datetime(2026, 11, 2, 9)  # noqa: DTZ001 - the organisation's own clock
    late = [
        row
        for row in everything(report)
        if row["sync_status"] == "Pending"
        and (row["sync_date"] or datetime.combine(row["effective_date"], datetime.min.time()))
        < now - timedelta(days=7)
    ]
    assert [each.actual for each in held.crossings] == [
        report.counts.by_status["Failed"],
        len(late),
        report.unsynced_amounts["GBP"],
    ]
    completed = held.filter({"field": "sync_status", "equals": "Completed"})
    assert [each.crossed for each in completed.crossings] == [False, False, False]
    assert report.crossings == ()


def test_a_mistake_in_the_parameters_is_a_sentence_never_a_fault(store, tmp_path):
    with pytest.raises(UsageError, match="organisation: 7 is not text; put it in quotes"):
        xsync.sync_report(7, store)  # type: ignore[arg-type] # the mistake
    with pytest.raises(
        UsageError, match=r"No organisation 'Harbor & Pine'.*did you mean 'Harbour & Pine Ltd'"
    ):
        xsync.sync_report("Harbor & Pine", store)
    with pytest.raises(UsageError, match="perid: no such parameter, did you mean 'period'"):
        xsync.sync_report(store=store, perid="today")
    with pytest.raises(UsageError, match=r"is empty\. Bring in an export first"):
        xsync.sync_report(store=tmp_path / "nothing here")
