"""The page of several runs: every run a line, nothing fetched, nothing that stands in the data is markup."""

from __future__ import annotations

import re

from tests.view.overviews import LINES, MADE
from xsync.view.overview_page import EXIT_CODES, Line, overview_page, tally


def page_of(lines):
    return overview_page(lines, title="Overview: Nightly", sentence="3 of 4 runs need somebody.", made=MADE)


def test_every_run_is_a_line_with_what_it_says():
    page = page_of(LINES)
    rows = re.findall(r"<tr>(.*?)</tr>", page.split("<tbody>")[1], re.DOTALL)
    assert len(rows) == len(LINES)
    for row, line in zip(rows, LINES, strict=True):
        assert line.status in row
        assert f"Exit code {line.exit_code}" in row
        assert ("<a " in row) is bool(line.page)
    assert "24 items failed; 0 are allowed" in rows[2]
    assert "Failed 24 · Completed 1,057" in rows[2]
    assert 'href="../../Acme%20Ltd/sync_report/20261125T010203Z-abcdef/report.html"' in rows[2]
    assert "kernel died" in rows[0]


def test_the_sentence_and_the_figures_stand_before_the_lines():
    page = page_of(LINES)
    figures = re.findall(r"<dt>([^<]*)</dt><dd>([^<]*)</dd>", page.split("xsync-cards")[-1])
    assert figures == [("Failed", "1"), ("Threshold crossed", "1"), ("Not delivered", "1"), ("Done", "1")]
    assert page.index("3 of 4 runs need somebody.") < page.index("<table")
    assert tally([]) == {"Failed": 0, "Threshold crossed": 0, "Not delivered": 0, "Done": 0}


def test_what_stands_in_the_data_is_text():
    hostile = "<script>alert(1)</script>\"'&{{ x }}"
    page = page_of(
        [
            Line(
                "Done",
                hostile,
                hostile,
                hostile,
                0,
                hostile,
                {hostile: 1},
                (hostile,),
                hostile,
                "",
                (hostile,),
            )
        ]
    )
    assert "<script" not in page
    assert "&lt;script&gt;alert(1)&lt;/script&gt;&quot;&#x27;&amp;{{ x }}" in page


def test_nothing_is_fetched_and_nothing_runs():
    page = page_of(LINES)
    assert "default-src 'none'; style-src 'unsafe-inline'" in page
    assert re.findall(r"(?:src|srcset)=|url\(|@import|https?://", page) == []


def test_the_exit_codes_are_explained_the_worst_first():
    page = page_of(LINES)
    told = re.findall(r'<th scope="row">([0-9])</th>', page)
    assert told == [str(code) for code in EXIT_CODES] == ["1", "5", "2", "3", "6", "4", "0"]
