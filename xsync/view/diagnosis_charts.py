"""The charts of the diagnosis: how old what is not in Xero is, and how the log stood after each load."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from xsync.model import UNSYNCED_STATUSES
from xsync.view.chart import Chart, colour_by_status
from xsync.view.charts import BAR_WIDTH
from xsync.view.wording import count

if TYPE_CHECKING:
    from collections.abc import Mapping


def unsynced_by_age(tallies: Mapping[str, Mapping[str, int]]) -> Chart:
    """Draw one bar per age of what has not reached Xero.

    Parameters
    ----------
    tallies
        Name of each age, the youngest first → status → number of items.
    """
    title = "Not in Xero, by age"
    total = sum(sum(tally.values()) for tally in tallies.values())
    if not total:
        return Chart(title, "Nothing is waiting, so nothing grows old.", None)
    sentences = ", ".join(f"{name}: {count(sum(tally.values()))}" for name, tally in tallies.items())
    return Chart(title, f"{count(total)} items not in Xero, by age. {sentences}.", _bars(tallies))


def unsynced_by_load(tallies: Mapping[str, Mapping[str, int]]) -> Chart:
    """Draw one bar per load of what had not reached Xero after it.

    Parameters
    ----------
    tallies
        Name of each load, the oldest first → status → number of items.
    """
    title = "Not in Xero, after each load"
    totals = [sum(tally.values()) for tally in tallies.values()]
    if not any(totals):
        return Chart(title, "Nothing was out of Xero after any load.", None)
    sentences = "; ".join(f"{name}: {count(total)}" for name, total in zip(tallies, totals, strict=True))
    return Chart(title, f"Items not in Xero after each load. {sentences}.", _bars(tallies))


def _bars(tallies: Mapping[str, Mapping[str, int]]) -> dict[str, Any]:
    """Lay out one bar per name, its statuses one after another, and its total at the end."""
    statuses = [
        status for status in UNSYNCED_STATUSES if any(tally.get(status) for tally in tallies.values())
    ]
    rows = [
        {"name": name, "status": status, "items": tally[status], "rank": rank}
        for name, tally in tallies.items()
        for rank, status in enumerate(statuses)
        if tally.get(status)
    ]
    totals = [{"name": name, "items": sum(tally.values())} for name, tally in tallies.items()]
    y = {
        "field": "name",
        "type": "nominal",
        "sort": list(tallies),
        "axis": {"title": None, "domain": False, "ticks": False, "labelPadding": 8, "labelLimit": 260},
    }
    x = {"field": "items", "type": "quantitative", "axis": None}
    return {
        "width": BAR_WIDTH,
        "height": {"step": 26},
        "layer": [
            {
                "data": {"values": rows},
                "mark": {"type": "bar", "height": 18},
                "encoding": {
                    "y": y,
                    "x": {**x, "stack": "zero"},
                    "order": {"field": "rank"},
                    "color": colour_by_status(statuses),
                },
            },
            {
                "data": {"values": totals},
                "mark": {"type": "text", "align": "left", "dx": 8, "fontWeight": "bold"},
                "encoding": {"y": y, "x": {**x, "stack": None}, "text": {"field": "items", "format": ",d"}},
            },
        ],
    }
