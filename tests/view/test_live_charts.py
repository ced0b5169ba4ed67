"""The live charts, told what a browser tells them: through the traits of altair's own widgets."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from datetime import date
from types import SimpleNamespace

import altair as alt
import pytest

import xsync
from tests.checkout import ROOT
from xsync.sources.demo import DEMO_ORGANISATION, write_demo
from xsync.view.live_charts import BRUSHED, PICKED, RELEASED, LiveCharts

COUNTS = {"credit_note": {"Failed": 3, "Completed": 50}, "payment": {"Pending": 4, "Held": 1}}
MONTHS = [(date(2026, 1, 1), "Failed", 3), (date(2026, 2, 1), "Failed", 1), (date(2026, 4, 1), "Pending", 4)]
DAYS = [(date(2026, 2, 3), "Failed", 2), (date(2026, 2, 5), "Failed", 1)]


def report(counts, points, days):
    return SimpleNamespace(
        counts=SimpleNamespace(by_type_and_status=counts),
        days_covered=lambda: days,
        unsynced_by=lambda _unit: points,
    )


YEAR = report(COUNTS, MONTHS, (date(2026, 1, 1), date(2026, 12, 31)))


class Browser:
    """Live charts, and what they told Python."""

    def __init__(self):
        self.told: list[tuple[str, str]] = []
        self.charts = LiveCharts(
            lambda item_type, status: self.told.append((item_type, status)),
            lambda first, last: self.told.append((first.isoformat(), last.isoformat())),
        )
        self.charts.show(YEAR)

    def widgets(self):
        return [each for box in self.charts.box.children for each in box.children]

    def chart(self, name):
        return next(
            each
            for each in self.widgets()
            if isinstance(each, alt.JupyterChart) and name in json.dumps(each.spec["layer"])
        )

    def click(self, **point):
        signal = {"vlPoint": {"or": [point]}} if point else {}
        self.chart(PICKED).set_state({"_vl_selections": {PICKED: {"value": signal, "store": []}}})

    def brush(self, *labels):
        self.chart(BRUSHED).set_state({"_params": {RELEASED: [*labels]}})


@pytest.fixture
def browser():
    return Browser()


def test_a_clicked_bar_tells_the_stored_type_and_the_status(browser):
    browser.click(stored="credit_note", status="Failed")
    assert browser.told == [("credit_note", "Failed")]


def test_every_part_of_a_bar_holds_what_a_click_tells(browser):
    rows = [row for layer in browser.chart(PICKED).spec["layer"] for row in layer["data"]["values"]]
    parts = {(row["stored"], row["status"]) for row in rows if "stored" in row}
    assert parts == {(stored, status) for stored, tally in COUNTS.items() for status in tally}


def test_one_layer_selects_and_every_layer_of_bars_takes_clicks(browser):
    layers = browser.chart(PICKED).spec["layer"]
    assert ["params" in layer for layer in layers].count(True) == 1
    taking = [layer for layer in layers if layer["data"]["values"] and "tooltip" in layer["encoding"]]
    assert [layer["mark"]["type"] for layer in taking] == ["bar", "bar", "text"]


def test_a_click_beside_the_bars_leads_nowhere(browser):
    browser.click()
    browser.click(stored=None, status=None)
    browser.brush()
    assert browser.told == []


def test_a_brush_tells_the_first_and_last_day_of_its_months(browser):
    browser.brush("Jan 2026", "Feb 2026")
    browser.brush("Feb 2026", "Mar 2026", "Apr 2026")
    browser.brush("Mar 2026")  # a month without a column is a span as well
    assert browser.told == [
        ("2026-01-01", "2026-02-28"),
        ("2026-02-01", "2026-04-30"),
        ("2026-03-01", "2026-03-31"),
    ]


@pytest.mark.parametrize(
    ("last", "told"),
    [(date(2026, 2, 28), ("2026-02-03", "2026-02-03")), (date(2026, 6, 1), ("2026-02-03", "2026-02-09"))],
    ids=["day", "week"],
)
def test_a_brush_tells_whole_days_and_weeks(browser, last, told):
    browser.charts.show(report(COUNTS, DAYS[:1], (date(2026, 2, 3), last)))
    browser.brush(browser.chart(BRUSHED).spec["layer"][0]["data"]["values"][0]["unit"])
    assert browser.told == [told]


def test_columns_of_an_earlier_report_lead_nowhere(browser):
    browser.charts.show(report(COUNTS, DAYS, (date(2026, 2, 3), date(2026, 2, 5))))
    browser.brush("Jan 2026")
    assert browser.told == []


def test_another_report_is_listened_to_once(browser):
    browser.charts.show(report({"payment": {"Pending": 4}}, DAYS, (date(2026, 2, 3), date(2026, 2, 5))))
    browser.charts.show(YEAR)
    browser.charts.show(YEAR)
    browser.click(stored="payment", status="Pending")
    browser.brush("Feb 2026")
    assert browser.told == [("payment", "Pending"), ("2026-02-01", "2026-02-28")]


def test_showing_what_a_click_led_to_tells_nothing_more(browser):
    narrowed = report({"payment": {"Pending": 4}}, DAYS, (date(2026, 2, 3), date(2026, 2, 5)))
    told = []

    def picked(item_type, status):
        told.append((item_type, status))
        browser.charts.show(narrowed)

    browser.charts = LiveCharts(picked, lambda *_: None)
    browser.charts.show(YEAR)
    browser.click(stored="payment", status="Pending")
    assert told == [("payment", "Pending")]
    assert browser.chart(PICKED).selections.picked.value == []
    browser.click(stored="payment", status="Pending")
    assert len(told) == 2


def test_where_there_is_nothing_to_draw_the_words_stand_alone(browser):
    browser.charts.show(report({}, [], None))
    assert [each.spec for each in browser.widgets() if isinstance(each, alt.JupyterChart)] == [None, None]
    words = "".join(each.value for each in browser.widgets() if not isinstance(each, alt.JupyterChart))
    assert "There are no items to count by type." in words
    assert "every dated item has reached Xero" in words
    assert "Click" not in words


def test_the_charts_bring_their_script_along(browser):
    for name in (PICKED, BRUSHED):
        script = browser.chart(name).get_state("_esm")["_esm"]
        assert len(script) > 500_000
        assert "esm.sh" not in script


def test_a_headless_panel_does_without_altair(tmp_path):
    files = write_demo(tmp_path / "demo")
    xsync.load(*files.exports, organisation=DEMO_ORGANISATION, store=tmp_path / "store")
    program = (
        "import sys, xsync, xsync.view.panel_controls, xsync.view.live_charts\n"
        f"report = xsync.sync_report({DEMO_ORGANISATION!r}, {str(tmp_path / 'store')!r})\n"
        "assert 'text/html' in xsync.panel(report)._repr_mimebundle_()\n"
        "sys.exit('altair' in sys.modules)"
    )
    environment = {**os.environ, "XSYNC_RUN_FOLDER": str(tmp_path)}
    assert (
        subprocess.run([sys.executable, "-c", program], cwd=ROOT, env=environment, check=False).returncode
        == 0
    )
