"""Small logs, export by export, as reports over a snapshot of them; and random ones."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import TYPE_CHECKING, Any

import pyarrow as pa
import pyarrow.parquet as pq
from hypothesis import strategies as st

from xsync.report.layouts import Layouts
from xsync.report.question import Question
from xsync.report.sync_report import SyncReport
from xsync.store.loads import Load
from xsync.store.notes import Notes
from xsync.store.schemas import SCHEMAS
from xsync.store.snapshot import Snapshot
from xsync.store.tables import Tables

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

Row = dict[str, Any]
ORGANISATION = "Acme"
AS_OF = "2026-10-31T09:00:00+00:00"


def on(day: int, hour: int = 9) -> datetime:
    """An instant of October 2026, on the organisation's clock."""
    return datetime(2026, 10, day, hour)  # noqa: DTZ001 - the store keeps wall clocks


def row(number: str | None, item_type: str = "invoice", status: str | None = "Completed", **more: Any) -> Row:
    """A row of an export; what is named takes the place of what is usual."""
    usual = {"cin7_number": number, "item_type": item_type, "sync_status": status, "sync_date": on(1)}
    return {**usual, **more}


def report_of(folder: Path, *exports: Sequence[Row], as_of: str = AS_OF, **parameters: Any) -> SyncReport:
    """The report over exports, loaded one after another."""
    folder.mkdir(parents=True, exist_ok=True)
    loads, files = [], []
    for position, rows in enumerate(exports):
        load_id = f"load-{position}"
        told = [
            {
                **each,
                "organisation": ORGANISATION,
                "load_id": load_id,
                "source_file": f"export-{position}.csv",
                "source_row": place,
                "loaded_at": loaded_at(position),
            }
            for place, each in enumerate(rows, start=2)
        ]
        path = folder / f"{load_id}.parquet"
        pq.write_table(pa.Table.from_pylist(told, schema=SCHEMAS["observations"]), path)
        files.append(path)
        loads.append(
            Load(
                organisation=ORGANISATION,
                load_id=load_id,
                source_file=f"export-{position}.csv",
                sha256=load_id,
                size_bytes=0,
                rows_read=len(rows),
                rows_loaded=len(rows),
                rows_known=0,
                rows_rejected=0,
                date_order=None,
                exported_at=max(filter(None, (each["sync_date"] for each in rows)), default=None),
                loaded_at=loaded_at(position),
                loaded_by="bookkeeper",
            )
        )
    notes = Notes(Tables(str(folder / "store"), folder / "remote"), ORGANISATION, None)
    snapshot = Snapshot.open(
        ORGANISATION, None, tuple(loads), files, folder / "cache", predates_store=False, notes=notes
    )
    layouts = Layouts(folder / "layouts")
    asked = {"period": "all_time", "as_of": as_of, **parameters}
    return SyncReport(snapshot, Question.of(asked, {}, layouts), layouts)


def loaded_at(position: int) -> datetime:
    """When an export came in."""
    return datetime(2026, 11, 1, position, tzinfo=UTC).replace(tzinfo=None)


WORDINGS = {
    "product": "{number} was not sent: its product {name} has not been synchronised.",
    "contact": "The Contact must contain at least 1 of the following elements to identify the contact.",
    "account": "Account could not be found. Account '{name}'.",
    "document": "Waiting for {name} to be synchronised",
    "block": "Line item tax amounts do not total to document tax amount. {name}.",
    "own": "Email address must be valid.",
}
"""What a message may name → how it says so."""

_NAMES = {
    "product": ["OAK-1", "OAK-2"],
    "contact": [""],
    "account": ["200", "090: Bank"],
    "document": ["N-1", "N-2", "N-3"],
    "block": ["SO-2026/10/01-Shopify(Pine & Oak)-1"],
    "own": [""],
}
_NUMBERS = {
    "product": ["OAK-1", "OAK-2"],
    "contact": ["Ann", "Bob & Co"],
    "attachment": ["N-1.pdf", "N-2.pdf", "note.pdf"],
}
_TYPES = ["product", "contact", "invoice", "credit_note", "payment", "refund", "attachment"]


@st.composite
def rows(draw: st.DrawFn) -> Row:
    """A row of any type and status; ``named`` is what its message names, for oracles alone."""
    item_type = draw(st.sampled_from(_TYPES))
    number = draw(st.sampled_from([*_NUMBERS.get(item_type, ["N-1", "N-2", "N-3"]), None]))
    status = draw(st.sampled_from(["Failed", "Pending", "Skipped", "Completed", "Completed", "Warning"]))
    named = draw(st.none() | st.sampled_from(list(WORDINGS)).flatmap(_named))
    return {
        **row(number, item_type, status),
        "sync_date": draw(st.none() | st.integers(1, 20).map(on)),
        "xero_number": draw(st.sampled_from([None, None, "X-1"])),
        "contact": draw(st.sampled_from([None, "Ann", "Bob & Co"])),
        "amount": draw(st.none() | st.decimals(1, 900, places=2)),
        "currency": draw(st.sampled_from([None, "GBP", "EUR"])),
        "effective_date": draw(st.sampled_from([None, date(2026, 10, 1)])),
        "message": WORDINGS[named[0]].format(number=number, name=named[1]) if named else None,
        "named": named,
    }


def _named(kind: str) -> st.SearchStrategy[tuple[str, str]]:
    return st.sampled_from([(kind, name) for name in _NAMES[kind]])


def logs(most_exports: int = 3) -> st.SearchStrategy[list[list[Row]]]:
    """Exports of a few rows each."""
    return st.lists(st.lists(rows(), min_size=1, max_size=9), min_size=1, max_size=most_exports)


def bare(exports: Sequence[Sequence[Row]]) -> list[list[Row]]:
    """The exports without what only oracles may know."""
    return [
        [{name: value for name, value in each.items() if name != "named"} for each in one] for one in exports
    ]
