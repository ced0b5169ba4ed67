"""A made-up executed notebook, as the report's notebook would leave it: for tests of the page."""

from __future__ import annotations

import random
from collections import Counter, defaultdict
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import pyarrow as pa
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output

from xsync.model import FIELDS, ITEM_TYPES, PAYMENT_TYPES, REPORT_FIELDS, Kind
from xsync.view import charts, tables
from xsync.view.headline import headline
from xsync.view.page import PageHeader

if TYPE_CHECKING:
    from collections.abc import Sequence

    from nbformat import NotebookNode

HEADER = PageHeader(
    organisation="Harbour & Pine Ltd",
    title="Xero Synchronization Report",
    period="Last month: 1 October 2026 to 31 October 2026, by sync date",
    as_of="2 Nov 2026 09:00 (Europe/London)",
    run_by="bookkeeper",
    run_id="20261102T090000",
    thresholds="1 of 1 crossed",
    alerts=("Failed items: 38, more than the 25 allowed.",),
    notes=("Amounts are not known for every item.",),
)

ARROW_TYPES = {
    Kind.TEXT: pa.string(),
    Kind.TIMESTAMP: pa.timestamp("us"),
    Kind.DATE: pa.date32(),
    Kind.DECIMAL: pa.decimal128(18, 4),
    Kind.INTEGER: pa.int64(),
}
SHOWN_FIELDS = (*(field.name for field in REPORT_FIELDS), "amount", "message")
ACCOUNTS = ("090: Business Current Account", "091: PayPal", "092: Café & Co <Clearing>")


def table_of(rows: Sequence[dict[str, Any]], names: Sequence[str] | None = None) -> pa.Table:
    """Items as the engine hands them over; fields a row does not name are null."""
    chosen = names or list(rows[0])
    return pa.Table.from_pylist(
        [{name: row.get(name) for name in chosen} for row in rows],
        schema=pa.schema([(name, ARROW_TYPES[FIELDS[name].kind]) for name in chosen]),
    )


def sample_rows(number: int) -> list[dict[str, Any]]:
    """Believable items, newest first; every one different, some without dates or amounts."""
    choose = random.Random(20261102)  # noqa: S311 - made-up rows, no secret
    start = datetime(2025, 11, 1)  # noqa: DTZ001 - the store keeps wall clocks
    rows = []
    for at in range(number):
        stored = choose.choices(list(ITEM_TYPES), [30, 3, 32, 2, 2, 2, 2, 2, 8, 10, 3])[0]
        status = choose.choices(["Failed", "Pending", "Skipped", "Completed"], [6, 4, 2, 88])[0]
        synced = start + timedelta(minutes=at * 525_600 // number)
        pays = stored in PAYMENT_TYPES
        rows.append(
            {
                "cin7_number": f"{stored[:3].upper()}-{at:05}",
                "xero_number": f"INV-{at:05}" if status == "Completed" else None,
                "sync_date": None if at % 97 == 5 else synced,
                "sync_status": status,
                "item_type": stored,
                "consolidated_number": f"SO-2026/04/{at % 28 + 1:02}-Shopify(Pine)-1"
                if at % 10 == 3
                else None,
                "payment_account": choose.choice(ACCOUNTS) if pays else None,
                "document_link": f"https://inventory.dearsystems.com/Sale#{at:08x}" if pays else None,
                "effective_date": (synced - timedelta(days=at % 20)).date(),
                "amount": Decimal(choose.randint(-50_000, 500_000)).scaleb(-2) if at % 7 else None,
                "message": "Account code '200' is not valid for this document."
                if status == "Failed"
                else None,
            }
        )
    return rows[::-1]


def sample_notebook(rows: Sequence[dict[str, Any]], *, group_by: Sequence[str] = ()) -> NotebookNode:
    """An executed notebook over these rows, with headline, charts, tables and folded provenance."""
    by_type: dict[str, Counter[str]] = defaultdict(Counter)
    by_month: Counter[tuple[date, str]] = Counter()
    for row in rows:
        by_type[row["item_type"]][row["sync_status"]] += 1
        if row["sync_status"] != "Completed" and row["sync_date"]:
            by_month[row["sync_date"].date().replace(day=1), row["sync_status"]] += 1
    by_status = sum(by_type.values(), Counter())
    unsynced = len(rows) - by_status["Completed"]
    points = [(month, status, number) for (month, status), number in by_month.items()]
    items = tables.items_table(
        table_of(rows, SHOWN_FIELDS),
        columns=SHOWN_FIELDS,
        total=len(rows),
        table_id="items",
        caption="Items: last month",
        group_by=group_by,
    )
    files = [{"file": "xero-sync-report.xlsx", "sha256": "4f" * 32, "rows_read": 5012}]
    titles = {"file": "File", "sha256": "SHA-256", "rows_read": "Rows read"}
    return notebook_of(
        new_markdown_cell("# Xero Synchronization Report\n\nWhat Cin7 Core's log says of each item."),
        new_code_cell("period = 'all_time'", metadata={"tags": ["parameters"]}),
        new_code_cell("period = 'last_month'", metadata={"tags": ["injected-parameters"]}),
        showing(
            headline(
                f"{unsynced} of {len(rows)} items have not reached Xero.",
                [
                    (status, by_status[status], status.lower())
                    for status in ("Failed", "Pending", "Completed")
                ],
            )
        ),
        new_markdown_cell("## Types and statuses"),
        new_code_cell(
            "chart",
            outputs=[new_output("display_data", charts.status_by_type(by_type)._repr_mimebundle_())],
        ),
        showing(tables.counts_table(by_type)),
        new_markdown_cell("## Over time"),
        new_code_cell(
            "chart",
            outputs=[
                new_output("display_data", charts.unsynced_over_time(points, "month")._repr_mimebundle_()),
                new_output("stream", name="stderr", text="The transport is TCP"),
            ],
        ),
        new_markdown_cell("## Items"),
        showing(items),
        new_markdown_cell("## How it was made"),
        showing(tables.facts_table([("Organisation", "Harbour & Pine Ltd")])),
        showing(tables.records_table(files, titles, caption="Files")),
        showing(tables.folded("SQL", tables.code("SELECT *\nFROM items\nWHERE amount < 3"))),
    )


def notebook_of(*cells: NotebookNode) -> NotebookNode:
    notebook: NotebookNode = new_notebook(cells=list(cells))
    return notebook


def showing(html: str) -> NotebookNode:
    """A code cell that showed this HTML."""
    shown = new_output("display_data", {"text/html": html, "text/plain": "<show>"})
    cell: NotebookNode = new_code_cell("show()", outputs=[shown])
    return cell
