"""The page as a whole in a real browser: first screen, print, colours, and without JavaScript."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

from tests.browser.page_driver import ROWS, counted

if TYPE_CHECKING:
    from collections.abc import Callable

    from playwright.sync_api import Page

pytestmark = pytest.mark.browser


def test_the_first_screen_says_what_has_not_reached_xero(opened: Callable[..., Page]):
    page = opened()
    unsynced = sum(row["sync_status"] != "Completed" for row in ROWS)
    sentence = page.get_by_text(f"{unsynced} of {len(ROWS)} items have not reached Xero.")
    expect(sentence).to_be_in_viewport()
    expect(page.locator(".xsync-cards")).to_be_in_viewport(ratio=1)


def test_without_javascript_every_row_is_there(opened: Callable[..., Page]):
    page = opened(java_script_enabled=False)
    rows = page.locator("#items tbody tr")
    expect(rows).to_have_count(len(ROWS))
    expect(rows.first).to_be_visible()
    expect(rows.last).to_be_visible()


def test_print_shows_every_row_of_the_filter_and_no_controls(opened: Callable[..., Page]):
    page = opened()
    page.get_by_label("Search", exact=True).fill("Failed")
    failed = sum(row["sync_status"] == "Failed" for row in ROWS)
    counted(page, failed)
    page.emulate_media(media="print")
    expect(page.locator("#items tbody tr:visible")).to_have_count(failed)
    for control in (".dt-search", ".dt-buttons", ".dt-paging", ".dt-length", ".sections", ".source"):
        expect(page.locator(f"{control}:visible")).to_have_count(0)
    page.emulate_media(media="screen")
    expect(page.locator("#items tbody tr")).to_have_count(25)


def test_printing_to_paper_unfolds_the_pages_too(opened: Callable[..., Page]):
    page = opened()
    page.evaluate("dispatchEvent(new Event('beforeprint'))")
    expect(page.locator("#items tbody tr")).to_have_count(len(ROWS))
    page.evaluate("dispatchEvent(new Event('afterprint'))")
    expect(page.locator("#items tbody tr")).to_have_count(25)


def brightness(page: Page, selector: str, style: str) -> float:
    """From 0 (black) to 1 (white), of a colour as drawn."""
    channels: list[float] = page.evaluate(
        """([selector, style]) => {
            const paint = document.createElement("canvas").getContext("2d");
            paint.fillStyle = getComputedStyle(document.querySelector(selector))[style];
            paint.fillRect(0, 0, 1, 1);
            return [...paint.getImageData(0, 0, 1, 1).data].slice(0, 3);
        }""",
        [selector, style],
    )
    linear = [value / 3294.6 if value <= 10 else ((value / 255 + 0.055) / 1.055) ** 2.4 for value in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(page: Page, selector: str, behind: str) -> float:
    text, paper = brightness(page, selector, "color"), brightness(page, behind, "backgroundColor")
    return (max(text, paper) + 0.05) / (min(text, paper) + 0.05)


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_text_stands_out_from_its_background(opened: Callable[..., Page], scheme: str):
    page = opened(color_scheme=scheme)
    assert (brightness(page, "body", "backgroundColor") > 0.5) == (scheme == "light")
    on_paper = [
        ".xsync-sentence",
        ".page-head .made dt",
        "#items td a",
        ".sections a",
        ".source summary",
        ".n.zero",
    ]
    on_card = [".xsync-card dt", ".tone-failed dd", ".tone-pending dd"]
    badges = [f".xsync-counts .xs-{status}" for status in ("failed", "pending", "skipped", "completed")]
    measured = {
        **{selector: contrast(page, selector, "body") for selector in on_paper},
        **{selector: contrast(page, selector, ".xsync-card") for selector in on_card},
        **{selector: contrast(page, selector, selector) for selector in badges},
    }
    least = 4.5  # WCAG 2.2, level AA
    assert {selector: ratio for selector, ratio in measured.items() if ratio < least} == {}


@pytest.mark.parametrize("width", [800, 1280])
def test_the_page_itself_never_scrolls_sideways(opened: Callable[..., Page], width: int):
    page = opened()
    page.set_viewport_size({"width": width, "height": 900})
    assert page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth")


def test_a_document_opens_beside_the_page(opened: Callable[..., Page]):
    page = opened()
    link = page.locator("#items td a").first
    link.evaluate("link => link.addEventListener('click', event => event.preventDefault())")
    link.click()
    assert link.get_attribute("target") == "_blank"
    assert link.get_attribute("rel") == "noopener noreferrer"
