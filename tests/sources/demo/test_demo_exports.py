"""The files: the same bytes every time, with the habits of Cin7's, and never half."""

from __future__ import annotations

import csv
import hashlib
import os
import re
import subprocess
import sys
import time
from collections import Counter
from datetime import date, datetime
from typing import TYPE_CHECKING, Any
from zipfile import ZipFile

import pytest
from python_calamine import CalamineWorkbook

from xsync.errors import UsageError
from xsync.model import OPTIONAL_FIELDS, PAYMENT_TYPES, REPORT_FIELDS, STATUSES, item_type
from xsync.sources.demo import DEMO_ORGANISATION, write_demo, xlsx_export
from xsync.sources.demo.company import FIRST_EXPORT_AT, LAST_EXPORT_AT
from xsync.sources.demo.rows import SPELLINGS
from xsync.sources.demo.xlsx_export import XlsxExport

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from xsync.sources.demo import DemoFiles

TITLES = [field.title for field in (*REPORT_FIELDS, *OPTIONAL_FIELDS)]
NAMES = [field.name for field in (*REPORT_FIELDS, *OPTIONAL_FIELDS)]


def digests(files: Iterable[Path]) -> list[str]:
    return [hashlib.sha256(file.read_bytes()).hexdigest() for file in files]


def in_another_process(folder: Path, **environment: str) -> None:
    program = (
        "import sys, pathlib, xsync.sources.demo as d; d.write_demo(pathlib.Path(sys.argv[1]), items=300)"
    )
    subprocess.run(
        [sys.executable, "-c", program, str(folder)],
        check=True,
        env={**os.environ, **environment},
        timeout=60,
    )


@pytest.fixture(scope="module")
def csv_rows(files: DemoFiles) -> list[list[str]]:
    with files.exports[0].open(encoding="utf-8", newline="") as file:
        return list(csv.reader(file))


@pytest.fixture(scope="module")
def sheet(files: DemoFiles) -> list[list[Any]]:
    book = CalamineWorkbook.from_path(files.exports[1])
    assert book.sheet_names == ["Sheet"]
    return book.get_sheet_by_index(0).to_python()


@pytest.fixture(scope="module")
def first(csv_rows: list[list[str]]) -> list[dict[str, str]]:
    return [dict(zip(NAMES, row, strict=False)) for row in csv_rows[1:]]


@pytest.fixture(scope="module")
def last(sheet: list[list[Any]]) -> list[dict[str, Any]]:
    return [dict(zip(NAMES, row, strict=True)) for row in sheet[6:-1]]


def test_the_exports_are_named_and_ordered_by_when_they_were_taken(files: DemoFiles) -> None:
    assert files.organisation == DEMO_ORGANISATION == "Harbour & Pine Ltd"
    names = ["xero-sync-report-2026-09-30.csv", "xero-sync-report-2026-11-02.xlsx"]
    assert [export.name for export in files.exports] == names
    assert sorted(found.name for found in files.folder.glob("*-report-*")) == names


def test_the_csv_has_the_quirks_of_the_real_one(files: DemoFiles, csv_rows: list[list[str]]) -> None:
    raw = files.exports[0].read_bytes()
    assert not raw.startswith(b"\xef\xbb\xbf")
    assert raw.count(b"\n") == raw.count(b"\r\n") == len(csv_rows)
    assert csv_rows[0] == ["DEAR Number", *TITLES[1:]]
    assert {len(row) for row in csv_rows[1:]} == {len(TITLES) + 1}
    assert {row[-1] for row in csv_rows[1:]} == {""}
    text = raw.decode("utf-8")
    assert all(line.startswith('"') for line in text.split("\r\n")[1:-1])
    assert ",Waiting for INV-" in text
    assert '""Blue Door""' in text
    assert "Cerâmica" in text


def test_dates_in_the_csv_have_the_day_first(first: list[dict[str, str]]) -> None:
    assert all(re.fullmatch(r"(\d\d/\d\d/\d{4} \d\d:\d\d:\d\d)?", row["sync_date"]) for row in first)
    assert all(re.fullmatch(r"(\d\d/\d\d/\d{4})?", row["effective_date"]) for row in first)
    assert any(int(row["sync_date"][:2] or 0) > 12 for row in first)


def test_the_workbook_has_the_quirks_of_the_real_one(
    sheet: list[list[Any]], last: list[dict[str, Any]]
) -> None:
    assert [row[0] for row in sheet[:5]] == [
        "Xero Synchronization Report",
        "Harbour & Pine Ltd",
        "Reporting period: 01/11/2025 - 02/11/2026",
        "Printed at: 02/11/2026 08:30",
        "",
    ]
    assert sheet[5] == TITLES
    assert sheet[-1][0] == "Grand Total"
    assert sheet[-1][NAMES.index("amount")] == pytest.approx(sum(row["amount"] or 0 for row in last))
    assert len(last) == 5000
    assert all(type(row["sync_date"]) is datetime or row["sync_date"] == "" for row in last)
    assert all(type(row["effective_date"]) is date or row["effective_date"] == "" for row in last)
    assert all(isinstance(row["amount"], float) or row["amount"] == "" for row in last)
    assert all(round(row["amount"], 2) == row["amount"] for row in last if row["amount"])
    assert any(row["cin7_number"].startswith("'5060") for row in last)
    assert any(row["xero_number"].startswith("'") for row in last)


def test_dates_and_amounts_in_the_workbook_have_number_formats(files: DemoFiles) -> None:
    with ZipFile(files.exports[1]) as book:
        styles = book.read("xl/styles.xml").decode()
    assert all(style in styles for style in ('"dd/mm/yyyy hh:mm:ss"', '"dd/mm/yyyy"', '#,##0.00"'))


def test_both_exports_hold_every_type_and_status(
    first: list[dict[str, str]], last: list[dict[str, Any]]
) -> None:
    for rows in (first, last):
        assert {row["item_type"] for row in rows} == set(SPELLINGS.values())
        assert {row["sync_status"] for row in rows} == set(STATUSES)
    assert {item_type(spelling) for spelling in SPELLINGS.values()} == set(SPELLINGS)


def test_rows_are_in_order_of_sync_date_and_only_a_handful_have_none(last: list[dict[str, Any]]) -> None:
    tried = [row["sync_date"] for row in last if row["sync_date"]]
    assert tried == sorted(tried)
    never_tried = last[len(tried) :]
    assert 1 <= len(never_tried) <= 30
    assert {(row["sync_status"], row["sync_date"]) for row in never_tried} == {("Pending", "")}


def test_nothing_comes_from_the_future(first: list[dict[str, str]], last: list[dict[str, Any]]) -> None:
    assert max(row["sync_date"] for row in last if row["sync_date"]) < LAST_EXPORT_AT
    assert max(row["effective_date"] for row in last if row["effective_date"]) <= LAST_EXPORT_AT.date()
    synced = [datetime.strptime(row["sync_date"], "%d/%m/%Y %H:%M:%S") for row in first if row["sync_date"]]  # noqa: DTZ007 - exports have no zone
    assert datetime.fromisoformat("2025-11-01") <= min(synced)
    assert max(synced) < FIRST_EXPORT_AT
    effective = [row["effective_date"].split("/")[::-1] for row in first if row["effective_date"]]
    assert max(effective) <= ["2026", "09", "30"]


def test_accounts_and_links_stand_with_money_that_moved_and_nowhere_else(last: list[dict[str, Any]]) -> None:
    for row in last:
        moved = item_type(row["item_type"]) in PAYMENT_TYPES
        assert bool(row["payment_account"]) == bool(row["document_link"]) == moved
        if moved:
            page = r"(Sale|Purchase)#[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}"
            assert re.fullmatch(rf"https://inventory\.dearsystems\.com/{page}", row["document_link"])
            assert re.fullmatch(r"09\d: [A-Z].+", row["payment_account"])
    accounts = {row["payment_account"] for row in last}
    assert accounts >= {"090: Business Current Account", "091: PayPal", "092: Stripe Clearing"}


def test_numbers_in_xero_are_there_once_the_item_is(last: list[dict[str, Any]]) -> None:
    for row in last:
        if row["xero_number"] and row["sync_status"] != "Completed":
            edited_after_arrival = row["item_type"] in {"Invoices", "Products", "Contacts"}
            assert edited_after_arrival
            assert row["sync_status"] in {"Failed", "Skipped"}
        if row["consolidated_number"]:
            assert row["sync_status"] == "Completed"
            assert row["xero_number"] == ""
    completed = [row for row in last if row["sync_status"] == "Completed" and row["item_type"] == "Invoices"]
    assert all(row["xero_number"] or row["consolidated_number"] for row in completed)


def test_failures_say_why_and_what_is_completed_says_nothing(last: list[dict[str, Any]]) -> None:
    explained = Counter((row["sync_status"], bool(row["message"])) for row in last)
    assert explained["Failed", False] == explained["Completed", True] == 0
    assert all(explained[status, told] for status in ("Pending", "Skipped") for told in (True, False))
    failures = " ".join(row["message"] for row in last if row["sync_status"] == "Failed")
    assert "…" not in failures
    assert "{" not in failures


def test_some_rows_cannot_be_told_apart(first: list[dict[str, str]]) -> None:
    looks = Counter(tuple(row.values()) for row in first)
    assert {row[4] for row, count in looks.items() if count > 1} == {"Payment"}


def test_the_same_seed_gives_the_same_bytes_in_any_process(tmp_path: Path) -> None:
    here = write_demo(tmp_path / "here", items=300)
    in_another_process(tmp_path / "there", PYTHONHASHSEED="1", TZ="Pacific/Auckland", LC_ALL="C")
    assert digests(here.exports) == digests(tmp_path / "there" / file.name for file in here.exports)


def test_another_seed_gives_another_company(tmp_path: Path) -> None:
    one, other = (write_demo(tmp_path / str(seed), items=120, seed=seed) for seed in (1, 2))
    assert all(
        mine != theirs for mine, theirs in zip(digests(one.exports), digests(other.exports), strict=True)
    )


def test_writing_again_replaces_the_files(tmp_path: Path) -> None:
    write_demo(tmp_path, items=200)
    again = write_demo(tmp_path, items=60)
    assert len(list(tmp_path.glob("*-report-*"))) == 2
    assert len(CalamineWorkbook.from_path(again.exports[1]).get_sheet_by_index(0).to_python()) == 67


def test_what_no_sheet_can_hold_is_written_as_csv(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert XlsxExport.fits(1_048_569)
    assert not XlsxExport.fits(1_048_570)
    write_demo(tmp_path, items=100)
    monkeypatch.setattr(xlsx_export, "MOST_ROWS", 100)
    files = write_demo(tmp_path, items=100)
    assert [file.name for file in files.exports] == [
        "xero-sync-report-2026-09-30.csv",
        "xero-sync-report-2026-11-02.csv",
    ]
    assert sorted(tmp_path.iterdir()) == sorted((*files.exports, *files.documents.values()))
    assert files.exports[1].read_text(encoding="utf-8").count("\n") == 101


def test_a_killed_demo_leaves_no_file_under_a_final_name(tmp_path: Path) -> None:
    program = (
        "import sys, pathlib, xsync.sources.demo as d; d.write_demo(pathlib.Path(sys.argv[1]), items=10**7)"
    )
    process = subprocess.Popen([sys.executable, "-c", program, str(tmp_path)])
    try:
        while process.poll() is None and not list(tmp_path.glob(".*.part")):
            time.sleep(0.02)
        assert process.poll() is None
    finally:
        process.kill()
        process.wait()
    assert list(tmp_path.glob(".*.part"))
    assert not list(tmp_path.glob("xero-sync-report*"))


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no limit on the size of a process's files")
def test_a_full_disk_leaves_nothing_at_all(tmp_path: Path) -> None:
    program = (
        "import resource, sys, pathlib, xsync.sources.demo as d; "
        "resource.setrlimit(resource.RLIMIT_FSIZE, (20_000, 20_000)); "
        "d.write_demo(pathlib.Path(sys.argv[1]), items=500)"
    )
    done = subprocess.run(
        [sys.executable, "-c", program, str(tmp_path)],
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )
    assert done.returncode == 1
    assert "OSError" in done.stderr
    assert not list(tmp_path.iterdir())


def test_if_one_file_cannot_be_put_in_place_no_temporary_one_is_left(tmp_path: Path) -> None:
    (tmp_path / "xero-sync-report-2026-11-02.xlsx" / "in the way").mkdir(parents=True)
    with pytest.raises(OSError, match="xero-sync-report-2026-11-02"):
        write_demo(tmp_path, items=60)
    assert not list(tmp_path.glob(".*"))


def test_a_company_too_small_is_refused_before_anything_is_made(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="50 or more"):
        write_demo(tmp_path / "demo", items=49)
    assert not (tmp_path / "demo").exists()
