"""The panel over a million items: any page, any order and any search, as the engine has them."""

from __future__ import annotations

import re

import duckdb
import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_notebook
from playwright.sync_api import expect

import xsync
from tests.browser.lab import becomes, first_column

pytestmark = pytest.mark.browser
ITEMS = 1_000_000
NUMBERS = 900_000
"""Some items have the same number, so that what comes after it in the order decides too."""

EXPORT = f"""
SELECT
    format('INV-{{:07d}}', (hash(n) % {NUMBERS})::INT) AS "Cin7 Core Number",
    TIMESTAMP '2025-11-01' + to_minutes((hash(n + 1) % 525600)::INT) AS "Sync date",
    ['Completed', 'Completed', 'Failed', 'Pending', 'Skipped'][n % 5 + 1] AS "Sync status",
    ['Invoice', 'Payment', 'Credit note'][n % 3 + 1] AS "Type",
    CASE WHEN n % 7 > 0 THEN DATE '2025-11-01' + (hash(n + 2) % 365)::INT END AS "Effective Date",
    CASE WHEN n % 5 = 2 THEN 'Account ' || n % 977 || ' is archived' END AS "Message"
FROM range({ITEMS}) AS t(n)
"""  # noqa: S608 - our own numbers

ENDLESS_PAGE = 7
ENDLESS = f"""
from xsync.report.sync_report import SyncReport

items = SyncReport.items

def items_or_endless(report, *, offset=0, **which):
    if offset == {(ENDLESS_PAGE - 1) * 25}:
        report.snapshot.engine.rows("SELECT sum(hash(n)) FROM range(1000000000000) AS t(n)")
    return items(report, offset=offset, **which)

SyncReport.items = items_or_endless
"""  # noqa: S608 - our own numbers
"""One page that comes only when the sun has burnt out."""


@pytest.fixture(scope="module")
def store(tmp_path_factory):
    folder = tmp_path_factory.mktemp("million")
    duckdb.execute(f"COPY ({EXPORT}) TO '{(folder / 'export.csv').as_posix()}' (FORMAT csv, HEADER)")
    assert xsync.load(folder / "export.csv", organisation="Pine", store=folder / "store").exit_code == 0
    (folder / "export.csv").unlink()
    return folder / "store"


@pytest.fixture(scope="module")
def report(store):
    return xsync.sync_report("Pine", store, period="all_time")


@pytest.fixture(scope="module")
def panel(lab, store, browser):
    opening = f"import xsync\nxsync.panel(xsync.sync_report('Pine', {str(store)!r}, period='all_time'))"
    kernel = {"name": "python3", "display_name": "Python 3 (ipykernel)", "language": "python"}
    cells = [new_code_cell(ENDLESS), new_code_cell(opening)]
    notebook = new_notebook(cells=cells, metadata={"kernelspec": kernel})
    nbformat.write(notebook, lab.folder / "notebooks" / "million.ipynb")
    with lab.opened("million.ipynb", browser) as page:
        yield page


def turn_to(panel, number):
    panel.get_by_label("Page", exact=True).fill(str(number))
    panel.get_by_label("Page", exact=True).press("Enter")


def shows(panel, report, page):
    """Wait until the panel shows a page of a report, counted plainly from the first item, and says so."""
    first, total = (page - 1) * 25, report.counts.items_shown
    last = min(first + 25, total)
    panel.get_by_text(f"Items {first + 1:,} to {last:,} of {total:,}", exact=True).wait_for()
    expect(panel.get_by_label("Page", exact=True)).to_have_value(str(page))
    rows = report.snapshot.engine.table(report.items_statement(offset=first, limit=25))
    becomes(lambda: first_column(panel), rows["cin7_number"].to_pylist())


def header(panel, title):
    return panel.get_by_role("columnheader", name=title, exact=True)


def press_header(panel, title, **how):
    panel.get_by_role("button", name=title, exact=True).click(**how)


def test_any_page_is_turned_to_by_its_number(panel, report):
    assert report.counts.items_shown == ITEMS
    shows(panel, report, 1)
    panel.get_by_text(f"{ITEMS:,} of {ITEMS:,} items in the period").wait_for()
    for page in (ITEMS // 25, 20_001, 31_234):
        turn_to(panel, page)
        shows(panel, report, page)
    panel.get_by_role("button", name="Next page").click()
    shows(panel, report, 31_235)
    turn_to(panel, ITEMS)
    shows(panel, report, ITEMS // 25)
    expect(panel.get_by_role("button", name="Last page")).to_be_disabled()


def test_a_header_sorts_all_rows_and_keeps_the_keyboard_where_it_is(panel, report):
    expect(header(panel, "Sync date")).to_have_attribute("aria-sort", "descending")
    press_header(panel, "Cin7 Core Number")
    panel.locator("th[aria-sort=ascending]").wait_for()
    expect(panel.locator("th[aria-sort]")).to_have_text(["Cin7 Core Number"])
    shows(panel, report.sort("cin7_number"), 1)

    panel.keyboard.press("Enter")
    panel.locator("th[aria-sort=descending]").wait_for()
    turned_round = report.sort("-cin7_number")
    shows(panel, turned_round, 1)
    becomes(lambda: panel.evaluate("document.activeElement.dataset.field"), "cin7_number")
    for page in (ITEMS // 25, 17_777):
        turn_to(panel, page)
        shows(panel, turned_round, page)


def test_with_shift_a_header_sorts_within_the_order_so_far(panel, report):
    press_header(panel, "Effective Date")
    panel.locator("th[aria-sort]").filter(has_text="Effective Date").wait_for()
    press_header(panel, "Sync status", modifiers=["Shift"])
    panel.locator("th").filter(has_text="Sync status").locator("[data-rank='2']").wait_for()
    both = report.sort(["effective_date", "sync_status"])
    for page in (1, ITEMS // 25, 22_222):  # items without a date come last, and all of them are alike in it
        turn_to(panel, page)
        shows(panel, both, page)


def test_a_click_on_a_row_chooses_its_item(panel):
    number = first_column(panel)[3]
    panel.locator("table.dataTable tbody tr").nth(3).locator("td").first.click()
    panel.get_by_role("region", name=re.compile(rf" {number}$")).wait_for()
    chosen = panel.get_by_label("Item", exact=True).locator("option:checked").text_content()
    assert f" {number}," in chosen.replace("\xa0", " ")


def test_a_newer_question_overtakes_one_that_shows_the_busy_sign(panel, report):
    both = report.sort(["effective_date", "sync_status"])
    turn_to(panel, ENDLESS_PAGE)
    panel.get_by_role("status").filter(has_text="asking").wait_for()
    panel.get_by_role("button", name="Next page").click()
    shows(panel, both, ENDLESS_PAGE + 1)
    panel.get_by_role("status").filter(has_text="asking").wait_for(state="hidden")


def test_the_search_looks_through_all_of_them(panel, report):
    panel.get_by_label("Search", exact=True).fill("account 77 is")
    panel.get_by_text(re.compile("The table is out of date.*account 77 is")).wait_for()
    panel.get_by_role("button", name="Apply filter").click()
    found = report.sort(["effective_date", "sync_status"]).search("account 77 is")
    [(expected,)] = report.snapshot.engine.rows(
        "SELECT count(*) FROM items WHERE message = 'Account 77 is archived'"
    )
    assert found.counts.items_shown == expected > 100
    shows(panel, found, 1)
    panel.get_by_text(f"{expected:,} of {ITEMS:,} items in the period").wait_for()
    turn_to(panel, -(-expected // 25))
    shows(panel, found, -(-expected // 25))
