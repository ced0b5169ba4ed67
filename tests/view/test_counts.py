from __future__ import annotations

from decimal import Decimal
from typing import Any

from tests.view.reading import body_rows, read
from xsync.view.tables import counts_table, subtotals_table


def texts(html: str, part: str) -> list[list[str]]:
    return [[cell.text for cell in row.inside] for row in read(html).one(part).all("tr")]


def test_types_and_statuses_stand_in_cin7s_order_with_totals_both_ways():
    html = counts_table({"payment": {"Completed": 1200, "Failed": 3}, "invoice": {"Pending": 2}})
    assert texts(html, "thead") == [["Type", "✕ Failed", "○ Pending", "↷ Skipped", "✓ Completed", "Total"]]
    assert texts(html, "tbody") == [
        ["Invoice", "0", "2", "0", "0", "2"],
        ["Payment", "3", "0", "0", "1,200", "1,203"],
    ]
    assert texts(html, "tfoot") == [["Total", "3", "2", "0", "1,200", "1,205"]]


def test_unknown_types_and_statuses_come_after_the_known_ones_verbatim():
    html = counts_table({"Gift <card>": {"Odd": 1}, "contact": {"Warning": 2, "Completed": 1}})
    assert texts(html, "thead")[0][1:] == [
        "✕ Failed",
        "○ Pending",
        "↷ Skipped",
        "✓ Completed",
        "! Warning",
        "? Odd",
        "Total",
    ]
    assert [row[0] for row in texts(html, "tbody")] == ["Contact", "Gift <card>"]


def test_what_has_not_reached_xero_stands_out_and_zero_does_not():
    (row,) = body_rows(counts_table({"invoice": {"Failed": 4, "Completed": 9}}))
    assert [cell.attributes.get("class") for cell in row] == [
        None,
        "n unsynced",
        "n zero",
        "n zero",
        "n",
        "n total",
    ]


def test_no_items_at_all_still_gives_a_table():
    assert texts(counts_table({}), "tfoot") == [["Total", "0", "0", "0", "0", "0"]]


SUBTOTALS: list[dict[str, Any]] = [
    {
        "item_type": "invoice",
        "sync_status": "Failed",
        "items": 2,
        "by_status": {"Failed": 2},
        "amounts": {"GBP": Decimal("10.10"), "": Decimal(1)},
    },
    {
        "item_type": "invoice",
        "sync_status": "Pending",
        "items": 1,
        "by_status": {"Pending": 1},
        "amounts": {"GBP": Decimal("-0.3333")},
    },
    {"item_type": None, "sync_status": "Failed", "items": 5, "by_status": {"Failed": 5}, "amounts": {}},
]


def test_subtotals_add_up_at_every_level_and_per_currency():
    html = subtotals_table(SUBTOTALS, ["item_type", "sync_status"])
    assert texts(html, "thead") == [
        [
            "Type › Sync status",
            "✕ Failed",
            "○ Pending",
            "↷ Skipped",
            "✓ Completed",
            "Items",
            "Amount (no currency)",
            "Amount GBP",
        ]
    ]
    assert texts(html, "tbody") == [
        ["Invoice", "2", "1", "0", "0", "3", "1.00", "9.7667"],
        ["Failed", "2", "0", "0", "0", "2", "1.00", "10.10"],
        ["Pending", "0", "1", "0", "0", "1", "", "-0.3333"],
        ["(blank)", "5", "0", "0", "0", "5", "", ""],
        ["Failed", "5", "0", "0", "0", "5", "", ""],
    ]
    assert texts(html, "tfoot") == [["Total", "7", "1", "0", "0", "8", "1.00", "9.7667"]]


def test_subtotals_without_amounts_have_no_column_for_them():
    html = subtotals_table([{"currency": "<x>", "items": 1, "by_status": {"Failed": 1}}], ["currency"])
    assert texts(html, "tbody") == [["<x>", "1", "0", "0", "0", "1"]]
