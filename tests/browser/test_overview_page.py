"""The overview in a real browser: for everybody, in light and dark, on a narrow screen, without network."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

from tests.browser.accessibility import barriers
from tests.view.overviews import LINES, MADE
from xsync.view.overview_page import overview_page

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from playwright.sync_api import Browser, Page

pytestmark = pytest.mark.browser


@pytest.fixture
def overview(tmp_path: Path) -> Path:
    """An overview where it lies, and beside it the page of one of its runs."""
    folder = tmp_path / "nightly.overview" / "20261125T010203Z-abcdef"
    folder.mkdir(parents=True)
    page = overview_page(LINES, title="Overview: Nightly", sentence="3 of 4 runs need somebody.", made=MADE)
    (folder / "overview.html").write_text(page, encoding="utf-8")
    report = tmp_path / LINES[2].page
    report.parent.mkdir(parents=True)
    report.write_text("<!DOCTYPE html><title>The report</title>", encoding="utf-8")
    return folder / "overview.html"


@pytest.fixture
def opened(browser: Browser, overview: Path) -> Iterator[Callable[..., Page]]:
    complaints: list[str] = []
    contexts = []

    def open_page(**options: object) -> Page:
        context = browser.new_context(**options)  # type: ignore[arg-type]
        contexts.append(context)
        context.set_offline(True)
        context.on("request", lambda request: complaints.append(request.url))
        page = context.new_page()
        page.on("console", lambda message: complaints.append(message.text))
        page.goto(overview.as_uri())
        complaints.remove(overview.as_uri())
        return page

    yield open_page
    for context in contexts:
        context.close()
    assert [each for each in complaints if not re.search(r"/report\.html$", each)] == []


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_nothing_keeps_people_from_the_overview(opened, scheme):
    assert barriers(opened(color_scheme=scheme)) == []


def test_it_fits_a_narrow_screen_without_scrolling_sideways(opened):
    page = opened(viewport={"width": 800, "height": 900})
    beyond = "element => element.scrollWidth - element.clientWidth"
    widths = [page.locator(part).evaluate(beyond) for part in ("html", ".xsync-scroll")]
    assert widths == [0, 0]


def test_a_link_leads_to_the_report(opened):
    page = opened()
    page.get_by_role("link", name="Sync report of Acme Ltd, Last month").click()
    assert page.title() == "The report"


def test_it_can_be_read_without_scripts_and_by_headings(opened):
    page = opened(java_script_enabled=False)
    assert page.get_by_role("heading", level=1).inner_text() == "Overview: Nightly"
    assert page.get_by_role("rowheader", name="Nordwind GmbH").is_visible()
