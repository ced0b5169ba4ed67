"""The page on paper: a PDF that a browser installed here prints, without any network."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
from contextlib import suppress
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

from xsync.errors import RunFailed, UsageError

PDF_FILE: Final = "report.pdf"
BROWSER_VARIABLE: Final = "XSYNC_BROWSER"

BROWSERS: Final = (
    "chromium",
    "chromium-browser",
    "google-chrome",
    "google-chrome-stable",
    "chrome",
    "microsoft-edge",
    "msedge",
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
    "/Applications/Chromium.app/Contents/MacOS/Chromium",
    r"C:\Program Files\Google\Chrome\Application\chrome.exe",
    r"C:\Program Files (x86)\Microsoft\Edge\Application\msedge.exe",
)

_OPTIONS: Final = (
    "--headless",
    "--disable-gpu",
    "--disable-extensions",
    "--disable-sync",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-dev-shm-usage",
    "--no-first-run",
    "--no-default-browser-check",
    "--host-resolver-rules=MAP * ~NOTFOUND",
    "--no-pdf-header-footer",
    "--export-tagged-pdf",
    "--generate-pdf-document-outline",
)
_SECONDS: Final = 120
_SECONDS_A_MEGABYTE: Final = 30
_LAST_WORDS: Final = 3


def installed_browser() -> str | None:
    """Return the browser that would print, what ``XSYNC_BROWSER`` names or a usual one, if it is here."""
    named = os.environ.get(BROWSER_VARIABLE)
    return next(filter(None, map(shutil.which, (named,) if named else BROWSERS)), None)


def find_browser() -> str:
    """Return the program of the browser that prints.

    Raises
    ------
    UsageError
        If there is none here.
    """
    if found := installed_browser():
        return found
    if named := os.environ.get(BROWSER_VARIABLE):
        raise UsageError(f"{BROWSER_VARIABLE} names {named}, which is no program here; nothing was run.")
    raise UsageError(
        "A PDF takes Chromium, Chrome or Edge, and none is installed here; nothing was run. Install one (on "
        f"Debian and Ubuntu: apt install chromium), name its program with {BROWSER_VARIABLE}, or leave out "
        "--pdf: the page itself prints from any browser."
    )


def print_page(browser: str, page: Path, pdf: Path) -> None:
    """Print a page to a PDF, whole or not at all.

    Raises
    ------
    RunFailed
        If the browser fails, or does not end in time; it is stopped then.
    """
    patience = _SECONDS + _SECONDS_A_MEGABYTE * (page.stat().st_size >> 20)
    with TemporaryDirectory(prefix="xsync-", ignore_cleanup_errors=True) as profile:
        printed = Path(profile) / PDF_FILE
        command = [
            browser,
            *_OPTIONS,
            *(["--no-sandbox"] if _is_root() else []),
            f"--user-data-dir={profile}/profile",
            f"--print-to-pdf={printed}",
            page.resolve().as_uri(),
        ]
        said = _run_to_its_end(command, profile, patience)
        if not printed.is_file() or not printed.stat().st_size:
            raise RunFailed(f"The browser {browser} printed no PDF: {_last_lines(said) or 'it said nothing'}")
        shutil.copyfile(printed, pdf)


def _run_to_its_end(command: list[str], folder: str, patience: float) -> str:
    """Run the browser, and stop it with all that it started if it does not come to its end."""
    log = Path(folder) / "log"
    with log.open("wb") as output:
        try:
            process = subprocess.Popen(  # noqa: S603 - a browser that is installed here
                command,
                cwd=folder,
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=output,
                start_new_session=True,
            )
        except OSError as error:
            raise RunFailed(f"The browser {command[0]} cannot be started: {error.strerror}.") from error
        try:
            process.wait(patience)
        except subprocess.TimeoutExpired:
            raise RunFailed(
                f"The browser {command[0]} was stopped: it did not print the page in {patience:.0f} seconds."
            ) from None
        finally:
            _stop(process)
    return log.read_text(encoding="utf-8", errors="replace")


def _stop(process: subprocess.Popen[bytes]) -> None:
    """Stop what is left of the browser, its helpers too."""
    if sys.platform == "win32":
        process.kill()
    else:
        with suppress(ProcessLookupError, PermissionError):
            os.killpg(process.pid, signal.SIGKILL)
    process.wait()


def _is_root() -> bool:
    """Tell whether this is root's process, for which Chromium's sandbox does not start."""
    return sys.platform != "win32" and os.geteuid() == 0


def _last_lines(said: str) -> str:
    return " ".join(said.split("\n")[-_LAST_WORDS:]).strip()
