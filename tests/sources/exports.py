"""Exports of the Xero Synchronization Report as files, with every habit and defect that real ones have."""

from __future__ import annotations

import csv
import io
import zipfile
from datetime import date, datetime
from pathlib import PurePosixPath
from typing import TYPE_CHECKING, Any

import xlsxwriter

import xsync
from xsync.store.access_log import LOG_FOLDER
from xsync.store.store import Store

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from pathlib import Path

    from xsync.sources.export_file import LoadedFile

TITLES = {
    "cin7_number": "Cin7 Core Number",
    "xero_number": "Xero Number",
    "sync_date": "Sync date",
    "sync_status": "Sync status",
    "item_type": "Type",
    "consolidated_number": "Consolidated Invoice/Credit Note # in Xero",
    "payment_account": "Payment Account",
    "document_link": "Document Link",
    "effective_date": "Effective Date",
}
"""The nine columns, by the field each holds."""

PREAMBLE: tuple[list[str], ...] = (
    ["Xero Synchronization Report"],
    ["Harbour & Pine Pty Ltd"],
    [],
    ["Period", "All time"],
    [],
)

Cells = list[Any]


def item(number: int = 1, **fields: object) -> dict[str, object]:
    """An item, as text; what is named takes the place of what is usual."""
    usual: dict[str, object] = {
        "cin7_number": f"INV-{number:05d}",
        "xero_number": f"INV-{number:05d}",
        "sync_date": f"2026-10-{number % 28 + 1:02d} 09:{number % 60:02d}:00",
        "sync_status": "Completed",
        "item_type": "Invoice",
        "effective_date": f"2026-10-{number % 28 + 1:02d}",
    }
    return {**usual, **fields}


def titles_of(items: Sequence[Mapping[str, object]]) -> dict[str, str]:
    """The nine columns, and the further ones that the items hold, under their own names."""
    further = dict.fromkeys(name for each in items for name in each if name not in TITLES)
    return {**TITLES, **{name: name.replace("_", " ").capitalize() for name in further}}


def cells_of(items: Sequence[Mapping[str, object]], titles: Mapping[str, str] | None = None) -> list[Cells]:
    """The header and one row per item."""
    titles = titles or titles_of(items)
    return [list(titles.values()), *([each.get(name, "") for name in titles] for each in items)]


def write_csv(
    path: Path,
    rows: Iterable[Cells],
    *,
    delimiter: str = ",",
    line_end: str = "\r\n",
    encoding: str = "utf-8",
    quoting: int = csv.QUOTE_MINIMAL,
    last_line_ends: bool = True,
) -> Path:
    """Write rows of cells as they stand; a row without cells is a blank line."""
    text = io.StringIO(newline="")
    writer = csv.writer(text, delimiter=delimiter, lineterminator=line_end, quoting=quoting)  # type: ignore[arg-type]
    for row in rows:
        if row:
            writer.writerow(row)
        else:
            text.write(line_end)
    content = text.getvalue()
    path.write_bytes((content if last_line_ends else content.removesuffix(line_end)).encode(encoding))
    return path


def export_csv(path: Path, items: Sequence[Mapping[str, object]], **habits: Any) -> Path:
    """Write a plain CSV export of items."""
    return write_csv(path, cells_of(items), **habits)


def write_xlsx(path: Path, rows: Iterable[Cells], *, sheet: str = "Sheet") -> Path:
    """Write rows of cells to a workbook: dates as Excel's own dates, numbers as numbers, text as text."""
    with xlsxwriter.Workbook(path) as workbook:
        worksheet = workbook.add_worksheet(sheet)
        day = workbook.add_format({"num_format": "dd/mm/yyyy"})
        moment = workbook.add_format({"num_format": "dd/mm/yyyy hh:mm:ss"})
        for row, cells in enumerate(rows):
            for column, cell in enumerate(cells):
                if isinstance(cell, datetime):
                    worksheet.write_datetime(row, column, cell, moment)
                elif isinstance(cell, date):
                    worksheet.write_datetime(row, column, cell, day)
                elif isinstance(cell, str):
                    worksheet.write_string(row, column, cell)
                elif cell is not None:
                    worksheet.write(row, column, cell)
    return path


def stored(
    store: Path, organisation: str | None = None, as_of: datetime | None = None
) -> list[dict[str, Any]]:
    """Every item of an organisation as the store holds it, in the order of the files' rows."""
    snapshot = Store(store).snapshot(organisation, as_of)
    rows: list[dict[str, Any]] = snapshot.engine.table(
        "SELECT * FROM items ORDER BY source_file, source_row"
    ).to_pylist()
    return rows


def loaded(path: Path, store: Path, **options: Any) -> LoadedFile:
    """Load one file and return what became of it, after checking that its rows tie."""
    (file,) = xsync.load(path, store=store, **options).files
    assert file.rows_read == file.rows_loaded + file.rows_known + file.rows_rejected
    return file


def contents(folder: Path) -> dict[str, bytes]:
    """Every file under a folder and what is in it, the access log apart: it grows when a store is read."""
    return {
        str(path.relative_to(folder)): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file() and LOG_FOLDER not in path.parts
    }


def write_protected_workbook(path: Path) -> Path:
    """Write what Excel writes for a workbook with a password: an encrypted package in an OLE container."""
    return write_old_workbook(path, stream="EncryptedPackage")


def write_old_workbook(path: Path, *, stream: str = "Workbook") -> Path:
    """Write an OLE container (Excel 97 and before) with one named stream in its directory."""
    sector = bytes.fromhex("d0cf11e0a1b11ae1") + bytes(16) + bytes.fromhex("3e000300feff0900") + bytes(480)
    directory = "Root Entry".encode("utf-16-le").ljust(128, b"\0") + stream.encode("utf-16-le").ljust(
        128, b"\0"
    )
    path.write_bytes(sector + directory.ljust(1024, b"\0"))
    return path


def repacked(path: Path, target: Path, **parts: bytes) -> Path:
    """Copy a workbook with other contents for the parts whose names end in ``<keyword>.xml``."""
    with zipfile.ZipFile(path) as source, zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as copy:
        for entry in source.infolist():
            name = PurePosixPath(entry.filename).stem
            copy.writestr(entry.filename, parts.get(name, source.read(entry)))
    return target
