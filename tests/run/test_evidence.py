"""What the last cell of a notebook writes, and when it writes nothing."""

from __future__ import annotations

import json

import pytest

import xsync
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
