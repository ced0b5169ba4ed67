"""What the last cell of a notebook writes, and when it writes nothing."""

from __future__ import annotations

import csv
import json

import pytest
from python_calamine import CalamineWorkbook

import xsync
from tests.diagnose.books import load
from tests.run.surroundings import AS_OF, ORGANISATION, demo_store, written
from xsync.run.evidence import write_json


@pytest.fixture
def report(tmp_path_factory, monkeypatch, tmp_path):
    monkeypatch.setenv("XSYNC_PARAMS", str(tmp_path / "no params"))
    limits = {"failed": 0, "amount_not_in_xero": {"GBP": "0.01"}}
    return xsync.sync_report(
        store=demo_store(tmp_path_factory), period="all_time", as_of=AS_OF, thresholds=limits
    )


def test_opened_by_hand_nothing_is_written(report, monkeypatch, tmp_path):
    monkeypatch.chdir(tmp_path)
    assert "nothing was written" in xsync.record(report).html
    assert written(tmp_path) == []


def test_a_run_gets_its_items_and_a_result_that_does_not_claim_to_be_complete(report, monkeypatch, tmp_path):
    monkeypatch.setenv("XSYNC_RUN_FOLDER", str(tmp_path))
    told = xsync.record(report).html
    assert written(tmp_path) == ["items.csv", "items.xlsx", "result.json"]
    assert all(name in told for name in ("items.csv", "items.xlsx"))
    result = json.loads((tmp_path / "result.json").read_text(encoding="utf-8"))
    assert result["complete"] is False
    assert result["parameters"] == {"organisation": ORGANISATION, **report.question.parameters()}
    amounts = result["control_totals"]["unsynced_amounts"]
    assert amounts == {name: f"{total:f}" for name, total in report.unsynced_amounts.items()}
    assert result["thresholds"][1] == {
        "name": "amount_not_in_xero.GBP",
        "limit": "0.01",
        "actual": amounts["GBP"],
        "crossed": True,
    }


def test_a_run_leaves_the_causes_and_they_count_every_failed_item(report, monkeypatch, tmp_path):
    monkeypatch.setenv("XSYNC_RUN_FOLDER", str(tmp_path))
    xsync.record(report)
    result = json.loads((tmp_path / "result.json").read_text(encoding="utf-8"))
    cleared = sum(cause["items"] for cause in result["causes"])
    assert cleared + result["failed_without_message"] == result["by_status"]["Failed"] > 0
    assert all(cause["cause"] and cause["fix"] and cause["owner"] for cause in result["causes"])
    assert "The messages of the failed items" in result["sql"]
    header = (tmp_path / "items.csv").read_text(encoding="utf-8").splitlines()[0]
    assert header.endswith(",Cause,Fix")


def test_json_is_written_whole_or_not_at_all(tmp_path):
    path = tmp_path / "result.json"
    write_json(path, {"name": "Žluťoučký"})
    assert path.read_bytes() == '{\n  "name": "Žluťoučký"\n}\n'.encode()
    with pytest.raises(TypeError):
        write_json(path, {"name": object()})
    assert json.loads(path.read_text(encoding="utf-8")) == {"name": "Žluťoučký"}


HOSTILE = ("=1+1", "+1", "-1", "@SUM(A1)", "<script>alert(1)</script>")


@pytest.mark.usefixtures("own_params")
def test_notes_lie_beside_the_items_as_data_that_no_spreadsheet_runs(tmp_path, monkeypatch):
    folder = tmp_path / "run"
    folder.mkdir()
    store = load(tmp_path)
    for reason in HOSTILE:
        xsync.triage("CR-1", owner="=2+2", disposition="accepted", reason=reason, store=store)
    monkeypatch.setenv("XSYNC_RUN_FOLDER", str(folder))
    xsync.record(xsync.sync_report("Acme", store, period="all_time"))
    assert written(folder) == ["items.csv", "items.xlsx", "notes.csv", "notes.xlsx", "result.json"]
    with (folder / "notes.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert [row["Reason"].removeprefix("'") for row in rows] == [*reversed(HOSTILE)]
    assert [text for row in rows for text in row.values() if text[:1] in set("=+-@")] == []
    assert [row["State"] for row in rows] == ["in force", *["gave way to a newer note"] * 4]
    header, *cells = CalamineWorkbook.from_path(str(folder / "notes.xlsx")).get_sheet_by_index(0).to_python()
    assert [row[header.index("Reason")] for row in cells] == [*reversed(HOSTILE)]
    result = json.loads((folder / "result.json").read_text(encoding="utf-8"))["triage"]
    assert result["notes"][0]["reason"] == HOSTILE[-1]
    assert [note["reason"] for note in result["notes"][0]["earlier"]] == [*reversed(HOSTILE[:-1])]
    assert result["skipped_without_reason"]["count"] == 1
    assert result["skipped_without_reason"]["items"][0]["cin7_number"] == "INV-1"
