"""The sections of the diagnosis: what they say, where their figures lead, and that data stays data."""

from __future__ import annotations

import json
import re
from decimal import Decimal
from html import unescape
from html.parser import HTMLParser

import pytest

import xsync
from tests.diagnose.logs import on, report_of, row
from tests.run.surroundings import SETTINGS
from xsync.run.evidence import result
from xsync.view.blocked_section import MOST_ROOTS_SHOWN
from xsync.view.diagnosis_charts import unsynced_by_age

HOSTILE = "\"'><img src=x onerror=alert(1)><script>alert(1)</script>"
SECTIONS = ("blocked", "ageing", "trend", "coverage")
pytestmark = pytest.mark.usefixtures("own_params")


class Reader(HTMLParser):
    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: set[str] = set()
        self.searches: list[tuple[str | None, str | None]] = []
        self.feed(html)

    def handle_starttag(self, tag, attrs):
        self.tags.add(tag)
        found = dict(attrs)
        if "data-search" in found:
            self.searches.append((found["href"], found["data-search"]))


def waiting_for(name, number, **more):
    return row(number, status="Failed", message=f"its product {name} has not been synchronised.", **more)


@pytest.fixture(scope="module")
def demo(store):
    return xsync.sync_report(store=store, period="all_time", **SETTINGS)


def test_a_root_leads_to_its_own_row_and_to_what_hangs_on_it(tmp_path):
    export = [row("OAK-1", "product", "Failed"), waiting_for("OAK-1", "N-1"), waiting_for("OAK-1", "N-2")]
    section = xsync.blocked(report_of(tmp_path, export))
    assert section.text == "2 items wait for another. Begin with product OAK-1: it holds up 2 invoices."
    assert Reader(section.html).searches == [("#items", '"OAK-1"'), ("#blocked", '"Product OAK-1"')]
    assert section.html.count("<td>Product OAK-1</td>") == 2


def test_the_first_lines_of_a_report_say_where_to_begin(demo):
    sentence = xsync.blocked(demo).text
    assert "Begin with" in sentence
    assert sentence in unescape(xsync.answer(demo).html)
    everything_arrived = demo.filter({"field": "sync_status", "equals": "Completed"})
    assert "Begin with" not in xsync.answer(everything_arrived).html


def test_money_is_exact_and_told_apart_from_what_settles_it(tmp_path):
    export = [
        waiting_for("OAK-1", "N-1", amount=Decimal("1000000000000.0001"), currency="GBP"),
        row("N-1", "payment", "Pending", amount=Decimal("0.0002"), currency="EUR"),
    ]
    html = xsync.blocked(report_of(tmp_path, export)).html
    assert "<td>£1,000,000,000,000.0001</td><td>€0.0002</td>" in html


def test_what_is_left_off_is_counted(tmp_path):
    export = [waiting_for(f"OAK-{n}", f"N-{n}") for n in range(MOST_ROOTS_SHOWN + 3)]
    assert "3 more hold up 3 items, at most 1 each." in xsync.blocked(report_of(tmp_path, export)).html


def test_accounts_and_what_has_arrived_stand_apart(tmp_path):
    export = [
        row("OAK-1", "product", sync_date=on(9)),
        waiting_for("OAK-1", "N-1"),
        row("N-2", status="Failed", message="Account could not be found. Account '999'."),
    ]
    section = xsync.blocked(report_of(tmp_path, export))
    assert "Begin with account 999: it holds up 1 invoice." in section.text
    assert "1 item can be sent again: what it waited for has arrived." in section.text
    captions = re.findall(r"<caption>(.*?)</caption>", section.html)
    assert captions[:2] == [
        "Accounts that Xero does not know or does not take",
        "In Xero since: send again what waited for these",
    ]


@pytest.mark.parametrize("name", SECTIONS)
def test_nothing_of_an_export_becomes_markup(name, tmp_path):
    first = [
        row(
            HOSTILE,
            "product",
            "Failed",
            message=HOSTILE,
            contact=HOSTILE,
            currency=HOSTILE,
            amount=Decimal(1),
        ),
        row(HOSTILE, status="Failed", message=HOSTILE, contact=HOSTILE),
        row(HOSTILE, "payment", "Pending", message=f"Waiting for {HOSTILE}"),
        row("N-9", HOSTILE, HOSTILE, sync_date=on(2)),
        waiting_for("'<script>alert(1)</script>'", "N-1"),
    ]
    again = [
        {**first[1], "sync_status": "Completed", "sync_date": on(20)},
        *first[2:4],
        row("N-5", status="Failed"),
    ]
    section = getattr(xsync, name)(report_of(tmp_path, first, again))
    assert Reader(section.html).tags.isdisjoint({"img", "script"})


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("blocked", "Nothing is blocked: no item waits for another."),
        ("ageing", "Nothing that is shown is out of Xero, so nothing grows old."),
        ("trend", "Only one export is in the store: what changed will show once another is loaded."),
    ],
)
def test_where_there_is_nothing_to_do_the_section_says_so(name, said, tmp_path):
    assert getattr(xsync, name)(report_of(tmp_path, [row("N-1")])).text == said


def test_what_came_went_and_vanished_is_listed_and_leads_to_its_rows(tmp_path):
    first = [row("N-1", status="Failed"), row("N-2", sync_date=on(2)), row("N-3", sync_date=on(3))]
    again = [row("N-1", sync_date=on(9)), row("N-3", status="Failed", sync_date=on(8))]
    section = xsync.trend(report_of(tmp_path, first, again))
    assert "With the last load 1 item came to be out of Xero and 1 no longer is; 1 is now" in section.text
    assert "as many as after the load before" in section.text
    assert "1 row is missing from a later export that should hold it" not in section.text
    third = [*again, row("N-0", sync_date=on(1))]
    section = xsync.trend(report_of(tmp_path / "b", first, again, third))
    assert "1 row is missing from a later export that should hold it: ask who removed it" in section.text
    assert ("#items", '"N-2"') in Reader(section.html).searches


def test_the_figures_of_a_run_hold_the_diagnosis_as_plain_data(demo):
    told = json.loads(json.dumps(result(demo)))
    assert {"blocked", "ageing", "trend", "vanished", "coverage"} <= told.keys()
    assert sum(told["ageing"]["by_bucket"].values()) == demo.counts.unsynced
    assert told["trend"]["loads"][-1]["by_status"] == demo.counts.by_status
    assert told["blocked"]["by_items"]["largest"][0]["type"] == "product"
    assert told["coverage"]["silent_types"] == []


def test_how_it_was_made_shows_each_statement_of_the_diagnosis_without_a_path(demo):
    told = result(demo)["sql"]
    assert {"What waits for what, down to the root", "Ages by type", "What each load changed"} <= told.keys()
    assert "What waits for what, down to the root" in xsync.how_it_was_made(demo).html
    assert not any("read_parquet" in sql for sql in told.values())


def test_the_same_report_tells_the_same_twice(demo, store):
    other = xsync.sync_report(store=store, period="all_time", **SETTINGS)
    assert [getattr(xsync, name)(demo).html for name in SECTIONS] == [
        getattr(xsync, name)(other).html for name in SECTIONS
    ]


def test_a_chart_of_ages_says_its_figures_in_words():
    chart = unsynced_by_age({"0–1 days": {"Failed": 2}, "over 30 days": {"Pending": 1}})
    assert chart.description == "3 items not in Xero, by age. 0–1 days: 2, over 30 days: 1."
    assert chart.svg().count("<desc>") == 1
    assert unsynced_by_age({"0–1 days": {"Failed": 0}}).svg() == ""
