"""What is done with a finished run: delivered, recorded, pruned; and whatever fails then, the run stands."""

from __future__ import annotations

import json
import os
from typing import TYPE_CHECKING

import pytest
import yaml

import xsync
from tests.run.receivers import hook
from tests.run.surroundings import AS_OF, ORGANISATION, RECORDING, run_xsync, write_notebook
from xsync.errors import RunFailed, UsageError

if TYPE_CHECKING:
    from pathlib import Path

SECRET = "T0psecret-token"  # noqa: S105 - planted, to be searched for


@pytest.fixture(autouse=True)
def _settings_of_nobody(monkeypatch, tmp_path):
    monkeypatch.setenv("XSYNC_PARAMS", str(tmp_path / "no params"))


@pytest.fixture
def parameters(store, tmp_path):
    cells = RECORDING.replace("as_of=as_of)", "as_of=as_of, thresholds=thresholds)")
    names = "organisation = None\nstore = None\nperiod = None\nas_of = None\nthresholds = None"
    notebook = write_notebook(tmp_path / "own.ipynb", cells, parameters=names)
    return {"notebook": str(notebook), "store": str(store), "as_of": AS_OF, "period": "all_time"}


def holding(folder: Path, text: str) -> list[str]:
    """The files under a folder that hold a text."""
    return [path.name for path in folder.rglob("*") if path.is_file() and text.encode() in path.read_bytes()]


def test_a_run_is_delivered_and_that_is_recorded_beside_it(monkeypatch, parameters, tmp_path):
    with hook() as web:
        monkeypatch.setenv("XSYNC_DELIVER_TEST", web.address(SECRET))
        run = xsync.run_report({**parameters, "deliver": "XSYNC_DELIVER_TEST"}, out=tmp_path / "out")
    assert (run.exit_code, run.remarks) == (0, ())
    [got] = web.got
    assert got["title"] == f"{ORGANISATION}: Own, no threshold crossed"
    failed = run.result["by_status"]["Failed"]
    for line in (
        run.result["answer"],
        "Reporting period: All time: every item, with a date or without",
        f"Failed: {failed}",
        f"Run: {run.folder.name}, by {run.result['run']['run_by']}",
        f"Page: {run.page}",
    ):
        assert line in got["message"].splitlines()
    [page] = got["attachments"]
    assert page["filename"] == f"Harbour-Pine-Ltd-375e8c-own-{run.folder.name}.html"
    record = json.loads((run.folder / "delivery.json").read_text(encoding="utf-8"))
    assert record["run"] == run.folder.name
    assert record["deliveries"] == [
        {"to": "XSYNC_DELIVER_TEST", "service": "JSON", "outcome": "delivered", "attached": True}
    ]
    assert holding(tmp_path / "out", SECRET) == []
    if os.name == "posix":
        assert (run.folder / "delivery.json").stat().st_mode & 0o077 == 0


def test_a_delivery_that_fails_never_loses_the_run_and_is_told(parameters, tmp_path):
    given = {**parameters, "deliver": {"to": ["XSYNC_DELIVER_TEST", "XSYNC_DELIVER_UNSET"]}}
    (tmp_path / "own.yaml").write_text(yaml.safe_dump(given), encoding="utf-8")
    with hook(status=500) as web:
        done = run_xsync("report", "own.yaml", folder=tmp_path, XSYNC_DELIVER_TEST=web.address(SECRET))
    assert done.returncode == 6
    [page] = (tmp_path / "reports").glob("*/own/*/report.html")
    assert done.stdout.splitlines()[-1] == str(page)
    result = json.loads((page.parent / "result.json").read_text(encoding="utf-8"))
    assert result["complete"] is True
    assert "delivery.json" not in result["files"]
    told = [line for line in done.stderr.splitlines() if "Not delivered" in line]
    assert [line.split(":")[1].strip() for line in told] == [
        "Not delivered to XSYNC_DELIVER_TEST (JSON)",
        "Not delivered to XSYNC_DELIVER_UNSET",
    ]
    record = json.loads((page.parent / "delivery.json").read_text(encoding="utf-8"))
    assert [each["outcome"] for each in record["deliveries"]] == ["failed", "failed"]
    assert SECRET not in done.stdout + done.stderr
    assert holding(tmp_path / "reports", SECRET) == []


def test_a_crossed_threshold_goes_before_a_delivery_that_failed(parameters, tmp_path):
    given = {
        **parameters,
        "thresholds": {"failed": 0},
        "deliver": {"to": "XSYNC_DELIVER_UNSET", "when": "crossed"},
    }
    run = xsync.run_report(given, out=tmp_path / "out")
    assert run.exit_code == 4
    assert [sent.outcome for sent in run.deliveries] == ["failed"]


def test_what_was_crossed_stands_in_the_message(monkeypatch, parameters, tmp_path):
    given = {**parameters, "thresholds": {"failed": 0}}
    with hook() as web:
        monkeypatch.setenv("XSYNC_DELIVER_TEST", web.address())
        run = xsync.run_report(
            {**given, "deliver": {"to": "XSYNC_DELIVER_TEST", "when": "crossed"}}, out=tmp_path / "out"
        )
    [got] = web.got
    assert got["title"] == f"{ORGANISATION}: Own, threshold crossed"
    assert got["message"].splitlines()[2:4] == [
        "A threshold was crossed:",
        f"- {run.result['crossed'][0]}",
    ]


def test_a_run_that_fails_is_told_of_too(monkeypatch, store, tmp_path):
    notebook = write_notebook(tmp_path / "own.ipynb", "1/0")
    given = {"notebook": str(notebook), "organisation": ORGANISATION, "store": str(store)}
    with hook() as web:
        monkeypatch.setenv("XSYNC_DELIVER_TEST", web.address())
        with pytest.raises(RunFailed, match="division by zero") as failure:
            xsync.run_report(
                {**given, "deliver": ["XSYNC_DELIVER_TEST", "XSYNC_DELIVER_UNSET"]}, out=tmp_path / "out"
            )
    [got] = web.got
    assert got["title"] == f"{ORGANISATION}: Own failed"
    assert "division by zero" in got["message"]
    assert got["attachments"] == []
    assert [note for note in failure.value.__notes__ if "XSYNC_DELIVER_UNSET" in note]


def test_older_runs_are_pruned_and_only_those_of_this_notebook(parameters, tmp_path):
    out = tmp_path / "out"
    other = write_notebook(
        tmp_path / "other.ipynb",
        RECORDING,
        parameters="organisation = None\nstore = None\nperiod = None\nas_of = None",
    )
    untouched = xsync.run_report({**parameters, "notebook": str(other)}, out=out)
    first, second = (xsync.run_report({**parameters, "keep": "2"}, out=out) for _ in range(2))
    published = first.folder / "manifest.json"
    published.write_text("{}", encoding="utf-8")
    third, fourth = (xsync.run_report({**parameters, "keep": "2"}, out=out) for _ in range(2))
    kept = sorted(path.name for path in third.folder.parent.iterdir())
    assert kept == sorted(run.folder.name for run in (first, third, fourth))
    assert not second.folder.exists()
    assert untouched.page.exists()


def test_mistakes_are_named_with_all_the_others_before_anything_runs(parameters, tmp_path):
    given = {
        **parameters,
        "perid": "x",
        "keep": "no",
        "deliver": {"to": f"json://{SECRET}", "when": "nevr"},
    }
    with pytest.raises(UsageError) as refused:
        xsync.run_report(given, out=tmp_path / "out")
    assert [each.split(":")[0] for each in refused.value.mistakes] == [
        "deliver.to",
        "deliver.when",
        "keep",
        "perid",
    ]
    assert SECRET not in str(refused.value)
    assert not (tmp_path / "out").exists()
