"""A small organisation to note things of: a few exports, and both ledgers where findings are wanted."""

from __future__ import annotations

import csv
from typing import TYPE_CHECKING

import xsync

if TYPE_CHECKING:
    from pathlib import Path

TITLES = [
    "Cin7 Core Number",
    "Type",
    "Sync status",
    "Sync date",
    "Payment Account",
    "Document Link",
    "Effective Date",
    "Message",
    "Contact",
    "Amount",
    "Currency",
]
ITEMS = (
    ("INV-1", "Invoice", "Skipped", "2026-10-01 10:00", "", "", "2026-09-30", "", "Birch", "10.00", "GBP"),
    ("INV-2", "Invoice", "Skipped", "2026-10-02 10:00", "", "", "2026-10-01", "sent by hand", "", "", ""),
    ("INV-3", "Invoice", "Failed", "2026-10-03 10:00", "", "", "2026-10-02", "no account", "Elm", "5", "EUR"),
    ("INV-3", "Payment", "Pending", "2026-10-03 11:00", "PayPal", "", "2026-10-02", "", "", "", ""),
    ("INV-3", "Payment", "Pending", "2026-10-03 12:00", "Bank", "", "2026-10-05", "", "", "", ""),
    ("CR-1", "Credit note", "Skipped", "2026-10-04 10:00", "", "", "2026-10-03", "", "", "", ""),
)
LEDGER = ["Type", "Direction", "Document ID", "Number", "Contact", "Currency", "Amount", "Date", "Status"]
CIN7 = (
    ("Invoice", "sale", "a-1", "INV-1", "Birch", "GBP", "10.00", "2026-09-30", "AUTHORISED"),
    ("Invoice", "sale", "a-3", "INV-3", "Elm", "EUR", "5.00", "2026-10-02", "AUTHORISED"),
    ("Manual journal", "", "a-9", "", "", "GBP", "7.00", "2026-10-02", "POSTED"),
)
XERO = (("Invoice", "sale", "b-3", "INV-3", "Elm", "EUR", "6.00", "2026-10-02", "AUTHORISED"),)


def load(folder: Path, rows=ITEMS, *, organisation="Acme", name="export.csv") -> Path:
    """Load an export; the store."""
    xsync.load(_written(folder / name, TITLES, rows), organisation=organisation, store=folder / "store")
    return folder / "store"


def load_ledgers(folder: Path) -> Path:
    """Load an export and both ledgers; the store."""
    store = load(folder)
    for side, rows in (("cin7", CIN7), ("xero", XERO)):
        path = _written(folder / f"{side}.csv", LEDGER, rows)
        xsync.load(path, organisation="Acme", store=store, documents=side)
    return store


def _written(path: Path, titles, rows) -> Path:
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([titles, *rows])
    return path
