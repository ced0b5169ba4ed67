"""The items as files: all of them, typed, and nothing in them that a spreadsheet would run."""

from __future__ import annotations

import csv
import re
import zipfile
from datetime import date, datetime
from decimal import Decimal

import pytest
from python_calamine import CalamineWorkbook

import xsync
from tests.report.sheets import expected_rows, sheet_rows
from tests.run.surroundings import AS_OF, demo_store
from xsync.errors import UsageError
from xsync.model import FIELDS
from xsync.report.exports import items_of
from xsync.report.layout import Layout, Sort
from xsync.report.row_files import FORMULA_STARTS, LONGEST_CELL, OVERLOOKED, write_csv, write_xlsx

HOSTILE = [
    *(f"{start}1+1" for start in FORMULA_STARTS),
    '=HYPERLINK("http://example.com","click")',
    "=cmd|' /C calc'!A0",
    "@SUM(1,2)",
    "-",
    " =1+1",
    "\u200b=1+1",
    '"=1+1',
    "'=1+1",
    "'quoted",
    'a "quoted", word',
    "two\r\nlines",
    "a\rb",
    "007",
    "1E5",
    "2026-01-01",
    "TRUE",
    "http://example.com/",
    "_x0041_",
    "Žluťoučký 日本語 🧾",
    "x" * (LONGEST_CELL + 10),
]
COLUMNS = (
    "cin7_number",
    "item_type",
    "sync_status",
    "sync_date",
    "effective_date",
    "amount",
    "currency",
    "message",
)
ARRANGED = Layout("All", columns=(*COLUMNS, "source_row"), sort=(Sort("source_row"),))


@pytest.fixture(scope="module")
def report(tmp_path_factory):
    folder = tmp_path_factory.mktemp("exports")
    header = [
        "Cin7 Core Number",
        "Type",
        "Sync status",
        "Sync date",
        "Effective Date",
        "Amount",
        "Currency",
        "Message",
    ]
    rows = [
        [
            f"INV-{number}",
            "Invoices",
            "Failed",
            "2026-10-31 14:05:09",
            "2026-10-30",
            "-1234.5600",
            "GBP",
            text,
        ]
        for number, text in enumerate(HOSTILE)
    ]
    rows += [
        ["INV-old", "Gift card", "On hold", "", "2026-03-01", "99999999999999.9999", "", ""],
        ["INV-none", "Invoices", "Completed", "", "", "", "", ""],
    ]
    with (folder / "export.csv").open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([header, *rows])
    loaded = xsync.load(folder / "export.csv", organisation="Acme", store=folder / "store")
    assert loaded.files[0].rows_rejected == 0
    asked = xsync.sync_report(store=folder / "store", period="all_time", as_of="2026-11-02T09:00:00+01:00")
    return asked.layout(ARRANGED)


def stored(report, name):
    return report.items().column(name).to_pylist()


@pytest.fixture(scope="module")
def csv_rows(report, tmp_path_factory):
    path = tmp_path_factory.mktemp("csv") / "items.csv"
    assert write_csv(items_of(report), path) == report.counts.items_shown
    assert not path.read_bytes().startswith(b"\xef\xbb\xbf")
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@pytest.fixture(scope="module")
def workbook(report, tmp_path_factory):
    path = tmp_path_factory.mktemp("xlsx") / "items.xlsx"
    facts = [("Organisation", "=Acme"), ("Filter", None)]
    assert write_xlsx(items_of(report), path, facts) == report.counts.items_shown
    return path


def test_csv_holds_every_item_under_cin7s_titles_in_the_reports_order(report, csv_rows):
    assert list(csv_rows[0]) == [FIELDS[name].title for name in (*COLUMNS, "source_row")]
    assert [row["Cin7 Core Number"] for row in csv_rows] == stored(report, "cin7_number")
    assert len(csv_rows) == len(HOSTILE) + 2


def test_csv_has_iso_dates_exact_amounts_and_labels(csv_rows):
    first, old, bare = csv_rows[0], csv_rows[-2], csv_rows[-1]
    assert [first[FIELDS[name].title] for name in COLUMNS[1:7]] == [
        "Invoice",
        "Failed",
        "2026-10-31 14:05:09",
        "2026-10-30",
        "-1234.5600",
        "GBP",
    ]
    assert (old["Type"], old["Sync status"], old["Effective Date"]) == ("Gift card", "On hold", "2026-03-01")
    assert Decimal(old["Amount"]) == Decimal("99999999999999.9999")
    assert [bare[FIELDS[name].title] for name in COLUMNS[3:]] == [""] * 5


def test_no_text_of_the_csv_begins_a_formula_and_none_is_lost(report, csv_rows):
    shown = [row["Message"] for row in csv_rows]
    messages = [text or "" for text in stored(report, "message")]
    guarded = {text for text in messages if text.lstrip(OVERLOOKED).startswith(FORMULA_STARTS)}
    assert guarded >= {" =1+1", "\ufeff=1+1", '"=1+1', "'=1+1", "\uff1d1+1", "\u3000\uff0b1", "\n=1+1"} & {
        *messages
    }
    assert len(guarded) >= 12
    assert shown == [f"'{text}" if text in guarded else text for text in messages]


def test_the_workbook_holds_every_item_with_real_dates_and_numbers(report, workbook):
    book = CalamineWorkbook.from_path(str(workbook))
    assert book.sheet_names == ["Items", "About"]
    header, *rows = book.get_sheet_by_name("Items").to_python()
    assert header == [FIELDS[name].title for name in (*COLUMNS, "source_row")]
    assert [row[0] for row in rows] == stored(report, "cin7_number")
    assert rows[0][1:7] == [
        "Invoice",
        "Failed",
        datetime(2026, 10, 31, 14, 5, 9),  # noqa: DTZ001 - sheets know no zones
        date(2026, 10, 30),
        -1234.56,
        "GBP",
    ]
    assert rows[-2][1:6] == ["Gift card", "On hold", "", date(2026, 3, 1), 99999999999999.9999]
    assert rows[-1][3:8] == [""] * 5


def test_the_workbooks_texts_are_the_stored_ones_however_they_look(report, workbook):
    rows = CalamineWorkbook.from_path(str(workbook)).get_sheet_by_name("Items").to_python()[1:]
    expected = [text or "" for text in stored(report, "message")]
    longest = max(expected, key=len)
    expected[expected.index(longest)] = f"{longest[: LONGEST_CELL - 1]}…"
    assert [row[7] for row in rows] == expected


def test_the_workbook_has_no_formula_no_link_and_nothing_from_outside(workbook):
    parts = zipfile.ZipFile(workbook)
    sheets = {name: parts.read(name).decode() for name in parts.namelist() if "worksheets/sheet" in name}
    assert len(sheets) == 2
    for name, xml in sheets.items():
        assert not re.search(r"<f[ >]|<hyperlink", xml), name
    assert [
        name
        for name in parts.namelist()
        if "external" in name.casefold() or (name.endswith(".rels") and "sheet" in name)
    ] == []
    amounts = re.findall(r'<c r="F\d+" s="\d+"><v>', sheets["xl/worksheets/sheet1.xml"])
    assert len(amounts) == len(HOSTILE) + 1  # negative ones are numbers, not guarded text


def test_the_sheet_about_says_what_was_asked(workbook):
    rows = CalamineWorkbook.from_path(str(workbook)).get_sheet_by_name("About").to_python()
    assert rows == [["Organisation", "=Acme"], ["Filter", ""]]


def test_beyond_the_limit_of_a_sheet_the_next_one_goes_on(report, tmp_path):
    path = tmp_path / "items.xlsx"
    assert write_xlsx(items_of(report), path, [], rows_a_sheet=15) == report.counts.items_shown
    book = CalamineWorkbook.from_path(str(path))
    assert book.sheet_names == ["Items", "Items 2", "Items 3", "About"]
    sheets = [book.get_sheet_by_name(name).to_python() for name in book.sheet_names[:-1]]
    assert [len(rows) for rows in sheets] == [16, 16, report.counts.items_shown - 30 + 1]
    assert {tuple(rows[0]) for rows in sheets} == {tuple(sheets[0][0])}
    assert [row[0] for rows in sheets for row in rows[1:]] == stored(report, "cin7_number")


def test_the_same_report_gives_the_same_bytes(report, tmp_path):
    for copy in ("first", "second"):
        write_csv(items_of(report), tmp_path / f"{copy}.csv")
        write_xlsx(items_of(report), tmp_path / f"{copy}.xlsx", [])
    assert (tmp_path / "first.csv").read_bytes() == (tmp_path / "second.csv").read_bytes()
    assert (tmp_path / "first.xlsx").read_bytes() == (tmp_path / "second.xlsx").read_bytes()


def test_nothing_to_show_is_a_header_alone(report, tmp_path):
    nothing = report.filter({"field": "cin7_number", "equals": "none such"})
    assert write_csv(items_of(nothing), tmp_path / "items.csv") == 0
    assert len((tmp_path / "items.csv").read_text(encoding="utf-8").splitlines()) == 1
    assert write_xlsx(items_of(nothing), tmp_path / "items.xlsx", []) == 0
    rows = CalamineWorkbook.from_path(str(tmp_path / "items.xlsx")).get_sheet_by_name("Items").to_python()
    assert len(rows) == 1


def test_a_group_stands_first_in_both(report, tmp_path):
    grouped = report.layout(Layout("Grouped", columns=("cin7_number",), group_by=("item_type",)))
    write_csv(items_of(grouped), tmp_path / "items.csv")
    with (tmp_path / "items.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.reader(file))
    assert rows[0] == ["Type", "Cin7 Core Number"]
    assert rows[1][0] == "Gift card"
    write_xlsx(items_of(grouped), tmp_path / "items.xlsx", [])
    sheet = CalamineWorkbook.from_path(str(tmp_path / "items.xlsx")).get_sheet_by_name("Items")
    assert sheet.to_python() == rows


def test_a_person_gets_a_workbook_that_says_above_the_table_what_was_asked(report, tmp_path):
    shown = report.filter({"field": "message", "starts_with": "="})
    path = shown.to_xlsx(tmp_path / "new folder" / "for the auditor.xlsx")
    book = CalamineWorkbook.from_path(str(path))
    assert book.sheet_names == ["Items"]
    rows = book.get_sheet_by_name("Items").to_python()
    counts = shown.counts
    assert [row[:2] for row in rows[:8]] == [
        ["Xero Synchronization Report", ""],
        ["Organisation", "Acme"],
        ["Reporting period", "All time: every item, with a date or without"],
        ["As of", "2 Nov 2026 08:00 (UTC)"],
        ["Filter", "Message starts with ="],
        ["Layout", "All"],
        ["Items", f"{counts.items_shown} of {counts.items_in_period} in the period"],
        ["", ""],
    ]
    assert rows[8] == [FIELDS[name].title for name in ARRANGED.columns]
    assert [row[7] for row in rows[9:]] == stored(shown, "message")
    assert rows[9][3:6] == [datetime.fromisoformat("2026-10-31T14:05:09"), date(2026, 10, 30), -1234.56]
    with zipfile.ZipFile(path) as parts:
        sheet = parts.read("xl/worksheets/sheet1.xml").decode()
    last = 9 + counts.items_shown
    assert f'<autoFilter ref="A9:I{last}"/>' in sheet
    assert 'ySplit="9" topLeftCell="A10"' in sheet
    assert "<f>" not in sheet


def test_every_row_and_column_of_the_workbook_is_the_stores(tmp_path_factory, tmp_path):
    demo = xsync.sync_report(store=demo_store(tmp_path_factory), as_of=AS_OF, period="all_time")
    shown = demo.columns([*FIELDS]).sort(["sync_status", "-amount"])
    rows = sheet_rows(shown.to_xlsx(tmp_path / "items.xlsx"))
    assert rows == expected_rows(shown)
    assert len(rows) == demo.counts.items_shown
    assert {*rows[0]} == {field.title for field in FIELDS.values()}


def test_a_person_gets_the_csv_that_a_run_leaves(report, tmp_path):
    write_csv(items_of(report), tmp_path / "run.csv")
    path = report.to_csv(str(tmp_path / "mine.csv"))
    assert path.read_bytes() == (tmp_path / "run.csv").read_bytes()


@pytest.mark.parametrize(("verb", "suffix"), [("to_csv", ".csv"), ("to_xlsx", ".xlsx")])
def test_an_export_is_written_whole_under_a_name_of_its_kind_or_refused(verb, suffix, report, tmp_path):
    with pytest.raises(UsageError, match=f"ends in {suffix}"):
        getattr(report, verb)(tmp_path / "items.txt")
    (tmp_path / "a file").write_text("", encoding="utf-8")
    with pytest.raises(UsageError, match="cannot be written"):
        getattr(report, verb)(tmp_path / "a file" / f"items{suffix}")
    getattr(report, verb)(tmp_path / f"items{suffix}")
    getattr(report, verb)(tmp_path / f"items{suffix}")
    assert sorted(path.name for path in tmp_path.iterdir()) == ["a file", f"items{suffix}"]
