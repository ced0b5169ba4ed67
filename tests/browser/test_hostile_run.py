"""The page of a hostile company's run in a real browser: nothing ran, nothing was made or asked for."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

from tests.hostile.company import MARKUP, ORGANISATION, reported

if TYPE_CHECKING:
    from playwright.sync_api import Browser

pytestmark = pytest.mark.browser


def test_no_script_runs_no_element_is_made_and_no_request_leaves_the_page(
    browser: Browser, tmp_path_factory: pytest.TempPathFactory
):
    left, _ = reported(tmp_path_factory.mktemp("hostile"))
    context = browser.new_context()
    page = context.new_page()
    asked: list[str] = []
    complaints: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.on("console", lambda message: complaints.append(message.text))
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.on("dialog", lambda dialog: complaints.append(dialog.message))
    page.goto((left / "report.html").as_uri())
    expect(page.locator("#items")).to_be_visible()
    for folded in page.locator("details").all():
        folded.evaluate("each => each.open = true")
    expect(page.locator("#items")).to_contain_text(MARKUP[3], timeout=5000)
    assert page.evaluate("window.hit") is None
    assert page.locator("iframe, object, embed, [onload], [onerror], [onmouseover]").count() == 0
    assert page.locator("img:not([src^='data:'])").count() == 0
    schemes = page.locator("a[href]").evaluate_all("links => [...new Set(links.map(each => each.protocol))]")
    assert set(schemes) <= {"https:", "file:"}
    outside = page.locator("a[href^='http']").evaluate_all(
        "links => [...new Set(links.map(each => each.href))]"
    )
    assert outside == ["https://example.com/fine"]
    assert [url for url in asked if not url.startswith(("file:", "data:", "blob:"))] == []
    assert complaints == []
    head = page.locator("header").first.inner_text()
    assert ORGANISATION in " ".join(head.split())
    assert "\u202e" not in page.locator("body").inner_text()
    context.close()
