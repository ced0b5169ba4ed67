"""The reconciliation's notebook in JupyterLab: its answer, its ties, and documents that can be searched."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

import xsync
from tests.browser.accessibility import barriers
from tests.browser.lab import PATIENCE, run_all_cells
from xsync.view.reconciliation_answer import answer_in_words

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from playwright.sync_api import Browser, Page

    from tests.browser.lab import Lab
    from xsync.reconcile.report import ReconciliationReport

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def report(demo_company: Path) -> ReconciliationReport:
    return xsync.reconciliation(store=demo_company)


@pytest.fixture(scope="module")
def page(lab: Lab, browser: Browser) -> Iterator[Page]:
    with lab.window(browser) as page:
        lab.show("reconciliation.ipynb", page)
        run_all_cells(page)
        page.get_by_text("Opened by hand: nothing was written.").wait_for()
        yield page


def lines(page: Page, count: int, report: ReconciliationReport) -> None:
    told = page.get_by_text(f"{count:,} of {report.lines:,} lines", exact=True)
    expect(told).to_be_visible(timeout=PATIENCE)


def test_it_runs_to_its_end_and_says_what_is_missing(page: Page, report: ReconciliationReport):
    expect(page.locator(".xsync-sentence")).to_have_text(answer_in_words(report))
    assert page.locator(".jp-RenderedText[data-mime-type*='stderr'], .jp-OutputArea-error").count() == 0


def test_words_stand_left_and_figures_right_and_labels_have_their_cards_width(page: Page):
    style = "cell => getComputedStyle(cell).textAlign"
    assert page.locator(".xsync-findings td:last-child").first.evaluate(style) == "left"
    assert page.locator(".xsync-findings td.n").first.evaluate(style) == "right"
    label = page.locator(".xsync-card dt").first
    assert label.evaluate("label => label.offsetWidth / label.parentElement.offsetWidth") > 0.6


def test_its_totals_tie(page: Page):
    ties = page.get_by_role("region", name=re.compile("^Each total is the sum of its verdicts"))
    assert ties.get_by_text("✓ ties").count() > 3
    assert ties.get_by_text("does not tie").count() == 0


def test_documents_are_found_among_all_lines_and_not_only_those_shown(
    page: Page, report: ReconciliationReport
):
    lines(page, report.lines, report)
    last = [name for name in report.documents().column("cin7_name").to_pylist() if name][-1]
    assert page.get_by_text(last, exact=True).count() == 0
    search = page.get_by_label("Search", exact=True)
    search.fill(last.lower())
    search.press("Enter")
    row = page.locator("#documents tbody tr").filter(has_text=last)
    expect(row.first).to_be_visible(timeout=PATIENCE)
    search.fill("")
    search.press("Enter")
    lines(page, report.lines, report)


def test_a_finding_is_picked(page: Page, report: ReconciliationReport):
    found = report.counts.findings["completed_but_absent"]["count"]
    page.get_by_label("Finding", exact=True).select_option("Completed but absent")
    lines(page, found, report)
    expect(page.locator("#documents tbody tr")).to_have_count(found)
    page.get_by_label("Finding", exact=True).select_option("Any")
    lines(page, report.lines, report)


def test_nothing_keeps_people_from_the_documents(page: Page):
    page.get_by_label("Search", exact=True).scroll_into_view_if_needed()
    assert barriers(page, ".jp-OutputArea-output:has(#documents)") == []
