"""For whom something is brought in."""

from __future__ import annotations

from xsync.errors import UsageError


def organisation_name(name: str) -> str:
    """Return the name of an organisation that may be new.

    Raises
    ------
    UsageError
        If it is none.
    """
    if not name.strip() or not name.isprintable():
        raise UsageError("The organisation's name is empty or holds control characters.")
    return name.strip()
