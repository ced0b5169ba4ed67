"""Files that only their owner may open (0700 folders, 0600 files)."""

from __future__ import annotations

import os
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterator

STATE_VARIABLE: Final = "XSYNC_STATE"

_OWNER_ALONE = 0o077


@contextmanager
def owner_only() -> Iterator[None]:
    """Create every file and folder within for the owner alone.

    Windows has no such mask: there a folder inherits the rights of the one it lies in, which in a user's
    own profile is that user.
    """
    before = os.umask(_OWNER_ALONE)
    try:
        yield
    finally:
        os.umask(before)


def private_folder(path: Path) -> Path:
    """Create a folder, and the missing ones above it, for the owner alone; return it."""
    with owner_only():
        path.mkdir(parents=True, exist_ok=True)
    return path


def state_folder(room: str) -> Path:
    """Return where something is kept between sessions: ``XSYNC_STATE``, else the user's own folder."""
    if named := os.environ.get(STATE_VARIABLE):
        return Path(named)
    from platformdirs import user_state_path

    return user_state_path("xsync", appauthor=False) / room
