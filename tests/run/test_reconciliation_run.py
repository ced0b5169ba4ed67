"""A reconciliation executed headlessly: what it leaves, what it refuses, and when it fails."""

from __future__ import annotations

import csv

import pytest

import xsync
from tests.reconcile.demo_company import AS_OF, ORGANISATION, ledgers_store
from tests.run.surroundings import run_from_the_command_line, write_notebook, written
from xsync.documents import SIDES
from xsync.errors import UsageError
from xsync.reconcile.reconciliation import TiesBroken
from xsync.reconcile.vocabulary import FINDINGS, RULES, VERDICTS

PARAMETERS = {
    "notebook": "reconciliation",
    "organisation": ORGANISATION,
    "as_of": AS_OF,
    "time_zone": "Europe/London",
    "thresholds": {
        "findings": {"completed_but_absent": "0", "stale_copy": "99"},
        "amount_not_in_xero": {"GBP": "1000.00"},
    },
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
    return run_from_the_command_line(PARAMETERS, store, tmp_path_factory.mktemp("scheduled"))


def test_a_run_leaves_what_every_run_leaves(finished):
    done, folder, result = finished
    assert written(folder) == ["items.csv", "items.xlsx", "report.html", "report.ipynb", "result.json"]
    assert result["complete"] is True
    assert result["run"]["notebook"] == "reconciliation"
    assert done.stdout.splitlines()[0] == result["answer"]
    assert result["parameters"]["thresholds"] == {
        "findings": {"completed_but_absent": 0, "stale_copy": 99},
        "amount_not_in_xero": {"GBP": "1000.00"},
    }


def test_the_result_holds_what_the_contract_names_and_its_figures_tie(finished):
    _, _, result = finished
    assert result["ties"] is True
    assert list(result["verdicts"]) == list(SIDES)
    for side in SIDES:
        assert list(result["verdicts"][side]) == list(VERDICTS)
        judged = sum(result["verdicts"][side].values())
        assert result["documents"][side] == judged + result["not_compared"][side]
    assert list(result["rules"]) == list(RULES)
    assert list(result["findings"]) == list(FINDINGS)
    for found in result["findings"].values():
        assert found.keys() == {"count", "amounts"}
        assert all(isinstance(amount, str) for amount in found["amounts"].values())
    for load in result["inputs"]:
        kept = ("new", "changed", "unchanged") if "ledger" in load else ("loaded", "known")
        assert load["rows_read"] == sum(load[f"rows_{name}"] for name in kept) + load["rows_rejected"]
        assert len(load["sha256"]) == 64
    assert {load.get("ledger") for load in result["inputs"]} == {"Cin7 Core", "Xero", None}
    assert "sync_log_pairs" in " ".join(result["sql"].values())


def test_thresholds_are_told_and_the_page_begins_with_them(finished):
    done, folder, result = finished
    absent = result["findings"]["completed_but_absent"]["count"]
    assert [(each["name"], each["actual"], each["crossed"]) for each in result["thresholds"]] == [
        ("findings.completed_but_absent", absent, True),
        ("findings.stale_copy", result["findings"]["stale_copy"]["count"], False),
        ("amount_not_in_xero.GBP", result["control_totals"]["missing"]["GBP"], True),
    ]
    page = (folder / "report.html").read_text(encoding="utf-8")
    said = f"{absent} documents found to be completed but absent; 0 are allowed"
    assert page.index(said) < page.index("What was asked")
    assert f"Threshold crossed: {said}." in done.stdout


def test_the_csv_holds_every_line_of_either_ledger(finished):
    _, folder, result = finished
    with (folder / "items.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    for side in ("Cin7", "Xero"):
        documents = sum(bool(row[f"ID in {side}"]) for row in rows)
        assert documents == sum(result["verdicts"][side.lower()].values())


def test_the_same_again_is_the_same_byte_for_byte(finished, store, tmp_path, monkeypatch):
    _, folder, _ = finished
    monkeypatch.setenv("XSYNC_STORE", str(store))
    again = xsync.run_report(PARAMETERS, out=tmp_path)
    for name in ("items.csv", "items.xlsx"):
        assert (folder / name).read_bytes() == (again.folder / name).read_bytes()
    first, second = (
        (each / "report.html").read_text(encoding="utf-8").replace(each.name, "RUN")
        for each in (folder, again.folder)
    )
    assert first == second


def test_its_own_parameters_are_checked_before_anything_is_run(tmp_path):
    wrong = {
        "filter": {"field": "amount", "equals": 1},
        "types": "invoise",
        "amount_tolerance": "little",
        "thresholds": {"findings": {"completed_but_absend": 0}},
    }
    with pytest.raises(UsageError) as refused:
        xsync.run_report({"notebook": "reconciliation", **wrong}, out=tmp_path / "out")
    assert {mistake.split(":")[0] for mistake in refused.value.mistakes} == {
        "filter",
        "types",
        "amount_tolerance",
        "thresholds.findings.completed_but_absend",
    }
    assert not (tmp_path / "out").exists()


def test_a_broken_tie_fails_the_run_and_leaves_no_page(store, tmp_path):
    breaking = (
        "import xsync\nfrom xsync.reconcile.counts import Counts\n"
        "whole = Counts.of\n"
        "def short(judged, read):\n"
        "    counts = whole(judged, read)\n"
        "    counts.documents['cin7'] += 1\n"
        "    return counts\n"
        "Counts.of = short\n"
        "report = xsync.reconciliation(organisation, store)\nxsync.record(report)"
    )
    notebook = write_notebook(
        tmp_path / "own.ipynb", breaking, parameters="organisation = None\nstore = None\ntypes = None"
    )
    with pytest.raises(TiesBroken, match="does not tie out"):
        xsync.run_report({"notebook": str(notebook), "store": store}, out=tmp_path / "out")
    assert list((tmp_path / "out").glob("*/*/*/report.html")) == []
