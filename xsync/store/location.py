"""Where a store lies: what was named, else what ``XSYNC_STORE`` says, else ``store/``."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Final

from xsync.parameters import project_folder
from xsync.store.object_storage import checked_location

if TYPE_CHECKING:
    from pathlib import Path

STORE_VARIABLE: Final = "XSYNC_STORE"


def location_of(named: str | Path | None) -> str:
    """Return a store's folder or address.

    Raises
    ------
    UsageError
        If an address is none of a bucket.
    """
    return checked_location(_without_file_scheme(str(named) if named else default_location()))


def default_location() -> str:
    """Return where the store is when nobody says: ``XSYNC_STORE``, else ``store/`` in the working folder."""
    return os.environ.get(STORE_VARIABLE) or str(project_folder("store"))


def _without_file_scheme(location: str) -> str:
    """Return a ``file://`` URL as the folder it names, any other location as it stands."""
    if not location.startswith("file://"):
        return location
    from urllib.parse import urlsplit
    from urllib.request import url2pathname

    return url2pathname(urlsplit(location).path)
