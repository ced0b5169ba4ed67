"""The page of a close readiness in a real browser: the verdict first, a list to search, no barriers."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from nbformat.v4 import new_markdown_cell
from playwright.sync_api import expect

import xsync
from tests.browser.accessibility import barriers
from tests.reconcile.demo_company import AS_OF, ledgers_store
from tests.view.sample import HEADER, notebook_of, showing
from xsync.view.page import write_page

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from playwright.sync_api import Page

    from xsync.close.readiness import CloseReadiness

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def report(tmp_path_factory: pytest.TempPathFactory) -> CloseReadiness:
    return xsync.close_readiness(
        store=ledgers_store(tmp_path_factory), as_of=AS_OF, period="this_year", lock_date="2026-03-31"
    )


@pytest.fixture(scope="module")
def pages(report: CloseReadiness, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """In place of the report's pages: the close readiness's, as a run leaves it."""
    folder = tmp_path_factory.mktemp("closing")
    sections = (
        xsync.answer,
        xsync.what_was_asked,
        xsync.kept_out,
        xsync.close_list,
        xsync.set_apart,
        xsync.triage_notes,
        xsync.how_it_was_made,
    )
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("XSYNC_RUN_FOLDER", str(folder))
        cells = [showing(section(report).html) for section in sections]
    write_page(notebook_of(new_markdown_cell("# Close readiness"), *cells), folder / "page.html", HEADER)
    return {"report": folder / "page.html"}


@pytest.mark.parametrize("width", [1280, 800])
def test_verdict_and_next_step_are_on_the_first_screen(
    opened: Callable[..., Page], report: CloseReadiness, width: int
):
    page = opened()
    page.set_viewport_size({"width": width, "height": 900})
    expect(page.get_by_text("Not ready: ")).to_be_in_viewport()
    expect(page.get_by_role("rowheader", name=report.steps[0].fix).first).to_be_in_viewport()


def test_every_entry_in_the_way_is_on_the_page_and_can_be_searched(
    opened: Callable[..., Page], report: CloseReadiness
):
    page = opened()
    info = page.locator(".dt-info").first
    expect(info).to_contain_text(f"{len(report.in_the_way):,} entries")
    number = report.in_the_way[0].number or ""
    wanted = sum(number in (each.number or "") or number in each.root for each in report.in_the_way)
    page.get_by_label("Search", exact=True).first.fill(number)
    expect(info).to_contain_text(f"{wanted} of")


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [1280, 800])
def test_it_has_no_barriers_and_does_not_scroll_sideways(
    opened: Callable[..., Page], scheme: str, width: int
):
    page = opened(color_scheme=scheme)
    page.set_viewport_size({"width": width, "height": 900})
    folds = page.locator("details")
    folds.evaluate_all("folds => folds.forEach(fold => { fold.open = true })")
    assert barriers(page) == []
    assert page.evaluate("document.documentElement.scrollWidth") <= width
