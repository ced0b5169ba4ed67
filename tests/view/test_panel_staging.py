"""What is staged in a panel while something else changes at once, or while an answer is on its way."""

from __future__ import annotations

import json

import altair as alt
import pytest

import xsync
from tests.run.surroundings import AS_OF, demo_store
from tests.view.panel_driver import Bench
from xsync.report.sync_report import SyncReport
from xsync.view.charts import SPANS
from xsync.view.live_charts import BRUSHED, PICKED, RELEASED


@pytest.fixture(autouse=True)
def _own_place(monkeypatch, tmp_path):
    monkeypatch.setenv("XSYNC_PARAMS", str(tmp_path / "params"))
    monkeypatch.delenv("JPY_SESSION_NAME", raising=False)


@pytest.fixture(scope="module")
def store(tmp_path_factory):
    return demo_store(tmp_path_factory)


@pytest.fixture
def bench(store):
    return Bench(xsync.sync_report(store=store, as_of=AS_OF, period="all_time"), [])


@pytest.fixture
def meanwhile(monkeypatch):
    """Let something happen while the next answer is on its way."""

    def arrange(act):
        items, waiting = SyncReport.items, [act]

        def slow(self, **which):
            while waiting:
                waiting.pop()()
            return items(self, **which)

        monkeypatch.setattr(SyncReport, "items", slow)

    return arrange


def chart(bench, name):
    [found] = [
        control
        for control in bench.hand.controls()
        if isinstance(control, alt.JupyterChart) and name in json.dumps(control.spec["layer"])
    ]
    return found


def open_charts(bench):
    [folded] = [control for control in bench.hand.controls() if type(control).__name__ == "Accordion"]
    folded.selected_index = folded.titles.index("Charts")


def click_bar(bench, stored, status):
    signal = {"vlPoint": {"or": [{"stored": stored, "status": status}]}}
    chart(bench, PICKED).set_state({"_vl_selections": {PICKED: {"value": signal, "store": []}}})


def brush_a_column(bench):
    """Brush the first column over time; returns its days."""
    label, days = next(iter(chart(bench, BRUSHED).spec["usermeta"][SPANS].items()))
    chart(bench, BRUSHED).set_state({"_params": {RELEASED: [label]}})
    return [*days]


def in_force(bench):
    return bench.shown.question.parameters()["filter"]


def test_a_clicked_bar_filters_at_once_and_what_was_staged_stays_staged(bench):
    open_charts(bench)
    bench.hand.write("Reporting period", "last_quarter")
    bench.hand.write("Search", "inv")
    bench.hand.write("Rows per page", 5)
    bench.hand.condition(1, "Contact", "contains")
    click_bar(bench, "invoice", "Failed")

    assert bench.statuses() == {"Failed"}
    assert bench.shown.question.period.name == "all_time"
    assert bench.hand.find("Sync status").value == ("Failed",)
    assert bench.hand.find("Type").value == ("invoice",)
    assert bench.hand.find("Reporting period").value == "last_quarter"
    assert bench.hand.find("Search").value == "inv"
    assert bench.hand.find("Rows per page").value == 5
    assert bench.hand.find("Condition 1 operator").label == "contains"

    bench.hand.write("Condition 1 value", "a")
    for words in (
        "Reporting period → Last quarter",
        "Search → “inv”",
        "Rows per page → 5",
        "Contact contains",
    ):
        assert words in bench.status()
    assert "Sync status →" not in bench.status()
    bench.hand.click("Update")
    assert bench.shown.question.period.name == "last_quarter"
    assert {"field": "sync_status", "in": ["Failed"]} in in_force(bench)["all"]


def test_a_brushed_span_joins_the_conditions_in_force_and_the_staged_ones(bench):
    open_charts(bench)
    bench.hand.condition(1, "Amount", "is blank")
    span = {"field": "sync_date", "between": brush_a_column(bench)}
    assert in_force(bench) == span
    assert "Conditions → Amount is blank, and Sync date is between" in bench.status()
    bench.hand.click("Apply filter")
    assert [part["field"] for part in in_force(bench)["all"]] == ["amount", "sync_date"]


def test_a_brushed_span_leaves_unfinished_conditions_as_they_stand(bench):
    open_charts(bench)
    bench.hand.click("Add condition")
    brush_a_column(bench)
    assert in_force(bench)["field"] == "sync_date"
    assert bench.hand.find("Condition 1").value is None
    assert "Condition 1: choose a field" in bench.status()


def test_undoing_a_filter_keeps_what_is_staged_beside_it(bench):
    bench.hand.write("Sync status", ("Failed",))
    bench.hand.click("Apply filter")
    bench.hand.write("Reporting period", "last_quarter")
    bench.hand.write("Search", "inv")
    bench.hand.click("Add condition")
    bench.hand.click("Undo filter")
    assert in_force(bench) is None
    assert bench.hand.find("Sync status").value == ()
    assert bench.hand.find("Reporting period").value == "last_quarter"
    assert bench.hand.find("Search").value == "inv"
    assert bench.hand.find("Condition 1").value is None
    bench.hand.click("Redo filter")
    assert in_force(bench) == {"field": "sync_status", "in": ["Failed"]}
    assert bench.hand.find("Sync status").value == ("Failed",)


@pytest.mark.parametrize("button", ["Undo filter", "Update", "Apply filter", "Start afresh", "Reset layout"])
def test_what_is_changed_while_an_answer_is_on_its_way_stays(bench, meanwhile, button):
    bench.hand.write("Sync status", ("Failed",))
    bench.hand.click("Apply filter")

    def work_on():
        bench.hand.condition(1, "Contact", "contains")
        bench.hand.write("Condition 1 value", "a")
        bench.hand.write("Date", "effective_date")
        bench.hand.write("Type", ("invoice",))
        bench.hand.write("Search", "inv")
        bench.hand.choose("Group by", "Type")

    meanwhile(work_on)
    bench.hand.click(button)
    for words in (
        "Date → Effective Date",
        "Type → Type is Invoice",
        "Search → “inv”",
        "Grouped by → Type",
        "Conditions → Contact contains",
    ):
        assert words in bench.status()
    assert bench.shown.question.period.date_field == "sync_date"
    assert bench.shown.question.layout.group_by == ()


@pytest.mark.parametrize("button", ["Start afresh", "Reset layout"])
def test_starting_over_clears_conditions_that_are_not_finished(bench, button):
    bench.hand.click("Add condition")
    bench.hand.click(button)
    assert "Condition 1" not in bench.hand.names()
    assert bench.status() == ""


def test_a_value_keeps_its_place_in_a_list_whatever_the_period(bench):
    places = {name: [value for _, value in bench.hand.find(name).options] for name in ("Sync status", "Type")}
    bench.hand.write("Reporting period", "yesterday")
    bench.hand.click("Update")
    for name, values in places.items():
        assert [value for _, value in bench.hand.find(name).options][: len(values)] == values


def test_an_unfinished_condition_is_no_alarm_before_it_is_asked_for(bench):
    bench.hand.click("Add condition")
    assert bench.alert() == ""
    bench.hand.click("Apply filter")
    assert "Condition 1: choose a field" in bench.alert()


def test_subtotals_of_all_items_stand_open_above_the_table(bench):
    bench.hand.choose("Group by", "Type")
    bench.hand.write("Rows per page", 5)
    bench.hand.click("Update")
    assert bench.says("<details open><summary>Subtotals</summary>")
    assert bench.says(f"Subtotals of all {bench.shown.counts.items_shown:,} items shown")
