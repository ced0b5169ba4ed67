"""A run put on paper by a browser: which one, what it is told, and what happens if it is missing or fails."""

from __future__ import annotations

import json
import os
import stat
import sys
from pathlib import Path

import pytest

import xsync
from tests.run.surroundings import AS_OF, RECORDING, run_xsync, write_notebook, written
from xsync.errors import RunFailed, UsageError
from xsync.run.paper import print_page

pytestmark = pytest.mark.skipif(os.name != "posix", reason="the browsers in here are shell scripts")


@pytest.fixture(autouse=True)
def _settings_of_nobody(monkeypatch, tmp_path):
    monkeypatch.setenv("XSYNC_PARAMS", str(tmp_path / "no params"))


def a_browser(folder, script):
    """A program in place of a browser."""
    program = folder / "browser"
    program.write_text(f"#!{sys.executable}\nimport os, pathlib, sys, time\n{script}\n", encoding="utf-8")
    program.chmod(program.stat().st_mode | stat.S_IXUSR)
    return program


PRINTS = """
pathlib.Path(__file__).with_name("told").write_text("\\n".join(sys.argv[1:]))
[target] = [each.partition("=")[2] for each in sys.argv if each.startswith("--print-to-pdf=")]
pathlib.Path(target).write_bytes(b"%PDF-1.4 a page")
"""


@pytest.fixture
def asked(tmp_path, store):
    """A parameter file of a small notebook of our own."""
    write_notebook(tmp_path / "own.ipynb", RECORDING)
    text = f"notebook: own.ipynb\nas_of: {AS_OF}\nperiod: all_time\nstore: {store}\n"
    (tmp_path / "own.yaml").write_text(text, encoding="utf-8")
    return tmp_path


def test_the_page_is_printed_beside_it_and_hashed_with_all_else(asked):
    program = a_browser(asked, PRINTS)
    done = run_xsync("report", "own.yaml", "--pdf", folder=asked, XSYNC_BROWSER=str(program))
    assert done.returncode == 0, done.stderr
    [pdf] = asked.glob("reports/*/own/*/report.pdf")
    assert pdf.read_bytes() == b"%PDF-1.4 a page"
    assert stat.S_IMODE(pdf.stat().st_mode) == 0o600
    result = json.loads((pdf.parent / "result.json").read_bytes())
    assert "report.pdf" in result["files"]
    told = (asked / "told").read_text(encoding="utf-8").splitlines()
    assert told[-1].startswith("file:///")
    assert told[-1].endswith("/report.html")
    for flag in ("--headless", "--host-resolver-rules=MAP * ~NOTFOUND", "--no-pdf-header-footer"):
        assert flag in told
    [profile] = [each.partition("=")[2] for each in told if each.startswith("--user-data-dir=")]
    assert not Path(profile).exists()
    assert ("--no-sandbox" in told) is (os.geteuid() == 0)


@pytest.mark.parametrize(
    ("environment", "said"),
    [
        ({"XSYNC_BROWSER": "no-such-browser"}, "names no-such-browser, which is no program here"),
        ({"PATH": ""}, "none is installed here"),
    ],
)
def test_without_a_browser_nothing_is_run_and_it_says_what_to_install(asked, monkeypatch, environment, said):
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    monkeypatch.chdir(asked)
    with pytest.raises(UsageError, match=said) as refused:
        xsync.run_report(asked / "own.yaml", out=asked / "out", pdf=True)
    assert "nothing was run" in str(refused.value)
    assert not (asked / "out").exists()


def test_a_browser_that_fails_does_not_cost_the_run(asked):
    program = a_browser(asked, "sys.exit('no usable sandbox')")
    done = run_xsync("report", "own.yaml", "--pdf", folder=asked, XSYNC_BROWSER=str(program))
    assert done.returncode == 1
    assert "printed no PDF: no usable sandbox" in done.stderr
    [result] = asked.glob("reports/*/own/*/result.json")
    assert json.loads(result.read_bytes())["complete"] is True
    assert f"All else of the run is there: {result.parent}" in done.stderr
    assert written(result.parent) == [
        "items.csv",
        "items.xlsx",
        "report.html",
        "report.ipynb",
        "result.json",
    ]


def test_a_browser_that_hangs_is_stopped_with_all_that_it_started(tmp_path, monkeypatch):
    hangs = (
        "pathlib.Path(__file__).with_name('child').write_text(str(os.fork() or os.getpid()))\ntime.sleep(600)"
    )
    program = a_browser(tmp_path, hangs)
    (tmp_path / "report.html").write_text("<p>page</p>")
    monkeypatch.setattr("xsync.run.paper._SECONDS", 3)
    with pytest.raises(RunFailed, match=r"was stopped: it did not print the page in 3 seconds"):
        print_page(str(program), tmp_path / "report.html", tmp_path / "report.pdf")
    status = Path(f"/proc/{(tmp_path / 'child').read_text(encoding='utf-8')}/status")
    assert not status.exists() or "Z (zombie)" in status.read_text(encoding="utf-8")
    assert not (tmp_path / "report.pdf").exists()


def test_a_browser_that_cannot_be_started_is_told(tmp_path):
    (tmp_path / "report.html").write_text("<p>page</p>")
    (tmp_path / "browser").write_text("no program")
    with pytest.raises(RunFailed, match="cannot be started"):
        print_page(str(tmp_path / "browser"), tmp_path / "report.html", tmp_path / "report.pdf")
