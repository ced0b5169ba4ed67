"""Cause and fix in a report's files: after the layout's columns, for failed items alone, safe to open."""

from __future__ import annotations

import csv

import pytest

from tests.diagnose.failures import ROWS, report_of
from tests.report.sheets import sheet_rows
from xsync.diagnose.files import csv_with_causes, items_with_causes, xlsx_with_causes
from xsync.report.row_files import FORMULA_STARTS

HOSTILE = """
causes:
  account_unfit:
    cause: "=cmd|' /C calc'!A0"
    fix: "@SUM(1)"
"""


@pytest.fixture(autouse=True)
def own_folder(monkeypatch, tmp_path_factory):
    folder = tmp_path_factory.mktemp("params")
    monkeypatch.setenv("XSYNC_PARAMS", str(folder))
    return folder


@pytest.fixture
def report(tmp_path):
    return report_of(tmp_path)


def rows_of(report, folder):
    with csv_with_causes(report, folder / "items.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def test_they_stand_after_the_columns_of_the_layout_beside_each_failed_item_with_a_message(report, tmp_path):
    rows = rows_of(report, tmp_path)
    before = rows_of(report, tmp_path)[0].keys() - {"Cause", "Fix"}
    assert list(rows[0])[-2:] == ["Cause", "Fix"]
    assert len(before) == len(report.question.layout.columns)
    told = {row["Cin7 Core Number"]: row["Cause"] for row in rows}
    assert {number for number, cause in told.items() if cause} == {
        row[0] for row in ROWS if row[2] == "Failed" and row[6]
    }
    assert told["INV-5"].endswith("account 4010.")


def test_order_number_and_every_other_column_are_as_without_them(report, tmp_path):
    arranged = (
        report.columns(["message", "amount"]).sort(["-amount", "cin7_number"]).group_by(["sync_status"])
    )
    with_causes = rows_of(arranged, tmp_path)
    with arranged.to_csv(tmp_path / "plain.csv").open(encoding="utf-8", newline="") as file:
        plain = list(csv.DictReader(file))
    assert [{name: row[name] for name in plain[0]} for row in with_causes] == plain


def test_the_workbook_holds_the_same(report, tmp_path):
    sheet = sheet_rows(xlsx_with_causes(report, tmp_path / "items.xlsx"))
    assert [(row["Cause"], row["Fix"]) for row in sheet] == [
        (row["Cause"], row["Fix"]) for row in rows_of(report, tmp_path)
    ]
    assert len(list(items_with_causes(report).sheets(5))) == 3


def test_a_report_without_failures_has_the_columns_and_nothing_in_them(report, tmp_path):
    rows = rows_of(report.filter({"field": "sync_status", "equals": "Completed"}), tmp_path)
    assert [(row["Cause"], row["Fix"]) for row in rows] == [("", "")]


def test_no_cause_or_fix_begins_a_formula(report, tmp_path, own_folder):
    (own_folder / "causes.yaml").write_text(HOSTILE, encoding="utf-8")
    told = [row[name] for row in rows_of(report, tmp_path) for name in ("Cause", "Fix") if row[name]]
    assert "'@SUM(1)" in told
    assert [text for text in told if text.startswith(FORMULA_STARTS)] == []
