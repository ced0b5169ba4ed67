"""The page in a real browser, opened from disk with the network cut."""

from __future__ import annotations

import csv
import re
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import pytest
from playwright.sync_api import expect
from python_calamine import CalamineWorkbook

from tests.view.sample import HEADER, SHOWN_FIELDS, sample_notebook, sample_rows
from xsync.model import FIELDS, type_label
from xsync.view.page import write_page

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from playwright.sync_api import Browser, BrowserContext, Page

pytestmark = pytest.mark.browser

ROWS = sample_rows(3000)
HOSTILE_ROWS = [
    {
        "cin7_number": "=1+1",
        "xero_number": '<img src=x onerror="alert(1)">&',
        "sync_status": "<b>Odd</b> & <img src=x onerror=alert(1)>",
        "item_type": "Gift & <i>card</i>",
        "payment_account": "<script>alert(1)</script>&amp;",
        "document_link": "javascript:alert(1)",
        "message": 'comma, "quote"\nand line & more',
        "amount": Decimal("-12.50"),
    },
    {
        "cin7_number": "1E5",
        "xero_number": "007",
        "sync_status": "Failed",
        "item_type": "invoice",
        "message": "-5",
    },
    {
        "cin7_number": "12345678901234567890",
        "xero_number": "-SUM(A1)",
        "sync_status": "Pending",
        "item_type": "payment",
        "message": "_x0041_ \x0b",
        "amount": Decimal("12345678901234.5678"),
        "sync_date": datetime(2026, 2, 28, 23, 59, 30),  # noqa: DTZ001 - wall clock, as stored
        "effective_date": date(2024, 2, 29),
        "document_link": "https://inventory.dearsystems.com/Sale#1&2",
    },
]
NO_ROW = dict.fromkeys(SHOWN_FIELDS)


@pytest.fixture(scope="session")
def pages(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    folder = tmp_path_factory.mktemp("pages")
    notebooks = {
        "report": sample_notebook(ROWS),
        "hostile": sample_notebook([{**NO_ROW, **row} for row in HOSTILE_ROWS]),
        "grouped": sample_notebook(
            sorted(ROWS[:200], key=lambda row: (row["item_type"], row["sync_status"])),
            group_by=["item_type", "sync_status"],
        ),
    }
    for name, notebook in notebooks.items():
        write_page(notebook, folder / f"{name}.html", HEADER)
    return {name: folder / f"{name}.html" for name in notebooks}


@pytest.fixture
def opened(browser: Browser, pages: dict[str, Path]) -> Iterator[Callable[..., Page]]:
    """Open a page offline; at the end no request and no complaint may have been seen."""
    complaints: list[str] = []
    contexts: list[BrowserContext] = []

    def open_page(name: str = "report", **options: Any) -> Page:
        context = browser.new_context(
            viewport={"width": 1280, "height": 900}, accept_downloads=True, **options
        )
        contexts.append(context)
        context.set_offline(True)
        context.route(re.compile(r"^(?!file:)"), lambda route: route.abort())
        page = context.new_page()
        page.on("console", lambda message: complaints.append(f"{message.type}: {message.text}"))
        page.on("pageerror", lambda error: complaints.append(f"error: {error}"))
        page.on("dialog", lambda dialog: complaints.append(f"dialog: {dialog.message}"))
        page.goto(pages[name].as_uri())
        context.on(
            "request",
            lambda request: (
                None
                if request.url.startswith(("blob:", "data:"))
                else complaints.append(f"request: {request.url}")
            ),
        )
        if options.get("java_script_enabled", True):
            expect(page.locator(".dt-info").first).to_be_visible()
        return page

    yield open_page
    for context in contexts:
        context.close()
    assert complaints == []


def counted(page: Page, number: int, total: int = len(ROWS)) -> None:
    expect(page.locator(".dt-info")).to_contain_text(f"{number:,} of {total:,} items")


def shown(page: Page, column: int = 1) -> list[str]:
    return page.locator(f"#items tbody tr td:nth-child({column})").all_inner_texts()


def open_filter(page: Page, field: str) -> None:
    title = FIELDS[field].title
    page.locator(f'#items thead button[aria-label="Filter {title}"]').click()


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


def test_the_first_screen_says_what_has_not_reached_xero(opened: Callable[..., Page]):
    page = opened()
    unsynced = sum(row["sync_status"] != "Completed" for row in ROWS)
    sentence = page.get_by_text(f"{unsynced} of 3000 items have not reached Xero.")
    expect(sentence).to_be_in_viewport()
    expect(page.locator(".xsync-cards")).to_be_in_viewport(ratio=1)


def test_a_page_of_rows_is_shown_of_all(opened: Callable[..., Page]):
    page = opened()
    counted(page, 3000)
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
    options = page.locator(".dtcc-list-buttons .dtcc-button_text").all_inner_texts()
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


def add_condition(page: Page, column: str, condition: str, *values: str) -> None:
    builder = page.locator(".dtsb-searchBuilder")
    if not builder.is_visible():
        page.get_by_role("button", name="Conditions").click()
    while not builder.locator(".dtsb-criteria").last.locator(".dtsb-data.dtsb-italic").count():
        builder.get_by_role("button", name="Add condition").click()
    criterion = builder.locator(".dtsb-criteria").last
    criterion.locator(".dtsb-data").select_option(label=column)
    criterion.locator(".dtsb-condition").select_option(label=condition)
    for position, value in enumerate(values):
        criterion.locator("input.dtsb-value").nth(position).fill(value)


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
    counted(page, 3000)
    expect(page.get_by_label("Search", exact=True)).to_have_value("")


def test_sorting_goes_by_the_exact_value(opened: Callable[..., Page]):
    page = opened()
    order = page.locator('#items thead th[data-kind="timestamp"] .dtcc-button_order')
    order.click()
    order.click()
    newest = max(row["sync_date"] for row in ROWS if row["sync_date"])
    assert shown(page, 3)[0] == f"{newest.day} {newest:%b %Y %H:%M}"
    page.locator('#items thead th[data-kind="decimal"] .dtcc-button_order').click()
    page.get_by_label("Search", exact=True).fill("Failed")
    amounts = [Decimal(text.replace(",", "")) for text in shown(page, 10) if text]
    assert amounts == sorted(amounts)


def test_the_page_length_can_be_changed(opened: Callable[..., Page]):
    page = opened()
    page.get_by_label("Rows per page").select_option("100")
    expect(page.locator("#items tbody tr")).to_have_count(100)
    page.get_by_label("Rows per page").select_option("All")
    expect(page.locator("#items tbody tr")).to_have_count(3000)


def test_columns_can_be_hidden_and_then_stay_out_of_the_export(opened: Callable[..., Page], tmp_path: Path):
    page = opened()
    page.get_by_role("button", name="Columns").click()
    page.locator(".dt-button-collection").get_by_role("button", name="Xero Number", exact=True).click()
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
        made_date = made[2]
        if row["sync_date"]:
            assert isinstance(made_date, datetime)
            assert abs(made_date - row["sync_date"]) < timedelta(seconds=1)
        assert made[8] == row["effective_date"]
        assert made[9] == (float(row["amount"]) if row["amount"] is not None else "")
        assert [made[0], made[3], made[10]] == [row["cin7_number"], row["sync_status"], row["message"]]


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


def test_groups_have_headings_and_stay_together_when_sorted(opened: Callable[..., Page]):
    page = opened("grouped")
    headings = page.locator("#items tr.dtrg-group th")
    expect(headings.first).to_have_text("Type: Attachment")
    expect(headings.nth(1)).to_contain_text("Sync status: ")
    page.locator('#items thead th[data-kind="decimal"] .dtcc-button_order').click()
    page.get_by_label("Rows per page").select_option("All")
    outer = page.locator("#items tr.dtrg-level-0 th").all_inner_texts()
    assert outer == sorted(set(outer))
    expect(page.locator("#items tbody tr:not(.dtrg-group)")).to_have_count(200)


def test_without_javascript_every_row_is_there(opened: Callable[..., Page]):
    page = opened(java_script_enabled=False)
    rows = page.locator("#items tbody tr")
    expect(rows).to_have_count(3000)
    expect(rows.first).to_be_visible()
    expect(rows.last).to_be_visible()


def test_print_shows_every_row_of_the_filter_and_no_controls(opened: Callable[..., Page]):
    page = opened()
    page.get_by_label("Search", exact=True).fill("Failed")
    failed = sum(row["sync_status"] == "Failed" for row in ROWS)
    counted(page, failed)
    page.emulate_media(media="print")
    expect(page.locator("#items tbody tr:visible")).to_have_count(failed)
    for control in (".dt-search", ".dt-buttons", ".dt-paging", ".dt-length", ".sections", ".source"):
        expect(page.locator(f"{control}:visible")).to_have_count(0)
    page.emulate_media(media="screen")
    expect(page.locator("#items tbody tr")).to_have_count(25)


def test_printing_to_paper_unfolds_the_pages_too(opened: Callable[..., Page]):
    page = opened()
    page.evaluate("dispatchEvent(new Event('beforeprint'))")
    expect(page.locator("#items tbody tr")).to_have_count(3000)
    page.evaluate("dispatchEvent(new Event('afterprint'))")
    expect(page.locator("#items tbody tr")).to_have_count(25)


def brightness(page: Page, selector: str, style: str) -> float:
    """From 0 (black) to 1 (white), of a colour as drawn."""
    channels: list[float] = page.evaluate(
        """([selector, style]) => {
            const paint = document.createElement("canvas").getContext("2d");
            paint.fillStyle = getComputedStyle(document.querySelector(selector))[style];
            paint.fillRect(0, 0, 1, 1);
            return [...paint.getImageData(0, 0, 1, 1).data].slice(0, 3);
        }""",
        [selector, style],
    )
    linear = [value / 3294.6 if value <= 10 else ((value / 255 + 0.055) / 1.055) ** 2.4 for value in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize(
    "selector",
    [
        ".xsync-sentence",
        ".page-head .made dt",
        ".xsync-card dt",
        ".tone-failed dd",
        ".tone-pending dd",
        "#items td a",
        ".sections a",
        ".source summary",
    ],
)
def test_text_stands_out_from_its_background(opened: Callable[..., Page], scheme: str, selector: str):
    page = opened(color_scheme=scheme)
    behind = ".xsync-card" if "dd" in selector or "card" in selector else "body"
    text, paper = brightness(page, selector, "color"), brightness(page, behind, "backgroundColor")
    assert (paper > 0.5) == (scheme == "light")
    contrast = (max(text, paper) + 0.05) / (min(text, paper) + 0.05)
    assert contrast >= 4.5  # WCAG 2.2, level AA


@pytest.mark.parametrize("status", ["failed", "pending", "skipped", "completed"])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_badges_are_legible(opened: Callable[..., Page], scheme: str, status: str):
    page = opened(color_scheme=scheme)
    badge = f".xsync-counts .xs-{status}"
    text, paper = brightness(page, badge, "color"), brightness(page, badge, "backgroundColor")
    assert (max(text, paper) + 0.05) / (min(text, paper) + 0.05) >= 4.5


@pytest.mark.parametrize("width", [800, 1280])
def test_the_page_itself_never_scrolls_sideways(opened: Callable[..., Page], width: int):
    page = opened()
    page.set_viewport_size({"width": width, "height": 900})
    assert page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth")


def test_a_document_opens_beside_the_page(opened: Callable[..., Page]):
    page = opened()
    link = page.locator("#items td a").first
    link.evaluate("link => link.addEventListener('click', event => event.preventDefault())")
    link.click()
    assert link.get_attribute("target") == "_blank"
    assert link.get_attribute("rel") == "noopener noreferrer"
