"""The panel's widgets, worked as a person would, without a browser."""

from __future__ import annotations

import csv
import json
from datetime import date

import pytest

import xsync
from tests.run.surroundings import AS_OF
from tests.view.panel_driver import Bench
from xsync.errors import XsyncError
from xsync.report.sync_report import SyncReport
from xsync.view.panel_manners import PANEL_CLASS

OUT_OF_DATE = "The table is out of date"
FAILED = {"field": "sync_status", "in": ["Failed"]}


@pytest.fixture(autouse=True)
def _own_place(monkeypatch, tmp_path):
    monkeypatch.setenv("XSYNC_PARAMS", str(tmp_path / "params"))
    monkeypatch.setenv("XSYNC_STATE", str(tmp_path / "state"))
    monkeypatch.delenv("JPY_SESSION_NAME", raising=False)
    monkeypatch.chdir(tmp_path)


@pytest.fixture
def in_a_notebook(monkeypatch):
    monkeypatch.setenv("JPY_SESSION_NAME", "reports/Weekly report.ipynb")


@pytest.fixture
def opened(store, monkeypatch):
    asked: list[str] = []
    items = SyncReport.items

    def counted(self, **which):
        asked.append("items")
        return items(self, **which)

    monkeypatch.setattr(SyncReport, "items", counted)

    def open_panel(**parameters):
        return Bench(xsync.sync_report(store=store, **{"as_of": AS_OF, **parameters}), asked)

    return open_panel


@pytest.fixture
def bench(opened):
    return opened(period="all_time")


def kept(tmp_path):
    return list((tmp_path / "state").glob("*.json"))


def test_a_change_is_staged_and_nothing_is_asked_before_a_button_is_pressed(bench):
    before = bench.table()
    bench.hand.write("Reporting period", "last_quarter")
    bench.hand.write("Date", "effective_date")
    bench.hand.write("Sync status", ("Failed",))
    bench.hand.write("Search", "inv")
    for words in (
        OUT_OF_DATE,
        "Reporting period → Last quarter",
        "Date → Effective Date",
        "Sync status → Sync status is Failed",
        "Search → “inv”",
    ):
        assert words in bench.status()
    assert bench.asked == []
    assert bench.table() == before

    bench.hand.click("Update")
    assert bench.asked == ["items"]
    assert bench.status() == ""
    assert bench.shown.question.period.name == "last_quarter"
    assert bench.table() != before


def test_a_change_taken_back_leaves_nothing_staged(bench):
    bench.hand.write("Sync status", ("Failed",))
    assert OUT_OF_DATE in bench.status()
    bench.hand.write("Sync status", ())
    assert bench.status() == ""


def test_apply_filter_takes_the_filter_and_leaves_the_period_staged(bench):
    bench.hand.write("Reporting period", "last_quarter")
    bench.hand.write("Sync status", ("Failed",))
    bench.hand.click("Apply filter")
    assert bench.shown.question.period.name == "all_time"
    assert bench.shown.question.parameters()["filter"] == FAILED
    assert bench.hand.find("Reporting period").value == "last_quarter"
    assert "Reporting period → Last quarter" in bench.status()
    assert "Sync status →" not in bench.status()


def test_it_says_how_many_are_shown_of_how_many_and_by_which_filter(bench):
    bench.hand.write("Sync status", ("Failed",))
    bench.hand.click("Apply filter")
    counts = bench.shown.counts
    assert bench.says("Filter: Sync status is Failed")
    assert bench.says(f"{counts.items_shown} of {counts.items_in_period} items in the period")


def test_conditions_and_arrangement_are_staged_like_the_rest(bench):
    bench.hand.condition(1, "Amount", "is blank")
    assert "Conditions → Amount is blank" in bench.status()
    bench.hand.choose("Sort by", "Contact")
    assert "Sorted by → Contact descending" in bench.status()
    bench.hand.write("Rows per page", 5)
    bench.hand.choose("Group by", "Type")
    bench.hand.click("Update")
    layout = bench.shown.question.layout
    assert (layout.sort[0].field, layout.page_length, layout.group_by) == ("contact", 5, ("item_type",))
    assert bench.shown.question.parameters()["filter"] == {"field": "amount", "is_blank": True}
    assert bench.says("<summary>Subtotals</summary>")


def test_filter_steps_are_undone_and_done_again(bench):
    everything = bench.table()
    assert bench.hand.find("Undo filter").disabled
    bench.hand.write("Sync status", ("Failed",))
    bench.hand.click("Apply filter")
    failed = bench.table()
    bench.hand.write("Search", "inv")
    bench.hand.click("Apply filter")
    assert bench.hand.find("Redo filter").disabled

    bench.hand.click("Undo filter")
    assert bench.table() == failed
    assert (bench.hand.find("Search").value, bench.hand.find("Sync status").value) == ("", ("Failed",))
    bench.hand.click("Undo filter")
    assert bench.table() == everything
    assert bench.hand.find("Undo filter").disabled
    bench.hand.click("Redo filter")
    assert bench.table() == failed

    bench.hand.write("Sync status", ("Pending",))
    bench.hand.click("Apply filter")
    assert bench.hand.find("Redo filter").disabled


def test_reset_layout_takes_arrangement_and_filter_back(bench):
    bench.hand.write("Rows per page", 5)
    bench.hand.write("Sync status", ("Failed",))
    bench.hand.click("Update")
    bench.hand.click("Reset layout")
    assert bench.shown.question.layout.page_length == 25
    assert bench.shown.question.parameters()["filter"] is None
    assert bench.hand.find("Sync status").value == ()
    assert bench.status() == ""


def test_a_layout_is_never_replaced_unless_that_is_ticked(bench):
    bench.hand.write("Rows per page", 5)
    bench.hand.write("Save layout as", "Mine")
    bench.hand.click("Save layout")
    assert "The layout Mine is saved." in bench.status()
    assert bench.shown.layouts.load("Mine").page_length == 5
    assert bench.hand.find("Layout").value == "Mine"

    bench.hand.write("Rows per page", 7)
    bench.hand.write("Save layout as", "mine ")
    bench.hand.click("Save layout")
    assert "Mine" in bench.alert()
    assert bench.shown.layouts.load("Mine").page_length == 5
    assert bench.hand.find("Rows per page").value == 7

    bench.hand.write("Replace the layout of that name", value=True)
    bench.hand.click("Save layout")
    assert bench.shown.layouts.load("Mine").page_length == 7
    assert not bench.hand.find("Replace the layout of that name").value


def test_a_saved_layout_takes_the_filter_into_itself(bench):
    bench.hand.write("Sync status", ("Failed",))
    bench.hand.write("Save layout as", "Failures")
    bench.hand.click("Save layout")
    assert bench.hand.find("Sync status").value == ()
    expected = bench.shown.period("all_time").counts.items_shown
    bench.hand.click("Start afresh")
    bench.hand.write("Layout", "Failures")
    assert "Layout → Failures" in bench.status()
    bench.hand.click("Update")
    assert bench.shown.counts.items_shown == expected
    assert bench.statuses() == {"Failed"}


def test_a_layout_without_a_name_is_not_saved(bench):
    bench.hand.write("Save layout as", "  ")
    bench.hand.click("Save layout")
    assert "Write a name" in bench.alert()


def test_mistakes_are_said_in_place_and_the_table_stays(bench):
    before, in_force = bench.table(), bench.shown
    bench.hand.write("Reporting period", "custom")
    bench.hand.write("From", date(2026, 10, 15))
    bench.hand.write("To", date(2026, 10, 1))
    bench.hand.click("Update")
    assert "date_" in bench.alert()
    assert bench.table() == before
    assert bench.shown is in_force

    bench.hand.write("To", date(2026, 10, 20))
    bench.hand.click("Update")
    assert bench.alert() == ""
    assert bench.shown.question.period.date_to == date(2026, 10, 20)


def test_an_unfinished_condition_is_no_filter(bench):
    before = bench.table()
    bench.hand.click("Add condition")
    assert "The filter is not finished" in bench.status()
    bench.hand.click("Apply filter")
    assert "Condition 1" in bench.alert()
    assert bench.table() == before


def test_a_store_that_fails_leaves_the_old_table(bench, monkeypatch):
    bench.hand.click("Next page")
    before, in_force = bench.table(), bench.shown

    def fail(*_args, **_which):
        raise XsyncError("The store is <b>gone</b>.")

    bench.hand.write("Sync status", ("Failed",))
    with monkeypatch.context() as broken:
        broken.setattr(SyncReport, "items", fail)
        bench.hand.click("Apply filter")
    assert "The store is &lt;b&gt;gone&lt;/b&gt;." in bench.alert()
    assert bench.table() == before
    assert bench.shown is in_force
    bench.hand.click("Apply filter")
    assert bench.statuses() == {"Failed"}


def test_a_page_that_fails_to_turn_is_said_and_the_old_one_stays(bench, monkeypatch):
    before = bench.table()

    def fail(*_args, **_which):
        raise XsyncError("The store is gone.")

    with monkeypatch.context() as broken:
        broken.setattr(SyncReport, "items", fail)
        bench.hand.click("Next page")
    assert "The store is gone." in bench.alert()
    assert bench.table() == before
    bench.hand.click("Next page")
    assert bench.table()[0].startswith("<span>Items 26 to 50 of")


@pytest.mark.usefixtures("in_a_notebook")
def test_settings_are_remembered_and_forgotten_by_starting_afresh(opened, tmp_path):
    bench = opened(period="all_time")
    assert kept(tmp_path) == []
    bench.hand.write("Sync status", ("Failed",))
    bench.hand.write("Rows per page", 5)
    bench.hand.click("Update")
    assert len(kept(tmp_path)) == 1

    again = opened(period="all_time")
    assert again.table() == bench.table()
    assert again.hand.find("Sync status").value == ("Failed",)
    assert again.hand.find("Rows per page").value == 5
    assert again.hand.find("Undo filter").disabled

    again.hand.click("Start afresh")
    assert kept(tmp_path) == []
    assert again.hand.find("Sync status").value == ()
    assert opened(period="all_time").shown.question.parameters()["filter"] is None


@pytest.mark.usefixtures("in_a_notebook")
def test_settings_are_remembered_on_the_next_day_as_well(opened):
    bench = opened(period="last_30_days")
    bench.hand.write("Sync status", ("Failed",))
    bench.hand.click("Update")
    tomorrow = opened(period="last_30_days", as_of="2026-11-03T09:00:00+00:00")
    assert tomorrow.hand.find("Sync status").value == ("Failed",)
    assert tomorrow.shown.question.period.date_to == date(2026, 11, 3)


@pytest.mark.usefixtures("in_a_notebook")
def test_a_notebook_that_asks_for_something_else_opens_that(opened):
    bench = opened(period="all_time")
    bench.hand.write("Sync status", ("Failed",))
    bench.hand.click("Update")
    assert opened(period="last_quarter").shown.question.parameters()["filter"] is None


@pytest.mark.usefixtures("in_a_notebook")
@pytest.mark.parametrize(
    "content", ["", "{", "null", "[]", '"x"', "[" * 100_000, "\ud800", '{"period": "all_time"}']
)
def test_what_cannot_be_read_is_ignored(opened, tmp_path, content):
    bench = opened(period="all_time")
    bench.hand.write("Sync status", ("Failed",))
    bench.hand.click("Update")
    [file] = kept(tmp_path)
    file.write_bytes(content.encode("utf-8", "surrogatepass"))
    assert opened(period="all_time").shown.question.parameters()["filter"] is None


@pytest.mark.usefixtures("in_a_notebook")
def test_what_no_longer_fits_is_ignored(opened, tmp_path):
    bench = opened(period="all_time")
    bench.hand.write("Sync status", ("Failed",))
    bench.hand.click("Update")
    [file] = kept(tmp_path)
    for damage in ({"period": "custom"}, {"search": "a\0b"}, {"picked": {"nobody": ["x"]}}):
        file.write_text(json.dumps({**json.loads(file.read_text("utf-8")), **damage}), encoding="utf-8")
        assert opened(period="all_time").shown.question.period.name == "all_time"


def test_outside_a_notebook_nothing_is_kept(bench, tmp_path):
    bench.hand.write("Sync status", ("Failed",))
    bench.hand.click("Update")
    assert not (tmp_path / "state").exists()


def test_exports_hold_what_is_shown_and_never_replace_one_another(bench, tmp_path):
    bench.hand.click("Export CSV")
    bench.hand.write("Sync status", ("Failed",))
    bench.hand.click("Apply filter")
    for button in ("Export CSV", "Export CSV", "Export Excel", "Export parameter file"):
        bench.hand.click(button)
        assert "Written:" in bench.status()
    first, second, third = sorted(
        (tmp_path / "exports").glob("*.csv"), key=lambda path: path.stat().st_mtime_ns
    )
    assert len(list((tmp_path / "exports").iterdir())) == 5
    assert second.read_bytes() == third.read_bytes() != first.read_bytes()
    with second.open(encoding="utf-8-sig", newline="") as file:
        assert len(list(csv.DictReader(file))) == bench.shown.counts.items_shown


def test_an_export_that_cannot_be_written_is_said_in_place(bench, tmp_path):
    (tmp_path / "exports").write_text("in the way")
    before = bench.table()
    bench.hand.click("Export CSV")
    assert "Nothing can be written to" in bench.alert()
    assert bench.table() == before


def test_choosing_an_item_tells_its_story_until_the_table_changes(bench):
    item = bench.hand.find("Item")
    item.index = 1
    assert bench.says('<section class="xsync-story"')
    bench.hand.write("Sync status", ("Failed",))
    bench.hand.click("Apply filter")
    assert not bench.says('<section class="xsync-story"')


def test_a_page_holds_the_settings_in_force_and_every_item(bench):
    bench.hand.write("Sync status", ("Failed",))
    bench.hand.click("Apply filter")
    bundle = bench.panel._repr_mimebundle_()
    assert "Sync status is Failed" in bundle["text/html"]
    assert bundle["text/html"].count("<tr") > bench.shown.counts.items_shown
    assert "application/vnd.jupyter.widget-view+json" in bundle


def test_the_list_of_items_always_says_what_to_do(opened):
    bench = opened()
    items = bench.hand.find("Item")
    for index in (1, 1, 0):
        items.index = index
        bench.hand.click("Update")
        assert items.label == "choose a row to see its story"


def test_a_panel_carries_its_manners(bench):
    box = bench.panel.controls().box
    script = box.children[0].get_state()["_esm"]
    assert "jp-mod-readWrite" in script
    assert "import" not in script
    assert PANEL_CLASS in box.get_state()["_dom_classes"]
