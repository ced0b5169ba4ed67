"""The charts of the report: what has not reached Xero, by type and over time."""

from __future__ import annotations

from calendar import monthrange
from datetime import date
from typing import TYPE_CHECKING, Any, Final, Literal

from xsync.model import UNSYNCED_STATUSES, type_label
from xsync.view.chart import OTHER_COLOUR, STATUS_COLOURS, Chart, colour_by_status
from xsync.view.counts import statuses_in_order, types_in_order
from xsync.view.wording import MONTHS, count, day

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

Unit = Literal["day", "week", "month"]

BAR_WIDTH: Final = 520
DIGIT_WIDTH: Final = 8
"""Pixels; a segment narrower than its number goes without."""

LEAST_WIDTH: Final = 3
"""Pixels, so that a single failed item among thousands is still seen."""

SPANS: Final = "spans"
"""In a chart's ``usermeta``, which drawing leaves alone: label of a column → its first and last day."""


def status_by_type(by_type_and_status: Mapping[str, Mapping[str, int]]) -> Chart:
    """Draw one bar per item type: what has not reached Xero first, the completed after it, muted.

    Parameters
    ----------
    by_type_and_status
        Stored item type → status → number of items.
    """
    title = "What has not reached Xero, by type"
    tallies = {stored: tally for stored, tally in by_type_and_status.items() if sum(tally.values())}
    if not tallies:
        return Chart(title, "There are no items to count by type.", None)
    types = types_in_order(tallies)
    # Completed goes last, so that what needs someone starts at the same line in every bar.
    statuses = sorted(statuses_in_order(tallies.values()), key=lambda status: status == "Completed")
    scale = BAR_WIDTH / max(sum(tally.values()) for tally in tallies.values())
    bars = {stored: list(_segments(stored, tallies[stored], statuses, scale)) for stored in types}
    segments = [segment for bar in bars.values() for segment in bar]
    ends = [
        {
            "type": type_label(stored),
            "end": bars[stored][-1]["end"],
            "text": _of_all(tallies[stored]),
            "weight": "bold" if _unsynced(tallies[stored]) else "normal",
        }
        for stored in types
    ]
    y = {
        "field": "type",
        "type": "nominal",
        "sort": [type_label(stored) for stored in types],
        "axis": {"title": None, "domain": False, "ticks": False, "labelPadding": 8, "labelLimit": 200},
    }
    x = {"type": "quantitative", "axis": None, "scale": {"domain": [0, BAR_WIDTH], "nice": False}}
    spec = {
        "width": BAR_WIDTH,
        "height": {"step": 26},
        "layer": [
            _bars([one for one in segments if one["status"] == "Completed"], 6, y, x, statuses),
            _bars([one for one in segments if one["status"] != "Completed"], 18, y, x, statuses),
            _segment_numbers(segments, {"y": y, "x": {**x, "field": "middle"}}),
            *(
                _bar_ends([end for end in ends if end["weight"] == weight], weight, y, x)
                for weight in ("bold", "normal")
            ),
        ],
    }
    sentences = "; ".join(f"{end['type']}: {end['text']}" for end in ends)
    return Chart(title, f"Items per type. {sentences}.", spec)


def unsynced_over_time(points: Sequence[tuple[date, str, int]], unit: Unit) -> Chart:
    """Draw one column per day, week or month of what has not reached Xero.

    Parameters
    ----------
    points
        First day of the unit, status, number of items. Units between them without items are drawn empty.
    unit
        What a column stands for.
    """
    title = f"Not in Xero, by {unit}"
    counted = [(start, status, number) for start, status, number in points if number]
    if not counted:
        return Chart(title, "Nothing is waiting: every dated item has reached Xero.", None)
    tallies: dict[date, dict[str, int]] = {}
    for start, status, number in counted:
        tally = tallies.setdefault(start, {})
        tally[status] = tally.get(status, 0) + number
    present = {status for _, status, _ in counted}
    statuses = [status for status in statuses_in_order(tallies.values()) if status in present]
    starts = sorted({*tallies, *_units_between(min(tallies), max(tallies), unit)})
    labels = [_unit_label(start, unit) for start in starts]
    rows = [
        {"unit": _unit_label(start, unit), "status": status, "items": tallies[start][status], "rank": rank}
        for start in sorted(tallies)
        for rank, status in enumerate(statuses)
        if status in tallies[start]
    ]
    totals = [
        {"unit": _unit_label(start, unit), "items": sum(tallies[start].values())} for start in sorted(tallies)
    ]
    x = {
        "field": "unit",
        "type": "nominal",
        "sort": labels,
        "scale": {"domain": labels, "paddingInner": 0.25},
        "axis": {
            "title": None,
            "labelAngle": 0,
            "labelOverlap": "greedy",
            "labelSeparation": 6,
            "labelExpr": "[slice(datum.label, 0, -5), slice(datum.label, -4)]",
            "ticks": False,
            "labelPadding": 6,
        },
    }
    y = {
        "field": "items",
        "type": "quantitative",
        "stack": "zero",
        "axis": {
            "title": "Items",
            "tickCount": 4,
            "format": ",d",
            "tickMinStep": 1,
            "domain": False,
            "ticks": False,
        },
    }
    columns = {
        "data": {"values": rows},
        "mark": {"type": "bar"},
        "encoding": {"x": x, "y": y, "order": {"field": "rank"}, "color": colour_by_status(statuses)},
    }
    above = {
        "data": {"values": totals},
        "mark": {"type": "text", "dy": -7},
        "encoding": {"x": x, "y": {**y, "stack": None}, "text": {"field": "items", "format": ",d"}},
    }
    wide_enough = BAR_WIDTH / len(starts) > DIGIT_WIDTH * len(
        count(max(sum(tally.values()) for tally in tallies.values()))
    )
    spec = {
        "width": BAR_WIDTH + 120,
        "height": 200,
        "layer": [columns, above] if wide_enough else [columns],
        "usermeta": {SPANS: {_unit_label(start, unit): _span(start, unit) for start in starts}},
    }
    most = max(tallies, key=lambda start: (sum(tallies[start].values()), start))
    total = sum(number for _, _, number in counted)
    description = (
        f"{count(total)} items not in Xero between {day(starts[0])} and {day(max(tallies))}; "
        f"the most, {count(sum(tallies[most].values()))}, in the {unit} of {day(most)}."
    )
    return Chart(title, description, spec)


def _bars(
    segments: Sequence[Mapping[str, object]],
    height: int,
    y: Mapping[str, object],
    x: Mapping[str, object],
    statuses: Sequence[str],
) -> dict[str, Any]:
    return {
        "data": {"values": list(segments)},
        "mark": {"type": "bar", "height": height, "stroke": "var(--xsync-paper, none)", "strokeWidth": 0.5},
        "encoding": {
            "y": y,
            "x": {**x, "field": "start"},
            "x2": {"field": "end"},
            "color": colour_by_status(statuses),
        },
    }


def _bar_ends(
    ends: Sequence[Mapping[str, object]], weight: str, y: Mapping[str, object], x: Mapping[str, object]
) -> dict[str, Any]:
    return {
        "data": {"values": list(ends)},
        "mark": {"type": "text", "align": "left", "dx": 8, "fontWeight": weight},
        "encoding": {"y": y, "x": {**x, "field": "end"}, "text": {"field": "text"}},
    }


def _segments(
    stored: str, tally: Mapping[str, int], statuses: Sequence[str], scale: float
) -> Iterator[dict[str, Any]]:
    """Lay out the segments of one bar in pixels, with a number where there is room for it."""
    start = 0.0
    for status in statuses:
        number = tally.get(status, 0)
        if not number:
            continue
        muted = status == "Completed"
        width = number * scale if muted else max(number * scale, LEAST_WIDTH)
        text = count(number)
        fits = not muted and width > DIGIT_WIDTH * (len(text) + 1)
        yield {
            "type": type_label(stored),
            "stored": stored,
            "status": status,
            "items": number,
            "start": start,
            "end": start + width,
            "middle": start + width / 2,
            "text": text if fits else "",
            "ink": STATUS_COLOURS.get(status, OTHER_COLOUR)[1],
        }
        start += width


def _segment_numbers(
    segments: Sequence[Mapping[str, object]], position: Mapping[str, object]
) -> dict[str, Any]:
    return {
        "data": {"values": [segment for segment in segments if segment["text"]]},
        "mark": {"type": "text", "fontSize": 11},
        "encoding": {
            **position,
            "text": {"field": "text"},
            "color": {"field": "ink", "type": "nominal", "scale": None},
        },
    }


def _unsynced(tally: Mapping[str, int]) -> int:
    return sum(tally.get(status, 0) for status in UNSYNCED_STATUSES)


def _of_all(tally: Mapping[str, int]) -> str:
    """Say how much of a type is missing; a status that is neither here nor there is said to be unclear."""
    total, unsynced = sum(tally.values()), _unsynced(tally)
    unclear = total - unsynced - tally.get("Completed", 0)
    if not unsynced and not unclear:
        return f"all {count(total)} in Xero"
    return f"{count(unsynced)} of {count(total)} not in Xero" + (
        f", {count(unclear)} unclear" if unclear else ""
    )


def _units_between(first: date, last: date, unit: Unit) -> list[date]:
    """Name the first day of every unit from the first to the last, gaps included."""
    if unit == "month":
        months = range(first.year * 12 + first.month - 1, last.year * 12 + last.month)
        return [date(month // 12, month % 12 + 1, 1) for month in months]
    step = 7 if unit == "week" else 1
    return [date.fromordinal(number) for number in range(first.toordinal(), last.toordinal() + 1, step)]


def _span(start: date, unit: Unit) -> list[str]:
    lengths = {"day": 1, "week": 7, "month": monthrange(start.year, start.month)[1]}
    last = min(start.toordinal() + lengths[unit] - 1, date.max.toordinal())
    return [start.isoformat(), date.fromordinal(last).isoformat()]


def _unit_label(start: date, unit: Unit) -> str:
    return f"{MONTHS[start.month - 1]} {start.year}" if unit == "month" else day(start)
