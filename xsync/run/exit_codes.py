"""The exit code of several runs together: that of the worst."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from xsync.view.overview_page import EXIT_CODES

if TYPE_CHECKING:
    from collections.abc import Iterable

WORST_FIRST: Final = tuple(EXIT_CODES)
"""What kept a run from its end goes before what a finished run found: figures that are missing tell less
than figures that are too high.
"""


def worst(codes: Iterable[int]) -> int:
    """Return the worst of some exit codes; one that is not known counts as a failure."""
    known = [code if code in WORST_FIRST else WORST_FIRST[0] for code in codes]
    return min(known, key=WORST_FIRST.index, default=0)


def severity(code: int) -> int:
    """Return a number that sorts exit codes, the worst first."""
    return WORST_FIRST.index(code if code in WORST_FIRST else WORST_FIRST[0])
