"""The page of a reconciliation in a real browser: figures lead to their lines, and lines to both ledgers."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from nbformat.v4 import new_markdown_cell
from playwright.sync_api import expect

import xsync
from tests.browser.accessibility import barriers
from tests.reconcile.demo_company import AS_OF, ledgers_store
from tests.view.sample import HEADER, notebook_of, showing
from xsync.reconcile.documents_shown import FINDING_LABELS
from xsync.view.page import write_page

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from playwright.sync_api import Page

    from xsync.reconcile.report import ReconciliationReport

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def report(tmp_path_factory: pytest.TempPathFactory) -> ReconciliationReport:
    return xsync.reconciliation(store=ledgers_store(tmp_path_factory), as_of=AS_OF)


@pytest.fixture(scope="module")
def pages(report: ReconciliationReport, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """In place of the report's pages: the reconciliation's, as a run leaves it."""
    folder = tmp_path_factory.mktemp("reconciled")
    sections = (
        xsync.answer,
        xsync.what_was_asked,
        xsync.findings,
        xsync.ties,
        xsync.documents_compared,
        xsync.suggestions,
        xsync.consolidated_blocks,
        xsync.account_movements,
        xsync.not_compared,
        xsync.how_it_was_made,
    )
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("XSYNC_RUN_FOLDER", str(folder))
        cells = [showing(section(report).html) for section in sections]
    write_page(notebook_of(new_markdown_cell("# Reconciliation"), *cells), folder / "page.html", HEADER)
    return {"report": folder / "page.html"}


def test_a_finding_leads_to_its_lines_and_the_filter_can_be_taken_off(
    opened: Callable[..., Page], report: ReconciliationReport
):
    page = opened()
    found = report.counts.findings["completed_but_absent"]["count"]
    page.get_by_role("link", name=f"Completed but absent: {found} documents").click()
    info = page.locator(".dt-info")
    expect(info).to_contain_text(f"{found} of {report.lines:,} lines")
    expect(page.get_by_label("Search", exact=True)).to_have_value('"Completed but absent"')
    expect(page.locator("#documents")).to_be_in_viewport()
    page.get_by_role("button", name="Clear filters").click()
    expect(info).to_contain_text(f"{report.lines:,} of {report.lines:,} lines")


def test_every_finding_leads_to_as_many_documents_as_it_counts(
    opened: Callable[..., Page], report: ReconciliationReport
):
    page = opened()
    for name, found in report.counts.findings.items():
        if found["count"]:
            page.locator(f"""a[data-search='"{FINDING_LABELS[name]}"']""").click()
            expect(page.locator(".dt-info")).to_contain_text(f"{found['count']} of")


def test_a_sum_among_the_ties_leads_to_the_lines_it_is_made_of(opened: Callable[..., Page]):
    page = opened()
    page.locator("""a[data-search='"Invoice" "GBP" "Cin7 alone"']""").first.click()
    rows = page.locator("#documents tbody tr")
    expect(rows.first).to_be_visible()
    assert set(page.locator("#documents tbody tr td:nth-child(2)").all_inner_texts()) == {"Invoice"}


def test_a_line_leads_to_the_document_in_either_ledger(opened: Callable[..., Page]):
    page = opened()
    first = page.locator("#documents tbody tr").first
    addresses = [link.get_attribute("href") or "" for link in first.locator("a").all()]
    assert [address.split("/")[2] for address in addresses] == ["inventory.dearsystems.com", "go.xero.com"]


def test_a_document_is_found_by_its_number_and_not_by_its_links_address(opened: Callable[..., Page]):
    page = opened()
    page.get_by_label("Search", exact=True).fill("dearsystems")
    expect(page.locator(".dt-info")).to_contain_text("0 of")


def test_without_javascript_every_line_is_there(opened: Callable[..., Page], report: ReconciliationReport):
    page = opened(java_script_enabled=False)
    expect(page.locator("#documents > tbody > tr")).to_have_count(report.lines)


def test_a_block_opens_into_its_documents(opened: Callable[..., Page]):
    page = opened()
    block = page.locator(".xsync-groups > details").first
    expect(block.locator("table")).not_to_be_visible()
    block.locator("summary").click()
    expect(block.get_by_role("row").nth(1)).to_be_visible()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_nothing_keeps_people_from_the_page_with_folds_of_each_kind_open(
    opened: Callable[..., Page], scheme: str
):
    page = opened(color_scheme=scheme)
    folds = page.locator("details")
    assert folds.count() > 1
    some = (
        "folds.filter((_, place) => place < 8 || place > folds.length - 24)"  # of each kind; all take minutes
    )
    folds.evaluate_all(f"folds => {some}.forEach(fold => {{ fold.open = true }})")
    assert barriers(page) == []
