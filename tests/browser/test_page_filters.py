"""Searching, filtering, sorting and paging the items in the page."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

from tests.browser.page_driver import ROWS, add_condition, counted, open_filter, shown

if TYPE_CHECKING:
    from collections.abc import Callable

    from playwright.sync_api import Page

pytestmark = pytest.mark.browser


def test_a_page_of_rows_is_shown_of_all(opened: Callable[..., Page]):
    page = opened()
    counted(page, len(ROWS))
    assert shown(page) == [row["cin7_number"] for row in ROWS[:25]]


def test_search_finds_text_in_any_column(opened: Callable[..., Page]):
    page = opened()
    page.get_by_label("Search", exact=True).fill("clearing payment")
    wanted = [
        row for row in ROWS if row["item_type"] == "payment" and "Clearing" in (row["payment_account"] or "")
    ]
    counted(page, len(wanted))
    assert shown(page) == [row["cin7_number"] for row in wanted[:25]]


def test_a_column_is_filtered_by_the_values_it_holds(opened: Callable[..., Page]):
    page = opened()
    open_filter(page, "sync_status")
    options = page.locator(".dtcc-list-buttons .dtcc-button-text").all_inner_texts()
    assert options == ["Completed", "Failed", "Pending", "Skipped"]
    page.get_by_role("button", name="Failed", exact=True).click()
    counted(page, sum(row["sync_status"] == "Failed" for row in ROWS))
    page.get_by_role("button", name="Pending", exact=True).click()
    counted(page, sum(row["sync_status"] in {"Failed", "Pending"} for row in ROWS))
    assert {text.split()[-1] for text in shown(page, 4)} <= {"Failed", "Pending"}


def test_values_with_markup_characters_can_be_chosen(opened: Callable[..., Page]):
    page = opened()
    open_filter(page, "payment_account")
    page.get_by_role("button", name="092: Café & Co <Clearing>").click()
    counted(page, sum(row["payment_account"] == "092: Café & Co <Clearing>" for row in ROWS))


def test_dates_are_filtered_from_day_to_day_and_undated_rows_never_match(opened: Callable[..., Page]):
    page = opened()
    open_filter(page, "sync_date")
    page.get_by_label("To", exact=True).fill("2026-02-28")
    dated = [row for row in ROWS if row["sync_date"]]
    counted(page, sum(row["sync_date"].date() <= date(2026, 2, 28) for row in dated))
    page.get_by_label("From", exact=True).fill("2026-02-27")
    wanted = [row for row in dated if date(2026, 2, 27) <= row["sync_date"].date() <= date(2026, 2, 28)]
    counted(page, len(wanted))
    assert wanted
    assert shown(page) == [row["cin7_number"] for row in wanted]


def test_amounts_are_filtered_by_size_and_unknown_ones_never_match(opened: Callable[..., Page]):
    page = opened()
    open_filter(page, "amount")
    page.get_by_label("To", exact=True).fill("-100.5")
    counted(page, sum(row["amount"] is not None and row["amount"] <= Decimal("-100.5") for row in ROWS))


def test_text_columns_are_filtered_by_what_they_contain(opened: Callable[..., Page]):
    page = opened()
    open_filter(page, "consolidated_number")
    page.locator(".dtcc-searchText input").fill("2026/04/14")
    counted(page, sum("2026/04/14" in (row["consolidated_number"] or "") for row in ROWS))


def test_conditions_can_be_built_on_dates_numbers_and_text(opened: Callable[..., Page]):
    page = opened()
    add_condition(page, "Sync date", "Before", "2026-01-01")
    early = [row for row in ROWS if row["sync_date"] and row["sync_date"].date() < date(2026, 1, 1)]
    counted(page, len(early))
    add_condition(page, "Amount", "Less Than", "0")
    owed = [row for row in early if row["amount"] is not None and row["amount"] < 0]
    counted(page, len(owed))
    add_condition(page, "Sync status", "Equals", "failed")
    counted(page, sum(row["sync_status"] == "Failed" for row in owed))


def test_a_condition_finds_text_with_markup_characters(opened: Callable[..., Page]):
    page = opened()
    add_condition(page, "Payment Account", "Contains", "& Co <")
    counted(page, sum("& Co <" in (row["payment_account"] or "") for row in ROWS))


def test_clear_filters_brings_every_row_back(opened: Callable[..., Page]):
    page = opened()
    page.get_by_label("Search", exact=True).fill("INV")
    open_filter(page, "sync_status")
    page.get_by_role("button", name="Failed", exact=True).click()
    page.keyboard.press("Escape")
    open_filter(page, "sync_date")
    page.get_by_label("To", exact=True).fill("2026-02-28")
    page.keyboard.press("Escape")
    add_condition(page, "Amount", "Less Than", "0")
    page.keyboard.press("Escape")
    page.locator(".dtb-popover-close, .dt-button-background").first.click()
    expect(page.locator(".dt-button-background")).to_have_count(0)
    page.get_by_role("button", name="Clear filters").click()
    counted(page, len(ROWS))
    expect(page.get_by_label("Search", exact=True)).to_have_value("")


def test_sorting_goes_by_the_exact_value_with_blanks_last(opened: Callable[..., Page]):
    page = opened()
    length = page.get_by_label("Rows per page")
    length.select_option("All")
    known = [row["amount"] for row in ROWS if row["amount"] is not None]
    for descending in (False, True):
        page.locator('#items thead th[data-kind="decimal"] .dt-column-title').click()
        state = "descending" if descending else "ascending"
        expect(page.locator(f'#items thead th[data-kind="decimal"][aria-sort="{state}"]')).to_be_visible()
        amounts = [Decimal(text.replace(",", "")) for text in shown(page, 10)[: len(known)]]
        assert amounts == sorted(known, reverse=descending)
        assert set(shown(page, 10)[len(known) :]) == {""}


def test_instants_sort_by_time_not_by_their_words(opened: Callable[..., Page]):
    page = opened()
    page.locator('#items thead th[data-kind="timestamp"] .dt-column-title').click()
    expect(page.locator('#items thead th[data-kind="timestamp"][aria-sort="ascending"]')).to_be_visible()
    first = min(row["sync_date"] for row in ROWS if row["sync_date"])
    assert shown(page, 3)[0] == f"{first.day} {first:%b %Y %H:%M}"


def test_search_disregards_case_and_accents(opened: Callable[..., Page]):
    page = opened()
    wanted = sum("Café" in (row["payment_account"] or "") for row in ROWS)
    for written in ("CAFÉ", "cafe"):
        page.get_by_label("Search", exact=True).fill(written)
        counted(page, wanted)


def test_the_page_length_can_be_changed(opened: Callable[..., Page]):
    page = opened()
    page.get_by_label("Rows per page").select_option("100")
    expect(page.locator("#items tbody tr")).to_have_count(100)
    page.get_by_label("Rows per page").select_option("All")
    expect(page.locator("#items tbody tr")).to_have_count(len(ROWS))


def test_hostile_values_stay_text_in_the_page(opened: Callable[..., Page]):
    page = opened("hostile")
    counted(page, 3, 3)
    assert shown(page, 2)[0] == '<img src=x onerror="alert(1)">&'
    for field in ("sync_status", "payment_account", "item_type"):
        open_filter(page, field)
        page.keyboard.press("Escape")
    open_filter(page, "sync_status")
    page.get_by_role("button", name="<b>Odd</b> & <img src=x onerror=alert(1)>").click()
    counted(page, 1, 3)
    page.get_by_role("button", name="Clear filters").click()
    page.get_by_label("Search", exact=True).fill("alert(1)")
    counted(page, 1, 3)
    add_condition(page, "Sync status", "Contains", "<b>Odd</b> &")
    counted(page, 1, 3)
    assert page.locator("#items img, #items script, .dtcc-dropdown img").count() == 0
    assert page.locator("#items a").count() == 0


def test_groups_have_headings_and_stay_together_when_sorted(opened: Callable[..., Page]):
    page = opened("grouped")
    headings = page.locator("#items tr.dtrg-group th")
    expect(headings.first).to_have_text("Type: Attachment")
    expect(headings.nth(1)).to_contain_text("Sync status: ")
    page.locator('#items thead th[data-kind="decimal"] .dt-column-title').click()
    page.get_by_label("Rows per page").select_option("All")
    outer = page.locator("#items tr.dtrg-level-0 th").all_inner_texts()
    assert outer == sorted(set(outer))
    expect(page.locator("#items tbody tr:not(.dtrg-group)")).to_have_count(200)
