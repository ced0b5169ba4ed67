"""Writes the demo company's exports as the bookkeeper took them, and both ledgers, all in one pass."""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from xsync.sources.demo.business import business
from xsync.sources.demo.company import DEMO_ORGANISATION, DEMO_SEED, FIRST_EXPORT_AT, LAST_EXPORT_AT
from xsync.sources.demo.csv_export import CsvExport, CsvLines
from xsync.sources.demo.ledger_files import LEDGER_FILES, LedgerFiles
from xsync.sources.demo.ledgers import Ledgers
from xsync.sources.demo.ordered import OrderedExport, put_in_place
from xsync.sources.demo.rows import Row, report_row
from xsync.sources.demo.sync import SyncLog
from xsync.sources.demo.xlsx_export import XlsxExport

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from pathlib import Path

    from xsync.sources.demo.documents import Document
    from xsync.sources.demo.history import History

_STEM: Final = "xero-sync-report"


@dataclass(frozen=True)
class DemoFiles:
    """What was written.

    Parameters
    ----------
    organisation
        Whose exports they are.
    folder
        Where they lie.
    exports
        The files in the order in which they were taken, the oldest first.
    documents
        The documents of either ledger as at the last export, by side; none if they were not wanted.
    """

    organisation: str
    folder: Path
    exports: tuple[Path, ...]
    documents: Mapping[str, Path] = field(default_factory=dict)


def write_demo(folder: Path, *, items: int = 5000, seed: int = DEMO_SEED, ledgers: bool = True) -> DemoFiles:
    """Write the demo company's two exports of the Xero Synchronization Report, and its two ledgers.

    The first export was taken on 30 September 2026 as CSV, the second on 2 November 2026 as XLSX (as CSV
    where an Excel sheet has too few rows). The ledgers are CSV files with the columns of `xsync.documents`,
    as they stood at the second export. The same seed and number of items give the same bytes. Memory does not
    grow with the number of items, and a file bears its name only when it is whole.

    Parameters
    ----------
    folder
        Where to write; made if it is not there.
    items
        How many items the second export holds, exactly.
    seed
        Another seed is another company of the same name.
    ledgers
        Whether the ledgers are wanted as well; without them it takes two thirds of the time.

    Returns
    -------
    DemoFiles
        What was written, and whose it is.

    Raises
    ------
    UsageError
        If so few items are asked for that not every type and status could be shown.
    """
    families = business(items, seed)
    fits = XlsxExport.fits(items)
    first = folder / f"{_STEM}-{FIRST_EXPORT_AT:%Y-%m-%d}.csv"
    last = folder / f"{_STEM}-{LAST_EXPORT_AT:%Y-%m-%d}{'.xlsx' if fits else '.csv'}"
    documents = {side: folder / name for side, name in LEDGER_FILES.items()}
    wanted = documents if ledgers else {}
    folder.mkdir(parents=True, exist_ok=True)
    with put_in_place(first, last, *wanted.values()) as (first_temporary, last_temporary, *temporary):
        lines = CsvLines()
        earlier = OrderedExport(CsvExport(first_temporary, lines), FIRST_EXPORT_AT)
        files = LedgerFiles(dict(zip(wanted, temporary, strict=True)))
        later: OrderedExport[str] | OrderedExport[Row] = (
            OrderedExport(XlsxExport(last_temporary, printed_at=LAST_EXPORT_AT), LAST_EXPORT_AT)
            if fits
            else OrderedExport(CsvExport(last_temporary, lines), LAST_EXPORT_AT)
        )
        with earlier, later, files:
            followed = _exported(SyncLog(seed).follow(families), earlier, later)
            if wanted:
                for entry in Ledgers(items, seed).entries(followed):
                    files.add(entry)
            else:
                deque(followed, maxlen=0)
    last.with_suffix(".csv" if fits else ".xlsx").unlink(missing_ok=True)
    for unwanted in documents.keys() - wanted.keys():
        documents[unwanted].unlink(missing_ok=True)
    return DemoFiles(DEMO_ORGANISATION, folder, (first, last), wanted)


def _exported(
    followed: Iterable[tuple[Document, History]], *exports: OrderedExport[str] | OrderedExport[Row]
) -> Iterator[tuple[Document, History]]:
    """Write what each export saw of every document, and hand the document on."""
    for document, history in followed:
        shown, row = None, None
        for export in exports:
            state = history.at(export.taken_at)
            if state is None:
                continue
            if row is None or state != shown:
                shown, row = state, report_row(document, history, state)
            export.add(row)
        yield document, history
