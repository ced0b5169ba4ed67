"""The section that says what to fix once, and cause and fix beside the items."""

from __future__ import annotations

import pytest
from itables.widget import ITable

import xsync
from tests.diagnose.failures import ROWS, report_of
from tests.view.panel_driver import Bench
from tests.view.reading import read
from xsync.view.sections import items
from xsync.view.story_view import story_html

HOSTILE = "<script>alert(1)</script>"


@pytest.fixture(autouse=True)
def own_folder(monkeypatch, tmp_path_factory):
    folder = tmp_path_factory.mktemp("params")
    monkeypatch.setenv("XSYNC_PARAMS", str(folder))
    monkeypatch.setenv("XSYNC_STATE", str(folder / "state"))
    return folder


@pytest.fixture
def report(tmp_path):
    return report_of(tmp_path)


def tables_of(html):
    """The rows of each table by its caption: the texts of their cells."""
    return {
        table.one("caption").text: [[cell.text for cell in row.all("td")] for row in table.all("tr")[1:]]
        for table in read(html).all("table")
    }


def test_it_says_in_words_how_far_a_few_fixes_go(report):
    told = xsync.causes(report).text.splitlines()
    assert told[:4] == [
        "2 fixes clear 5 of the 10 items that failed.",
        "2 items must be mended one by one.",
        "2 items failed with a message that the catalogue of causes does not know.",
        "1 item failed without a message: the export does not say why.",
    ]


def test_each_fix_has_cause_owner_retry_items_money_and_examples(report):
    once, one_by_one, unknown = tables_of(xsync.causes(report).html).values()
    first = once[0]
    assert "account 4000." in first[0]
    assert "Choose an account of the right type" in first[0]
    assert first[1:4] == ["Bookkeeper", "No, mend it first", "4"]
    assert first[4] == "Invoice: EUR 5.00Invoice: GBP 100.10Credit note: GBP 7.00"
    assert first[5] == "CR-4INV-1INV-2and 1 more"
    assert [row[3] for row in once] == ["4", "1"]
    assert [row[3:5] for row in one_by_one] == [["2", "GBP 10.00"]]
    assert [row[:2] for row in unknown] == [["Purple <number> of <name> on <date>", "2"]]


def test_where_nothing_failed_it_says_so(report):
    nothing = report.filter({"field": "sync_status", "equals": "Completed"})
    section = xsync.causes(nothing)
    assert section.text == "Nothing failed: there is nothing to fix."
    assert "<table" not in section.html


def test_the_table_of_items_shows_cause_and_fix_beside_each_failed_row(report):
    table = read(items(report).html).all("table", "xsync-table")[0]
    heads = [head.text for head in table.all("th")]
    assert heads[-2:] == ["Cause", "Fix"]
    rows = {cells[0].text: cells for cells in (row.all("td") for row in table.all("tr")[1:])}
    assert rows["INV-5"][-2].text.endswith("account 4010.")
    assert rows["INV-5"][-1].text.startswith("Choose an account")
    assert [rows[number][-2].text for number in ("INV-10", "INV-11", "INV-12")] == ["", "", ""]


def test_a_log_without_messages_keeps_to_its_own_columns(tmp_path):
    bare = report_of(tmp_path / "bare", [(*row[:6], "") for row in ROWS])
    assert "Cause" not in items(bare).html
    assert "10 items failed without a message" in xsync.causes(bare).html


def test_the_panels_table_shows_cause_and_fix_and_sorts_by_neither(report):
    bench = Bench(report, [])
    [table] = [each for each in bench.hand.controls() if isinstance(each, ITable)]
    frame = table.df
    assert frame is not None
    assert list(frame.columns)[-2:] == ["Cause", "Fix"]
    assert frame["Cause"].str.endswith("account 4010.").sum() == 1
    bench.press_header("Cause")
    assert bench.shown.question.layout.sort == report.question.layout.sort


def test_the_story_of_a_failed_item_says_what_to_do(report):
    rows = report.items(with_keys=True)
    at = rows.column("cin7_number").to_pylist().index("INV-5")
    html = story_html(report.story(rows.column("load_id")[at].as_py(), rows.column("source_row")[at].as_py()))
    told = next(each for each in read(html).all("table") if each.one("caption").text == "What to do")
    heads, cells = ([each.text for each in told.all(tag)] for tag in ("th", "td"))
    assert heads == ["Cause", "Fix", "Who", "Does a retry help?"]
    assert cells[0].endswith("account 4010.")


def test_the_story_of_any_other_item_does_not(report):
    rows = report.items(with_keys=True)
    for number in ("INV-10", "INV-11", "INV-12"):
        at = rows.column("cin7_number").to_pylist().index(number)
        keys = [rows.column(name)[at].as_py() for name in ("load_id", "source_row")]
        assert "What to do" not in story_html(report.story(*keys))


def test_what_stands_in_a_message_or_a_firms_catalogue_is_no_markup(tmp_path, own_folder):
    (own_folder / "causes.yaml").write_text(
        f"causes: {{account_unfit: {{cause: '{HOSTILE}', fix: '{HOSTILE}', owner: '{HOSTILE}'}}}}",
        encoding="utf-8",
    )
    rows = [
        (*ROWS[0][:6], f"Account code '{HOSTILE}' is not valid"),
        (HOSTILE, *ROWS[1][1:6], f"odd {HOSTILE}"),
    ]
    report = report_of(tmp_path / "hostile", rows)
    for html in (xsync.causes(report).html, items(report).html):
        assert HOSTILE not in html
        assert "&lt;script&gt;" in html
