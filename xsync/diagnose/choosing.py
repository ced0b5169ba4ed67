"""Which subjects are meant by some numbers: each just one, or all that have a number if that is asked for."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, Protocol

from xsync.diagnose.subjects import Standing, findings_numbered, items_numbered, nearest_numbers
from xsync.errors import UsageError, did_you_mean
from xsync.model import folded, type_label
from xsync.reconcile.documents_shown import FINDING_LABELS
from xsync.reconcile.vocabulary import FINDINGS
from xsync.report.words import day_in_words, either

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from xsync.reconcile.report import ReconciliationReport
    from xsync.store.engine import Engine

REFUSED: Final = "Nothing was noted:"

_MOST_DAYS: Final = 5


_FINDING_BY_SPELLING: Final = {
    folded(spelling): name for name, label in FINDING_LABELS.items() for spelling in (name, label)
}


class Place(Protocol):
    """Where subjects are looked for."""

    def numbered(self, number: str) -> list[Standing]:
        """Return the subjects that have a number."""

    def missing(self, number: str) -> str:
        """Say that nothing has a number, and which are near."""


@dataclass(frozen=True)
class Items:
    """The items of the log as they are now.

    Parameters
    ----------
    engine
        Answers statements about the relation ``items``.
    item_type
        Of which type; ``None`` for any.
    """

    engine: Engine
    item_type: str | None = None

    def numbered(self, number: str) -> list[Standing]:
        """Return the items that have a number."""
        return items_numbered(self.engine, [number], self.item_type)

    def missing(self, number: str) -> str:
        """Say that no item has a number, and of which type one is, or which numbers are near."""
        if self.item_type is None:
            return f"{number}: no item has this number, {self._near(number)}"
        kind = _called(self.item_type)
        others = {type_label(each.subject.item_type) for each in items_numbered(self.engine, [number])}
        if others:
            return f"{number}: no {kind} has this number; its type is {either(sorted(others))}"
        return f"{number}: no {kind} has this number, {self._near(number)}"

    def _near(self, number: str) -> str:
        return nearest_numbers(self.engine, "SELECT cin7_number AS number FROM items", number)


@dataclass(frozen=True)
class Findings:
    """One kind of finding of a reconciliation.

    Parameters
    ----------
    report
        The reconciliation.
    finding
        Which finding.
    item_type
        Of which type; ``None`` for any.
    """

    report: ReconciliationReport
    finding: str
    item_type: str | None = None

    def numbered(self, number: str) -> list[Standing]:
        """Return the findings on documents that have a number."""
        found = findings_numbered(self.report, [number], [self.finding])
        return [each for each in found if self.item_type in {None, each.subject.item_type}]

    def missing(self, number: str) -> str:
        """Say that nothing of this kind was found of a number, and what was, or which numbers are near."""
        whose = "document" if self.item_type is None else _called(self.item_type)
        missing = f"{number}: no {whose} with this number is {FINDING_LABELS[self.finding].lower()!r}"
        found = findings_numbered(self.report, [number], FINDINGS)
        if found:
            named = dict.fromkeys(
                f"{type_label(each.subject.item_type)}, {each.subject.finding}" for each in found
            )
            return f"{missing}; found is {either(list(named))}"
        documents = "SELECT coalesce(number, parent_number) AS number FROM documents"
        return f"{missing}, {nearest_numbers(self.report.snapshot.engine, documents, number)}"


def finding_of(spelling: object, mistakes: list[str]) -> str | None:
    """Return a finding by its name or label in any spelling; another is added to the mistakes."""
    known = _FINDING_BY_SPELLING.get(folded(spelling)) if isinstance(spelling, str) else None
    if known is None:
        mistakes.append(f"finding: {spelling!r} is none, {did_you_mean(str(spelling), FINDING_LABELS)}")
    return known


def chosen(numbers: Sequence[str], place: Place, day: date | None, *, each: bool) -> tuple[Standing, ...]:
    """Return the subjects that some numbers mean.

    Parameters
    ----------
    numbers
        What people wrote.
    place
        Where to look.
    day
        Their date; ``None`` for any.
    each
        Whether all that have a number are meant, where several of one type do.

    Raises
    ------
    UsageError
        With every number that nothing has, or that does not say which of several is meant.
    """
    found: dict[tuple[str, ...], Standing] = {}
    mistakes: list[str] = []
    for number in dict.fromkeys(text.strip() for text in numbers):
        with_it = place.numbered(number) if number else []
        dated = [standing for standing in with_it if day in {None, standing.day}]
        if not with_it:
            mistakes.append(place.missing(number) if number else "a number is empty")
        elif not dated:
            mistakes.append(f"{number}: none of this day; there is {_days(with_it)}")
        elif (unclear := _unclear(number, dated, each=each)) is not None:
            mistakes.append(unclear)
        found |= {standing.subject.key: standing for standing in dated}
    if mistakes:
        raise UsageError(REFUSED, mistakes)
    return tuple(found.values())


def _unclear(number: str, found: Sequence[Standing], *, each: bool) -> str | None:
    """Say why a number does not tell which subject is meant; nothing where it does."""
    by_type: defaultdict[str, list[Standing]] = defaultdict(list)
    for standing in found:
        by_type[standing.subject.item_type].append(standing)
    if len(by_type) > 1:
        types = " and ".join(
            f"{len(of):,} {_called(name)}{'' if len(of) == 1 else 's'}" for name, of in by_type.items()
        )
        return f"{number}: {types} have this number; say which type is meant"
    if len(found) > 1 and not each:
        (kind,) = by_type
        return (
            f"{number}: {len(found):,} of the type {type_label(kind)} have this number, {_days(found)}; say "
            "which date is meant, or that each of them is"
        )
    return None


def _days(found: Sequence[Standing]) -> str:
    days = sorted({standing.day for standing in found if standing.day})
    told = [day_in_words(day) for day in days[:_MOST_DAYS]]
    told += ["later"] if len(days) > _MOST_DAYS else []
    return f"of {' and '.join(told)}" if told else "without a date"


def _called(item_type: str) -> str:
    return type_label(item_type).lower()
