"""Who runs this, and for whom."""

from __future__ import annotations

import getpass
import os
import sys

from xsync.errors import UsageError


def account_name() -> str:
    """Return the name of the account that runs this, or its number where a container gave it no name."""
    try:
        return getpass.getuser()
    except (KeyError, OSError, ImportError):
        return str(os.getuid()) if sys.platform != "win32" else "unknown"


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
