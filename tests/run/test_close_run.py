"""A close readiness executed headlessly: what it leaves, when it fails, and that it can be verified."""

from __future__ import annotations

import csv

import pytest

import xsync
from tests.publishing.published_runs import sentences, wrong
from tests.reconcile.demo_company import AS_OF, ORGANISATION, ledgers_store
from tests.run.surroundings import demo_store, run_from_the_command_line, written
from xsync.errors import UsageError
from xsync.parameters import CLOSE_PARAMETERS
from xsync.run.notebooks import find_notebook, parameter_names
from xsync.run.questions import question_of

PARAMETERS = {
    "notebook": "close_readiness",
    "organisation": ORGANISATION,
    "as_of": AS_OF,
    "time_zone": "Europe/London",
    "lock_date": "2026-09-30",
    "thresholds": {"in_the_way": "0"},
}


@pytest.fixture(autouse=True)
def _settings_of_nobody(monkeypatch, tmp_path):
    monkeypatch.setenv("XSYNC_PARAMS", str(tmp_path / "no params"))


@pytest.fixture(scope="module")
def store(tmp_path_factory):
    return ledgers_store(tmp_path_factory)


@pytest.fixture(scope="module")
def finished(store, tmp_path_factory):
    """A run from the command line: the process, the run's folder, its result."""
    return run_from_the_command_line(PARAMETERS, store, tmp_path_factory.mktemp("closing"))


def test_a_run_leaves_the_verdict_and_its_figures(finished):
    done, folder, result = finished
    assert written(folder) == ["items.csv", "items.xlsx", "report.html", "report.ipynb", "result.json"]
    assert result["complete"] is True
    assert result["ready"] is False
    assert (result["lock_date"], result["next_lock_date"]) == ("2026-09-30", "2026-10-31")
    assert result["ledgers_covered"] is True
    assert done.stdout.splitlines()[0] == result["answer"]
    assert result["answer"].startswith(f"Not ready: {result['in_the_way']['count']} entries stand in the way")
    assert sum(step["count"] for step in result["steps"]) == result["in_the_way"]["count"]
    assert {load.get("ledger") for load in result["inputs"]} == {"Cin7 Core", "Xero", None}


def test_the_csv_is_the_list_and_ties_to_the_figures(finished):
    _, folder, result = finished
    with (folder / "items.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    counted = [each for each in rows if each["For the lock"] == "Stands in the way"]
    assert len(counted) == result["in_the_way"]["count"]
    assert rows[: len(counted)] == counted
    locked = [each for each in rows if each["Where"].endswith("locked already")]
    assert len(locked) == result["behind_the_lock"]["count"]
    assert all(each["Cause"] and each["What to do"] for each in rows)


def test_the_page_begins_with_the_verdict_and_what_to_do_next(finished):
    _, folder, result = finished
    page = (folder / "report.html").read_text(encoding="utf-8")
    said = result["crossed"][0]
    assert page.index(said) < page.index(result["answer"]) < page.index("What to do next")
    assert page.index("What to do next") < page.index('id="items"')


@pytest.mark.parametrize("changes", [{}, {"lock_date": None, "thresholds": None}])
def test_a_published_run_is_verified_from_its_own_data(store, tmp_path, monkeypatch, changes):
    monkeypatch.setenv("XSYNC_STORE", str(store))
    run = xsync.run_report({**PARAMETERS, **changes}, out=tmp_path / "out")
    done = xsync.publish(run.folder)
    assert (done.folder / "data" / "documents").is_dir()
    found = xsync.verify(done.folder)
    assert wrong(found) == []
    assert "every figure and every row is the same" in sentences(found)


def test_a_log_alone_is_enough_and_what_it_does_not_cover_is_said(tmp_path_factory, tmp_path):
    run = xsync.run_report({**PARAMETERS, "store": demo_store(tmp_path_factory)}, out=tmp_path)
    assert run.result["ledgers_covered"] is False
    assert "Not covered" in run.result["asked"]["Covered"]
    page = (run.folder / "report.html").read_text(encoding="utf-8")
    assert "the documents of both ledgers were not read" in page


def test_its_notebook_takes_every_parameter_of_its_own():
    names = parameter_names(find_notebook("close_readiness"))
    assert set(names) == {*CLOSE_PARAMETERS, "notebook"}
    assert question_of(names).parameters == CLOSE_PARAMETERS


def test_mistakes_are_named_before_anything_is_started(store, tmp_path):
    wrong_ones = {"lock_date": "soon", "thresholds": {"failed": 0}, "period": "all_time"}
    with pytest.raises(UsageError) as refused:
        xsync.run_report({**PARAMETERS, **wrong_ones, "store": store}, out=tmp_path)
    said = "\n".join(refused.value.mistakes)
    for part in ("lock_date", "thresholds.failed", "no last day to lock"):
        assert part in said
