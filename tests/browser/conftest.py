"""A real browser for the tests of this folder."""

from __future__ import annotations

import re
import shutil
from typing import TYPE_CHECKING, Any

import nbformat
import pytest
from playwright.sync_api import Browser, expect, sync_playwright

import xsync
from tests.browser.lab import PATIENCE, running_lab
from tests.browser.page_driver import HOSTILE_ROWS, NO_ROW, ROWS
from tests.checkout import ROOT
from tests.view.sample import HEADER, sample_notebook
from xsync.sources.demo import DEMO_ORGANISATION, write_demo
from xsync.view.page import write_page

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from playwright.sync_api import BrowserContext, Page

    from tests.browser.lab import Lab

PROGRAMS = ("chromium", "chromium-browser", "google-chrome", "chrome", "msedge")
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
]


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """A headless Chromium of this machine; without one tests are skipped."""
    program = next(filter(None, map(shutil.which, PROGRAMS)), None)
    if program is None:
        pytest.skip(f"needs a Chromium browser: install one of the programs {', '.join(PROGRAMS)}")
    expect.set_options(timeout=PATIENCE)
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=program, headless=True, args=FLAGS)
        yield started
        started.close()


@pytest.fixture(scope="session")
def demo_company(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The store of the demo company, whole."""
    folder = tmp_path_factory.mktemp("lab-data")
    files = write_demo(folder / "demo")
    assert xsync.load(*files.exports, organisation=DEMO_ORGANISATION, store=folder / "store").exit_code == 0
    for side, path in files.documents.items():
        xsync.load(path, documents=side, organisation=DEMO_ORGANISATION, store=folder / "store")
    return folder / "store"


@pytest.fixture(scope="session")
def lab(tmp_path_factory: pytest.TempPathFactory, demo_company: Path) -> Iterator[Lab]:
    """A JupyterLab on copies of the project's notebooks, over the demo company."""
    folder = tmp_path_factory.mktemp("lab")
    (folder / "notebooks").mkdir()
    for name in ("sync_report.ipynb", "reconciliation.ipynb"):
        fresh = nbformat.read(ROOT / "notebooks" / name, as_version=4)
        for cell in fresh.cells:
            if cell.cell_type == "code":
                cell.outputs, cell.execution_count = [], None
        nbformat.write(fresh, folder / "notebooks" / name)
    shutil.copytree(ROOT / "params", folder / "params")
    with running_lab(folder, XSYNC_STORE=str(demo_company), XSYNC_PARAMS=str(folder / "params")) as started:
        yield started


@pytest.fixture(scope="session")
def pages(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    folder = tmp_path_factory.mktemp("pages")
    notebooks = {
        "report": sample_notebook(ROWS),
        "hostile": sample_notebook([{**NO_ROW, **row} for row in HOSTILE_ROWS]),
        "grouped": sample_notebook(
            sorted(ROWS[:200], key=lambda row: (row["item_type"], row["sync_status"])),
            group_by=["item_type", "sync_status"],
        ),
    }
    for name, notebook in notebooks.items():
        write_page(notebook, folder / f"{name}.html", HEADER)
    return {name: folder / f"{name}.html" for name in notebooks}


@pytest.fixture
def opened(browser: Browser, pages: dict[str, Path]) -> Iterator[Callable[..., Page]]:
    """Open a page offline; at the end no request and no complaint may have been seen."""
    complaints: list[str] = []
    contexts: list[BrowserContext] = []

    def open_page(name: str = "report", **options: Any) -> Page:
        context = browser.new_context(
            viewport={"width": 1280, "height": 900}, accept_downloads=True, **options
        )
        contexts.append(context)
        context.set_offline(True)
        context.route(re.compile(r"^(?!file:)"), lambda route: route.abort())
        context.set_default_timeout(8000)
        page = context.new_page()
        page.on("console", lambda message: complaints.append(f"{message.type}: {message.text}"))
        page.on("pageerror", lambda error: complaints.append(f"error: {error}"))
        page.on("dialog", lambda dialog: complaints.append(f"dialog: {dialog.message}"))
        page.goto(pages[name].as_uri())
        context.on(
            "request",
            lambda request: (
                None
                if request.url.startswith(("blob:", "data:"))
                else complaints.append(f"request: {request.url}")
            ),
        )
        if options.get("java_script_enabled", True):
            expect(page.locator(".dt-info").first).to_be_visible()
        return page

    yield open_page
    for context in contexts:
        context.close()
    assert complaints == []
