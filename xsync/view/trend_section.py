"""The section of the report that says what changed from load to load, and with the last one."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from xsync.diagnose.diagnosis import diagnosis
from xsync.model import UNSYNCED_STATUSES
from xsync.report.words import minute_in_words
from xsync.view.diagnosis_charts import unsynced_by_load
from xsync.view.item_list import item_list
from xsync.view.sections import Section
from xsync.view.tables import records_table
from xsync.view.wording import count, escaped

if TYPE_CHECKING:
    from collections.abc import Sequence

    from xsync.diagnose.trend import Standing, Trend
    from xsync.diagnose.vanished import Vanished
    from xsync.report.sync_report import SyncReport

MOST_LOADS: Final = 12
"""Loads that are drawn and listed, the last ones; `result.json` holds all of them."""

_CHANGED: Final = {
    "cin7_number": "Cin7 Core Number",
    "item_type": "Type",
    "status_before": "Before",
    "status_after": "Now",
    "sync_date": "Sync date",
    "contact": "Contact",
    "currency": "Currency",
    "amount": "Amount",
    "message": "Message",
}
_VANISHED: Final = {
    "cin7_number": "Cin7 Core Number",
    "item_type": "Type",
    "sync_status": "Last seen as",
    "sync_date": "Sync date",
    "currency": "Currency",
    "amount": "Amount",
    "last_file": "Last held by",
    "missing_file": "Missing from",
}
_NOTE: Final = (
    "Of the whole log, whatever the period and filter: what is mended gets another sync date and would leave "
    "a period."
)


def trend(report: SyncReport) -> Section:
    """Show how the log stood after each load, what came and went with the last, and what vanished."""
    found, gone_without_trace = diagnosis(report).trend, diagnosis(report).vanished
    sentence = trend_in_words(found, gone_without_trace)
    html = [f"<p><strong>{escaped(sentence)}</strong></p>", f"<p>{escaped(_NOTE)}</p>"]
    last_loads = found.standings[-MOST_LOADS:]
    if len(found.standings) > 1:
        html.append(unsynced_by_load(_tallies(last_loads)).figure())
    html.append(_loads_table(last_loads, len(found.standings)))
    if len(found.standings) > 1:
        last = found.standings[-1]
        html += [
            _changed_list(
                found.new_items.to_pylist(), last.new, "New since the load before: not in Xero now"
            ),
            _changed_list(
                found.gone_items.to_pylist(), last.gone, "Gone since the load before: no longer out of Xero"
            ),
        ]
    if gone_without_trace.items:
        rows = gone_without_trace.rows.to_pylist()
        part = _part(len(rows), gone_without_trace.items)
        caption = f"Vanished: missing from a later export that covers them{part}"
        html.append(item_list(rows, _VANISHED, caption=caption))
    return Section("\n".join(filter(None, html)), sentence)


def trend_in_words(found: Trend, vanished: Vanished) -> str:
    """Say what the last load changed, and what vanished."""
    last = found.standings[-1]
    lost = vanished.items
    told = (
        f" {count(lost)} row{' is' if lost == 1 else 's are'} missing from a later export that should hold "
        f"{'it' if lost == 1 else 'them'}: ask who removed {'it' if lost == 1 else 'them'} in Cin7 Core."
        if lost
        else ""
    )
    if len(found.standings) == 1:
        return f"Only one export is in the store: what changed will show once another is loaded.{told}"
    more = last.unsynced - found.standings[-2].unsynced
    compared = f"{count(abs(more))} {'more' if more > 0 else 'fewer'} than" if more else "as many as"
    came = f"{count(last.new)} item{'' if last.new == 1 else 's'} came to be out of Xero"
    went = f"{count(last.gone)} no longer {'is' if last.gone == 1 else 'are'}"
    now = f"{count(last.unsynced)} {'is' if last.unsynced == 1 else 'are'} now"
    return f"With the last load {came} and {went}; {now}, {compared} after the load before.{told}"


def _tallies(standings: Sequence[Standing]) -> dict[str, dict[str, int]]:
    """Name each load by its export's date and, where dates repeat, by its place."""
    names = [_exported(standing) for standing in standings]
    return {
        name if names.count(name) == 1 else f"{name} ({place})": {
            status: standing.by_status[status] for status in UNSYNCED_STATUSES
        }
        for place, (name, standing) in enumerate(zip(names, standings, strict=True), start=1)
    }


def _exported(standing: Standing) -> str:
    return minute_in_words(standing.exported_at) if standing.exported_at else standing.source_file


def _loads_table(standings: Sequence[Standing], total: int) -> str:
    statuses = dict.fromkeys(status for standing in standings for status in standing.by_status)
    rows = [
        {
            "file": standing.source_file,
            "exported": _exported(standing) if standing.exported_at else "",
            **{status: standing.by_status.get(status, 0) for status in statuses},
            "new": standing.new,
            "gone": standing.gone,
        }
        for standing in standings
    ]
    titles = {
        "file": "After loading",
        "exported": "Its last sync date",
        **{status: status for status in statuses},
        "new": "New out of Xero",
        "gone": "No longer",
    }
    part = f", the last {count(len(rows))} of {count(total)}" if len(rows) < total else ""
    return records_table(rows, titles, caption=f"How the log stood after each load{part}")


def _changed_list(rows: list[dict[str, Any]], total: int, caption: str) -> str:
    return item_list(rows, _CHANGED, caption=f"{caption}{_part(len(rows), total)}") if rows else ""


def _part(here: int, total: int) -> str:
    return f" (the newest {count(here)} of {count(total)})" if here < total else f" ({count(total)})"
