"""xsync: what Cin7 Core's log says, and what is in Xero; a name is imported where it is first used."""

from importlib import import_module

_ROOMS = {
    "errors": "XsyncError",
    "reconcile.report": "ReconciliationReport reconciliation",
    "report.sync_report": "SyncReport sync_report",
    "run.evidence": "record",
    "run.reports": "run_report run_reports",
    "sources.export_file": "load",
    "sources.pull": "pull",
    "store.store": "Store",
    "view.panel": "panel",
    "view.any_report": "answer how_it_was_made what_was_asked",
    "view.reconciliation_origin": "not_compared",
    "view.reconciliation_groups": "consolidated_blocks suggestions",
    "view.reconciliation_sections": "account_movements documents_compared findings ties",
    "view.sections": "chart_by_type chart_over_time counts_per_type",
}
_HOMES = {name: f"xsync.{room}" for room, names in _ROOMS.items() for name in names.split()}

__all__ = sorted(_HOMES)  # noqa: PLE0605 - one list, not two


def __getattr__(name: str) -> object:
    if name not in _HOMES:
        raise AttributeError(f"module 'xsync' has no attribute {name!r}")
    return getattr(import_module(_HOMES[name]), name)
