"""A page of a list, as asked for."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, Generic, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from xsync.sandbox.answers import Answer

Thing = TypeVar("Thing")

USUAL_SIZE: Final = 100
LARGEST_SIZE: Final = 1000
"""The page sizes of both interfaces."""


@dataclass(frozen=True)
class Manners:
    """How a server pages when it misbehaves.

    Parameters
    ----------
    keeps_own_size
        It ignores the page size asked for.
    repeats_last
        A page beyond the last is the last once more, and Xero announces one page too many.
    """

    keeps_own_size: bool = False
    repeats_last: bool = False


@dataclass(frozen=True)
class Page(Generic[Thing]):
    """One page and where it stands."""

    number: int
    size: int
    total: int
    things: Sequence[Thing]

    @property
    def count(self) -> int:
        """How many pages there are."""
        return max(1, -(-self.total // self.size))


def page_of(
    things: Sequence[Thing],
    query: Mapping[str, str],
    names: tuple[str, str],
    manners: Manners,
    refuse: Callable[[str], Answer],
) -> Page[Thing] | Answer:
    """Cut a page out of a list.

    Parameters
    ----------
    things
        The whole list.
    query, names
        What was asked for, and what page and page size are called there.
    manners
        How the server misbehaves, if it does.
    refuse
        Makes the answer to a page that cannot be.
    """
    number = _whole(query.get(names[0], "1"))
    size = _whole(query.get(names[1], str(USUAL_SIZE)))
    if number is None or size is None or not 1 <= size <= LARGEST_SIZE or number < 1:
        return refuse(f"{names[0]} must be at least 1, and {names[1]} must be from 1 to {LARGEST_SIZE}")
    if manners.keeps_own_size:
        size = USUAL_SIZE
    last = max(1, -(-len(things) // size))
    shown = min(number, last) if manners.repeats_last else number
    return Page(shown, size, len(things), things[(shown - 1) * size : shown * size])


def _whole(text: str) -> int | None:
    return int(text) if text.isdecimal() else None
