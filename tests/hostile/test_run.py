"""A hostile export through load, triage, report and publish: what lies in the files, and where."""

from __future__ import annotations

import csv
import json
import re
import zipfile

import pytest
from python_calamine import CalamineWorkbook

import xsync
from tests.hostile.company import FORMULAS, MARKUP, ORGANISATION, TEXTS, reported, told
from tests.run.surroundings import written
from xsync.report.row_files import FORMULA_STARTS, LONGEST_CELL, OVERLOOKED


@pytest.fixture(scope="module", params=[".csv", ".xlsx"])
def run(request, tmp_path_factory):
    """The working folder, the run's folder, and its result."""
    folder = tmp_path_factory.mktemp("hostile")
    return folder, *reported(folder, request.param)


def test_every_row_is_in_and_the_table_is_intact(run):
    folder, _, result = run
    assert result["organisation"] == ORGANISATION
    assert result["items_in_period"] == result["items_shown"] == len(TEXTS)
    report = xsync.sync_report(store=folder / "store", period="all_time").columns(["message"])
    kept = {text[:LONGEST_CELL] for text in TEXTS}
    stored = {(text or "")[:LONGEST_CELL] for text in report.items().column("message").to_pylist()}
    assert {text.strip() for text in kept} - {text.strip() for text in stored} <= {FORMULAS[6]}


def test_nothing_lies_outside_of_store_and_reports(run):
    folder, left, _ = run
    assert {path.partition("/")[0] for path in written(folder)} == {
        *("store", "reports", "weekly.yaml"),
        *(each.name for each in folder.iterdir() if each.name.startswith("<b>")),
    }
    assert left.is_relative_to(folder / "reports")
    assert len(left.relative_to(folder / "reports").parts) == 3
    assert all(re.fullmatch(r"[\w.=-]+", part) for part in left.relative_to(folder).parts)


@pytest.mark.parametrize("name", ["items", "notes"])
def test_no_cell_is_a_formula_and_no_text_a_link(run, name):
    _, left, _ = run
    with (left / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        header, *rows = csv.reader(file)
    cells = [cell for row in (header, *rows) for cell in row]
    assert [
        cell for cell in cells if cell.lstrip(OVERLOOKED.replace("'", "")).startswith(FORMULA_STARTS)
    ] == []
    book = CalamineWorkbook.from_path(str(left / f"{name}.xlsx"))
    assert len(book.get_sheet_by_index(0).to_python()) == len(rows) + 1
    with zipfile.ZipFile(left / f"{name}.xlsx") as parts:
        for part in parts.namelist():
            text = parts.read(part).decode()
            assert "<f>" not in text
            assert "<hyperlink" not in text
            assert "TargetMode" not in text


def test_templates_and_code_are_never_run(run):
    _, left, result = run
    assert "DROP TABLE" in json.dumps(result["parameters"])
    notebook = json.loads((left / "report.ipynb").read_text(encoding="utf-8"))
    [injected] = [
        cell for cell in notebook["cells"] if "injected-parameters" in cell["metadata"].get("tags", [])
    ]
    names: dict[str, object] = {}
    exec("".join(injected["source"]), {"__builtins__": {}}, names)  # noqa: S102 - literals alone
    assert names["filter"]["not"]["equals"] == "'; DROP TABLE sync_events; -- {{ 7*7 }}\n\""  # type: ignore[index]


def test_published_it_is_the_same_and_verified_it_steers_no_terminal(run):
    folder, left, _ = run
    hostile = f"{MARKUP[0]} \u202e"
    done = told("publish", left.name, "--note", hostile, "--sign-off", MARKUP[1], folder=folder)
    if done.returncode == 2:  # a note that cannot be shown is refused whole
        done = told("publish", left.name, "--note", MARKUP[0], "--sign-off", MARKUP[1], folder=folder)
    assert done.returncode == 0, done.stderr
    found = told("verify", left.name, folder=folder)
    assert found.returncode == 0, found.stdout
    assert re.findall("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e]", found.stdout + found.stderr) == []
    page = next((folder / "reports").glob("*/published/*/*/report.html")).read_text(encoding="utf-8")
    assert MARKUP[0] not in page
    assert MARKUP[1] not in page
