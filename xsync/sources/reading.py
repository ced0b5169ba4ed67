"""A file's bytes, read into typed rows; every way in which that can fail, said in a sentence."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING, Final

from xsync.errors import DataRefused
from xsync.sources.csv_file import stage_csv
from xsync.sources.file_kinds import REPORT
from xsync.sources.fingerprint import Fingerprint
from xsync.sources.parquet_file import is_parquet, stage_parquet
from xsync.sources.typed_rows import TypedRows
from xsync.sources.xlsx_file import is_workbook, refuse_unreadable

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

    from xsync.sources.dates import DateOrder
    from xsync.sources.file_kinds import FileKind
    from xsync.sources.staging import Staged
    from xsync.sources.xlsx_file import WorkbookReader
    from xsync.store.engine import Engine

_NEITHER: Final = (b"%pdf", b"{\\rtf", b"<html", b"<!doc", b"<?xml", b"pk\x05\x06")
"""How PDF, RTF, web pages, XML and empty archives begin, in lower case."""


def size_of(path: Path) -> int:
    """Return the size of a file that can be read.

    Raises
    ------
    DataRefused
        If there is none, or it is empty.
    """
    if path.is_dir():
        raise DataRefused(f"{path} is a folder. Name the export files in it.")
    if path.exists() and not path.is_file():
        raise DataRefused(f"{path} is no file. Name an export of the report, CSV or XLSX.")
    try:
        with path.open("rb") as file:
            size = file.seek(0, io.SEEK_END)
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or error
        raise DataRefused(
            f"{path} cannot be opened: {reason}. Check its name and your rights, and close it elsewhere."
        ) from error
    if size == 0:
        raise DataRefused(f"{path.name} is empty. Export it again.")
    return size


def staged(
    engine: Engine,
    path: Path,
    workbook: WorkbookReader,
    folder: Path,
    fingerprint: Callable[[], Fingerprint],
    *,
    kinds: Sequence[FileKind],
) -> Staged:
    """Return a file's rows as text.

    Parameters
    ----------
    engine, path
        What reads the file.
    workbook
        Reads it, if it is a workbook.
    folder
        Where its staged rows may lie.
    fingerprint
        Returns what a pass over the file's bytes told.
    kinds
        The kinds of file it may be, the usual one first.

    Raises
    ------
    DataRefused
        If it cannot be read, or is of none of these kinds.
    """
    if is_workbook(path):
        return workbook.staged()
    if REPORT not in kinds and is_parquet(path):
        return stage_parquet(engine, path, kinds)
    with path.open("rb") as file:
        start = file.read(8)
    if start.lower().startswith(_NEITHER):
        raise DataRefused(f"{path.name} is neither CSV nor XLSX. {kinds[0].remedy}")
    if path.suffix.lower() in {".xlsx", ".xlsm"}:
        refuse_unreadable(path)
    return stage_csv(engine, path, folder, fingerprint, kinds)


def examined(engine: Engine, rows_as_text: Staged, path: Path, date_order: DateOrder | None) -> TypedRows:
    """Return a file's rows, typed.

    Raises
    ------
    DataRefused
        If what its columns hold stays open, or it holds no row.
    """
    kind = rows_as_text.header.kind
    try:
        rows = TypedRows.examine(engine, rows_as_text, date_order)
    except DataRefused as refusal:
        raise DataRefused(f"{path.name} was not loaded. {refusal}") from refusal
    if not rows.rows_read:
        held = "the report's header and no items. Was the period right?"
        raise DataRefused(f"{path.name} holds {held if kind is REPORT else 'a header and no documents.'}")
    return rows


def sha256_if_readable(path: Path) -> str | None:
    """Return the SHA-256 of a file that was refused, if it can be read at all."""
    try:
        return Fingerprint.of(path).sha256 if path.is_file() else None
    except OSError:
        return None
