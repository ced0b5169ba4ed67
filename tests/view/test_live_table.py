"""The live table holds the page that it says it shows, all of it, in the order its headers say."""

from __future__ import annotations

import json

import pytest
from itables.widget import ITable

import xsync
from tests.run.surroundings import AS_OF, demo_store
from tests.view.builder_driver import Hand
from tests.view.panel_driver import Bench
from xsync.report.sync_report import SyncReport
from xsync.store.engine import QueryRefused
from xsync.view.live_table import LiveTable

LARGE = 500
OUT_OF_DATE = "The table is out of date"


@pytest.fixture(autouse=True)
def _own_place(monkeypatch, tmp_path):
    monkeypatch.setenv("XSYNC_PARAMS", str(tmp_path / "params"))
    monkeypatch.setenv("XSYNC_STATE", str(tmp_path / "state"))
    monkeypatch.delenv("JPY_SESSION_NAME", raising=False)


@pytest.fixture(scope="module")
def store(tmp_path_factory):
    return demo_store(tmp_path_factory)


@pytest.fixture
def report(store):
    return xsync.sync_report(store=store, as_of=AS_OF, period="all_time")


@pytest.fixture
def bench(report):
    return Bench(report, [])


def numbers(bench):
    """The numbers of the items on the page."""
    return [label.split(". ", 1)[1].split(",")[0] for label in bench.table()[2:]]


def of_page(report, page):
    """The numbers that the store gives for a page."""
    return report.items(offset=(page - 1) * 25, limit=25)["cin7_number"].to_pylist()


def test_a_large_page_is_shown_whole(report):
    bench = Bench(report.page_length(LARGE), [])
    [table] = [each for each in bench.hand.controls() if isinstance(each, ITable)]
    shown = f"Items 1 to {LARGE} of {report.counts.items_shown:,}"
    assert shown in bench.table()[0]
    assert len(bench.table()) == 1 + 1 + LARGE
    sent = table.get_state()["_dt_args"]
    assert len(json.loads(sent["data_json"])) == LARGE


def test_a_header_sorts_all_rows_at_once_and_again_the_other_way_round(bench, report):
    assert bench.sorted_by() == {"sync_date": "descending"}
    for way, verb in (("ascending", "cin7_number"), ("descending", "-cin7_number")):
        bench.press_header("cin7_number")
        assert bench.sorted_by() == {"cin7_number": way}
        assert numbers(bench) == of_page(report.sort(verb), 1)
        assert bench.hand.find("Sort by").value == "cin7_number"
        assert bench.hand.find("Descending").value == (way == "descending")
        assert OUT_OF_DATE not in bench.status()
    assert bench.shown.question.layout.sort == report.sort("-cin7_number").question.layout.sort


def test_with_shift_a_header_sorts_within_the_order_so_far(bench, report):
    bench.press_header("sync_status")
    bench.press_header("cin7_number", beside=True)
    bench.press_header("cin7_number", beside=True)
    assert bench.sorted_by() == {"sync_status": "ascending", "cin7_number": "descending"}
    assert numbers(bench) == of_page(report.sort(["sync_status", "-cin7_number"]), 1)
    assert bench.hand.find("Sort by 2").value == "cin7_number"


def test_the_order_of_a_header_is_saved_with_the_layout(bench):
    bench.press_header("cin7_number")
    bench.hand.write("Save layout as", "By number")
    bench.hand.click("Save layout")
    saved = bench.shown.layouts.load("By number")
    assert [sort.field for sort in saved.sort] == ["cin7_number"]


def test_whatever_else_is_staged_stays_staged_and_unasked(bench, report):
    bench.hand.write("Search", "inv")
    bench.hand.write("Rows per page", 10)
    bench.hand.write("Sort by", "sync_status")
    bench.press_header("cin7_number")
    assert bench.shown.counts.items_shown == report.counts.items_shown
    assert numbers(bench) == of_page(report.sort("cin7_number"), 1)
    for words in ("Search → “inv”", "Rows per page → 10"):
        assert words in bench.status()
    assert "Sorted by" not in bench.status()
    bench.hand.click("Update")
    assert len(numbers(bench)) == 10
    assert bench.sorted_by() == {"cin7_number": "ascending"}


def test_another_layout_that_is_staged_keeps_its_own_order(bench):
    bench.hand.write("Group by", "item_type")
    bench.hand.write("Save layout as", "By type")
    bench.hand.click("Save layout")
    bench.hand.write("Layout", "Default")
    bench.press_header("cin7_number")
    assert bench.shown.question.layout.name == "By type"
    assert bench.sorted_by() == {"item_type": "ascending", "cin7_number": "ascending"}
    assert "Layout → Default" in bench.status()
    bench.hand.click("Update")
    assert bench.sorted_by() == {"sync_date": "descending"}


def test_what_is_no_field_sorts_nothing(bench):
    before = bench.table()
    bench.press_header("no such")
    assert bench.table() == before


def test_a_page_is_turned_to_by_its_number(bench, report):
    total = report.counts.items_shown
    last = -(-total // 25)
    bench.hand.write("Page", 7)
    assert f"Items 151 to 175 of {total:,}" in bench.table()[0]
    assert numbers(bench) == of_page(report, 7)
    bench.hand.write("Page", 99_999)
    assert bench.hand.find("Page").value == last
    assert f" to {total:,} of {total:,}" in bench.table()[0]
    assert bench.hand.find("Next page").disabled
    bench.hand.click("First page")
    assert bench.hand.find("Page").value == 1
    assert bench.hand.find("Previous page").disabled


def test_fewer_items_leave_fewer_pages_and_ask_only_for_the_first(bench, report, monkeypatch):
    bench.hand.click("Last page")
    offsets: list[int] = []
    items = SyncReport.items

    def listening(shown, *, offset, **which):
        offsets.append(offset)
        return items(shown, offset=offset, **which)

    monkeypatch.setattr(SyncReport, "items", listening)
    bench.hand.write("Search", "inv-00")
    bench.hand.click("Apply filter")
    assert 0 < bench.shown.counts.items_shown < report.counts.items_shown
    assert bench.hand.find("Page").value == 1
    assert bench.hand.find("Page").max == -(-bench.shown.counts.items_shown // 25)
    assert offsets == [0]


def test_a_page_that_cannot_be_had_leaves_the_number_of_the_one_shown(bench, monkeypatch):
    before = bench.table()

    def refuse(*_, **__):
        raise QueryRefused("no memory")

    with monkeypatch.context() as patch:
        patch.setattr(SyncReport, "items", refuse)
        bench.hand.click("Next page")
    assert "no memory" in bench.alert()
    assert bench.table() == before
    assert bench.hand.find("Page").value == 1
    bench.hand.click("Next page")
    assert bench.hand.find("Page").value == 2


def test_quick_presses_turn_as_many_pages_and_a_chosen_item_overtakes_them(report):
    asked, chosen = [], []
    table = LiveTable(
        report, lambda *keys: chosen.append(keys), lambda work, _: asked.append(work), lambda *_: None
    )
    first_page = report.items(limit=25, with_keys=True)
    table.show(report, first_page)
    hand = Hand(table.box)
    for _ in range(3):
        hand.click("Next page")
    assert hand.find("Page").value == 4
    assert asked[-1]()["cin7_number"].to_pylist() == of_page(report, 4)
    hand.find("Item").index = 1
    assert chosen == [(first_page["load_id"][0].as_py(), first_page["source_row"][0].as_py())]
    assert hand.find("Page").value == 1
