"""A company whose every text was written by somebody who means ill, and the run of a report on it."""

from __future__ import annotations

import csv
import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

import xlsxwriter

from tests.run.surroundings import AS_OF, run_xsync
from tests.sources.exports import TITLES

if TYPE_CHECKING:
    import subprocess

ORGANISATION = "../<b>O</b> '; DROP TABLE sync_events; -- {{ 7*7 }} ${7*7}"

MARKUP = (
    "<script>window.hit=1</script>",
    '"><img src=x onerror="window.hit=1">',
    "</td></table><iframe src=https://example.com></iframe>",
    "<svg/onload=window.hit=1>",
    "<style>*{display:none}</style>",
    "[click](javascript:window.hit=1) ![x](https://example.com/x.png)",
    "$$\\require{html}\\href{javascript:window.hit=1}{x}$$",
    "</script><script>window.hit=1</script><!--",
)
FORMULAS = (
    "=1+1",
    "+1",
    "-1+1",
    "@SUM(A1)",
    " =cmd|' /C calc'!A0",
    '"=1+1',
    "\ufeff=1",
    "\uff1d1+1",
    '=HYPERLINK("https://example.com")',
)
CODE = (
    "'; DROP TABLE sync_events; --",
    "\"; import os; os.system('x') #",
    "{{ 7*7 }}",
    "{% raw %}",
    "${7*7}",
    "%s%n",
    "\\",
)
CONTROL = ("\u202egnp.exe\u202c", "\x9b31mred", "x" * 40_000)
LINKS = (
    "javascript:window.hit=1",
    "data:text/html,<script>window.hit=1</script>",
    "http://example.com/plain",
    "https://user:pass@example.com/",
    'https://example.com/"onmouseover="window.hit=1',
    "//example.com/x",
    "vbscript:x",
    "https://example.com/fine",
)
TEXTS = (*MARKUP, *FORMULAS, *CODE, *CONTROL)
HEADER = [*TITLES.values(), "Message", "Contact", "<script>window.hit=1</script>"]


def rows() -> list[list[str]]:
    """One failed item for each text, which stands in every column that takes any."""
    return [
        [
            text[:200],
            text[:200],
            f"2026-10-{at % 28 + 1:02} 09:00:00",
            "Failed" if at % 2 else text[:100],
            "Invoice" if at % 3 else text[:100],
            text[:200],
            text[:200],
            LINKS[at % len(LINKS)],
            "2026-10-01",
            text,
            text[:200],
            text[:200],
        ]
        for at, text in enumerate(TEXTS)
    ]


def written_export(folder: Path, suffix: str) -> Path:
    """Write them under a name that is markup as well."""
    path = folder / f"<b>${{x}}'; --{suffix}"
    if suffix == ".csv":
        with path.open("w", encoding="utf-8", newline="") as file:
            csv.writer(file).writerows([HEADER, *rows()])
        return path
    plain = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    with xlsxwriter.Workbook(str(path), plain) as book:
        sheet = book.add_worksheet("<script>=1+1")
        for number, row in enumerate([HEADER, *rows()]):
            for column, cell in enumerate(row):
                sheet.write_string(number, column, cell[:32_767])
    return path


def told(*arguments: str | Path, folder: Path, **variables: str) -> subprocess.CompletedProcess[str]:
    """Run a command that must end without an unexpected fault."""
    done = run_xsync(*arguments, folder=folder, XSYNC_PARAMS=str(folder / "params"), **variables)
    assert "unexpected fault" not in done.stderr, done.stderr
    assert "Traceback" not in done.stderr, done.stderr
    return done


def reported(folder: Path, suffix: str = ".csv") -> tuple[Path, dict[str, Any]]:
    """Load them, note what is hostile too, run the report by the command line; its folder and result."""
    export = written_export(folder, suffix)
    loaded = told("load", export, "--organisation", ORGANISATION, folder=folder)
    assert loaded.returncode == 0, loaded.stdout
    for text in (MARKUP[0], FORMULAS[0], CODE[0]):
        note = ("--reason", text, "--owner", text, "--disposition", "accepted", "--each")
        assert told("triage", MARKUP[0], *note, folder=folder).returncode == 0
    (folder / "weekly.yaml").write_text(
        f"period: all_time\nas_of: '{AS_OF}'\nthresholds: {{failed: 0}}\n"
        'filter: {not: {field: message, equals: "\'; DROP TABLE sync_events; -- {{ 7*7 }}\\n\\""}}\n',
        encoding="utf-8",
    )
    done = told("report", "weekly.yaml", "--json", folder=folder)
    assert done.returncode == 4, done.stderr
    answer = json.loads(done.stdout)
    return Path(answer["page"]).parent, answer["result"]
