"""What verifying finds: one check after another, each with its own plain sentence."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from collections.abc import Iterable

OK: Final = "ok"
FAILED: Final = "failed"
REMARK: Final = "remark"


@dataclass(frozen=True)
class Check:
    """One thing looked at.

    Parameters
    ----------
    what
        ``manifest``, ``files``, ``chain``, ``result``, ``page``, ``figures`` or ``versions``.
    outcome
        ``ok``, ``failed``, or ``remark`` where there is something to know that is no fault.
    sentence
        What was found, in plain words.
    file
        The file it is about, by its path in the folder; empty where it is about no single one.
    """

    what: str
    outcome: str
    sentence: str
    file: str = ""

    def to_dict(self) -> dict[str, Any]:
        """Return plain data."""
        return asdict(self)


def failures(checks: Iterable[Check]) -> list[Check]:
    """Return the checks that failed."""
    return [check for check in checks if check.outcome == FAILED]


def or_ok(found: Iterable[Check], what: str, sentence: str) -> list[Check]:
    """Return what was found, or, if that is nothing, that all is as it should be."""
    return [*found] or [Check(what, OK, sentence)]
