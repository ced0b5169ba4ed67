"""What a page tells an auditor of its making: what was asked, in every form, and what is not covered."""

from __future__ import annotations

import html

import pytest

import xsync
from tests.reconcile.demo_company import AS_OF as RECONCILED_AT
from tests.reconcile.demo_company import ledgers_store
from tests.run.surroundings import AS_OF

FAILED = {"field": "sync_status", "in": ["Failed"]}
TITLES = ("The parameters as settled", "Versions")


@pytest.fixture(autouse=True)
def _settings_of_nobody(monkeypatch, tmp_path):
    monkeypatch.setenv("XSYNC_PARAMS", str(tmp_path / "no params"))


@pytest.fixture
def scheduled(monkeypatch, tmp_path):
    monkeypatch.setenv("XSYNC_RUN_FOLDER", str(tmp_path))


def told(*sections):
    return html.unescape("".join(section.html for section in sections))


@pytest.mark.usefixtures("scheduled")
def test_what_was_asked_stands_in_words_as_parameters_and_as_sql(store):
    report = xsync.sync_report(store=store, as_of=AS_OF, period="last_month", filter=FAILED)
    asked = told(xsync.what_was_asked(report))
    words, as_sql, settled = (
        asked.index(each) for each in ("Sync status is Failed", "The filter as SQL", TITLES[0])
    )
    assert words < as_sql < settled
    assert "LOWER(sync_status)" in asked[as_sql:settled]
    assert report.parameters_yaml() in asked[settled:]


@pytest.mark.usefixtures("scheduled")
def test_the_parameters_of_a_reconciliation_stand_there_too(tmp_path_factory):
    report = xsync.reconciliation(store=ledgers_store(tmp_path_factory), as_of=RECONCILED_AT)
    asked = told(xsync.what_was_asked(report))
    for line in (
        "notebook: reconciliation",
        f"organisation: {report.snapshot.organisation}",
        "period: all_time",
    ):
        assert line in asked
    assert "null" not in asked


def test_opened_by_hand_nothing_stands_there_that_changes_with_the_day_or_a_library(store):
    report = xsync.sync_report(store=store, as_of=AS_OF, filter=FAILED)
    said = told(xsync.what_was_asked(report), xsync.how_it_was_made(report))
    assert "The filter as SQL" in said
    assert [title for title in TITLES if title in said] == []


@pytest.mark.usefixtures("scheduled")
def test_what_is_not_covered_is_a_list_and_versions_follow_the_sql(store):
    report = xsync.sync_report(store=store, as_of=AS_OF, period="last_month", filter=FAILED)
    counts, made = report.counts, told(xsync.how_it_was_made(report))
    gaps = made[made.index("<h3>What is not covered</h3>") : made.index("</ul>")]
    assert f"{counts.items_filtered_out} items of the period that the filter keeps out." in gaps
    assert f"{counts.items_without_date} items without a date" in gaps
    assert "Types without a single item here:" in gaps
    assert made.index("</ul>") < made.index("The items shown") < made.index("Versions")
