"""Runs of other kinds published: a reconciliation, and one in a layout that was changed since."""

from __future__ import annotations

import shutil

import pytest

import xsync
from tests.publishing.published_runs import sentences, wrong
from tests.reconcile.demo_company import AS_OF as RECONCILED_AT
from tests.reconcile.demo_company import ledgers_store
from tests.run.surroundings import AS_OF, ORGANISATION, write_notebook

LAYOUT = "name: Review\ncolumns: [cin7_number, sync_status]\nsort: [{field: cin7_number, order: ascending}]\n"
OPENED = "report = xsync.sync_report(organisation, store, as_of=as_of, layout=layout)"
AS_SAVED = "report"
CHANGED = "report.columns(['Cin7 Core Number', 'Type']).search('INV')"


@pytest.fixture(autouse=True)
def params(monkeypatch, tmp_path):
    monkeypatch.setenv("XSYNC_PARAMS", str(tmp_path / "params"))
    (tmp_path / "params" / "layouts").mkdir(parents=True)
    return tmp_path / "params"


def test_a_reconciliation_is_made_again_from_both_ledgers(tmp_path_factory, tmp_path):
    parameters = {
        "notebook": "reconciliation",
        "as_of": RECONCILED_AT,
        "store": ledgers_store(tmp_path_factory),
    }
    run = xsync.run_report({**parameters, "thresholds": {"findings": {"duplicate": 0}}}, out=tmp_path / "out")
    done = xsync.publish(run.folder)
    assert (done.folder / "data" / "documents").is_dir()
    found = xsync.verify(done.folder)
    assert wrong(found) == []
    assert "every figure and every row is the same" in sentences(found)


@pytest.mark.parametrize("recorded", [AS_SAVED, CHANGED])
def test_a_layout_changed_or_gone_since_changes_nothing_of_a_run(store, tmp_path, params, recorded):
    saved = params / "layouts" / "review.yaml"
    saved.write_text(LAYOUT, encoding="utf-8")
    settings = params / "organisations"
    settings.mkdir()
    notebook = write_notebook(
        tmp_path / "own.ipynb",
        f"import xsync\n{OPENED}\nxsync.record({recorded})",
        parameters="organisation = None\nstore = None\nas_of = None\nlayout = None",
    )
    asked = {"notebook": str(notebook), "store": store, "as_of": AS_OF, "layout": "Review"}
    run = xsync.run_report(asked, out=tmp_path / "out")
    assert run.result["items_shown"]
    saved.write_text(LAYOUT.replace("ascending", "descending"), encoding="utf-8")
    (settings / "books.yaml").write_text(
        f"name: {run.result['organisation']}\ntime_zone: Asia/Tokyo\nfinancial_year_start: 1\n",
        encoding="utf-8",
    )
    done = xsync.publish(run.folder)
    saved.unlink()
    assert wrong(xsync.verify(done.folder)) == []


def test_notes_and_the_firms_own_causes_stand_as_the_run_knew_them(store, tmp_path, params):
    own = shutil.copytree(store, tmp_path / "store")
    catalogue = params / "causes.yaml"
    catalogue.write_text(
        "causes:\n  ours:\n    category: missing_data\n    cause: Ours.\n    fix: Ring Anna.\n"
        "    owner: Anna\n    retry: no\n    patterns: [tax*]\n",
        encoding="utf-8",
    )
    report = xsync.sync_report(ORGANISATION, own, period="all_time")
    skipped = report.filter({"field": "sync_status", "equals": "Skipped"}).items(limit=1).to_pylist()[0]
    xsync.triage(
        skipped["cin7_number"],
        item_type=skipped["item_type"],
        each=True,
        disposition="accepted",
        reason="entered by hand",
        store=own,
    )
    asked = {"store": str(own), "period": "all_time", "thresholds": {"skipped_without_reason": 0}}
    run = xsync.run_report({"notebook": "sync_report", **asked}, out=tmp_path / "out")
    assert "Ring Anna." in {each["fix"] for each in run.result["causes"]}
    assert run.result["triage"]["notes"]
    done = xsync.publish(run.folder)
    catalogue.unlink()
    assert wrong(xsync.verify(done.folder)) == []
