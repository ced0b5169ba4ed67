"""Where a close readiness comes from: what was asked, what was read, and by which SQL."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from xsync.view import tables
from xsync.view.reconciliation_origin import LEDGER_TITLES, ledger_inputs
from xsync.view.sections import FILE_TITLES, Section, listed, log_files, versions_folded

if TYPE_CHECKING:
    from xsync.close.readiness import CloseReadiness

_RULES: Final = (
    (
        "An item stands in the way if the log says Failed, Pending or Skipped and it is dated in the period, "
        "or before it and not locked yet; or if it has no date. What is dated before the period and locked "
        "already no longer depends on this lock."
    ),
    "Products, contacts and attachments post nothing to the books: no lock keeps them out.",
    (
        "A document stands in the way if the ledgers disagree on it: missing from Xero, differing, or there "
        "twice, and dated in the period. One that the list holds as an item of the log is not listed twice."
    ),
    "What a note has accepted, with a reason and not expired, is set apart.",
    "Documents and the money that settles them are never added up together: they are the same money.",
)


def what_was_asked(report: CloseReadiness) -> Section:
    """Say what was asked, in plain words."""
    facts = report.asked()
    return Section(tables.facts_table(facts), "\n".join(f"{name}: {value}" for name, value in facts))


def how_it_was_made(report: CloseReadiness) -> Section:
    """Say by which rules the verdict was found, from which data, and by which SQL it was asked."""
    ledgers = report.ledgers
    read = tables.records_table(log_files(report.snapshot.loads), FILE_TITLES, caption="Exports of the log")
    if ledgers is not None:
        documents = ledger_inputs(ledgers)
        read += tables.records_table(documents, LEDGER_TITLES, caption="Documents of either ledger")
    statements = "".join(tables.folded(title, tables.code(text)) for title, text in report.sql().items())
    return Section(f"{listed(_RULES)}{read}{statements}{versions_folded()}", "\n".join(_RULES))
