"""Files that only their owner may open (0700 folders, 0600 files)."""

from __future__ import annotations

import os
from contextlib import contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

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
