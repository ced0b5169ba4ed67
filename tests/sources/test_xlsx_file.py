"""XLSX exports, and files that only look like them."""

from __future__ import annotations

import random
import zipfile
from datetime import date, datetime
from decimal import Decimal

import pytest
import xlsxwriter

from tests.sources.exports import (
    PREAMBLE,
    cells_of,
    contents,
    item,
    loaded,
    repacked,
    stored,
    write_csv,
    write_old_workbook,
    write_protected_workbook,
    write_xlsx,
)

ITEMS = [
    item(1, sync_date=datetime(2026, 10, 1, 9, 30, 15), effective_date=date(2026, 9, 30), amount=12.5),  # noqa: DTZ001 - a workbook knows no zone
    item(2, sync_date="", effective_date="30-Sep-2026", amount=-7, cin7_number=1234, contact="Zoë 公司"),
    item(3, sync_date=datetime(2026, 10, 2), effective_date=46295, sync_status="Failed"),  # noqa: DTZ001 - as above
]


def refusal(path, store):
    refused = loaded(path, store).refused
    assert refused
    assert "\n" not in refused
    assert contents(store) == {}
    return refused


def test_dates_and_numbers_are_excels_own(tmp_path):
    path = write_xlsx(
        tmp_path / "export.xlsx", [*PREAMBLE, *cells_of(ITEMS), [], ["Grand Total", *[""] * 8, 5.5]]
    )
    file = loaded(path, tmp_path / "store")
    assert (file.rows_read, file.rejects, file.date_order) == (3, [], None)
    first, second, third = stored(tmp_path / "store")
    assert first["sync_date"] == datetime(2026, 10, 1, 9, 30, 15)  # noqa: DTZ001 - the store keeps wall clocks
    assert first["effective_date"] == second["effective_date"] == date(2026, 9, 30)
    assert (first["amount"], second["amount"], third["amount"]) == (Decimal("12.5"), Decimal(-7), None)
    assert (second["sync_date"], second["cin7_number"], second["contact"]) == (None, "1234", "Zoë 公司")
    assert (third["sync_date"], third["effective_date"]) == (datetime(2026, 10, 2), date(2026, 9, 30))  # noqa: DTZ001 - as above
    assert [row["source_row"] for row in (first, second, third)] == [7, 8, 9]


def test_wrong_dates_among_excels_own_go_to_quarantine_and_the_rest_is_in(tmp_path):
    wrong = {2: "31/02/2026", 5: "soon", 9: "2026-13-01"}
    items = [
        item(
            number,
            cin7_number=f"'INV-{number}",
            sync_date=wrong.get(number, datetime(2026, 10, 13, 9, number)),  # noqa: DTZ001 - as above
            effective_date=date(2026, 10, 13),
            amount=0.1 + 0.2,
        )
        for number in range(12)
    ]
    above = [["Xero Synchronization Report"], ["Acme Ltd"], [], [], []]
    path = write_xlsx(tmp_path / "export.xlsx", [*above, *cells_of(items), ["Grand Total", 12]])
    file = loaded(path, tmp_path / "store")
    assert (file.rows_read, file.rows_loaded, file.rows_rejected) == (12, 9, 3)
    assert [(each["row"], each["field"], each["value"]) for each in file.rejects] == [
        (9, "sync_date", "31/02/2026"),
        (12, "sync_date", "soon"),
        (16, "sync_date", "2026-13-01"),
    ]
    rows = stored(tmp_path / "store")
    assert rows[0]["cin7_number"] == "INV-0"
    assert rows[0]["sync_date"] == datetime(2026, 10, 13, 9, 0)  # noqa: DTZ001 - as above
    assert {row["amount"] for row in rows} == {Decimal("0.3")}


def test_a_table_may_stand_off_the_corner(tmp_path):
    rows = [[], [], *([None, None, *cells] for cells in cells_of(ITEMS))]
    assert loaded(write_xlsx(tmp_path / "export.xlsx", rows), tmp_path / "store").rows_loaded == 3
    assert [row["source_row"] for row in stored(tmp_path / "store")] == [4, 5, 6]


def test_the_sheet_with_the_report_is_found_among_others(tmp_path):
    with xlsxwriter.Workbook(tmp_path / "export.xlsx") as workbook:
        workbook.add_worksheet("About").write_row(0, 0, ["Type", "Status", "Number", "explained"])
        chart = workbook.add_chart({"type": "line"})
        sheet = workbook.add_worksheet("Sheet")
        for row, cells in enumerate(cells_of([item(1), item(2)])):
            sheet.write_row(row, 0, cells)
        workbook.add_worksheet("Empty")
        chart.add_series({"values": "=Sheet!$A$1:$A$1"})
        workbook.add_chartsheet("Chart").set_chart(chart)
    assert loaded(tmp_path / "export.xlsx", tmp_path / "store").rows_loaded == 2


@pytest.mark.parametrize("name", ["export", "export.csv", "export.xls", "export.ods"])
def test_a_workbook_is_known_by_its_content(tmp_path, name):
    assert loaded(write_xlsx(tmp_path / name, cells_of(ITEMS)), tmp_path / "store").rows_loaded == 3


def test_text_under_a_workbooks_name_is_no_workbook(tmp_path):
    path = write_csv(tmp_path / "export.xlsx", cells_of([item(1)]))
    assert "cut off or damaged" in refusal(path, tmp_path / "store")


def test_a_protected_workbook_is_refused_with_the_way_out(tmp_path):
    path = write_protected_workbook(tmp_path / "export.xlsx")
    assert "protected by a password" in refusal(path, tmp_path / "store")


def test_an_old_workbook_is_refused_with_the_way_out(tmp_path):
    path = write_old_workbook(tmp_path / "export.xls")
    assert "Save it as .xlsx" in refusal(path, tmp_path / "store")


@pytest.mark.parametrize("part", [0.1, 0.5, 0.9, 0.999])
def test_a_truncated_workbook_is_refused(tmp_path, part):
    path = write_xlsx(tmp_path / "export.xlsx", cells_of(ITEMS))
    path.write_bytes(path.read_bytes()[: int(path.stat().st_size * part)])
    assert "cut off or damaged" in refusal(path, tmp_path / "store")


def test_an_archive_that_unpacks_to_an_absurd_size_is_not_opened(tmp_path):
    path = write_xlsx(tmp_path / "export.xlsx", cells_of(ITEMS))
    bomb = repacked(path, tmp_path / "bomb.xlsx", sheet1=bytes(70 << 20))
    assert "trap" in refusal(bomb, tmp_path / "store")


def test_an_encrypted_archive_is_refused(tmp_path):
    path = write_xlsx(tmp_path / "export.xlsx", cells_of(ITEMS))
    content = bytearray(path.read_bytes())
    for mark, flags in ((b"PK\x01\x02", 8), (b"PK\x03\x04", 6)):
        at = -1
        while (at := content.find(mark, at + 1)) >= 0:
            content[at + flags] |= 1
    path.write_bytes(content)
    assert "encrypted" in refusal(path, tmp_path / "store")


def test_a_stray_cell_in_the_last_corner_costs_the_file_and_nothing_else(tmp_path):
    """Read as one grid it would take half a terabyte, which ends the process that asks for it."""
    with xlsxwriter.Workbook(tmp_path / "stray.xlsx") as workbook:
        sheet = workbook.add_worksheet("Sheet")
        for row, cells in enumerate(cells_of([item(1)])):
            sheet.write_row(row, 0, cells)
        sheet.write(1_048_575, 16_383, "stray")
    refused = refusal(tmp_path / "stray.xlsx", tmp_path / "store")
    assert "Delete what stands far from the report's table" in refused


def test_an_archive_that_is_no_workbook_is_refused(tmp_path):
    with zipfile.ZipFile(tmp_path / "export.xlsx", "w") as archive:
        archive.writestr("readme.txt", "no workbook")
    assert "cannot be read as a workbook" in refusal(tmp_path / "export.xlsx", tmp_path / "store")


def test_damage_inside_a_workbook_is_refused_or_harmless(tmp_path):
    """Bytes changed at random inside its parts: never a traceback, and never rows that were not there."""
    choose = random.Random(7)  # noqa: S311 - damage, no secret
    path = write_xlsx(tmp_path / "export.xlsx", cells_of([item(number) for number in range(1, 30)]))
    with zipfile.ZipFile(path) as archive:
        parts = {
            name.rsplit("/", 1)[-1].removesuffix(".xml"): archive.read(name) for name in archive.namelist()
        }
    for number, name in enumerate(["sheet1", "sharedStrings", "styles", "workbook"]):
        damaged = bytearray(parts[name])
        for _ in range(12):
            damaged[choose.randrange(len(damaged))] = choose.randrange(256)
        copy = repacked(path, tmp_path / f"{name}.xlsx", **{name: bytes(damaged)})
        file = loaded(copy, tmp_path / f"store-{number}")
        assert file.refused or file.rows_read <= 29
