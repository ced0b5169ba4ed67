"""One item in the diagnosis: since when it has been out of Xero, what it waits for, and what waits for it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from sqlglot import exp

from xsync.diagnose import relations
from xsync.diagnose.blocked import root_label
from xsync.diagnose.diagnosis import today_of
from xsync.report.values import literal

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from xsync.report.sync_report import SyncReport


@dataclass(frozen=True)
class ItemStanding:
    """How one item stands among the others.

    Parameters
    ----------
    started_at, days, times_seen
        Since when it has been out of Xero, for how many days by the report's own, and how many exports saw it
        so; nothing where it is in Xero.
    parent, root
        What it waits for, and what that waits for in the end: type and number, as "Product OAK-1".
    has_arrived
        What it waits for is in Xero since.
    holds_up
        Item type → number of items that wait for it.
    """

    started_at: datetime | None = None
    days: int = 0
    times_seen: int = 0
    parent: str | None = None
    root: str | None = None
    has_arrived: bool = False
    holds_up: Mapping[str, int] = field(default_factory=dict)


def item_standing(report: SyncReport, item: Mapping[str, Any]) -> ItemStanding:
    """Return how an item stands.

    Parameters
    ----------
    report
        Whose snapshot and day count.
    item
        Its fields, with at least ``load_id``, ``source_row``, ``item_type`` and ``cin7_number``.
    """
    relations.prepare(report.snapshot)
    engine = report.snapshot.engine
    own = [exp.column(name).eq(literal(item[name])) for name in ("load_id", "source_row")]
    spells = exp.select("started_at", "times_seen").from_("spells")
    [spell] = engine.table(spells.where(*own, "ended_at IS NULL")).to_pylist() or [{}]
    [link] = engine.table(exp.select("*").from_("hanging").where(*own)).to_pylist() or [{}]
    started_at = spell.get("started_at")
    return ItemStanding(
        started_at=started_at,
        days=max((today_of(report) - started_at.date()).days, 0) if started_at else 0,
        times_seen=spell.get("times_seen", 0),
        parent=_label(link, "parent"),
        root=_label(link, "root"),
        has_arrived=link.get("has_arrived", False),
        holds_up=_held_up(report, item),
    )


def _held_up(report: SyncReport, item: Mapping[str, Any]) -> dict[str, int]:
    if not item["item_type"] or not item["cin7_number"]:
        return {}
    names = [
        exp.and_(
            exp.column(f"{whose}_type").eq(literal(item["item_type"])),
            exp.column(f"{whose}_number").eq(literal(item["cin7_number"])),
        )
        for whose in ("parent", "root")
    ]
    waiting = (
        exp.select("item_type", "count(*)")
        .from_("hanging")
        .join("items", using=["load_id", "source_row"])
        .where("NOT has_arrived", exp.or_(*names))
        .group_by("item_type")
        .order_by("item_type")
    )
    return {str(stored): int(str(items)) for stored, items in report.snapshot.engine.rows(waiting)}


def _label(link: Mapping[str, Any], whose: str) -> str | None:
    return f"{root_label(link[f'{whose}_type'])} {link[f'{whose}_number']}" if link else None
