"""Which answers count in the tie-out of accounts: those of the latest readings that came to their end."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from xsync.documents import SIDES
from xsync.store.engine import parquet_relation, text_literal

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import date
    from pathlib import Path

    from xsync.store.ledger_loads import LedgerLoad

CIN7_ENDPOINT: Final = "transactions"
XERO_ENDPOINTS: Final = (
    "Organisation",
    "Accounts",
    "Invoices",
    "CreditNotes",
    "Payments",
    "BankTransactions",
    "BankTransfers",
    "ManualJournals",
)
_HELPFUL: Final = "Items"
"""Tells the accounts of tracked stock."""


class Readings:
    """The readings of both ledgers that count.

    Parameters
    ----------
    loads
        The ledger loads that count at the instant, oldest first.
    organisation
        Whose.
    """

    def __init__(self, loads: Sequence[LedgerLoad], organisation: str) -> None:
        self._organisation = organisation
        self._loads = [load for load in loads if load.origin == "api"]
        self._entries = tuple(self._periods())

    @property
    def first_day(self) -> date | None:
        """Return the first day for which Cin7 Core's entries were read; none where all were."""
        return self._entries[-1][1] if self._entries else None

    def missing(self) -> tuple[str, ...]:
        """Say what was never read to its end, and what to run."""
        unread = {"cin7": [] if self._entries else [CIN7_ENDPOINT]}
        unread["xero"] = [name for name in XERO_ENDPOINTS if self._whole("xero", name) is None]
        return tuple(self._said(side, names) for side, names in unread.items() if names)

    def answers_sql(self, answer_files: Sequence[Path]) -> str:
        """Return the query of the answers that count, as `xsync.reconcile.accounts` takes them."""
        chosen = [
            *(
                _chosen(load, first, following)
                for each, first, following in self._entries
                for load in self._parts(each)
            ),
            *(
                _chosen(load, None, None)
                for name in (*XERO_ENDPOINTS, _HELPFUL)
                if (whole := self._whole("xero", name))
                for load in [*self._parts(whole), *self._after(whole)]
            ),
        ]
        return f"""SELECT answer.side, answer.endpoint, answer.request, answer.received_at, answer.body,
    chosen.reading, chosen.first_day, chosen.next_day
FROM {parquet_relation(answer_files)} AS answer
JOIN (VALUES {", ".join(chosen)}) AS chosen (load_id, reading, first_day, next_day)
    ON chosen.load_id = answer.load_id
WHERE answer.organisation = {text_literal(self._organisation)}"""

    def _periods(self) -> Iterator[tuple[LedgerLoad, date | None, date | None]]:
        """Yield Cin7 Core's readings and the days they count for: the newest first, each up to the next's."""
        following: date | None = None
        for load in reversed(self._of("cin7", CIN7_ENDPOINT)):
            first = load.read_since.date() if load.read_since else None
            if not load.is_complete or (first and following and first >= following):
                continue
            yield load, first, following
            if first is None:
                return
            following = first

    def _whole(self, side: str, endpoint: str) -> LedgerLoad | None:
        """Return the latest load that read everything."""
        whole = [load for load in self._of(side, endpoint) if load.is_complete and load.read_since is None]
        return whole[-1] if whole else None

    def _of(self, side: str, endpoint: str) -> list[LedgerLoad]:
        return [load for load in self._loads if (load.side, load.source_file) == (side, endpoint)]

    def _parts(self, load: LedgerLoad) -> list[LedgerLoad]:
        """Return a load with those that stored the first answers of the same reading, which was stopped."""
        return [each for each in self._of(load.side, load.source_file) if _reading(each) == _reading(load)]

    def _after(self, load: LedgerLoad) -> list[LedgerLoad]:
        later = [each for each in self._of(load.side, load.source_file) if each.loaded_at > load.loaded_at]
        return [each for each in later if each.refusal is None]

    def _said(self, side: str, names: Sequence[str]) -> str:
        refused = [
            load for load in self._loads if load.side == side and load.source_file in names and load.refusal
        ]
        told = f"{SIDES[side]} has not been read to the end of: {', '.join(names)}."
        why = f" Refused last time: {refused[-1].refusal}" if refused else ""
        return f'{told}{why} Run xsync pull {side} --full --organisation "{self._organisation}".'


def date_literal(day: date | None) -> str:
    """Return a date as an SQL literal."""
    return f"CAST({text_literal(day.isoformat()) if day else 'NULL'} AS DATE)"


def _reading(load: LedgerLoad) -> str:
    """Return what the loads have in common that stored one reading: see `xsync.sources.pulling`."""
    return load.load_id.partition("-")[0]


def _chosen(load: LedgerLoad, first: date | None, following: date | None) -> str:
    ids = f"{text_literal(load.load_id)}, {text_literal(_reading(load))}"
    return f"({ids}, {date_literal(first)}, {date_literal(following)})"
