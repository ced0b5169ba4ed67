"""Notes in a real browser: written in JupyterLab by mouse and by key, and read on a page as text alone."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from nbformat.v4 import new_markdown_cell
from playwright.sync_api import expect

import xsync
from tests.browser.accessibility import barriers
from tests.browser.lab import wait_until
from tests.browser.test_lab_access import PANEL, focused, go_to
from tests.diagnose.books import load
from tests.view.sample import HEADER, notebook_of, showing
from xsync.sources.demo import DEMO_ORGANISATION
from xsync.view.page import write_page

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = pytest.mark.browser
HOSTILE = '=1+1"><img src=x onerror=alert(1)></td><script>alert(1)</script>'


@pytest.fixture(scope="module")
def notebook(lab, browser):
    """The notebook, run to its end, showing what it opens by itself."""
    with lab.opened("sync_report.ipynb", browser) as page:
        page.get_by_role("button", name="Start afresh").click()
        yield page


def kept(store):
    """The newest note, once one is there."""
    noted = xsync.noted(organisation=DEMO_ORGANISATION, store=store).noted
    return noted[0].latest if noted else None


def test_an_analyst_writes_a_note_on_the_chosen_item(notebook, demo_company):
    item = notebook.get_by_label("Item", exact=True)
    item.select_option(index=1)
    notebook.get_by_label("Disposition", exact=True).select_option(label="accepted")
    notebook.get_by_role("button", name="Save note").click()
    notebook.get_by_role("alert").filter(has_text="say why it is accepted").wait_for()
    assert notebook.get_by_text("Traceback").count() == 0
    assert barriers(notebook, PANEL) == []

    notebook.get_by_label("Owner", exact=True).fill("<b>Mary</b>")
    notebook.get_by_label("Reason", exact=True).fill(HOSTILE)
    notebook.get_by_label("Expires", exact=True).fill("2099-12-31")
    notebook.get_by_role("button", name="Save note").click()
    notebook.get_by_role("status").filter(has_text="The note is kept.").wait_for()
    note = kept(demo_company)
    assert (note.owner, note.disposition, note.reason) == ("<b>Mary</b>", "accepted", HOSTILE)
    assert str(note.expires) == "2099-12-31"


def test_it_shows_in_the_story_and_in_the_table_as_text(notebook):
    history = notebook.get_by_role("region", name="What was noted of it, newest first")
    expect(history).to_contain_text(HOSTILE)
    cell = notebook.locator("table.dataTable tbody tr").first.locator("td").last
    expect(cell).to_have_text(f"accepted, <b>Mary</b>: {HOSTILE}")
    assert notebook.locator(f"{PANEL} img[src=x]").count() == 0
    assert barriers(notebook, PANEL) == []


def test_a_note_is_written_without_a_mouse(notebook, demo_company):
    go_to(notebook, "Reason", "Tab")
    notebook.keyboard.press("Control+a")
    notebook.keyboard.type("dx by key")
    go_to(notebook, "Save note")
    notebook.keyboard.press("Enter")
    wait_until(lambda: kept(demo_company).reason == "dx by key")
    assert focused(notebook)[0] == "Save note"


@pytest.fixture(scope="module")
def pages(tmp_path_factory) -> dict[str, Path]:
    """In place of the report's pages: one with notes whose texts would like to be more than that."""
    folder = tmp_path_factory.mktemp("noted")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("XSYNC_PARAMS", str(folder / "params"))
        patch.setenv("XSYNC_RUN_FOLDER", str(folder))
        store = load(folder)
        for reason in ("first", HOSTILE):
            xsync.triage("INV-1", owner=HOSTILE, disposition="accepted", reason=reason, store=store)
        report = xsync.sync_report("Acme", store, period="all_time")
        sections = (xsync.panel(report)._repr_mimebundle_()["text/html"], xsync.triage_notes(report).html)
    page = notebook_of(new_markdown_cell("# Notes"), *map(showing, sections))
    write_page(page, folder / "page.html", HEADER)
    return {"report": folder / "page.html"}


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_a_page_shows_notes_as_text_beside_the_items_and_in_their_section(opened, scheme):
    page = opened(color_scheme=scheme)
    notes = page.get_by_role("region", name="Notes, the newest first")
    expect(notes).to_contain_text(HOSTILE)
    expect(page.locator("#items tbody tr", has_text=HOSTILE)).to_have_count(1)
    page.get_by_text("Earlier notes (1)").click()
    expect(page.get_by_role("region", name="Earlier notes, the newest first")).to_contain_text("first")
    expect(page.get_by_role("region", name="Skipped without a reason")).to_contain_text("CR-1")
    assert page.locator("img[src=x]").count() == 0
    assert barriers(page) == []
