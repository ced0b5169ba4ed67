"""One thing that `xsync doctor` looked at."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any


@dataclass(frozen=True)
class Finding:
    """One thing looked at.

    Parameters
    ----------
    what
        What was looked at.
    is_good
        Whether it is as it should be.
    sentence
        What was found and, where it is not good, what to do.
    """

    what: str
    is_good: bool
    sentence: str

    def to_dict(self) -> dict[str, Any]:
        """Return plain data."""
        return asdict(self)
