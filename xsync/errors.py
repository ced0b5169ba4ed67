"""What can go wrong, said so that a bookkeeper can mend it."""

from __future__ import annotations

import difflib
from typing import TYPE_CHECKING, ClassVar, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

_Part = TypeVar("_Part")


class XsyncError(Exception):
    """Base of every foreseeable failure: one sentence, the mistakes in detail, an exit code.

    Parameters
    ----------
    summary
        What is wrong, where, and what to do, in plain words.
    mistakes
        Every single mistake found, so that all can be mended in one go.
    """

    exit_code: ClassVar[int] = 1

    def __init__(self, summary: str, mistakes: Iterable[str] = ()) -> None:
        self.summary = summary
        self.mistakes = tuple(mistakes)
        super().__init__("\n".join([summary, *(f"  - {mistake}" for mistake in self.mistakes)]))


class UsageError(XsyncError):
    """Wrong usage or parameters."""

    exit_code = 2


class DataRefused(XsyncError):
    """A file, or rows of it, could not be read."""

    exit_code = 3


class AccessRefused(XsyncError):
    """Who asks does not hold the permission that an opening needs."""

    exit_code = 5

    @classmethod
    def from_missing(cls, permission: str, organisation: str | None, who: str) -> AccessRefused:
        """Say which permission is missing for which organisation, and nothing of what is there.

        Parameters
        ----------
        permission
            The one that is missing.
        organisation
            The one named; ``None`` where nobody named one.
        who
            Who asks, in words.
        """
        named = "the organisations of this store" if organisation is None else repr(organisation)
        return cls(
            f"The permission {permission} for {named} is missing: {who} does not hold it. Whoever keeps the "
            "store grants it in the store's access.yaml."
        )

    def _render_traceback_(self) -> list[str]:
        """Return what IPython shows in a notebook: the sentence, for there is nothing to trace."""
        return str(self).splitlines()


class LedgerUnreachable(XsyncError):
    """A ledger's interface could not be read to the end: no connection, refused, or a limit reached."""

    exit_code = 6


class RunFailed(XsyncError):
    """A notebook run did not come to its end."""

    exit_code = 1


class Mistakes(list[str]):
    """Mistakes collected from several parts, so that all can be named at once."""

    def checked(self, part: Callable[[], _Part]) -> _Part | None:
        """Return what a part makes, or ``None`` where it refuses: its mistakes are kept."""
        try:
            return part()
        except UsageError as refused:
            self.extend(refused.mistakes or [refused.summary])
            return None


def did_you_mean(name: str, candidates: Iterable[str], *, most: int = 3) -> str:
    """Name the candidates nearest to a misspelt name.

    Parameters
    ----------
    name
        What was written.
    candidates
        What would have been right.
    most
        How many near names to offer at the most.

    Returns
    -------
    str
        ``"did you mean 'period'?"``, or all candidates where none is near.
    """
    known = list(dict.fromkeys(candidates))
    by_folded = {candidate.casefold(): candidate for candidate in known}
    near = difflib.get_close_matches(name.casefold(), by_folded, n=most, cutoff=0.6)
    if near:
        return f"did you mean {' or '.join(repr(by_folded[found]) for found in near)}?"
    return f"known: {', '.join(known)}" if known else "none is known"
