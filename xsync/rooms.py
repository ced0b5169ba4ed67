"""Where each public name of the package lives."""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Mapping

ROOMS: Final[Mapping[str, str]] = MappingProxyType(
    {
        "close.readiness": "CloseReadiness close_readiness",
        "diagnose.explain": "explain",
        "errors": "XsyncError",
        "publishing.publish": "publish",
        "publishing.verify": "verify",
        "reconcile.report": "ReconciliationReport reconciliation",
        "report.sync_report": "SyncReport sync_report",
        "run.evidence": "record",
        "run.reports": "run_report run_reports",
        "sources.export_file": "load",
        "sources.pull": "pull",
        "store.store": "Store",
        "view.causes_section": "causes",
        "view.close_sections": "close_list kept_out set_apart",
        "view.diagnosis_sections": "ageing blocked coverage trend",
        "view.panel": "panel",
        "view.any_report": "answer how_it_was_made noted triage triage_notes what_was_asked",
        "view.reconciliation_origin": "not_compared",
        "view.reconciliation_groups": "consolidated_blocks suggestions",
        "view.reconciliation_sections": "account_movements documents_compared findings ties",
        "view.sections": "chart_by_type chart_over_time counts_per_type",
    }
)
"""Room → the names in it that are public."""
