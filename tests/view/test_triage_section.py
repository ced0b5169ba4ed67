"""Notes and sign-off on a page: newest first, what expired marked, skips without a reason, all as text."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

import xsync
from tests.diagnose.books import load, load_ledgers
from tests.view.reading import read
from xsync.report.words import day_in_words
from xsync.store.caller import account_name

pytestmark = pytest.mark.usefixtures("own_params")
HOSTILE = '=cmd()|"<img src=x onerror=alert(1)></td><script>alert(1)</script>'


def section_of(store, **parameters):
    return xsync.triage_notes(xsync.sync_report("Acme", store, period="all_time", **parameters))


def rows_of(html, caption):
    """The rows of the table with this caption, as texts."""
    [table] = [table for table in read(html).all("table") if table.one("caption").text == caption]
    return [[cell.text for cell in row.all("td")] for row in table.one("tbody").all("tr")]


@pytest.fixture
def store(tmp_path):
    return load(tmp_path)


def test_before_anything_is_noted_it_says_so_and_how_to_begin(store):
    html = section_of(store).html
    assert "Nothing was noted of these items." in html
    assert "<code>xsync triage NUMBER" in html


def test_notes_stand_newest_first_with_who_when_and_what(store):
    xsync.triage("INV-2", owner="Ann", store=store)
    [note] = xsync.triage("CR-1", disposition="accepted", reason="by hand", expires="2099-12-31", store=store)
    first, second = rows_of(section_of(store).html, "Notes, the newest first")
    assert first[:4] == ["Credit note CR-1", "accepted until 31 December 2099", "", "by hand"]
    assert first[4].endswith(f"UTC, {account_name()}")
    assert f"{note.noted_at:%H:%M}" in first[4]
    assert second[:4] == ["Invoice INV-2", "open", "Ann", ""]
    assert second[5] == "Skipped: sent by hand"


def test_an_expired_note_is_marked_and_its_item_open_again(store):
    tomorrow = datetime.now(UTC).date() + timedelta(days=1)
    xsync.triage("CR-1", disposition="accepted", reason="for now", expires=tomorrow, store=store)
    later = f"{tomorrow + timedelta(days=1)}T00:00:00Z"
    for as_of, words in ((None, "accepted until"), (later, "open again: accepted until")):
        [[_, disposition, *_]] = rows_of(section_of(store, as_of=as_of).html, "Notes, the newest first")
        assert disposition == f"{words} {day_in_words(tomorrow)}"


def test_earlier_notes_are_folded_beneath(store):
    for reason in ("first", "second", "third"):
        xsync.triage("CR-1", disposition="accepted", reason=reason, store=store)
    html = section_of(store).html
    assert [row[3] for row in rows_of(html, "Notes, the newest first")] == ["third"]
    [folded] = read(html).all("details")
    assert folded.one("summary").text == "Earlier notes (2)"
    assert [row.all("td")[3].text for row in folded.one("tbody").all("tr")] == ["second", "first"]


def test_skips_without_a_reason_are_named_with_what_to_do(store):
    section = section_of(store)
    assert [row[:2] for row in rows_of(section.html, "Skipped without a reason")] == [
        ["Credit note", "CR-1"],
        ["Invoice", "INV-1"],
    ]
    assert "2 items were skipped without a reason." in section.text
    xsync.triage("CR-1", "INV-1", disposition="accepted", reason="agreed", store=store)
    assert "Every skip has a reason." in section_of(store).html
    unskipped = section_of(store, filter={"field": "sync_status", "equals": "Failed"})
    assert "skip" not in unskipped.text


def test_findings_show_with_how_they_stand(tmp_path):
    store = load_ledgers(tmp_path)
    report = xsync.reconciliation("Acme", store)
    assert "Nothing was noted of these findings." in xsync.triage_notes(report).html
    [note] = xsync.triage("INV-3", finding="stale_copy", owner="Ann", store=store)
    section = xsync.triage_notes(xsync.reconciliation("Acme", store))
    [row] = rows_of(section.html, "Notes, the newest first")
    assert (row[0], row[5]) == ("Invoice INV-3 (Stale copy in Xero)", note.stood)
    assert "skip" not in section.text


def test_what_people_write_is_text_and_nothing_else(store):
    said = {"owner": "<b>@Mary</b>", "disposition": "accepted"}
    for reason in (HOSTILE, f"{HOSTILE} again"):
        xsync.triage("CR-1", reason=reason, store=store, **said)  # type: ignore[arg-type]
    report = xsync.sync_report("Acme", store, period="all_time")
    for html in (xsync.triage_notes(report).html, xsync.panel(report)._repr_mimebundle_()["text/html"]):
        page = read(html)
        assert HOSTILE in page.text
        assert not [tag for tag in ("img", "script", "b") if page.all(tag)]
