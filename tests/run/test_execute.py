"""A headless run: what it leaves, what it refuses, and that it leaves the same again."""

from __future__ import annotations

import csv
import hashlib
import json
import os
import time
from datetime import date
from decimal import Decimal
from pathlib import Path

import nbformat
import pytest
import yaml

import xsync
from tests.run.surroundings import (
    AS_OF,
    ITEMS,
    ITS_PARAMETERS,
    ORGANISATION,
    RECORDING,
    run_xsync,
    write_notebook,
    written,
)
from xsync.errors import RunFailed, UsageError

LEFT = ["items.csv", "items.xlsx", "report.html", "report.ipynb", "result.json"]
PARAMETERS = {
    "organisation": ORGANISATION,
    "period": "this_financial_year",
    "as_of": AS_OF,
    "time_zone": "Europe/London",
    "financial_year_start": "4",
    "filter": {"field": "item_type", "not_in": ["product", "contact"]},
    "thresholds": {"failed": "0", "skipped_without_reason": "9999"},
}


@pytest.fixture(autouse=True)
def _settings_of_nobody(monkeypatch, tmp_path):
    monkeypatch.setenv("XSYNC_PARAMS", str(tmp_path / "no params"))


@pytest.fixture(scope="module")
def finished(store, tmp_path_factory):
    """A run from the command line whose threshold is crossed: the process, and the run's folder."""
    folder = tmp_path_factory.mktemp("scheduled")
    (folder / "weekly.yaml").write_text(yaml.safe_dump(PARAMETERS, sort_keys=False), encoding="utf-8")
    done = run_xsync("report", "weekly.yaml", "--out", "out", folder=folder, XSYNC_STORE=str(store))
    [page] = (folder / "out").glob("*/*/*/report.html")
    return done, page.parent


def result_of(folder):
    return json.loads((folder / "result.json").read_text(encoding="utf-8"))


def test_a_run_leaves_everything_and_nothing_else(finished):
    done, folder = finished
    assert written(folder.parents[2]) == [f"{folder.relative_to(folder.parents[2])}/{name}" for name in LEFT]
    assert folder.parent.name == "sync_report"
    assert folder.parents[1].name.startswith("Harbour-Pine-Ltd")
    assert done.stdout.splitlines()[-1] == str(folder / "report.html")
    page = (folder / "report.html").read_text(encoding="utf-8")
    assert page.rstrip().endswith("</html>")
    assert ORGANISATION.replace("&", "&amp;") in page
    assert result_of(folder)["run"]["id"] in page


@pytest.mark.skipif(os.name != "posix", reason="Windows keeps rights by folder")
def test_only_its_owner_may_open_a_run(finished):
    _, folder = finished
    assert [path.name for path in (folder, *folder.iterdir()) if path.stat().st_mode & 0o077] == []


def test_a_crossed_threshold_is_said_first_and_ends_in_exit_code_4(finished):
    done, folder = finished
    result = result_of(folder)
    failed = result["by_status"]["Failed"]
    assert done.returncode == 4
    assert result["crossed"] == [f"{failed} items failed; 0 are allowed"]
    assert [(each["name"], each["crossed"]) for each in result["thresholds"]] == [
        ("failed", True),
        ("skipped_without_reason", False),
    ]
    assert done.stdout.splitlines()[1] == f"Threshold crossed: {failed} items failed; 0 are allowed."
    page = (folder / "report.html").read_text(encoding="utf-8")
    assert page.index(f"{failed} items failed; 0 are allowed") < page.index("What was asked")


def test_nothing_of_the_kernel_or_its_libraries_reaches_the_terminal(finished):
    done, _ = finished
    assert done.stderr.splitlines() == ["running sync_report ...", "writing the page ..."]
    assert len(done.stdout.splitlines()) == 3


def test_the_result_holds_what_the_contract_names_and_its_figures_tie(finished):
    _, folder = finished
    result = result_of(folder)
    assert result["complete"] is True
    assert result["organisation"] == result["parameters"]["organisation"] == ORGANISATION
    assert result["items_in_period"] == result["items_shown"] + result["items_filtered_out"]
    assert result["items_shown"] == sum(result["by_status"].values()) == sum(result["by_type"].values())
    for stored, tally in result["by_type_and_status"].items():
        assert result["by_type"][stored] == sum(tally.values())
    for file in result["inputs"]:
        assert file["rows_read"] == file["rows_loaded"] + file["rows_known"] + file["rows_rejected"]
        assert len(file["sha256"]) == 64
    assert result["versions"].keys() >= {"xsync", "python", "duckdb", "papermill"}
    assert result["sql"].keys() >= {
        "How many items",
        "The items shown",
        "The messages of the failed items",
        "Roots and what hangs on them",
    }
    assert set(result["control_totals"]["unsynced_amounts"]) >= {"GBP"}
    with (folder / "items.csv").open(encoding="utf-8", newline="") as file:
        assert len(list(csv.DictReader(file))) == result["items_shown"] > 0


def test_the_result_names_every_other_file_with_its_hash(finished):
    _, folder = finished
    assert result_of(folder)["files"] == {
        name: hashlib.sha256((folder / name).read_bytes()).hexdigest() for name in LEFT[:-1]
    }


def test_the_same_again_is_the_same_byte_for_byte(finished, store, tmp_path, monkeypatch):
    _, folder = finished
    monkeypatch.setenv("XSYNC_STORE", str(store))
    steps: list[str] = []
    again = xsync.run_report(PARAMETERS, out=tmp_path, progress=steps.append)
    assert steps == ["running sync_report", "writing the page"]
    assert again.exit_code == 4
    for name in ("items.csv", "items.xlsx"):
        assert (folder / name).read_bytes() == (again.folder / name).read_bytes()
    first, second = (
        (each / "report.html").read_text(encoding="utf-8").replace(each.name, "RUN")
        for each in (folder, again.folder)
    )
    assert first == second
    told_apart = {"run", "files"}
    first, second = (
        {name: value for name, value in result_of(each).items() if name not in told_apart}
        for each in (folder, again.folder)
    )
    assert first == second == {name: again.result[name] for name in first}


def test_a_notebook_by_its_path_takes_parameters_of_its_own_as_they_were_written(store, tmp_path):
    (tmp_path / "ours").mkdir()
    write_notebook(
        tmp_path / "ours" / "own.ipynb",
        'assert number == "007", number\nassert name == \'"; raise SystemExit #\', name',
        RECORDING,
        parameters=f"{ITS_PARAMETERS}\nnumber = None\nname = None",
    )
    parameters = tmp_path / "own.yaml"
    parameters.write_text(f"notebook: ours/own.ipynb\nnumber: 007\nas_of: {AS_OF}\n", encoding="utf-8")
    arguments = [
        "-p",
        'name="; raise SystemExit #',
        "-p",
        "period=all_time",
        "-p",
        f"store={store}",
        "--json",
    ]
    old = tmp_path / "reports" / ".20200101T000000Z-abcdef.partial"
    old.mkdir(parents=True)
    (old / "result.json").write_text("{", encoding="utf-8")
    os.utime(old, (time.time() - 90_000,) * 2)
    young = tmp_path / "reports" / ".20200101T000000Z-fedcba.partial"
    young.mkdir()
    done = run_xsync("report", "own.yaml", *arguments, folder=tmp_path)
    assert done.stderr == ""
    assert done.returncode == 0
    told = json.loads(done.stdout)
    assert told["result"]["items_shown"] == ITEMS
    page = Path(told["page"])
    assert page.parts[-5::2] == ("reports", "own", "report.html")
    assert told["result"] == result_of(page.parent)
    assert "<title>A notebook of our own" in page.read_text(encoding="utf-8")
    assert not old.exists()
    assert young.exists()


REFUSED = {
    "perid=last_month": "perid: no such parameter, did you mean 'period'?",
    "period=last_mont": "period: unknown period 'last_mont', did you mean 'last_month'",
    "date_from=2026-02-30": "date_from: '2026-02-30' is no date",
    "as_of=yesterday": "as_of: 'yesterday' is no instant",
    "time_zone=Europe/Lodnon": "time_zone: 'Europe/Lodnon' is no IANA time zone; did you mean",
    "filter={field: amonut, equals: 1}": "filter: unknown field 'amonut', did you mean 'amount'",
    "layout=Month": "layout 'Month': There is no layout 'Month'",
    "thresholds={faild: 0}": "thresholds.faild: no such threshold, did you mean 'failed'?",
    "organisation=[1]": "organisation: ['1'] is not text; put it in quotes",
}


def test_every_mistake_is_named_at_once_and_nothing_is_run(tmp_path):
    with pytest.raises(UsageError) as refused:
        xsync.run_report({}, overrides=REFUSED, out=tmp_path / "out")
    for beginning in REFUSED.values():
        assert [each for each in refused.value.mistakes if each.startswith(beginning)], beginning
    assert refused.value.exit_code == 2
    assert not (tmp_path / "out").exists()


def test_what_no_notebook_can_be_handed_is_refused(tmp_path):
    with pytest.raises(UsageError) as refused:
        xsync.run_report({"filter": [object()], "thresholds": {"failed": 1.5}}, out=tmp_path / "out")
    assert [each for each in refused.value.mistakes if "cannot be handed a object" in each]
    assert not (tmp_path / "out").exists()


def test_mistakes_in_the_organisations_own_settings_are_named_with_their_file(monkeypatch, tmp_path):
    organisations = tmp_path / "params" / "organisations"
    organisations.mkdir(parents=True)
    (organisations / "acme.yaml").write_text("name: Acme\ntime_zne: UTC\n", encoding="utf-8")
    monkeypatch.setenv("XSYNC_PARAMS", str(tmp_path / "params"))
    with pytest.raises(UsageError) as refused:
        xsync.run_report({"organisation": "Acme", "period": "never"}, out=tmp_path / "out")
    assert [each.split(",")[0] for each in refused.value.mistakes] == [
        "acme.yaml: time_zne: no such parameter",
        "period: unknown period 'never'",
    ]


def test_a_place_that_takes_no_run_is_refused(tmp_path):
    (tmp_path / "out").write_text("a file", encoding="utf-8")
    with pytest.raises(UsageError, match=r"No run can be written to .*out: "):
        xsync.run_report({}, out=tmp_path / "out")


def test_python_values_reach_the_notebook_as_plain_data(store, tmp_path):
    checks = (
        "assert store.endswith('store') and (period, day, limits) == ('all_time', '2026-07-31', ['1.50'])"
    )
    parameters = f"{ITS_PARAMETERS}\nday = None\nlimits = None"
    notebook = write_notebook(tmp_path / "own.ipynb", checks, "1/0", parameters=parameters)
    given = {"store": store, "period": "all_time", "day": date(2026, 7, 31), "limits": (Decimal("1.50"),)}
    with pytest.raises(RunFailed, match="division by zero"):
        xsync.run_report({"notebook": str(notebook), **given}, out=tmp_path / "out")
    [kept] = (tmp_path / "out").glob("*.failed/report.ipynb")
    assert nbformat.read(kept, as_version=4).metadata.papermill.parameters.day == "2026-07-31"
