"""What an analyst arranged, run again without anybody at the screen: the same items, columns and order."""

from __future__ import annotations

import json

import pytest
import yaml

import xsync
from tests.run.surroundings import AS_OF, ORGANISATION, demo_store, run_xsync
from xsync.diagnose.files import csv_with_causes

USUAL = {"as_of": AS_OF, "time_zone": "Europe/London", "financial_year_start": "4"}


@pytest.fixture(autouse=True)
def folder(tmp_path, monkeypatch):
    monkeypatch.setenv("XSYNC_PARAMS", str(tmp_path / "params"))
    (tmp_path / "plain.yaml").write_text(yaml.safe_dump(USUAL), encoding="utf-8")
    return tmp_path


@pytest.fixture
def report(tmp_path_factory):
    monthly = {"field": "item_type", "not_in": ["product", "contact"]}
    asked = xsync.sync_report(
        store=demo_store(tmp_path_factory), period="last_quarter", filter=monthly, **USUAL
    )
    arranged = asked.columns(["cin7_number", "amount", "sync_date", "contact"])
    return arranged.sort(["-amount", "cin7_number"]).group_by(["sync_status"]).page_length(10)


def run(folder, *arguments, store):
    """Run the command line and return the run's items and its figures."""
    done = run_xsync("report", *arguments, "--out", "out", folder=folder, XSYNC_STORE=str(store))
    assert done.returncode == 0, done.stderr
    [result] = (folder / "out").glob("*/*/*/result.json")
    items = (result.parent / "items.csv").read_bytes()
    return items, json.loads(result.read_text(encoding="utf-8"))


@pytest.fixture
def store(tmp_path_factory):
    return demo_store(tmp_path_factory)


def test_a_saved_layout_brings_all_of_its_arrangement_into_a_run(report, folder, store):
    report.save_layout("Quarter’s end")
    plain = xsync.sync_report(store=store, **USUAL)
    again = plain.layout("quarter’s END")
    assert again.question.layout == report.question.as_layout("Quarter’s end")
    assert again.question.period == report.question.period
    assert again.question.filter == report.question.filter
    items, result = run(folder, "plain.yaml", "-p", "layout=Quarter’s end", store=store)
    assert items == csv_with_causes(report, folder / "by hand.csv").read_bytes()
    assert items.startswith(b"Sync status,Cin7 Core Number,Amount,Sync date,Contact,Cause,Fix\n")
    assert (result["parameters"]["layout"], result["parameters"]["period"]) == (
        "Quarter’s end",
        "last_quarter",
    )


def test_the_file_of_a_view_makes_that_view_again(report, folder, store):
    view = report.search("inv-")
    path = view.save_parameters(folder / "params" / "invoices.yaml")
    items, result = run(folder, path, store=store)
    assert view.counts.items_shown > 0
    assert items == csv_with_causes(view, folder / "by hand.csv").read_bytes()
    told = {name: value for name, value in result["parameters"].items() if value not in (None, {})}
    assert {"notebook": "sync_report", **told} == view.to_parameters()


def test_a_layout_may_be_given_whole_on_the_command_line(report, folder, store):
    whole = "layout={name: Largest, columns: [Amount, Contact], sort: -amount, period: last month}"
    items, result = run(folder, "plain.yaml", "-p", whole, "-p", f"organisation={ORGANISATION}", store=store)
    largest = (
        report.filter(None).period("last_month").group_by([]).columns(["amount", "contact"]).sort("-amount")
    )
    assert items == csv_with_causes(largest, folder / "by hand.csv").read_bytes()
    assert result["parameters"]["layout"]["columns"] == ["amount", "contact"]


def test_a_whole_layouts_mistakes_are_told_before_anything_is_run(folder, store):
    wrong = "layout={name: x, columns: [amonut], sort: -contct}"
    done = run_xsync("report", "plain.yaml", "-p", wrong, folder=folder, XSYNC_STORE=str(store))
    assert done.returncode == 2
    assert "did you mean 'amount'" in done.stderr
    assert "did you mean 'contact'" in done.stderr
