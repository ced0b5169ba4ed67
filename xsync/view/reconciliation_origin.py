"""Where a reconciliation comes from: what it could not compare, what it was made from, and by which rules."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from xsync.documents import SIDES
from xsync.model import type_label
from xsync.reconcile.documents_shown import RULE_LABELS
from xsync.view import tables
from xsync.view.reconciliation_words import and_so_on
from xsync.view.sections import FILE_TITLES, Section, day_and_time, log_files, versions_folded
from xsync.view.wording import count, escaped

if TYPE_CHECKING:
    from xsync.reconcile.report import ReconciliationReport
    from xsync.store.ledger_loads import LedgerLoad

MOST_NAMED: Final = 200
"""Documents not compared that are named one by one."""

LEDGER_TITLES: Final = {
    "ledger": "Ledger",
    "file": "File or endpoint",
    "sha256": "SHA-256",
    "rows_read": "Read",
    "rows_new": "New",
    "rows_changed": "Changed",
    "rows_unchanged": "Unchanged",
    "rows_rejected": "Rejected",
    "rows_gone": "Gone since",
    "loaded_at": "Loaded at",
    "loaded_by": "Loaded by",
}
_NOT_COMPARED: Final = {
    "side": "Ledger",
    "item_type": "Type",
    "status": "Status",
    "currency": "Currency",
    "documents": "Documents",
    "amount": "Amount",
}
_NAMED: Final = {
    "side": "Ledger",
    "item_type": "Type",
    "number": "Number",
    "contact": "Contact",
    "document_date": "Date",
    "currency": "Currency",
    "amount": "Amount",
    "status": "Status",
}


def not_compared(report: ReconciliationReport) -> Section:
    """Say what could not be compared, and why."""
    remarks, dead = _gaps(report), report.not_compared()
    html = "".join(f"<p>{escaped(remark)}</p>" for remark in remarks)
    if dead:
        html += tables.records_table(
            [_labelled(row) for row in dead],
            _NOT_COMPARED,
            caption="Not in the books of their own ledger: drafts, submitted, voided and deleted documents",
        )
        named = [_labelled(row) for row in report.documents_not_compared(limit=MOST_NAMED)]
        total = sum(row["documents"] for row in dead)
        title = f"These documents, {count(len(named))} of {count(total)}"
        html += tables.folded(title, tables.records_table(named, _NAMED, caption=title))
    return Section(html or "<p>Everything that was read was compared.</p>", "\n".join(remarks))


def how_it_was_made(report: ReconciliationReport) -> Section:
    """Say where the documents came from, how their counts tie, and by which rules they were paired."""
    log = log_files(report.snapshot.loads)
    rules = [
        (RULE_LABELS[rule], f"{count(number)} pairs and groups")
        for rule, number in report.counts.rules.items()
    ]
    parts = [
        tables.records_table(ledger_inputs(report), LEDGER_TITLES, caption="Documents, as they were read"),
        "<p>For each: read = new + changed + unchanged + rejected.</p>",
        tables.records_table(log, FILE_TITLES, caption="Exports of Cin7's log") if log else "",
        "<p>For each: rows read = new + known + rejected.</p>" if log else "",
        tables.facts_table(rules, caption="What each rule paired, in the order of the rules"),
        *(tables.folded(title, tables.code(sql)) for title, sql in report.sql().items()),
    ]
    parts.append(versions_folded())
    return Section("\n".join(filter(None, parts)))


def ledger_inputs(report: ReconciliationReport) -> list[dict[str, Any]]:
    """Return what was read of either ledger, with its counts."""
    return [
        {
            "ledger": SIDES[load.side],
            "file": load.source_file,
            "sha256": load.sha256,
            **{name: getattr(load, name) for name in LEDGER_TITLES if name.startswith("rows_")},
            "loaded_at": f"{load.loaded_at.isoformat(timespec='seconds')}Z",
            "loaded_by": load.loaded_by,
            "load_id": load.load_id,
        }
        for load in report.ledgers.loads
    ]


def _gaps(report: ReconciliationReport) -> list[str]:
    loads, remarks = report.ledgers.loads, []
    if report.ledgers_predate:
        first = day_and_time(min(load.loaded_at for load in loads))
        remarks.append(
            f"The store knew neither ledger before {first} UTC, later than this reconciliation's instant: "
            "everything read since was used."
        )
    if not report.snapshot.loads:
        remarks.append(
            "No export of Cin7's log is in the store: documents are paired without it, and every one that is "
            "absent counts as unlogged. Bring one in: xsync load FILE."
        )
    remarks += [_refused(load) for load in loads if load.refusal]
    remarks += [
        f"{SIDES[load.side]}, {load.source_file}: reading was stopped before its end on "
        f"{day_and_time(load.loaded_at)} UTC; what had arrived is in. Read it again."
        for load in _latest(loads)
        if not load.is_complete and not load.refusal
    ]
    for side, other in (("cin7", "xero"), ("xero", "cin7")):
        alone = [
            f"{type_label(stored)} ({count(by_side[side])})"
            for stored, by_side in report.documents_by_type().items()
            if by_side[side] and not by_side[other]
        ]
        if alone:
            remarks.append(
                f"Of these types only {SIDES[side]} gave documents, so that each counts as missing on the "
                f"other side: {', '.join(alone)}."
            )
    rejected = sum(load.rows_rejected for load in loads)
    if rejected:
        remarks.append(f"{count(rejected)} rows could not be read and are in neither ledger here.")
    unknown = sorted({name for load in loads for name in load.unknown_types})
    if unknown:
        remarks.append(f"Types that Cin7 does not document, kept as they stand: {and_so_on(unknown)}.")
    return remarks


def _refused(load: LedgerLoad) -> str:
    named = [type_label(stored).lower() for stored in load.covers]
    covered = and_so_on(named) if named else "its documents"
    return f"{SIDES[load.side]} refused {load.source_file} ({load.refusal}): {covered} could not be compared."


def _latest(loads: tuple[LedgerLoad, ...]) -> list[LedgerLoad]:
    """Return the last load of each file or endpoint."""
    return list({(load.side, load.source_file): load for load in loads}.values())


def _labelled(row: dict[str, Any]) -> dict[str, Any]:
    return {**row, "side": SIDES[row["side"]], "item_type": type_label(row["item_type"])}
