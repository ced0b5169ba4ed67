"""A small log of failures, loaded: what each says, and what the causes of it must come to."""

from __future__ import annotations

import csv
from typing import TYPE_CHECKING, Any

import xsync

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

HEADER = ("Cin7 Core Number", "Type", "Sync status", "Sync date", "Amount", "Currency", "Message")
ACCOUNT = "Account code '{}' is not a valid code for this document"
BALANCE = "Payment exceeds the amount outstanding on {}"
ROWS: list[tuple[str, str, str, str, str, str, str]] = [
    ("INV-1", "Invoices", "Failed", "2026-10-01", "100.00", "GBP", ACCOUNT.format(4000)),
    ("INV-2", "Invoices", "Failed", "2026-10-02", "0.10", "GBP", ACCOUNT.format(4000)),
    ("INV-3", "Invoices", "Failed", "2026-10-03", "5.00", "EUR", ACCOUNT.format(4000)),
    ("CR-4", "Credit notes", "Failed", "2026-10-04", "7.00", "GBP", ACCOUNT.format(4000).upper()),
    ("INV-5", "Invoices", "Failed", "2026-10-05", "", "", ACCOUNT.format(4010)),
    ("PAY-6", "Payments", "Failed", "2026-10-06", "9.00", "GBP", BALANCE.format("INV-6")),
    ("PAY-7", "Payments", "Failed", "2026-10-07", "1.00", "GBP", BALANCE.format("INV-7")),
    ("INV-8", "Invoices", "Failed", "2026-10-08", "2.00", "GBP", "Purple 12 of 'A b' on 31 Oct 2026"),
    ("INV-9", "Invoices", "Failed", "2026-10-09", "3.00", "GBP", "purple 3 of 'C'  on 1 Nov 2026"),
    ("INV-10", "Invoices", "Failed", "2026-10-10", "4.00", "GBP", ""),
    ("INV-11", "Invoices", "Pending", "2026-10-11", "4.00", "GBP", ACCOUNT.format(4000)),
    ("INV-12", "Invoices", "Completed", "2026-10-12", "4.00", "GBP", ""),
]


def report_of(
    folder: Path, rows: Sequence[Sequence[str]] | None = None, **parameters: Any
) -> xsync.SyncReport:
    """The report of a log with these rows."""
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / "log.csv").open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([HEADER, *(ROWS if rows is None else rows)])
    xsync.load(folder / "log.csv", organisation="Acme", store=folder / "store", date_order="ymd")
    return xsync.sync_report(store=folder / "store", period="all_time", **parameters)
