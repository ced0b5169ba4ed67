"""What waits for what, found row by row in Python from what messages really name: the oracle of the roots."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tests.diagnose.history import is_unsynced, items_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from tests.diagnose.logs import Row

Name = tuple[str, str]
_PLACES = {"account": 0, "product": 1, "contact": 1, "consolidated": 2, "invoice": 3, "credit_note": 4}
_SETTLES = {"payment": "invoice", "refund": "credit_note"}
_MONEY_OR_FILE = ("payment", "refund", "attachment")


def roots_of(exports: Sequence[Sequence[Row]]) -> dict[tuple[str, int], tuple[Name, Name, bool]]:
    """Every row that waits → what it waits for, its root, and whether that has arrived since."""
    rows = [item.in_order()[-1] for item in items_of(exports)]
    known: dict[Name, list[Row]] = {}
    for each in rows:
        known.setdefault((each["item_type"], each["cin7_number"]), []).append(each)
    edges = {id(each): edge for each in rows if (edge := _edge(each, known))}
    links: dict[Name, Name] = {}
    for each in rows:
        own = (each["item_type"], each["cin7_number"])
        if own[0] not in _MONEY_OR_FILE and own[1] and id(each) in edges and not edges[id(each)][1]:
            links[own] = min(links.get(own, edges[id(each)][0]), edges[id(each)][0])
    return {
        (each["load_id"], each["source_row"]): (parent, parent if arrived else _root(parent, links), arrived)
        for each in rows
        if id(each) in edges
        for parent, arrived in [edges[id(each)]]
    }


def _root(name: Name, links: dict[Name, Name]) -> Name:
    while name in links:
        name = links[name]
    return name


def _edge(row: Row, known: dict[Name, list[Row]]) -> tuple[Name, bool] | None:
    if row["sync_status"] not in {"Failed", "Pending"}:
        return None
    for name, is_told in _ways(row, known):
        if _PLACES[name[0]] >= _PLACES.get(row["item_type"], 5):
            continue
        there = known.get(name, [])
        if is_told:
            done = [
                each["sync_date"]
                for each in there
                if each["sync_status"] == "Completed" and each["sync_date"]
            ]
            return name, bool(done and row["sync_date"] and max(done) > row["sync_date"])
        if any(map(is_unsynced, there)) and not any(map(_is_in_xero, there)):
            return name, False
    return None


def _is_in_xero(row: Row) -> bool:
    return row["sync_status"] == "Completed" or bool(row.get("xero_number"))


def _ways(row: Row, known: dict[Name, list[Row]]) -> Iterator[tuple[Name, bool]]:
    kind, name = row["named"] or ("", "")
    item_type, number, contact = row["item_type"], row["cin7_number"], row["contact"]
    if kind == "document":
        yield from ((found, True) for found in _documents(name, known))
    if item_type in _SETTLES and number:
        yield (_SETTLES[item_type], number), False
    if item_type == "attachment" and number:
        yield from ((found, False) for found in _documents(number.rpartition(".")[0], known))
    if kind == "product":
        yield ("product", name), True
    if kind == "contact" and contact:
        yield ("contact", contact), True
    if contact:
        yield ("contact", contact), False
    if kind == "block":
        yield ("consolidated", name), True
    if kind == "account":
        yield ("account", name), True
    if kind == "document":
        yield ("credit_note" if item_type == "refund" else "invoice", name), True


def _documents(number: Any, known: dict[Name, list[Row]]) -> list[Name]:
    """Credit notes go before invoices: the order of their names."""
    return [name for kind in ("credit_note", "invoice") if (name := (kind, number)) in known]
