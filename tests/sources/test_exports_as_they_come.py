"""Exports as Cin7 writes them and worse, loaded through the front door."""

from __future__ import annotations

import csv
import io
import os
import sys
import time
import zipfile
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path

import pytest
import xlsxwriter
from hypothesis import given
from hypothesis import strategies as st

import xsync
from xsync.errors import DataRefused
from xsync.model import REPORT_FIELDS
from xsync.sources.dates import infer_date_order

TITLES = [field.title for field in REPORT_FIELDS]
ROWS = [
    ["INV-1", "INV-1", "13/10/2026 10:00", "Completed", "Invoices", "", "", "", "13/10/2026"],
    ["INV-2", "", "14/10/2026 11:30", "Failed", "Invoice", "", "", "", "14/10/2026"],
    [
        "PAY-1",
        "",
        "15/10/2026 09:05",
        "pending",
        "Payments",
        "",
        "090: Bank",
        "https://example.com/1",
        "15/10/2026",
    ],
]
WINDOWS = sys.platform == "win32"


def as_csv(rows, *, delimiter=",", encoding="utf-8", end="\r\n", **options):
    text = io.StringIO()
    csv.writer(text, delimiter=delimiter, lineterminator=end, **options).writerows(rows)
    return text.getvalue().encode(encoding)


@pytest.fixture
def load(tmp_path):
    """Load the bytes of one file into a store of this test's own; return what became of it."""

    def bring(content, name="export.csv", **options):
        path = tmp_path / name
        path.write_bytes(content)
        (file,) = xsync.load(path, organisation="Acme", store=tmp_path / "store", **options).files
        assert file.rows_read == file.rows_loaded + file.rows_known + file.rows_rejected
        return file

    return bring


@pytest.fixture
def items(tmp_path):
    """Return the items of this test's store as plain rows, oldest sync first."""

    def read(**parameters):
        layout = {"layout": parameters.pop("layout", None)}
        report = xsync.sync_report("Acme", tmp_path / "store", period="all_time", **layout, **parameters)
        every = report.snapshot.engine.table("SELECT * FROM items ORDER BY sync_date, source_row").to_pylist()
        assert len(every) == report.counts.items_shown
        return every

    return read


def files_of(folder):
    return (
        {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()} if folder.exists() else {}
    )


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "cp1252"])
@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_any_encoding_and_separator(load, items, encoding, delimiter):
    rows = [[*TITLES, "Customer"], [*ROWS[0], "Müller"], [*ROWS[1], "Café"], [*ROWS[2], "'t Hooft"]]
    file = load(as_csv(rows, delimiter=delimiter, encoding=encoding))
    assert (file.rows_loaded, file.date_order) == (3, "dmy")
    assert [item["contact"] for item in items()] == ["Müller", "Café", "'t Hooft"]
    assert items()[2]["item_type"] == "payment"
    assert items()[2]["sync_status"] == "Pending"
    assert items()[0]["sync_date"] == datetime(2026, 10, 13, 10, 0)  # noqa: DTZ001 - the export's own clock
    assert items()[0]["effective_date"] == date(2026, 10, 13)


def test_preamble_order_of_columns_older_title_wide_rows_totals_and_blank_rows(load, items):
    order = [4, 3, 0, 1, 2, 5, 6, 7, 8]
    titles = ["DEAR Number" if title == "Cin7 Core Number" else title for title in TITLES]
    rows = [
        ["Xero Synchronization Report"],
        ["Acme Ltd", "", ""],
        [],
        [titles[at] for at in order],
        *([*(row[at] for at in order), ""] for row in ROWS),
        [],
        ["Grand Total", "", "3"],
    ]
    file = load(as_csv(rows))
    assert (file.rows_read, file.rows_loaded) == (3, 3)
    assert [item["cin7_number"] for item in items()] == ["INV-1", "INV-2", "PAY-1"]
    assert [item["source_row"] for item in items()] == [5, 6, 7]


def test_rows_are_numbered_as_a_spreadsheet_shows_them_across_embedded_newlines(load):
    rows = [
        [*TITLES, "Message"],
        [*ROWS[0], "two\nlines"],
        [],
        [*ROWS[1][:2], "not a date", *ROWS[1][3:], 'a, "quoted" one'],
    ]
    (reject,) = load(as_csv(rows)).rejects
    assert (reject["row"], reject["field"], reject["value"]) == (4, "sync_date", "not a date")


def test_apostrophes_guard_codes_only_and_other_columns_are_kept(load, items):
    row = ["'INV-1", "'X-1", *ROWS[0][2:], "'t Hooft", "kept"]
    load(as_csv([[*TITLES, "Contact", "Sales channel"], row]))
    (item,) = items()
    assert (item["cin7_number"], item["xero_number"], item["contact"]) == ("INV-1", "X-1", "'t Hooft")
    assert "kept" in item["other_columns"]
    assert "Sales channel" in item["other_columns"]


@pytest.mark.parametrize(
    ("text", "amount"),
    [
        ("1,234.50", "1234.50"),
        ("(12.00)", "-12.00"),
        ("-0.01", "-0.01"),
        ("£1,000", "1000"),
        ("12.3456", "12.3456"),
        ("99999999999999.9999", "99999999999999.9999"),
        ("", None),
    ],
)
def test_amounts_are_exact(load, items, text, amount):
    load(as_csv([[*TITLES, "Amount"], [*ROWS[0], text]]))
    assert items()[0]["amount"] == (None if amount is None else Decimal(amount))


def test_semicolon_files_may_write_decimal_commas(load, items):
    load(as_csv([[*TITLES, "Amount"], [*ROWS[0], "1.234,50"], [*ROWS[1], "7,00"]], delimiter=";"))
    assert [item["amount"] for item in items()] == [Decimal("1234.5"), Decimal(7)]


@pytest.mark.parametrize("text", ["12.34567", "abc", "1,2,3.4.5", "999999999999999"])
def test_an_amount_is_never_rounded_or_guessed(load, text):
    (reject,) = load(as_csv([[*TITLES, "Amount"], [*ROWS[0], text]])).rejects
    assert (reject["field"], reject["value"]) == ("amount", text)


@pytest.mark.parametrize(
    "text",
    [
        *("2026-10-31 14:05", "2026-10-31T14:05:00", "31-Oct-2026 14:05", "2026/10/31 14:05:00"),
        *("31/10/2026 2:05 PM", "31/10/2026 02:05:00 p.m.", "31.10.2026 14:05", "31 October 2026 14:05"),
    ],
)
def test_every_form_of_a_date(load, items, text):
    load(as_csv([TITLES, [*ROWS[0][:2], text, *ROWS[0][3:8], "31-Oct-2026"]]))
    assert items()[0]["sync_date"] == datetime(2026, 10, 31, 14, 5)  # noqa: DTZ001 - the export's own clock


def test_dates_that_fit_both_orders_are_not_guessed(load, tmp_path, items):
    ambiguous = as_csv([TITLES, [*ROWS[0][:2], "01/02/2026", *ROWS[0][3:8], "03/04/2026"]])
    refused = load(ambiguous)
    assert "--date-order" in refused.refused
    assert files_of(tmp_path / "store") == {}
    assert load(ambiguous, date_order="mdy").rows_loaded == 1
    assert items()[0]["effective_date"] == date(2026, 3, 4)
    assert load(ambiguous, date_order="dmy").rows_loaded == 1
    assert [item["effective_date"] for item in items()] == [date(2026, 4, 3)]


@given(
    st.lists(st.dates(date(1995, 1, 1), date(2090, 12, 31)), min_size=1, max_size=40),
    st.sampled_from(["%d/%m/%Y", "%m/%d/%Y"]),
)
def test_the_order_found_is_the_order_written_or_none_is_found(days, written):
    counted = {day.strftime(written): 1 for day in days}
    try:
        order = infer_date_order(counted)
    except DataRefused:
        assert all(day.day <= 12 for day in days)
        return
    if order is None:
        assert all(day.day == day.month for day in days)
    else:
        assert order == ("dmy" if written == "%d/%m/%Y" else "mdy")


def test_a_hand_made_workbook_with_three_wrong_dates(load, items, tmp_path):
    path = tmp_path / "made.xlsx"
    with xlsxwriter.Workbook(path) as workbook:
        sheet = workbook.add_worksheet("Sheet")
        as_date = workbook.add_format({"num_format": "dd/mm/yyyy"})
        sheet.write("A1", "Xero Synchronization Report")
        sheet.write("A2", "Acme Ltd")
        sheet.write_row("A6", [*TITLES, "Amount"])
        for number in range(12):
            row = 6 + number
            sheet.write_row(row, 0, [f"'INV-{number}", "", "", "Failed", "Invoice"])
            wrong = {2: "31/02/2026", 5: "soon", 9: "2026-13-01"}.get(number)
            if wrong:
                sheet.write(row, 2, wrong)
            else:
                sheet.write_datetime(row, 2, datetime(2026, 10, 13, 9, number), as_date)  # noqa: DTZ001 - Excel knows no zones
            sheet.write_datetime(row, 8, datetime(2026, 10, 13), as_date)  # noqa: DTZ001 - as above
            sheet.write_number(row, 9, 0.1 + 0.2)
        sheet.write_row(18, 0, ["Grand Total", 12])
    file = load(path.read_bytes(), "export.xlsx")
    assert (file.rows_read, file.rows_loaded, file.rows_rejected) == (12, 9, 3)
    assert [reject["row"] for reject in file.rejects] == [9, 12, 16]
    assert {item["amount"] for item in items()} == {Decimal("0.3")}
    assert items()[0]["sync_date"] == datetime(2026, 10, 13, 9, 0)  # noqa: DTZ001 - the export's own clock


def test_the_same_file_again_is_known_and_a_newer_export_supersedes(load, items):
    older = as_csv([TITLES, *ROWS])
    load(older)
    again = load(older, "copy.csv")
    assert (again.rows_loaded, again.rows_known, again.already_loaded) == (0, 3, True)
    arrived = ["INV-2", "INV-2", "16/10/2026 08:00", "Completed", *ROWS[1][4:]]
    newer = load(as_csv([TITLES, ROWS[0], arrived, ROWS[2]]), "newer.csv")
    assert (newer.rows_loaded, newer.rows_known) == (1, 2)
    assert {item["cin7_number"]: item["sync_status"] for item in items()} == {
        "INV-1": "Completed",
        "INV-2": "Completed",
        "PAY-1": "Pending",
    }


def test_an_older_export_loaded_later_does_not_turn_back_the_clock(load, items):
    load(as_csv([TITLES, ["INV-2", "INV-2", "16/10/2026 08:00", "Completed", *ROWS[1][4:]]]))
    late = load(as_csv([TITLES, ROWS[1]]), "older.csv")
    assert late.rows_loaded == 1
    assert [item["sync_status"] for item in items()] == ["Completed"]


def test_rows_that_look_alike_inside_one_file_all_stay(load, items):
    load(as_csv([TITLES, ROWS[2], ROWS[2], ROWS[2]]))
    assert len(items()) == 3
    overlapping = load(as_csv([TITLES, ROWS[0], ROWS[2], ROWS[2], ROWS[2]]), "wider.csv")
    assert (overlapping.rows_loaded, overlapping.rows_known) == (1, 3)
    assert len(items()) == 4


def test_unknown_types_and_statuses_stay_verbatim_and_are_counted(load, items):
    odd = [*ROWS[0][:3], "Half done", "Gift card", *ROWS[0][5:]]
    file = load(as_csv([TITLES, odd, ROWS[1]]))
    assert dict(file.unknown_types) == {"Gift card": 1}
    assert dict(file.unknown_statuses) == {"Half done": 1}
    assert items()[0]["item_type"] == "Gift card"


def bomb():
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/workbook.xml", "x")
        archive.writestr("xl/worksheets/sheet1.xml", bytes(200 << 20))
    return packed.getvalue()


@pytest.mark.parametrize(
    ("content", "name"),
    [
        (b"", "empty.csv"),
        (as_csv([TITLES]), "header.csv"),
        (as_csv([TITLES, *ROWS])[:-30], "cut.csv"),
        (as_csv([TITLES, *ROWS]) + b'"INV-9', "open-quote.csv"),
        (as_csv([["a", "b"], ["1", "2"]]), "other.csv"),
        (as_csv([["Cin7 Core Number", "Sync date", "Sync status"], ["INV-1", "", "Failed"]]), "no-type.csv"),
        (
            bytes.fromhex("d0cf11e0a1b11ae1") + bytes(600) + "EncryptedPackage".encode("utf-16-le"),
            "locked.xlsx",
        ),
        (bytes.fromhex("d0cf11e0a1b11ae1") + bytes(600), "old.xls"),
        (b"PK\x03\x04" + bytes(100), "cut.xlsx"),
        (bomb(), "bomb.xlsx"),
        (b"%PDF-1.7 nothing", "report.pdf"),
        (os.urandom(4000), "noise.csv"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_what_is_no_export_is_refused_in_a_sentence_and_the_store_is_untouched(load, tmp_path, content, name):
    load(as_csv([TITLES, *ROWS]))
    before = files_of(tmp_path / "store")
    file = load(content, name)
    assert file.refused
    assert "Traceback" not in file.refused
    assert name.split(".")[0] in file.refused
    assert files_of(tmp_path / "store") == before


def test_a_refused_file_does_not_hold_up_the_others(tmp_path):
    good, bad = tmp_path / "good.csv", tmp_path / "bad.csv"
    good.write_bytes(as_csv([TITLES, *ROWS]))
    bad.write_bytes(b"no export")
    result = xsync.load(bad, tmp_path / "missing.csv", good, organisation="Acme", store=tmp_path / "store")
    assert [bool(file.refused) for file in result.files] == [True, True, False]
    assert result.exit_code == 3
    assert result.files[2].rows_loaded == 3


def test_the_store_as_it_was(load, items, tmp_path):
    load(as_csv([TITLES, ROWS[1]]))
    between = xsync.Store(tmp_path / "store").loads("Acme")[0].loaded_at
    time.sleep(0.01)
    load(as_csv([TITLES, ["INV-2", "INV-2", "16/10/2026 08:00", "Completed", *ROWS[1][4:]]]), "newer.csv")
    assert [item["sync_status"] for item in items(as_of=f"{between.isoformat()}+00:00")] == ["Failed"]
    assert [item["sync_status"] for item in items()] == ["Completed"]


@pytest.mark.skipif(WINDOWS, reason="Windows has no such modes; a folder there inherits its parent's rights")
def test_only_the_owner_may_open_the_store(load, items, tmp_path):
    load(as_csv([TITLES, *ROWS]))
    items()
    modes = {path.is_dir(): path.stat().st_mode & 0o777 for path in (tmp_path / "store").rglob("*")}
    assert modes == {True: 0o700, False: 0o600}


def test_organisations_in_one_store_stay_apart_and_their_names_are_no_paths(tmp_path):
    path = tmp_path / "export.csv"
    path.write_bytes(as_csv([TITLES, *ROWS]))
    for name in ("Acme", "../../Acme", "Ácme & Söhne; DROP TABLE items --"):
        assert xsync.load(path, organisation=name, store=tmp_path / "store").files[0].rows_loaded == 3
        assert xsync.sync_report(name, tmp_path / "store", period="all_time").counts.items_shown == 3
    assert sorted(each.name for each in tmp_path.iterdir()) == ["export.csv", "store"]
    with pytest.raises(xsync.XsyncError, match="did you mean 'Acme'"):
        xsync.sync_report("Acmee", tmp_path / "store")


def test_columns_of_the_same_rows_read_alike_however_they_are_written(tmp_path):
    regular, irregular = tmp_path / "regular.csv", tmp_path / "irregular.csv"
    regular.write_bytes(as_csv([TITLES, *ROWS]))
    irregular.write_bytes(as_csv([TITLES, *ROWS, []], quoting=csv.QUOTE_ALL, end="\n"))
    seen = []
    for number, path in enumerate((regular, irregular)):
        store = Path(tmp_path / f"store{number}")
        xsync.load(path, organisation="Acme", store=store)
        seen.append(xsync.sync_report("Acme", store, period="all_time").items().to_pylist())
    assert seen[0] == seen[1]
