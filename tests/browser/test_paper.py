"""The page on paper, printed by the browser of this machine, and the published page in it."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

import xsync
from tests.browser.accessibility import barriers
from tests.browser.lab import becomes
from tests.run.surroundings import AS_OF

if TYPE_CHECKING:
    from pathlib import Path

    from playwright.sync_api import Browser

pytestmark = [pytest.mark.browser, pytest.mark.usefixtures("browser")]


@pytest.fixture(scope="module")
def printed(store: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A published run of the demo company, with its PDF: the folder."""
    question = {"store": store, "as_of": AS_OF, "period": "last_month", "thresholds": {"failed": 0}}
    asked = {**question, "filter": {"field": "sync_status", "in": ["Failed", "Pending"]}}
    out = tmp_path_factory.mktemp("paper")
    run = xsync.run_report(asked, out=out / "reports", pdf=True)
    return xsync.publish(run.folder, notes=["Refunds came late"], sign_offs=["Reviewed"], pdf=True).folder


def test_the_pdf_is_a_document_of_several_sheets_with_tags_and_a_title(printed: Path):
    pdf = (printed / "report.pdf").read_bytes()
    assert pdf.startswith(b"%PDF-")
    assert len(re.findall(rb"/Type /Page\b", pdf)) > 3
    for part in (b"/StructTreeRoot", b"/Lang", b"/Outlines", b"/Title"):
        assert part in pdf


def test_the_published_page_is_on_paper_too_and_all_of_it_is_verified(printed: Path):
    assert (printed / "published.pdf").read_bytes() != (printed / "report.pdf").read_bytes()
    found = xsync.verify(printed)
    assert found.is_verified
    assert {"report.pdf", "published.pdf"} <= {file.path for file in found.manifest.files}  # type: ignore[union-attr]


def test_on_paper_what_was_asked_and_how_it_was_made_stand_unfolded(browser: Browser, printed: Path):
    page = browser.new_page()
    page.goto((printed / "report.html").as_uri())
    folded = page.locator(".xsync-folded")
    titles = folded.evaluate_all("all => all.map(each => each.querySelector('summary').textContent)")
    assert titles[:4] == [
        "The filter as SQL",
        "The parameters as settled",
        "How many items",
        "The items shown",
    ]
    assert titles[-1] == "Versions"
    each_seen = "each => each.querySelector('pre, table').checkVisibility({contentVisibilityAuto: true})"
    seen = f"all => all.map({each_seen})"
    assert not any(folded.evaluate_all(seen))
    page.emulate_media(media="print")
    becomes(lambda: all(folded.evaluate_all(seen)), expected=True)
    expect(page.locator(".source:visible")).to_have_count(0)
    page.close()


def test_the_published_page_begins_with_who_ran_what_and_who_signed_it(browser: Browser, printed: Path):
    page = browser.new_page(viewport={"width": 1280, "height": 900})
    page.goto((printed / "report.html").as_uri())
    head = page.locator(".page-head")
    for said in (printed.name, "Completeyes", "1 of 1 crossed", "items failed; 0 are allowed"):
        expect(head).to_contain_text(said)
    publication = page.get_by_role("region", name="Publication")
    for said in ("number 1 of", "Refunds came late", "Reviewed"):
        expect(publication).to_contain_text(said)
    expect(publication.get_by_text("Reviewed")).to_be_in_viewport()
    assert barriers(page) == []
    page.close()
