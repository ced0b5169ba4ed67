"""What the tests of the page have in common: its rows, and the ways to use it."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from playwright.sync_api import expect

from tests.view.sample import SHOWN_FIELDS, sample_rows
from xsync.model import FIELDS

if TYPE_CHECKING:
    from playwright.sync_api import Page

ROWS = sample_rows(1200)
HOSTILE_ROWS: list[dict[str, Any]] = [
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


def counted(page: Page, number: int, total: int = len(ROWS)) -> None:
    expect(page.locator(".dt-info")).to_contain_text(f"{number:,} of {total:,} items")


def shown(page: Page, column: int = 1) -> list[str]:
    return page.locator(f"#items tbody tr td:nth-child({column})").all_inner_texts()


def open_filter(page: Page, field: str) -> None:
    title = FIELDS[field].title
    page.locator(f'#items thead button[aria-label="Filter {title}"]').click()


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
        box = criterion.locator("input.dtsb-value").nth(position)
        box.fill(value)
        box.press("Enter")
