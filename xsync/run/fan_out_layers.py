"""Organisations, notebooks and periods multiplied: each run as the layers of entries that hold for it.

What is shared lies at the bottom, then an entry of ``runs``, then the items of the three lists. An entry goes
to every run whose notebook takes it, and a layer remembers which of its entries were taken by any.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from itertools import product
from typing import TYPE_CHECKING, Any, Final

from xsync.parameters import NOTEBOOK
from xsync.store.store import Store

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

RUNS: Final = "runs"
WORKERS: Final = "workers"
THRESHOLDS: Final = "thresholds"
ALL: Final = "all"
"""Every organisation in the store."""

AXES: Final = {"notebooks": NOTEBOOK, "periods": "period", "organisations": "organisation"}
"""Each list → what one of it is called; where two items say the same thing, the later list's holds."""

SEVERAL: Final = (*AXES, RUNS, WORKERS)
"""Entries that only a parameter file of several runs has."""


@dataclass(frozen=True, eq=False)
class Layer:
    """Entries that hold for some runs.

    Parameters
    ----------
    where
        Where they stand, as a mistake names it.
    entries
        Names and values.
    taken
        Those that a notebook of these runs takes, thresholds as ``thresholds.failed``.
    """

    where: str
    entries: Mapping[str, Any]
    taken: set[str] = field(default_factory=set)

    def untaken(self) -> Iterator[str]:
        """Return the entries that no run has a use for."""
        for name, value in self.entries.items():
            if name not in self.taken:
                yield name
            elif name == THRESHOLDS and isinstance(value, Mapping):
                inner = (f"{THRESHOLDS}.{each}" for each in value)
                yield from (each for each in inner if each not in self.taken)


Layers = tuple[Layer, ...]


def describes_several(names: Iterable[str]) -> list[str]:
    """Return those of a parameter file's names that only a file of several runs has."""
    return [name for name in names if name in SEVERAL]


def expanded(given: Mapping[str, Any], mistakes: list[str]) -> list[Layers]:
    """Return the layers of every run, the whole file's or those of each entry of its ``runs``.

    Parameters
    ----------
    given
        The file's entries, without those that concern the whole alone.
    mistakes
        What is wrong is added here.
    """
    shared = {name: value for name, value in given.items() if name != RUNS}
    bottom = Layer("", _without_lists(shared))
    entries = given.get(RUNS, [{}])
    if not isinstance(entries, list | tuple) or not all(isinstance(each, Mapping) for each in entries):
        mistakes.append(f"{RUNS}: write a list of runs, each with its own 'name: value' entries")
        return []
    found: list[Layers] = []
    for number, entry in enumerate(entries, start=1):
        where = f"{RUNS}[{number}]." if RUNS in given else ""
        lists = [_List.of(several, shared, entry, where, mistakes) for several in AXES]
        listed = {each.one for each in lists if each.items is not None}
        axes = [each.layers(listed, mistakes) for each in lists]
        own = Layer(where, _without_lists(entry))
        found += [(bottom, own, *chosen) for chosen in product(*axes)]
    return found


def _without_lists(entries: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in entries.items() if name not in AXES}


@dataclass(frozen=True)
class _List:
    """One of the three lists, where it is in force: an entry's own, else the shared one, else none."""

    one: str
    where: str
    items: list[object] | None

    @classmethod
    def of(
        cls,
        several: str,
        shared: Mapping[str, Any],
        entry: Mapping[str, Any],
        where: str,
        mistakes: list[str],
    ) -> _List:
        one = AXES[several]
        source, at = (entry, where) if {several, one} & set(entry) else (shared, "")
        if several in source and one in source:
            mistakes.append(f"{at}{several}: {one} stands there as well; write one of the two")
        if several not in source:
            return cls(one, at, None)
        items = source[several]
        if one == "organisation" and str(items).casefold() == ALL:
            store = Store(entry.get("store") or shared.get("store"))
            if not (items := list(store.organisations())):
                mistakes.append(
                    f"{at}{several}: the store {store.location} is empty; xsync load brings exports in"
                )
                return cls(one, f"{at}{several}", [])
        if not isinstance(items, list | tuple) or not items:
            mistakes.append(f"{at}{several}: write a list{' or all' if one == 'organisation' else ''}")
            items = []
        return cls(one, f"{at}{several}", list(items))

    def layers(self, listed: set[str], mistakes: list[str]) -> list[Layer]:
        """Return a layer for each item; a single empty one where nothing is listed."""
        if self.items is None:
            return [Layer("", {})]
        return [
            self._layer(item, f"{self.where}[{number}]: ", listed, mistakes)
            for number, item in enumerate(self.items, start=1)
        ]

    def _layer(self, item: object, where: str, listed: set[str], mistakes: list[str]) -> Layer:
        if not isinstance(item, Mapping):
            return Layer(where, {self.one: item})
        if item.get(self.one) in (None, ""):
            mistakes.append(f"{where}it does not name its {self.one}")
        mistakes += [
            f"{where}{name}: a list of its own says that" for name in sorted(listed & set(item) - {self.one})
        ]
        return Layer(where, dict(item))
