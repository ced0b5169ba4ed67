"""The causes behind a report's failed items: grouped by what mends them, counted, valued, in order."""

from __future__ import annotations

from decimal import Decimal

import pytest

from tests.diagnose.failures import ROWS, report_of
from xsync.diagnose.of_report import causes_of, causes_sql, explanations, tells_causes
from xsync.errors import UsageError


@pytest.fixture(autouse=True)
def own_folder(monkeypatch, tmp_path_factory):
    folder = tmp_path_factory.mktemp("params")
    monkeypatch.setenv("XSYNC_PARAMS", str(folder))
    return folder


@pytest.fixture
def report(tmp_path):
    return report_of(tmp_path)


def test_what_one_fix_clears_is_one_entry_and_what_clears_most_comes_first(report):
    found = causes_of(report)
    assert [(fix.cause.name, fix.explanation.about, fix.items) for fix in found.fixes] == [
        ("account_unfit", "account 4000", 4),
        ("account_unfit", "account 4010", 1),
        ("payment_too_large", "", 2),
        ("unclassified", "", 2),
    ]
    assert [len(each) for each in (found.once, found.one_by_one, found.unclassified)] == [2, 1, 1]
    assert found.unclassified[0].explanation.form == "Purple <number> of <name> on <date>"


def test_every_failed_item_is_counted_once(report):
    found = causes_of(report)
    assert found.failed == report.counts.by_status["Failed"] == 10
    assert found.without_message == 1
    assert sum(fix.items for fix in found.fixes) + found.without_message == found.failed


def test_money_is_summed_exactly_per_type_and_currency_and_never_over_types(report):
    first, second, *_ = causes_of(report).fixes
    assert first.amounts == {
        ("invoice", "EUR"): Decimal("5.00"),
        ("invoice", "GBP"): Decimal("100.10"),
        ("credit_note", "GBP"): Decimal("7.00"),
    }
    assert second.amounts == {}
    assert first.to_dict()["amounts"]["credit_note"] == {"GBP": "7.0000"}


def test_the_first_numbers_are_named(report):
    assert causes_of(report).fixes[0].examples == ("CR-4", "INV-1", "INV-2")


def test_it_follows_the_filter_of_the_report(report):
    found = causes_of(report.filter({"field": "currency", "equals": "EUR"}))
    assert [(fix.items, fix.examples) for fix in found.fixes] == [(1, ("INV-3",))]
    nothing = causes_of(report.filter({"field": "currency", "equals": "none such"}))
    assert (nothing.fixes, nothing.failed) == ((), 0)


def test_the_store_is_asked_once_however_many_messages_there_are(report, monkeypatch):
    asked = []
    engine, table = report.snapshot.engine, report.snapshot.engine.table

    def counting(statement):
        asked.append(statement)
        return table(statement)

    monkeypatch.setattr(engine, "table", counting)
    causes_of(report)
    assert len(asked) == 1
    (sql,) = causes_sql(report).values()
    assert "GROUP BY" in sql


def test_each_row_gets_its_explanation_or_none(report):
    rows = report.items(with_keys=True)
    explained = dict(zip(rows.column("cin7_number").to_pylist(), explanations(report, rows), strict=True))
    assert {number for number, each in explained.items() if each} == {
        row[0] for row in ROWS if row[2] == "Failed" and row[6]
    }
    assert explained["INV-5"].about == "account 4010"
    assert explanations(report, rows.slice(3, 2)) == explanations(report, rows)[3:5]
    assert explanations(report, rows.slice(0, 0)) == []


def test_many_rows_get_the_same_explanations_as_few(report, monkeypatch):
    rows = report.items(with_keys=True)
    few = explanations(report, rows)
    monkeypatch.setattr("xsync.diagnose.of_report._FEW", 1)
    assert explanations(report, rows) == few


def test_whether_there_are_causes_to_tell(report, tmp_path):
    assert tells_causes(report)
    assert not tells_causes(report.filter({"field": "cin7_number", "in": ["INV-10", "INV-11", "INV-12"]}))
    bare = [(*row[:6], " ") for row in ROWS]
    assert not tells_causes(report_of(tmp_path / "bare", bare))


def test_a_broken_catalogue_is_refused(report, own_folder):
    (own_folder / "causes.yaml").write_text("causes: {odd: text}", encoding="utf-8")
    with pytest.raises(UsageError, match="odd: a cause is a mapping"):
        causes_of(report)
