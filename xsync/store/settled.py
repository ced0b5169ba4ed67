"""Relations settled once and kept as Parquet files beside the store, so that no question pays for history."""

from __future__ import annotations

import hashlib
import os
import time
from contextlib import suppress
from typing import TYPE_CHECKING, Final

from xsync.names import safe_file_name
from xsync.store.private import OWNER_ALONE, Rights

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from pathlib import Path

    from xsync.store.engine import Engine

_UNUSED_SECONDS: Final = 7 * 86_400
"""After so long without use a settled relation goes when a newer one comes; it can always be settled anew."""


def settled_file(  # noqa: PLR0917 - what is settled, and where
    engine: Engine,
    statement: str | Callable[[], str],
    owner: str,
    made_from: Iterable[str],
    cache_folder: Path,
    rights: Rights = OWNER_ALONE,
) -> Path:
    """Return the Parquet file of a statement's result, made unless it is there.

    Parameters
    ----------
    engine
        Answers the statement.
    statement
        What to settle; or what says so, and is called only where nothing was settled before.
    owner
        Whose it is; older files of the same owner go once nobody uses them.
    made_from
        Everything that the result depends on.
    cache_folder
        Where settled relations lie; a folder that this account may only read is left alone.
    rights
        Who may open what is settled.
    """
    identity = "\n".join([owner, *made_from])
    owner_name = safe_file_name(owner)
    name = f"{owner_name}.{hashlib.sha256(identity.encode()).hexdigest()[:32]}.parquet"
    settled = cache_folder / name
    if os.access(settled, os.R_OK):
        with suppress(OSError):  # a store that this account may only read
            settled.touch()
        return settled
    try:
        rights.folder(cache_folder)
        partial = cache_folder / f".{name}.{os.getpid()}.partial"
        with rights.creating():
            partial.touch()
    except OSError:  # a store that this account may only read
        settled = engine.scratch_folder / name
        partial = settled.with_suffix(".partial")
    with rights.creating():
        engine.write_parquet(statement() if callable(statement) else statement, partial)
    partial.replace(settled)
    for earlier in cache_folder.glob(f"{owner_name}.*.parquet"):
        with suppress(OSError):  # in use on Windows, or gone already
            if time.time() - earlier.stat().st_mtime > _UNUSED_SECONDS:
                earlier.unlink()
    return settled
