"""xsync: what Cin7 Core's synchronisation log says, and what has reached Xero."""

from importlib import import_module

_HOMES = {
    "load": "xsync.sources.export_file",
    "Store": "xsync.store.store",
    "SyncReport": "xsync.report.sync_report",
    "sync_report": "xsync.report.sync_report",
    "panel": "xsync.view.panel",
    "record": "xsync.run.evidence",
    "run_report": "xsync.run.execute",
    "XsyncError": "xsync.errors",
    **dict.fromkeys(
        [
            "answer",
            "chart_by_type",
            "chart_over_time",
            "counts_per_type",
            "how_it_was_made",
            "what_was_asked",
        ],
        "xsync.view.sections",
    ),
}

__all__ = sorted(_HOMES)  # noqa: PLE0605 - one list, not two


def __getattr__(name: str) -> object:
    """Import a public name where it is first used, so that ``import xsync`` stays quick."""
    if name not in _HOMES:
        raise AttributeError(f"module 'xsync' has no attribute {name!r}")
    return getattr(import_module(_HOMES[name]), name)
