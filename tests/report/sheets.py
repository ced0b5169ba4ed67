"""What the rows of an exported sheet must be, told from the store."""

from __future__ import annotations

from datetime import datetime, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from python_calamine import CalamineWorkbook

from xsync.model import FIELDS, type_label

if TYPE_CHECKING:
    from pathlib import Path

    from xsync.report.sync_report import SyncReport


def expected_rows(report: SyncReport) -> list[dict[str, Any]]:
    """Every item shown, by the titles of its columns, as a sheet holds values."""
    return [
        {FIELDS[name].title: _as_in_a_sheet(name, value) for name, value in row.items()}
        for row in report.items().to_pylist()
    ]


def sheet_rows(path: Path) -> list[dict[str, Any]]:
    """Every row below the header of a workbook's items, which stands below what was asked."""
    rows = CalamineWorkbook.from_path(str(path)).get_sheet_by_name("Items").to_python()
    blank = next(at for at, row in enumerate(rows) if not any(row))
    header, *items = rows[blank + 1 :]
    return [dict(zip(map(str, header), row, strict=True)) for row in items]


def _as_in_a_sheet(name: str, value: object) -> object:
    if name == "item_type":
        return type_label(str(value))
    if value is None:
        return ""
    if isinstance(value, datetime):  # a sheet counts in milliseconds
        return value + timedelta(microseconds=500 - (value.microsecond + 500) % 1000)
    return float(value) if isinstance(value, Decimal) else value
