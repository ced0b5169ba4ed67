"""Both ledgers as CSV files with the canonical columns, written as the documents come."""

from __future__ import annotations

import csv
from typing import TYPE_CHECKING, Final, Self

from xsync.documents import DOCUMENT_FIELDS, SIDES

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from xsync.sources.demo.ledger import Entry

LEDGER_FILES: Final = {side: f"{side}-documents.csv" for side in SIDES}
"""What the files are called, by side."""


class LedgerFiles:
    """The CSV files of both ledgers in the making: UTF-8, commas, ISO dates, null as nothing.

    Leaving its context closes them.

    Parameters
    ----------
    paths
        By side; each made anew.
    """

    def __init__(self, paths: Mapping[str, Path]) -> None:
        self._files = {side: path.open("w", encoding="utf-8", newline="") for side, path in paths.items()}
        self._writers = {side: csv.writer(file, lineterminator="\n") for side, file in self._files.items()}

    def __enter__(self) -> Self:
        for writer in self._writers.values():
            writer.writerow([field.name for field in DOCUMENT_FIELDS])
        return self

    def __exit__(self, *_: object) -> None:
        for file in self._files.values():
            file.close()

    def add(self, entry: Entry) -> None:
        """Append a document to the file of its side."""
        self._writers[entry.side].writerow(entry.document)
