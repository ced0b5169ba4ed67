"""The lines of a reconciliation picked and searched for in JupyterLab, without a browser."""

from __future__ import annotations

import pytest

import xsync
from tests.reconcile.demo_company import AS_OF, ledgers_store
from xsync.reconcile.documents_shown import LinesWanted
from xsync.view.documents_live import LiveDocuments


@pytest.fixture(scope="module")
def report(tmp_path_factory):
    return xsync.reconciliation(store=ledgers_store(tmp_path_factory), as_of=AS_OF)


@pytest.fixture
def live(report):
    return LiveDocuments(report, 10)


def controls(live):
    picked, told, lines = live.box.children
    return {each.description: each for each in picked.children}, told, lines


def test_every_finding_is_picked_with_as_many_documents_as_it_counts(report):
    for name, found in report.counts.findings.items():
        assert report.lines_wanted(LinesWanted(finding=name), 10_000)[1] == found["count"]


def test_what_is_wanted_is_wanted_together(report):
    rows, total = report.lines_wanted(LinesWanted(verdict="agrees", item_type="payment"), 5)
    assert len(rows) == 5 < total
    assert set(rows.column("verdict").to_pylist()) == {"agrees"}
    assert set(rows.column("item_type").to_pylist()) == {"payment"}


@pytest.mark.parametrize("text", ["inv-00011", "INV-00011"])
def test_a_text_is_found_in_numbers_references_and_contacts_whatever_its_case(report, text):
    rows, total = report.lines_wanted(LinesWanted(text), 100)
    assert total == len(rows) > 1  # the invoice, and its payments by what they settle
    assert all(
        "INV-00011" in (row["cin7_name"] or "") + (row["xero_name"] or "") + (row["cin7_reference"] or "")
        for row in rows.to_pylist()
    )
    assert report.lines_wanted(LinesWanted("'; DROP TABLE documents --"), 10)[1] == 0


def test_the_controls_ask_all_lines_and_say_how_many_there_are(live, report):
    by_name, told, lines = controls(live)
    assert f"{report.lines:,} of {report.lines:,} lines" in told.value
    assert lines.value.count("<tr>") == 11
    by_name["Verdict"].value = "suggested"
    suggested = len(report.suggestions())
    assert f"{suggested:,} of {report.lines:,} lines" in told.value
    by_name["Search"].value = "<nobody>"
    assert f"0 of {report.lines:,} lines" in told.value
    assert "No lines to show." in lines.value


def test_only_what_was_found_and_is_there_can_be_picked(live, report):
    by_name, *_ = controls(live)
    found = {name for name, counted in report.counts.findings.items() if counted["count"]}
    assert {stored for _, stored in by_name["Finding"].options} == {"", *found}
    assert {stored for _, stored in by_name["Type"].options} <= {"", *report.documents_by_type()}


def test_a_page_has_no_controls(report, monkeypatch, tmp_path):
    live = "application/vnd.jupyter.widget-view+json"
    assert live in xsync.documents_compared(report)._repr_mimebundle_()
    monkeypatch.setenv("XSYNC_RUN_FOLDER", str(tmp_path))
    assert live not in xsync.documents_compared(report)._repr_mimebundle_()


def test_a_page_of_the_most_lines_stays_within_some_megabytes(report, monkeypatch, tmp_path):
    from xsync.view.reconciliation_sections import MOST_LINES_IN_A_PAGE

    monkeypatch.setenv("XSYNC_RUN_FOLDER", str(tmp_path))
    html = xsync.documents_compared(report).html
    assert len(html.encode()) / report.lines * MOST_LINES_IN_A_PAGE < 24_000_000
