"""Both ledgers of the demo company as they stand at the last export, faults included."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from xsync.sources.demo.business import business
from xsync.sources.demo.catalogue import build_catalogue
from xsync.sources.demo.company import DEMO_SEED
from xsync.sources.demo.families import families
from xsync.sources.demo.faults_of_blocks import BLOCK_FAULTS
from xsync.sources.demo.faults_of_copies import COPY_FAULTS
from xsync.sources.demo.faults_of_entries import ENTRY_FAULTS
from xsync.sources.demo.faults_of_invoices import INVOICE_FAULTS
from xsync.sources.demo.faults_of_payments import PAYMENT_FAULTS
from xsync.sources.demo.planting import SPREAD_FROM, PlantedFault, Planter
from xsync.sources.demo.sync import SyncLog
from xsync.sources.demo.xero_blocks import Consolidated, ConsolidatedLedger

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from xsync.sources.demo.documents import Document
    from xsync.sources.demo.families import Family
    from xsync.sources.demo.history import History
    from xsync.sources.demo.ledger import Entry, Expected

_FAMILY_FAULTS: Final = (*PAYMENT_FAULTS, *ENTRY_FAULTS, *INVOICE_FAULTS, *COPY_FAULTS)


class Ledgers:
    """Derives both ledgers from the business and its sync log, family by family.

    Parameters
    ----------
    items, seed
        Of the company, as `business` takes them.
    """

    def __init__(self, items: int, seed: int = DEMO_SEED) -> None:
        spread = items >= SPREAD_FROM
        self._families: Planter[Family] = Planter(_FAMILY_FAULTS, spread=spread)
        self._blocks: Planter[Consolidated] = Planter(BLOCK_FAULTS, spread=spread)
        self._suppliers = frozenset(supplier.name for supplier in build_catalogue(items, seed).suppliers)

    def entries(self, followed: Iterable[tuple[Document, History]]) -> Iterator[Entry]:
        """Yield every document of both ledgers.

        Parameters
        ----------
        followed
            What `SyncLog.follow` yields.

        Yields
        ------
        Entry
            Consolidated documents come last. What is expected of the members of a block is as if it bore no
            fault; `faults` knows better.
        """
        consolidated = ConsolidatedLedger()
        for family in families(followed, self._suppliers):
            self._families.offer(family, family.pairs[0].document.created_at.date())
            for pair in family.pairs:
                if pair.block:
                    consolidated.add(pair)
            yield from family.entries()
        for block in consolidated.closed():
            self._blocks.offer(block, block.first.document.document_date)
            yield from block.documents
            yield from block.payments

    @property
    def faults(self) -> tuple[PlantedFault, ...]:
        """What was planted; complete when all entries have been taken."""
        return (*self._families.planted, *self._blocks.planted)

    @property
    def unplanted(self) -> tuple[str, ...]:
        """The names of the faults for which the company is too small."""
        return (*self._families.unplanted(), *self._blocks.unplanted())


def demo_entries(items: int, seed: int = DEMO_SEED) -> tuple[list[Entry], Ledgers]:
    """Return every document of both ledgers, and the ledgers that know the planted faults.

    What each entry is expected to be called takes the faults into account.
    """
    ledgers = Ledgers(items, seed)
    entries = list(ledgers.entries(SyncLog(seed).follow(business(items, seed))))
    by_fault: dict[tuple[str, str], Expected] = {
        key: expected for fault in ledgers.faults for key, expected in fault.expected.items()
    }
    return [entry._replace(expected=by_fault.get(entry.key, entry.expected)) for entry in entries], ledgers
