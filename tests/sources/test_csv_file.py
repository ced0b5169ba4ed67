"""CSV exports of every encoding, separator and shape load the same items."""

from __future__ import annotations

import csv
import tempfile
from datetime import date, datetime
from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from tests.sources.exports import (
    PREAMBLE,
    TITLES,
    cells_of,
    contents,
    export_csv,
    item,
    loaded,
    stored,
    write_csv,
)
from xsync.sources import csv_file

FOREIGN = [
    item(1, contact="Müller & Söhne", reference="£5 – “so”", sync_date="13/10/2026 10:00"),
    item(2, contact="'t Hooft; naar, zee", reference="a;b,c", effective_date="14/10/2026"),
    item(3, contact="Zoë", item_type="Payments", sync_status="pending", sync_date="15/10/2026 09:05"),
]
ENCODINGS = ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-16-be-mark", "cp1252"]


def without_lineage(rows):
    lineage = {"organisation", "load_id", "source_file", "source_row", "loaded_at"}
    return [{name: value for name, value in row.items() if name not in lineage} for row in rows]


@pytest.mark.parametrize("encoding", ENCODINGS)
@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_any_encoding_with_any_separator(tmp_path, encoding, delimiter):
    cells = cells_of(FOREIGN)
    if encoding == "utf-16-be-mark":
        cells[0][0], encoding = f"\ufeff{cells[0][0]}", "utf-16-be"
    path = write_csv(tmp_path / "export.csv", cells, encoding=encoding, delimiter=delimiter)
    file = loaded(path, tmp_path / "store")
    assert (file.rows_loaded, file.date_order) == (3, "dmy")
    rows = stored(tmp_path / "store")
    assert [(row["cin7_number"], row["contact"], row["reference"]) for row in rows] == [
        ("INV-00001", "Müller & Söhne", "£5 – “so”"),
        ("INV-00002", "'t Hooft; naar, zee", "a;b,c"),
        ("INV-00003", "Zoë", None),
    ]
    assert rows[0]["sync_date"] == datetime(2026, 10, 13, 10, 0)  # noqa: DTZ001 - the export's own clock
    assert rows[1]["effective_date"] == date(2026, 10, 14)
    assert (rows[2]["item_type"], rows[2]["sync_status"]) == ("payment", "Pending")


def test_all_habits_of_cin7s_exports_at_once(tmp_path):
    """Lines above, other columns first, the older title, a field too many, a blank line, a short total."""
    order = ["item_type", "sync_status", "cin7_number", "xero_number", "sync_date", "payment_account"]
    titles = {name: TITLES[name] for name in dict.fromkeys([*order, *TITLES])} | {
        "cin7_number": "DEAR Number"
    }
    header, *rows = cells_of(FOREIGN, titles)
    above = [["Xero Synchronization Report"], ["Acme Ltd", "", ""], []]
    path = write_csv(
        tmp_path / "export.csv",
        [*above, header, *([*row, ""] for row in rows), [], ["Grand Total", "", "3"]],
    )
    file = loaded(path, tmp_path / "store")
    assert (file.rows_read, file.rows_loaded) == (3, 3)
    assert [(row["cin7_number"], row["source_row"]) for row in stored(tmp_path / "store")] == [
        ("INV-00001", 5),
        ("INV-00002", 6),
        ("INV-00003", 7),
    ]


def test_windows_1252_is_noticed_however_late_it_shows(tmp_path):
    items = [item(number) for number in range(1, 12_000)]
    items.append(item(12_000, contact="Zoë"))
    loaded(export_csv(tmp_path / "export.csv", items, encoding="cp1252"), tmp_path / "store")
    assert stored(tmp_path / "store")[-1]["contact"] == "Zoë"


def test_a_separator_line_for_excel_is_passed_over(tmp_path):
    text = "sep=;\r\n" + "\r\n".join(";".join(map(str, row)) for row in cells_of([item(1)])) + "\r\n"
    (tmp_path / "export.csv").write_text(text, encoding="utf-8", newline="")
    assert loaded(tmp_path / "export.csv", tmp_path / "store").rows_loaded == 1


@pytest.mark.parametrize("line_end", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize(("quoting", "last_line_ends"), [(csv.QUOTE_MINIMAL, True), (csv.QUOTE_ALL, False)])
def test_line_ends_and_quoting_make_no_difference(tmp_path, line_end, quoting, last_line_ends):
    path = export_csv(
        tmp_path / "export.csv", FOREIGN, line_end=line_end, quoting=quoting, last_line_ends=last_line_ends
    )
    loaded(path, tmp_path / "store")
    assert [row["source_row"] for row in stored(tmp_path / "store")] == [2, 3, 4]
    assert [row["contact"] for row in stored(tmp_path / "store")] == [each["contact"] for each in FOREIGN]


def test_quoting_may_be_mixed_and_careless(tmp_path):
    header, row = (
        ",".join(TITLES.values()),
        'INV-{0},"INV-{0}", "2026-10-01" ,Completed,"Invoice" ,,{1},,2026-10-01',
    )
    text = "\r\n".join(
        [header, row.format(1, '5" pipe'), row.format(2, '"say ""hi"""'), row.format(3, '"a"b')]
    )
    (tmp_path / "export.csv").write_text(text + "\r\n", encoding="utf-8", newline="")
    loaded(tmp_path / "export.csv", tmp_path / "store")
    rows = stored(tmp_path / "store")
    assert [row["payment_account"] for row in rows] == ['5" pipe', 'say "hi"', "ab"]
    assert {row["item_type"] for row in rows} == {"invoice"}


def test_rows_are_numbered_as_a_spreadsheet_shows_them(tmp_path):
    """Preamble, blank lines and line breaks within a cell: one row each, none, and no row of its own."""
    rows = [
        *PREAMBLE,
        ["A note\nof two lines"],
        *cells_of([item(1, message="first\nsecond\r\nthird")]),
        [],
        [],
        *cells_of([item(2, message=""), item(3, message="", sync_date="yesterday")])[1:],
    ]
    file = loaded(write_csv(tmp_path / "export.csv", rows), tmp_path / "store")
    assert [(row["cin7_number"], row["source_row"]) for row in stored(tmp_path / "store")] == [
        ("INV-00001", 8),
        ("INV-00002", 11),
    ]
    assert stored(tmp_path / "store")[0]["message"] == "first\nsecond\r\nthird"
    assert [(reject["row"], reject["field"], reject["value"]) for reject in file.rejects] == [
        (12, "sync_date", "yesterday")
    ]


def test_a_row_may_have_one_field_more_than_the_header(tmp_path):
    header, *rows = cells_of(FOREIGN)
    path = write_csv(tmp_path / "export.csv", [header, *([*row, ""] for row in rows)])
    file = loaded(path, tmp_path / "store")
    assert (file.rows_loaded, file.rows_rejected) == (3, 0)
    assert stored(tmp_path / "store")[0]["other_columns"] is None


def test_a_row_with_more_cells_than_the_others_is_not_guessed_at(tmp_path):
    header, first, second, third = cells_of(FOREIGN)
    path = write_csv(tmp_path / "export.csv", [header, first, [*second, "", "astray"], [*third, ""]])
    file = loaded(path, tmp_path / "store")
    assert [(reject["row"], reject["field"], reject["value"]) for reject in file.rejects] == [
        (3, "row", "astray")
    ]
    assert [row["cin7_number"] for row in stored(tmp_path / "store")] == ["INV-00001", "INV-00003"]


@pytest.mark.parametrize(("total", "where"), [("Grand Total", 0), ("grand total:", 2), ("TOTAL", 0)])
def test_totals_blank_rows_and_repeated_headers_are_no_items(tmp_path, total, where):
    header, *rows = cells_of([item(number, amount="1.00") for number in (1, 2)])
    total_row = [""] * len(header)
    total_row[where], total_row[-1] = total, "2.00"
    blank = [" "] * len(header)
    path = write_csv(tmp_path / "export.csv", [header, rows[0], blank, [], header, rows[1], total_row])
    file = loaded(path, tmp_path / "store")
    assert (file.rows_read, file.rows_loaded) == (2, 2)
    assert [row["source_row"] for row in stored(tmp_path / "store")] == [2, 6]


def test_a_header_repeated_with_its_line_breaks_and_mark_is_no_item(tmp_path):
    header, row = cells_of([item(1)])
    header = ["\ufeffCin7 Core Number", *header[1:3], "Sync\nstatus", *header[4:]]
    file = loaded(write_csv(tmp_path / "export.csv", [header, row, header, row]), tmp_path / "store")
    assert (file.rows_read, file.rows_loaded) == (2, 2)


def test_an_item_numbered_like_a_total_is_an_item(tmp_path):
    file = loaded(export_csv(tmp_path / "export.csv", [item(1, cin7_number="Total")]), tmp_path / "store")
    assert (file.rows_read, file.rows_loaded) == (1, 1)


def test_guarding_apostrophes_are_taken_off_codes_and_left_on_names(tmp_path):
    guarded = item(
        cin7_number="'007",
        xero_number="'INV-1",
        payment_account="'090",
        reference="'12",
        amount="'5.00",
        effective_date="'2026-10-01",
        item_type="'Invoice",
        sync_status="'Failed",
        contact="'t Hooft",
        message="'INV-1' is locked",
    )
    file = loaded(export_csv(tmp_path / "export.csv", [guarded]), tmp_path / "store")
    (row,) = stored(tmp_path / "store")
    named = (
        "cin7_number",
        "xero_number",
        "payment_account",
        "reference",
        "item_type",
        "sync_status",
        "contact",
        "message",
    )
    assert [row[name] for name in named] == [
        *("007", "INV-1", "090", "12", "invoice", "Failed", "'t Hooft", "'INV-1' is locked")
    ]
    assert file.unknown_types == file.unknown_statuses == {}


def test_blanks_of_every_kind_are_trimmed(tmp_path):
    rows = [item(1, contact="\u00a0 Zoë\t"), item(2, contact=" \u00a0 ")]
    loaded(export_csv(tmp_path / "export.csv", rows), tmp_path / "store")
    assert [row["contact"] for row in stored(tmp_path / "store")] == ["Zoë", None]


CELL = st.text(
    st.characters(codec="utf-8", exclude_characters="\0\n\r", exclude_categories=["Cs"]), max_size=12
) | st.sampled_from(['"', '""', "a,b", "a;b", "'x", " x ", "\u00a0x", "=1+1", "\ufeffx", "x\ty"])


@settings(max_examples=12)
@given(
    cells=st.lists(st.tuples(CELL, CELL), min_size=1, max_size=5),
    delimiter=st.sampled_from([",", ";"]),
    irregular=st.sampled_from(
        ["tab", "utf-16", "broken line above", "blank line below", "all quoted, blank line below"]
    ),
)
@example(cells=[("x\t", "\ufeff")], delimiter=",", irregular="utf-16")
def test_regular_and_irregular_files_of_the_same_rows_hold_the_same_items(cells, delimiter, irregular):
    """Regular files are read by the engine, others record by record."""
    items = [item(number, contact=contact, shop=shop) for number, (contact, shop) in enumerate(cells, 1)]
    rows = cells_of(items)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        loaded(write_csv(folder / "regular.csv", rows, delimiter=delimiter), folder / "regular")
        odd = {
            "tab": {"rows": rows, "delimiter": "\t"},
            "utf-16": {"rows": rows, "delimiter": delimiter, "encoding": "utf-16"},
            "broken line above": {"rows": [["a\nb"], *rows], "delimiter": delimiter},
            "blank line below": {"rows": [*rows, []], "delimiter": delimiter},
            "all quoted, blank line below": {
                "rows": [*rows, []],
                "delimiter": delimiter,
                "quoting": csv.QUOTE_ALL,
                "line_end": "\n",
            },
        }[irregular]
        loaded(write_csv(folder / "odd.csv", **odd), folder / "odd")
        assert without_lineage(stored(folder / "regular")) == without_lineage(stored(folder / "odd"))


def test_a_file_cut_off_anywhere_is_refused_or_holds_whole_rows_only(tmp_path):
    """As Cin7 writes it, with a comma behind the last field, no cut within a row goes unnoticed."""
    header, *rows = cells_of([item(number, message="one\ntwo", contact="a, b") for number in (1, 2, 3)])
    whole = write_csv(tmp_path / "whole.csv", [header, *([*row, ""] for row in rows)]).read_bytes()
    loaded(tmp_path / "whole.csv", tmp_path / "whole")
    items = without_lineage(stored(tmp_path / "whole"))
    third = whole.index(b"INV-00003")
    for cut in [*range(third - 1, third + 30, 6), *range(len(whole) - 14, len(whole), 2), len(whole) - 1]:
        (tmp_path / "cut.csv").write_bytes(whole[:cut])
        store = tmp_path / f"store-{cut}"
        file = loaded(tmp_path / "cut.csv", store)
        if file.refused:
            assert "cut off" in file.refused
            assert contents(store) == {}
        else:
            kept = without_lineage(stored(store))
            assert kept == items[: len(kept)]
            assert file.rows_rejected == 0


@pytest.mark.parametrize(
    ("damage", "words"),
    [
        (b'"INV-00002', "a quotation mark is never closed"),
        (b"INV\0-00002", "is damaged"),
        (b"x" * (1 << 22), "is damaged"),
    ],
)
def test_a_damaged_file_is_refused_whole(tmp_path, damage, words):
    path = export_csv(tmp_path / "export.csv", [item(number) for number in (1, 2, 3)])
    path.write_bytes(path.read_bytes().replace(b"INV-00002", damage, 1))
    refused = loaded(path, tmp_path / "store").refused
    assert refused
    assert words in refused
    assert contents(tmp_path / "store") == {}


def test_a_regular_file_is_read_by_the_engine_and_not_record_by_record(tmp_path, monkeypatch):
    def record_by_record(*_):
        raise AssertionError("the engine should have read it")

    monkeypatch.setattr(csv_file, "stage_rows", record_by_record)
    quoted = [item(1, contact='The "Blue Door", Inc.'), item(2, contact="Zoë; Ann"), item(3)]
    file = loaded(export_csv(tmp_path / "export.csv", quoted), tmp_path / "store")
    assert file.rows_loaded == 3
    assert [row["contact"] for row in stored(tmp_path / "store")][:2] == ['The "Blue Door", Inc.', "Zoë; Ann"]
