"""XLSX exports: archives that are not what they seem, and the process that reads those that are.

A workbook can be made, or damaged, so that reading it exhausts memory or ends the process at once: one stray
cell in the last row and column is enough. In a process of its own that costs the file, not the load.
"""

from __future__ import annotations

import json
import mmap
import os
import subprocess
import sys
import zipfile
from contextlib import suppress
from typing import TYPE_CHECKING, Final, Self

from xsync.errors import DataRefused
from xsync.sources.file_kinds import KINDS
from xsync.sources.header import Header

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from xsync.sources.file_kinds import FileKind
    from xsync.sources.staging import Staged

_ZIP_MARK: Final = b"PK\x03\x04"
_OLE_MARK: Final = bytes.fromhex("d0cf11e0a1b11ae1")
_ENCRYPTED_STREAM: Final = "EncryptedPackage".encode("utf-16-le")
_READER: Final = "xsync.sources.workbook_reader"
_MOST_UNPACKED_BYTES: Final = 4 << 30
_SUSPICIOUS_UNPACKED_BYTES: Final = 64 << 20
_MOST_RATIO: Final = 150
"""Sheets of real exports shrink to about a twentieth; an archive made to exhaust memory to a thousandth."""


def refuse_unreadable(path: Path) -> None:
    """Refuse a workbook that must not or cannot be opened.

    Raises
    ------
    DataRefused
        If it is password-protected, an old ``.xls``, cut off, or unpacks to an absurd size.
    """
    with path.open("rb") as file, mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as content:
        if content[: len(_OLE_MARK)] == _OLE_MARK:
            if content.find(_ENCRYPTED_STREAM) >= 0:
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
            f"{path.name} is cut off or damaged: it is no complete workbook. Export it again."
        ) from error
    if any(entry.flag_bits & 1 for entry in entries):
        raise DataRefused(f"{path.name} is an encrypted archive. Export it again, without a password.")
    unpacked = sum(entry.file_size for entry in entries)
    packed = max(1, sum(entry.compress_size for entry in entries))
    if unpacked > _MOST_UNPACKED_BYTES or (
        unpacked > _SUSPICIOUS_UNPACKED_BYTES and unpacked / packed > _MOST_RATIO
    ):
        raise DataRefused(
            f"{path.name} unpacks from {packed:,} to {unpacked:,} bytes; that is no report but a trap or a "
            "mistake, so it was not opened. Export it again, as CSV where it is very large."
        )


def is_workbook(path: Path) -> bool:
    """Tell whether a file begins as workbooks do, old and protected ones included."""
    with path.open("rb") as file:
        return file.read(len(_OLE_MARK)).startswith((_ZIP_MARK, _OLE_MARK))


class WorkbookReader:
    """Reads a workbook in a process of its own, beside whatever is done until its rows are asked for.

    A context manager: at its end the process is gone. Nothing is started for a file that is no workbook or
    must not be opened.

    Parameters
    ----------
    path
        The export, workbook or not.
    folder
        Where the staged rows may lie.
    kinds
        The kinds of file it may be, the usual one first.
    """

    def __init__(self, path: Path, folder: Path, kinds: Sequence[FileKind]) -> None:
        self._path = path
        self._kinds = kinds
        self._staged_rows = folder / "staged.parquet"
        self._process: subprocess.Popen[bytes] | None = None

    def __enter__(self) -> Self:
        with suppress(DataRefused, OSError):  # said where the rows are asked for
            if self._path.is_file() and is_workbook(self._path):
                refuse_unreadable(self._path)
                self._process = self._begun()
        return self

    def __exit__(self, *_: object) -> None:
        if self._process:
            self._process.kill()
            self._process.communicate()

    def staged(self) -> Staged:
        """Return the rows of the first sheet that holds such a kind of file.

        Raises
        ------
        DataRefused
            If no sheet does, or the workbook cannot be read.
        """
        from xsync.sources.staging import Staged
        from xsync.store.engine import parquet_relation

        refuse_unreadable(self._path)
        self._process = self._process or self._begun()
        output, errors = self._process.communicate()
        try:
            answer = json.loads(output)
        except ValueError as error:
            raise DataRefused(
                f"{self._path.name} cannot be read as a workbook: its reader broke down over it "
                f"({_last_words(errors) or f'exit code {self._process.returncode}'}). Delete what stands far "
                "from the report's table, if anything does, or export the report as CSV."
            ) from error
        if "refused" in answer:
            raise DataRefused(answer["refused"], answer["mistakes"])
        header = Header(KINDS[answer["kind"]], answer["row"], tuple(answer["cells"]), answer["fields"])
        return Staged(parquet_relation([self._staged_rows]), len(header.cells), header)

    def _begun(self) -> subprocess.Popen[bytes]:
        return subprocess.Popen(  # noqa: S603 - our own module
            [
                *(sys.executable, "-P", "-m", _READER),
                *(str(self._path.absolute()), str(self._staged_rows)),
                *(kind.name for kind in self._kinds),
            ],
            env={**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, sys.path))},
            creationflags=getattr(subprocess, "CREATE_NO_WINDOW", 0),  # on Windows
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
        )


def _last_words(errors: bytes) -> str:
    """Return what an ended process said of its end: the error itself, not where it happened."""
    lines = errors.decode(errors="replace").strip().splitlines() or [""]
    return lines[-1] if lines[0].startswith("Traceback") else lines[0]
