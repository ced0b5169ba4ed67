"""The files the page makes: every row of the filter, exact, and safe to open."""

from __future__ import annotations

import csv
from datetime import date
from typing import TYPE_CHECKING, Any

import pytest
from playwright.sync_api import expect
from python_calamine import CalamineWorkbook

from tests.browser.page_driver import ROWS, counted
from tests.view.sample import SHOWN_FIELDS
from xsync.model import FIELDS, type_label

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from playwright.sync_api import Page

pytestmark = pytest.mark.browser


def downloaded(page: Page, name: str, folder: Path) -> Path:
    with page.expect_download() as download:
        page.get_by_role("button", name=name, exact=True).click()
    path = folder / download.value.suggested_filename
    download.value.save_as(path)
    return path


def exact_row(row: dict[str, Any]) -> list[str]:
    """A row as the CSV made in the page must hold it."""
    return [
        row["cin7_number"],
        row["xero_number"] or "",
        row["sync_date"].isoformat() if row["sync_date"] else "",
        row["sync_status"],
        type_label(row["item_type"]),
        row["consolidated_number"] or "",
        row["payment_account"] or "",
        row["document_link"] or "",
        row["effective_date"].isoformat(),
        f"{row['amount']:.2f}" if row["amount"] is not None else "",
        row["message"] or "",
    ]


def read_csv(path: Path) -> list[list[str]]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.reader(file))


def test_columns_can_be_hidden_and_then_stay_out_of_the_export(opened: Callable[..., Page], tmp_path: Path):
    page = opened()
    page.get_by_role("button", name="Columns").click()
    page.locator(".dt-button-collection").get_by_text("Xero Number", exact=True).click()
    page.keyboard.press("Escape")
    expect(page.get_by_role("columnheader", name="Xero Number", exact=True)).to_have_count(0)
    headings = read_csv(downloaded(page, "CSV", tmp_path))[0]
    assert "Xero Number" not in headings
    assert len(headings) == len(SHOWN_FIELDS) - 1


def test_csv_holds_every_row_of_the_filter_exactly(opened: Callable[..., Page], tmp_path: Path):
    page = opened()
    whole = read_csv(downloaded(page, "CSV", tmp_path))
    assert whole[0] == [FIELDS[name].title for name in SHOWN_FIELDS]
    assert whole[1:] == [exact_row(row) for row in ROWS]
    page.get_by_label("Search", exact=True).fill("Failed")
    failed = [exact_row(row) for row in ROWS if row["sync_status"] == "Failed"]
    counted(page, len(failed))
    assert len(failed) > 25
    assert read_csv(downloaded(page, "CSV", tmp_path))[1:] == failed


def test_excel_holds_every_row_of_the_filter_with_real_dates_and_numbers(
    opened: Callable[..., Page], tmp_path: Path
):
    page = opened()
    page.get_by_label("Search", exact=True).fill("Failed")
    failed = [row for row in ROWS if row["sync_status"] == "Failed"]
    counted(page, len(failed))
    sheet = CalamineWorkbook.from_path(downloaded(page, "Excel", tmp_path)).get_sheet_by_name("Items")
    rows = sheet.to_python()
    assert rows[0] == [FIELDS[name].title for name in SHOWN_FIELDS]
    assert len(rows) == len(failed) + 1
    for made, row in zip(rows[1:], failed, strict=True):
        synced = row["sync_date"]
        # The reader hands midnight back as a date.
        assert made[2] == (synced.date() if synced and not synced.hour | synced.minute else synced or "")
        assert made[8] == row["effective_date"]
        assert made[9] == (float(row["amount"]) if row["amount"] is not None else "")
        assert [made[0], made[3], made[10]] == [row["cin7_number"], row["sync_status"], row["message"]]


def test_exports_hold_hostile_values_as_text(opened: Callable[..., Page], tmp_path: Path):
    page = opened("hostile")
    made = read_csv(downloaded(page, "CSV", tmp_path))[1:]
    number, xero, message, amount = 0, 1, 10, 9
    assert [row[number] for row in made] == ["'=1+1", "1E5", "12345678901234567890"]
    assert [row[xero] for row in made] == ['<img src=x onerror="alert(1)">&', "007", "'-SUM(A1)"]
    assert [row[message] for row in made] == ['comma, "quote"\nand line & more', "-5", "_x0041_ \ufffd"]
    assert [row[amount] for row in made] == ["-12.50", "", "12345678901234.5678"]
    assert made[2][7] == "https://inventory.dearsystems.com/Sale#1&2"
    sheet = CalamineWorkbook.from_path(downloaded(page, "Excel", tmp_path)).get_sheet_by_index(0)
    rows = sheet.to_python()[1:]
    assert [row[number] for row in rows] == ["=1+1", "1E5", "12345678901234567890"]
    assert [row[xero] for row in rows] == ['<img src=x onerror="alert(1)">&', "007", "-SUM(A1)"]
    assert [row[amount] for row in rows] == [-12.5, "", "12345678901234.5678"]
    assert rows[0][message] == 'comma, "quote"\nand line & more'
    assert rows[2][8] == date(2024, 2, 29)
