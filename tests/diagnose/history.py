"""What becomes of each item from load to load, followed one by one: the oracle of ages, trend and rest."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from tests.diagnose.logs import loaded_at
from xsync.model import PAYMENT_TYPES, UNSYNCED_STATUSES

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from tests.diagnose.logs import Row


@dataclass
class Item:
    """One item with its observations: the load's place, when it was exported, and the row."""

    seen: list[tuple[int, datetime, Row]] = field(default_factory=list)

    def in_order(self, up_to: int | None = None) -> list[Row]:
        """Its rows as of a load, the current one last."""
        known = [each for each in self.seen if up_to is None or each[0] <= up_to]
        known.sort(key=lambda each: (each[2]["sync_date"] or each[1], each[1], each[0]))
        return [{**each, "seen_at": each["sync_date"] or exported} for _, exported, each in known]

    @property
    def last_observed(self) -> tuple[datetime, int]:
        """The latest export that holds it, as its time and place."""
        return max((exported, position) for position, exported, _ in self.seen)


def items_of(exports: Sequence[Sequence[Row]]) -> list[Item]:
    """Gather what is the same item: like rows of one export belong to like rows of another in their order."""
    items: dict[Any, Item] = defaultdict(Item)
    for position, rows in enumerate(exports):
        copies: dict[Any, int] = defaultdict(int)
        places = sorted(range(len(rows)), key=lambda at: _first_dated(rows[at], at))
        for place in places:
            each = {**rows[place], "load_id": f"load-{position}", "source_row": place + 2}
            identity = _identity(each)
            copies[identity] += 1
            items[identity, copies[identity]].seen.append((position, exported_at(exports, position), each))
    return list(items.values())


def exported_at(exports: Sequence[Sequence[Row]], position: int) -> datetime:
    """When an export was taken: its latest sync date, or when it came in."""
    return max(filter(None, (each["sync_date"] for each in exports[position])), default=loaded_at(position))


def is_unsynced(row: Row) -> bool:
    return row["sync_status"] in UNSYNCED_STATUSES


def _first_dated(row: Row, place: int) -> tuple[bool, Any, int]:
    return (row["sync_date"] is None, row["sync_date"] or 0, place)


def _identity(row: Row) -> tuple[Any, ...]:
    repeats = row["item_type"] in PAYMENT_TYPES or row["cin7_number"] is None
    further = ("document_link", "payment_account", "effective_date") if repeats else ()
    return (row["item_type"], row["cin7_number"], *(row.get(name) for name in further))
