"""Faults on purpose: what is planted in the ledgers so that a reconciliation has something to find."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any, Final, Generic, TypeVar

from xsync.sources.demo.company import FIRST_DAY
from xsync.sources.demo.documents import guid
from xsync.sources.demo.ledger import Entry, Expected

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

Place = TypeVar("Place")
"""Where a fault can be planted: a family or a consolidated document."""

Touched = list[Entry]
"""The entries that a fault concerns, as they stand after it; empty where the place does not fit."""

SPREAD_FROM: Final = 5000
"""From so many items on the faults are spread over the year; a smaller company has them where they fit."""
_APART: Final = timedelta(days=5)


@dataclass(frozen=True)
class PlantedFault:
    """One fault, and what a reconciliation must say of it.

    Parameters
    ----------
    name
        What it is called.
    story
        What happened, in a sentence.
    cin7, xero
        Ids of the documents it concerns in either ledger.
    verdict, rule, finding, differences
        What must come out for the documents in Cin7 Core, or in Xero where none counts in Cin7 Core.
    expected
        What must come out for every single document, by side and id.
    """

    name: str
    story: str
    cin7: tuple[str, ...]
    xero: tuple[str, ...]
    verdict: str
    rule: str
    finding: str
    differences: tuple[str, ...]
    expected: Mapping[tuple[str, str], Expected] = field(repr=False)


@dataclass(frozen=True)
class Fault(Generic[Place]):
    """A fault that can be planted: its name, its story, and how, where a place fits."""

    name: str
    story: str
    plant: Callable[[Place], Touched]

    def planted(self, place: Place) -> PlantedFault | None:
        """Plant it, or return none where the place does not fit."""
        touched = self.plant(place)
        if not touched:
            return None
        expected = {entry.key: entry.expected for entry in touched}
        ids = {side: tuple(key[1] for key in expected if key[0] == side) for side in ("cin7", "xero")}
        said = next(one for _, one in sorted(expected.items(), key=_side) if one.verdict != "not_compared")
        return PlantedFault(
            self.name,
            self.story,
            ids["cin7"],
            ids["xero"],
            said.verdict,
            said.rule,
            said.finding,
            said.differences,
            expected,
        )


def _side(of: tuple[tuple[str, str], Expected]) -> str:
    return of[0][0]


class Planter(Generic[Place]):
    """Plants each fault once, in the first place that fits.

    Parameters
    ----------
    faults
        In the order in which they have the choice, the hardest to place first.
    spread
        Whether each may be planted some days later than the one before it only.
    """

    def __init__(self, faults: Sequence[Fault[Place]], *, spread: bool) -> None:
        self.planted: list[PlantedFault] = []
        self._waiting = [
            (FIRST_DAY + n * _APART if spread else FIRST_DAY, fault) for n, fault in enumerate(faults)
        ]

    def offer(self, place: Place, on: date) -> None:
        """Plant at most one fault in a place of a day."""
        for n, (since, fault) in enumerate(self._waiting):
            if since > on:
                return
            planted = fault.planted(place)
            if planted is not None:
                self.planted.append(planted)
                del self._waiting[n]
                return

    def unplanted(self) -> Iterator[str]:
        """Yield the names of the faults that found no place."""
        return (fault.name for _, fault in self._waiting)


def changed(entry: Entry, expected: Expected, **fields: Any) -> Entry:  # noqa: ANN401 - as many kinds as fields
    """Return an entry with other fields and another expectation."""
    return entry._replace(document=entry.document._replace(**fields), expected=expected)


def another(entry: Entry, mark: str, expected: Expected, **fields: Any) -> Entry:  # noqa: ANN401 - as above
    """Return a further entry made after one, with an id of its own."""
    document_id = guid("planted", mark, entry.side, entry.document.document_id)
    return changed(entry, expected, document_id=document_id, **fields)
