"""The section of the report that says how old it is."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from xsync.diagnose.ageing import BUCKETS
from xsync.diagnose.diagnosis import diagnosis
from xsync.model import UNSYNCED_STATUSES, type_label
from xsync.report.words import day_in_words
from xsync.view.counts import types_in_order
from xsync.view.diagnosis_charts import unsynced_by_age
from xsync.view.item_list import item_list, items_of
from xsync.view.sections import Section
from xsync.view.tables import records_table
from xsync.view.wording import count, escaped

if TYPE_CHECKING:
    from collections.abc import Mapping

    from xsync.diagnose.ageing import Ageing
    from xsync.report.sync_report import SyncReport

_DAY: Final = 86_400
_OLDEST: Final = {
    "cin7_number": "Cin7 Core Number",
    "item_type": "Type",
    "sync_status": "Sync status",
    "started_at": "Not in Xero since",
    "days": "Days",
    "times_seen": "Exports that saw it so",
    "contact": "Contact",
    "currency": "Currency",
    "amount": "Amount",
    "message": "Message",
}
_TIMES: Final = {
    "type": "Type",
    "completions": "Completed after failing",
    "shortest": "Shortest",
    "median": "Half of them within",
    "ninth_decile": "Nine in ten within",
    "longest": "Longest",
}
_NOTE: Final = (
    "An age counts from the first time an export saw the item fail, wait or be skipped without having been "
    "completed since, up to the day of this report. What failed and was mended between two exports was never "
    "seen failing."
)


def ageing(report: SyncReport) -> Section:
    """Show the ages of what is not in Xero, its oldest items, and how long the others took."""
    found = diagnosis(report).ageing
    sentence = ageing_in_words(found)
    html = [f"<p><strong>{escaped(sentence)}</strong></p>"]
    if found.aged:
        tallies: dict[str, dict[str, int]] = {
            bucket: dict.fromkeys(UNSYNCED_STATUSES, 0) for bucket in BUCKETS
        }
        for each in found.aged:
            tallies[each.bucket][each.sync_status] += each.items
        titles = {"type": "Type", **dict(zip(BUCKETS, BUCKETS, strict=True)), "total": "Total"}
        html += [
            unsynced_by_age(tallies).figure(),
            records_table(_counts(found), titles, caption="How many, by age"),
            _amounts_table(found),
            item_list(found.oldest.to_pylist(), _OLDEST, caption="The oldest"),
        ]
    if found.times:
        html.append(
            records_table(_times(found), _TIMES, caption="How long it took to complete what had failed")
        )
    html.append(f"<p>{escaped(_NOTE)}</p>")
    return Section("\n".join(filter(None, html)), sentence)


def ageing_in_words(found: Ageing) -> str:
    """Say how old what is not in Xero is, and what is oldest."""
    by_bucket = found.by_bucket()
    total = sum(by_bucket.values())
    if not total:
        return "Nothing that is shown is out of Xero, so nothing grows old."
    [first] = found.oldest.slice(0, 1).to_pylist()
    oldest = f"{type_label(first['item_type'] or '')} {first['cin7_number'] or '(no number)'}"
    since = f"the oldest, {oldest[:1].lower()}{oldest[1:]}, since {day_in_words(first['started_at'].date())}"
    late = by_bucket["over 30 days"]
    verb = "has" if late == 1 else "have"
    said = f"{count(late)} of {count(total)} items not in Xero {verb} been so for more than 30 days"
    if not late:
        said = f"{count(total)} item{'' if total == 1 else 's'} not in Xero, none for more than 30 days"
    old = {stored: buckets["over 30 days"] for stored, buckets in found.by_type_and_bucket().items()}
    most = max(old, key=lambda stored: (old[stored], stored))
    begin = f" Begin with these, {items_of(most, old[most])} among them." if late > 1 else ""
    return f"{said}; {since}.{begin}"


def _counts(found: Ageing) -> list[Mapping[str, Any]]:
    by_type = found.by_type_and_bucket()
    rows: list[Mapping[str, Any]] = [
        {"type": type_label(stored), **by_type[stored], "total": sum(by_type[stored].values())}
        for stored in types_in_order(by_type)
    ]
    overall = found.by_bucket()
    return [*rows, {"type": "Total", **overall, "total": sum(overall.values())}]


def _amounts_table(found: Ageing) -> str:
    amounts = found.amounts()
    if not amounts:
        return ""
    order = types_in_order({stored for stored, _ in amounts})
    rows = [
        {"type": type_label(stored), "currency": currency or "(none)", **sums}
        for (stored, currency), sums in sorted(
            amounts.items(), key=lambda entry: (order.index(entry[0][0]), entry[0][1])
        )
    ]
    titles = {"type": "Type", "currency": "Currency", **dict(zip(BUCKETS, BUCKETS, strict=True))}
    return records_table(rows, titles, caption="What it is worth, by age")


def _times(found: Ageing) -> list[dict[str, Any]]:
    by_type = {each.item_type: each for each in found.times}
    return [
        {
            "type": type_label(stored),
            "completions": by_type[stored].completions,
            **{
                name: days_in_words(getattr(by_type[stored], name))
                for name in ("shortest", "median", "ninth_decile", "longest")
            },
        }
        for stored in types_in_order(by_type)
    ]


def days_in_words(seconds: int) -> str:
    """Write a length of time as "1.5 days", or in hours below one day."""
    if seconds < _DAY:
        return f"{seconds / 3600:.1f} hours"
    return f"{seconds / _DAY:,.1f} days"
