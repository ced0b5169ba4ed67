"""A reconciliation opened from a store: what it needs, what it shows first, what it leaves as files."""

from __future__ import annotations

import csv
import os
from datetime import UTC, date, datetime

import pyarrow as pa
import pytest
from python_calamine import CalamineWorkbook

import xsync
from tests.reconcile.demo_company import AS_OF, ORGANISATION, ledgers_store
from tests.reconcile.worlds import document, reconciled
from xsync.errors import UsageError
from xsync.reconcile.reconciliation import Reconciliation, TiesBroken
from xsync.store.settled import settled_folder

HEADER = "Type,Direction,Number,Contact,Currency,Amount,Date,Due date,Status,Link\n"


@pytest.fixture(autouse=True)
def _settings_of_nobody(monkeypatch, tmp_path):
    monkeypatch.setenv("XSYNC_PARAMS", str(tmp_path / "no params"))


@pytest.fixture(scope="module")
def report(tmp_path_factory):
    return xsync.reconciliation(store=ledgers_store(tmp_path_factory), as_of=AS_OF)


def store_of(folder, **ledgers):
    """A store with these lines in each ledger."""
    for side, lines in ledgers.items():
        path = folder / f"{side}.csv"
        path.write_text(HEADER + "".join(f"{line}\n" for line in lines), encoding="utf-8")
        loaded = xsync.load(
            path, documents=side, organisation="Acme", store=folder / "store", date_order="ymd"
        )
        assert loaded.exit_code == 0, loaded.to_dict()
    return folder / "store"


def test_a_ledger_that_was_never_read_is_named_with_what_to_run(tmp_path):
    store = store_of(tmp_path, cin7=["Invoice,sale,INV-1,Ann,GBP,100,2026-10-01,,PAID,"])
    with pytest.raises(UsageError, match="those of Xero were never read for 'Acme'") as refused:
        xsync.reconciliation(store=store)
    [advice] = refused.value.mistakes
    assert 'xsync pull xero --organisation "Acme"' in advice
    assert "xsync load --documents xero FILE" in advice


def test_both_ledgers_do_without_the_log(tmp_path):
    line = "Invoice,sale,INV-1,Ann,GBP,100,2026-10-01,,PAID,"
    report = xsync.reconciliation(store=store_of(tmp_path, cin7=[line], xero=[line]))
    assert report.counts.verdicts["cin7"]["agrees"] == 1
    assert report.snapshot.loads == ()


def test_wrong_parameters_are_refused_before_anything_is_read(tmp_path):
    store = store_of(tmp_path, cin7=["Invoice,sale,INV-1,Ann,GBP,100,2026-10-01,,PAID,"])
    with pytest.raises(UsageError, match="parameters cannot be used") as refused:
        xsync.reconciliation(store=store, period="ever", types="invoyce")
    assert len(refused.value.mistakes) == 2


def test_days_are_counted_by_the_date_that_was_asked_for(tmp_path):
    lines = [
        "Invoice,sale,INV-1,Ann,GBP,100,2026-10-01,2026-11-15,PAID,",
        "Invoice,sale,INV-2,Ann,GBP,50,2026-11-10,2026-12-10,PAID,",
        "Invoice,sale,INV-3,Ann,GBP,25,2026-11-10,,PAID,",
    ]
    store = store_of(tmp_path, cin7=lines, xero=[*lines[:1], lines[1].replace("2026-12-10", "2026-11-30")])
    november = {"period": "custom", "date_from": "2026-11-01", "date_to": "2026-11-30", "store": store}

    def numbers(**parameters):
        shown = xsync.reconciliation(**november, **parameters).documents().to_pylist()
        return sorted(row["cin7_name"] for row in shown)

    assert numbers() == ["INV-2", "INV-3"]
    assert numbers(date_field="due_date") == ["INV-1", "INV-2"]


def test_an_instant_before_both_ledgers_were_read_takes_all_that_is_known(report):
    assert report.ledgers_predate
    today = xsync.reconciliation(store=report_store(report), as_of=datetime.now(UTC))
    assert not today.ledgers_predate
    assert today.counts == report.counts


def report_store(report):
    return report.ledgers.file.parents[2]


def test_what_needs_somebody_comes_first_and_what_agrees_last(report):
    rows = report.documents().to_pylist()
    assert len(rows) == report.lines
    verdicts = list(dict.fromkeys(row["verdict"] for row in rows))
    assert verdicts == ["differs", "duplicate", "only_in_cin7", "suggested", "only_in_xero", "agrees"]
    assert rows == report.documents().to_pylist()


def test_the_same_files_give_the_same_lines_in_another_store(report, tmp_path):
    files = report_store(report).parent / "files"
    for side in ("xero", "cin7"):
        xsync.load(files / f"{side}-documents.csv", documents=side, organisation=ORGANISATION, store=tmp_path)
    xsync.load(*sorted(files.glob("xero-sync-report-*")), organisation=ORGANISATION, store=tmp_path)
    again = xsync.reconciliation(store=tmp_path, as_of=AS_OF)
    assert again.documents().to_pylist() == report.documents().to_pylist()


def test_a_stretch_is_a_part_of_the_whole(report):
    whole = report.documents().to_pylist()
    assert report.documents(limit=7).to_pylist() == whole[:7]
    assert report.documents(offset=5, limit=9).to_pylist() == whole[5:14]


def test_columns_add_up_to_the_ledgers_and_to_their_difference(report):
    rows = report.documents().to_pylist()
    for side in ("cin7", "xero"):
        shown = sum(row[f"{side}_amount"] or 0 for row in rows)
        assert shown == sum(row[f"{side}_total"] for row in report.ties)
    assert sum(row["difference"] or 0 for row in rows) == sum(row["difference"] for row in report.ties)
    groups = {group["pair_id"] for group in report.groups()}
    told = [row["pair_id"] for row in rows if row["pair_id"] in groups and row["difference"] is not None]
    assert sorted(told) == sorted(groups)


def test_groups_have_their_members(report):
    groups = report.groups()
    assert groups[0]["verdict"] == "differs"
    members = report.members([groups[0]["pair_id"]])
    for side in ("cin7", "xero"):
        of_side = [member for member in members if member["side"] == side]
        assert len(of_side) == groups[0][f"{side}_members"]
        assert sum(member["amount"] for member in of_side) == groups[0][f"{side}_amount"]


def test_broken_ties_are_an_error_not_a_page(report, monkeypatch):
    ties = report.reconciliation.ties()
    broken = ties.set_column(ties.column_names.index("cin7_ties"), "cin7_ties", pa.array([False] * len(ties)))
    monkeypatch.setattr(Reconciliation, "ties", lambda _: broken)
    with pytest.raises(TiesBroken, match="does not tie out"):
        xsync.reconciliation(store=report_store(report), as_of=AS_OF)


def test_files_hold_every_line_safe_to_open(tmp_path):
    hostile = ["=1+1", "@SUM(1)", "+1", "-2+3"]
    lines = [f"Invoice,sale,{text},{text},GBP,1{at},2026-10-01,,PAID," for at, text in enumerate(hostile)]
    report = xsync.reconciliation(store=store_of(tmp_path, cin7=lines, xero=lines[:1]))
    with report.to_csv(tmp_path / "documents.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert len(rows) == report.lines == 4
    assert {row["Number in Cin7"] for row in rows} == {f"'{text}" for text in hostile}
    assert {row["Verdict"] for row in rows} == {"Cin7 alone", "Agrees"}
    assert {row["Type"] for row in rows} == {"Invoice"}
    [first] = [row for row in rows if row["Amount in Cin7"] == "10.0000"]
    assert (first["Amount in Xero"], first["Difference"], first["Paired by"]) == (
        "10.0000",
        "0.0000",
        "Same number",
    )
    sheet = CalamineWorkbook.from_path(report.to_xlsx(tmp_path / "documents.xlsx")).get_sheet_by_index(0)
    cells = sheet.to_python(skip_empty_area=False)
    assert cells[0][0] == "Reconciliation of Cin7 Core and Xero"
    header = next(row for row in cells if row[0] == "Finding")
    amounts = [row[header.index("Amount in Cin7")] for row in cells[cells.index(header) + 1 :]]
    assert sorted(amounts) == [10.0, 11.0, 12.0, 13.0]
    assert date(2026, 10, 1) in {
        row[header.index("Date in Cin7")] for row in cells[cells.index(header) + 1 :]
    }


def test_what_is_not_compared_is_told_by_status():
    dead = [document("A", status="Voided"), document("B", status="draft"), document("C")]
    reconciliation = reconciled(dead, [document("C")], date_from=date(2026, 10, 1)).reconciliation
    assert {row["number"] for row in reconciliation.rows(reconciliation.dead_sql()).to_pylist()} == {"A", "B"}


def settled_matchings(store):
    return sorted((store / "cache" / "matching").iterdir())


def test_what_pairs_is_settled_once_until_something_is_loaded(tmp_path):
    line = "Invoice,sale,INV-{},Ann,GBP,{},2026-10-01,,PAID,"
    store = store_of(tmp_path, cin7=[line.format(1, 100)], xero=[line.format(1, "100.02")])
    assert xsync.reconciliation(store=store).counts.verdicts["cin7"]["differs"] == 1
    first = settled_matchings(store)
    assert xsync.reconciliation(store=store, amount_tolerance="0.05").counts.verdicts["cin7"]["agrees"] == 1
    assert settled_matchings(store) == first
    store_of(tmp_path, cin7=[line.format(1, 100), line.format(2, 50)])
    assert xsync.reconciliation(store=store).counts.verdicts["cin7"]["only_in_cin7"] == 1
    assert len(settled_matchings(store)) == len(first) + 1


def test_a_matching_that_another_process_settled_meanwhile_is_taken(tmp_path):
    def make(folder):
        (folder / "made").write_text("here", encoding="utf-8")
        twin = folder.parent / folder.name.removeprefix(".").split(f".{os.getpid()}.")[0]
        twin.mkdir()
        (twin / "made").write_text("there", encoding="utf-8")

    settled = settled_folder(make, "Acme", ["1"], tmp_path / "cache", tmp_path)
    assert (settled / "made").read_text(encoding="utf-8") == "there"
    assert [path.name for path in (tmp_path / "cache").iterdir()] == [settled.name]
