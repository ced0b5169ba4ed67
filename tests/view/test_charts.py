from __future__ import annotations

import subprocess
import sys
from datetime import date, timedelta
from typing import TYPE_CHECKING
from xml.etree import ElementTree as ET

import pytest

from xsync.view.charts import Unit, status_by_type, unsynced_over_time

if TYPE_CHECKING:
    from xsync.view.chart import Chart

COUNTS = {
    "payment": {"Completed": 900, "Failed": 100, "Pending": 20},
    "invoice": {"Completed": 10, "Odd": 2},
    "contact": {"Completed": 40},
    "refund": {},
    "Gift <card>": {"Skipped": 1},
}
MONTHS = [
    (date(2025, 11, 1), "Failed", 3),
    (date(2026, 2, 1), "Pending", 1),
    (date(2026, 2, 1), "Failed", 4),
    (date(2025, 12, 1), "Failed", 0),
]


def drawn(chart: Chart) -> ET.Element:
    return ET.fromstring(chart.svg())  # noqa: S314 - drawn by ourselves


def texts(chart: Chart) -> list[str]:
    return [
        text
        for element in drawn(chart).iter("{http://www.w3.org/2000/svg}text")
        for text in element.itertext()
    ]


def test_every_type_that_has_items_is_labelled_in_words():
    shown = texts(status_by_type(COUNTS))
    assert "refund" not in " ".join(shown).casefold()
    assert "120 of 1,020 not in Xero" in shown
    assert "all 40 in Xero" in shown
    assert "0 of 12 not in Xero, 2 unclear" in shown
    assert "Gift <card>" in shown


def test_types_stand_in_cin7s_order():
    shown = [
        text
        for text in texts(status_by_type(COUNTS))
        if text in {"Invoice", "Payment", "Contact", "Gift <card>"}
    ]
    assert shown == ["Invoice", "Payment", "Contact", "Gift <card>"]


def test_the_legend_names_the_statuses_most_urgent_first():
    shown = texts(status_by_type(COUNTS))
    legend = [text for text in shown if text in {"Failed", "Pending", "Skipped", "Completed", "Odd"}]
    assert legend == ["Failed", "Pending", "Skipped", "Odd", "Completed"]


def test_months_without_items_are_drawn_empty():
    chart = unsynced_over_time(MONTHS, "month")
    assert [text for text in texts(chart) if text in {"Nov", "Dec", "Jan", "Feb"}] == [
        "Nov",
        "Dec",
        "Jan",
        "Feb",
    ]
    assert {"3", "5"} <= set(texts(chart))


@pytest.mark.parametrize("unit", ["day", "week"])
def test_days_and_weeks_are_drawn_from_first_to_last(unit: Unit):
    start = date(2026, 2, 26)
    step = timedelta(days=1 if unit == "day" else 7)
    chart = unsynced_over_time([(start, "Failed", 2), (start + 3 * step, "Skipped", 1)], unit)
    days = [text for text in texts(chart) if text.endswith((" Feb", " Mar"))]
    assert len(days) == 4


def test_dates_at_the_end_of_time_do_not_break_the_chart():
    units: tuple[Unit, ...] = ("day", "week", "month")
    for unit in units:
        last = date(9999, 12, 1 if unit == "month" else 31)
        assert unsynced_over_time([(last, "Failed", 1)], unit).svg()


@pytest.mark.parametrize("chart", [status_by_type(COUNTS), unsynced_over_time(MONTHS, "month")])
def test_a_chart_has_a_text_alternative_and_is_a_picture_to_screen_readers(chart: Chart):
    svg = drawn(chart)
    title, description = list(svg)[:2]
    assert svg.attrib["role"] == "img"
    assert title.text == chart.title
    assert description.text == chart.description
    assert "not in Xero" in chart.description


@pytest.mark.parametrize("chart", [status_by_type(COUNTS), unsynced_over_time(MONTHS, "month")])
def test_a_chart_suits_any_background_and_asks_nothing_of_the_network(chart: Chart):
    svg = chart.svg()
    assert "style" not in drawn(chart).attrib
    assert 'fill="#000"' not in svg
    assert "currentColor" in svg
    assert "href" not in svg.replace("xmlns:xlink", "")
    assert " id=" not in svg  # two charts on one page would share it
    assert "Liberation Sans', sans-serif" in svg


def test_a_chart_is_the_same_in_another_process():
    chart = status_by_type(COUNTS)
    program = f"from xsync.view.charts import status_by_type\nprint(status_by_type({COUNTS!r}).svg(), end='')"
    other = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, check=True, encoding="utf-8", env=None
    )
    assert other.stdout == chart.svg()


def test_in_a_notebook_a_chart_is_a_figure_and_a_picture():
    bundle = status_by_type(COUNTS)._repr_mimebundle_(include=None, exclude=None)
    assert bundle["text/html"].startswith('<figure class="xsync-chart"><figcaption>')
    assert bundle["image/svg+xml"] in bundle["text/html"]


@pytest.mark.parametrize("chart", [status_by_type({"invoice": {"Failed": 0}}), unsynced_over_time([], "day")])
def test_nothing_to_draw_is_a_sentence(chart: Chart):
    assert chart.svg() == ""
    assert chart._repr_mimebundle_() == {"text/html": f'<p class="xsync-empty">{chart.description}</p>'}
    assert chart.description.endswith(".")


def test_importing_the_charts_does_not_load_the_drawing_engine():
    program = "import sys, xsync.view.charts; sys.exit('vl_convert' in sys.modules)"
    subprocess.run([sys.executable, "-c", program], check=True)
