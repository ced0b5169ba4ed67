"""Runs of other kinds published: a reconciliation, and one in a layout that was changed since."""

from __future__ import annotations

import pytest

import xsync
from tests.publishing.published_runs import sentences, wrong
from tests.reconcile.demo_company import AS_OF as RECONCILED_AT
from tests.reconcile.demo_company import ledgers_store
from tests.run.surroundings import AS_OF, write_notebook

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
