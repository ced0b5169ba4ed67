"""XLSX exports: real Excel dates and numbers, preamble rows, and archives that are not what they seem."""

from __future__ import annotations

import itertools
import zipfile
from datetime import date, datetime
from typing import TYPE_CHECKING, Any, Final

from xsync.errors import DataRefused
from xsync.sources.header import SEARCHED_ROWS, Header, find_header, require_complete
from xsync.sources.staging import Staged, stage_rows

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from python_calamine import CalamineSheet

_OLE_MARK: Final = bytes.fromhex("d0cf11e0a1b11ae1")
_ENCRYPTED_STREAM: Final = "EncryptedPackage".encode("utf-16-le")
_MOST_UNPACKED_BYTES: Final = 4 << 30
_SUSPICIOUS_UNPACKED_BYTES: Final = 64 << 20
_MOST_RATIO: Final = 150
"""Sheets of real exports shrink to about a twentieth; an archive made to exhaust memory to a thousandth."""


def refuse_unreadable_workbook(path: Path) -> None:
    """Refuse a workbook that must not or cannot be opened.

    Raises
    ------
    DataRefused
        If it is password-protected, an old ``.xls``, cut off, or unpacks to an absurd size.
    """
    with path.open("rb") as file:
        start = file.read(1 << 16)
        if start.startswith(_OLE_MARK):
            rest = file.read(16 << 20)
            if _ENCRYPTED_STREAM in start + rest:
                raise DataRefused(
                    f"{path.name} is protected by a password. Open it in Excel, remove the password "
                    "(File › Info › Protect Workbook), save it and load it again."
                )
            raise DataRefused(
                f"{path.name} is an old Excel file (.xls). Save it as .xlsx or .csv and load that."
            )
    try:
        with zipfile.ZipFile(path) as archive:
            entries = archive.infolist()
    except (zipfile.BadZipFile, OSError) as error:
        raise DataRefused(
            f"{path.name} is cut off or damaged: it is no complete workbook. Export the report again."
        ) from error
    if any(entry.flag_bits & 1 for entry in entries):
        raise DataRefused(
            f"{path.name} is an encrypted archive. Export the report again, without a password."
        )
    unpacked = sum(entry.file_size for entry in entries)
    packed = max(1, sum(entry.compress_size for entry in entries))
    if unpacked > _MOST_UNPACKED_BYTES or (
        unpacked > _SUSPICIOUS_UNPACKED_BYTES and unpacked / packed > _MOST_RATIO
    ):
        raise DataRefused(
            f"{path.name} unpacks from {packed:,} to {unpacked:,} bytes; that is no report but a trap or a "
            "mistake, so it was not opened. Export the report again, as CSV where it is very large."
        )


def stage_xlsx(path: Path, folder: Path) -> Staged:
    """Stage the rows of the first sheet that holds the report.

    Raises
    ------
    DataRefused
        If no sheet does, or the workbook cannot be read.
    """
    from python_calamine import CalamineError, CalamineWorkbook

    refuse_unreadable_workbook(path)
    try:
        workbook = CalamineWorkbook.from_path(str(path))
        sheets = [workbook.get_sheet_by_name(name) for name in workbook.sheet_names]
    except (CalamineError, OSError, ValueError) as error:
        raise DataRefused(
            f"{path.name} could not be read as a workbook ({error}). Export the report again."
        ) from error
    headers = [find_header(_text_rows(sheet, SEARCHED_ROWS)) for sheet in sheets]
    fullest = max(
        range(len(sheets)), key=lambda at: len(found.fields) if (found := headers[at]) else 0, default=None
    )
    header = require_complete(None if fullest is None else headers[fullest], path.name)
    sheet = sheets[fullest or 0]
    relation = stage_rows(_rows_below(sheet, header), len(header.titles), folder / "staged.parquet")
    return Staged(relation, len(header.titles), header)


def _text_rows(sheet: CalamineSheet, most: int) -> Iterator[list[str | None]]:
    for row in itertools.islice(sheet.iter_rows(), most):
        yield [cell if isinstance(cell, str) else _text(cell) for cell in row]


def _rows_below(sheet: CalamineSheet, header: Header) -> Iterator[tuple[int, list[str | None]]]:
    rows = itertools.islice(sheet.iter_rows(), header.row, None)
    for number, row in enumerate(rows, start=header.row + 1):
        yield number, [cell if type(cell) is str else _text(cell) for cell in row]


def _text(cell: Any) -> str | None:  # noqa: ANN401 - whatever a workbook's cell may hold
    """Return a typed cell as the text that says the same: ISO dates, numbers as Excel shows them."""
    if isinstance(cell, float):
        return str(int(cell)) if cell.is_integer() else f"{cell:.15g}"
    if isinstance(cell, datetime):
        return cell.isoformat(sep=" ")
    if isinstance(cell, date):
        return cell.isoformat()
    return None if cell is None else str(cell)
