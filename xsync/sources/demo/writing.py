"""Writes the demo company's exports as the bookkeeper took them, all in one pass over the business."""

from __future__ import annotations

from contextlib import ExitStack
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from xsync.sources.demo.business import business
from xsync.sources.demo.company import DEMO_ORGANISATION, DEMO_SEED, FIRST_EXPORT_AT, LAST_EXPORT_AT
from xsync.sources.demo.csv_export import CsvExport, CsvLines
from xsync.sources.demo.ordered import OrderedExport, put_in_place
from xsync.sources.demo.rows import Row, report_row
from xsync.sources.demo.sync import SyncLog
from xsync.sources.demo.xlsx_export import XlsxExport

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from xsync.sources.demo.documents import Document

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
    """

    organisation: str
    folder: Path
    exports: tuple[Path, ...]


def write_demo(folder: Path, *, items: int = 5000, seed: int = DEMO_SEED) -> DemoFiles:
    """Write the demo company's two exports of the Xero Synchronization Report.

    The first was taken on 30 September 2026 as CSV, the second on 2 November 2026 as XLSX (as CSV where an
    Excel sheet has too few rows). The same seed and number of items give the same bytes. Memory does not grow
    with the number of items, and a file bears its name only when it is whole.

    Parameters
    ----------
    folder
        Where to write; made if it is not there.
    items
        How many items the second export holds, exactly.
    seed
        Another seed is another company of the same name.

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
    folder.mkdir(parents=True, exist_ok=True)
    with put_in_place(first, last) as (first_temporary, last_temporary):
        lines = CsvLines()
        earlier = OrderedExport(CsvExport(first_temporary, lines), FIRST_EXPORT_AT)
        if fits:
            workbook = XlsxExport(last_temporary, printed_at=LAST_EXPORT_AT)
            _fill(families, seed, earlier, OrderedExport(workbook, LAST_EXPORT_AT))
        else:
            _fill(families, seed, earlier, OrderedExport(CsvExport(last_temporary, lines), LAST_EXPORT_AT))
    last.with_suffix(".csv" if fits else ".xlsx").unlink(missing_ok=True)
    return DemoFiles(DEMO_ORGANISATION, folder, (first, last))


def _fill(
    families: Iterator[list[Document]], seed: int, *exports: OrderedExport[str] | OrderedExport[Row]
) -> None:
    """Follow the business to Xero once, and write what each export saw of it."""
    with ExitStack() as stack:
        for export in exports:
            stack.enter_context(export)
        for document, history in SyncLog(seed).follow(families):
            shown, row = None, None
            for export in exports:
                state = history.at(export.taken_at)
                if state is None:
                    continue
                if row is None or state != shown:
                    shown, row = state, report_row(document, history, state)
                export.add(row)
