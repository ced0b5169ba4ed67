"""A JupyterLab of the tests' own, and what its tests do with a notebook in it."""

from __future__ import annotations

import json
import os
import re
import secrets
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path
    from typing import TypeVar

    from playwright.sync_api import Browser, Page

    Told = TypeVar("Told")

PATIENCE = 60_000
SETTINGS = {
    "notebook-extension/tracker": {"windowingMode": "none"},  # cells out of sight stay in the document
    "apputils-extension/notification": {"fetchNews": "false", "checkForUpdates": False},
}


@dataclass(frozen=True)
class Lab:
    """A JupyterLab that runs; its ``folder`` holds ``notebooks``, all that it keeps, and its ``log``."""

    folder: Path
    server: str
    token: str

    def address(self, notebook: str) -> str:
        return f"{self.server}/doc/tree/{notebook}?token={self.token}"

    @contextmanager
    def opened(self, notebook: str, browser: Browser) -> Iterator[Page]:
        """Open a notebook in a window of its own, and run it."""
        with self.window(browser) as page:
            self.run(notebook, page)
            yield page

    @contextmanager
    def window(self, browser: Browser) -> Iterator[Page]:
        """Open a window of its own."""
        context = browser.new_context(viewport={"width": 1280, "height": 1000})
        page = context.new_page()
        page.set_default_timeout(PATIENCE)
        yield page
        context.close()

    def run(self, notebook: str, page: Page) -> None:
        """Open a notebook and run it until its panel stands."""
        self.show(notebook, page)
        run_all(page)

    def show(self, notebook: str, page: Page) -> None:
        """Open a notebook."""
        page.goto(self.address(notebook))
        page.get_by_text("Python 3 (ipykernel) | Idle").wait_for()


def run_all(page: Page) -> None:
    """Run an open notebook until its panel stands."""
    run_all_cells(page)
    page.get_by_text(re.compile(r"^Items \d+ to \d+ of")).wait_for()
    page.get_by_role("button", name="Update").scroll_into_view_if_needed()


def run_all_cells(page: Page) -> None:
    """Run an open notebook."""
    page.get_by_role("menuitem", name="Run", exact=True).click()
    page.get_by_role("menuitem", name="Run All Cells", exact=True).click()


@contextmanager
def running_lab(folder: Path, **variables: str) -> Iterator[Lab]:
    """Run a JupyterLab on the notebooks of a folder, until the end of the ``with``."""
    for plugin, setting in SETTINGS.items():
        path = folder / "settings" / "@jupyterlab" / f"{plugin}.jupyterlab-settings"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(json.dumps(setting), encoding="utf-8")
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    token = secrets.token_hex()
    environment = {
        **os.environ,
        **variables,
        "XSYNC_STATE": str(folder / "state"),
        "JUPYTER_CONFIG_DIR": str(folder / "config"),
        "JUPYTER_DATA_DIR": str(folder / "data"),
        "JUPYTER_RUNTIME_DIR": str(folder / "runtime"),
        "JUPYTERLAB_SETTINGS_DIR": str(folder / "settings"),
    }
    command = [
        *(sys.executable, "-m", "jupyterlab", "--no-browser", "--allow-root", "--ip=127.0.0.1"),
        *(f"--port={port}", f"--IdentityProvider.token={token}", f"--notebook-dir={folder / 'notebooks'}"),
    ]
    log = (folder / "log").open("wb")
    process = subprocess.Popen(command, env=environment, stdout=log, stderr=log)
    try:
        lab = Lab(folder, f"http://127.0.0.1:{port}", token)
        _wait_for(f"{lab.server}/api", process, folder / "log")
        yield lab
    finally:
        process.terminate()
        process.wait(30)
        log.close()


def _wait_for(address: str, process: subprocess.Popen[bytes], log: Path) -> None:
    for _ in range(240):
        assert process.poll() is None, log.read_text()
        try:
            with urllib.request.urlopen(address, timeout=5):  # noqa: S310 - loopback
                return
        except (urllib.error.URLError, OSError):
            time.sleep(0.25)
    raise AssertionError(log.read_text())


def wait_until(told: Callable[[], Told]) -> Told:
    for _ in range(PATIENCE // 100):
        if answer := told():
            return answer
        time.sleep(0.1)
    raise AssertionError("it did not come about")


def becomes(told: Callable[[], Told], expected: Told) -> None:
    """Wait until something is as expected: parts of a panel follow one another, whatever was waited for."""
    for _ in range(PATIENCE // 100):
        if told() == expected:
            return
        time.sleep(0.1)
    assert told() == expected


def first_column(page: Page) -> list[str]:
    return page.locator("table.dataTable tbody tr td:first-child").all_inner_texts()


def headers(page: Page) -> list[str]:
    return [title.strip() for title in page.locator("table.dataTable thead th").all_inner_texts()]
