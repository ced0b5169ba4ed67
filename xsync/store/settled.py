"""Relations settled once and kept as Parquet beside the store, so that no question pays for history."""

from __future__ import annotations

import hashlib
import os
import shutil
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
    statement: str,
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
        What to settle.
    owner
        Whose it is; older files of the same owner go once nobody uses them.
    made_from
        Everything that the result depends on.
    cache_folder
        Where settled relations lie; a folder that this account may only read is left alone.
    rights
        Who may open what is settled.
    """

    def make(partial: Path) -> None:
        engine.write_parquet(statement, partial)

    return _settled(make, owner, made_from, cache_folder, engine.scratch_folder, ".parquet", rights)


def settled_folder(  # noqa: PLR0917 - as above
    make: Callable[[Path], None],
    owner: str,
    made_from: Iterable[str],
    cache_folder: Path,
    elsewhere: Path,
    rights: Rights = OWNER_ALONE,
) -> Path:
    """Return a folder of several settled relations, made unless it is there; as `settled_file` otherwise.

    Parameters
    ----------
    make
        Fills a folder that is there and empty.
    owner, made_from, cache_folder, rights
        As for `settled_file`.
    elsewhere
        Where the folder is made if this account may only read ``cache_folder``.
    """

    def make_folder(partial: Path) -> None:
        partial.mkdir()
        make(partial)

    return _settled(make_folder, owner, made_from, cache_folder, elsewhere, "", rights)


def _settled(  # noqa: PLR0917 - what its two callers have in common
    make: Callable[[Path], None],
    owner: str,
    made_from: Iterable[str],
    cache_folder: Path,
    elsewhere: Path,
    suffix: str,
    rights: Rights,
) -> Path:
    identity = "\n".join([owner, *made_from])
    owner_name = safe_file_name(owner)
    name = f"{owner_name}.{hashlib.sha256(identity.encode()).hexdigest()[:32]}{suffix}"
    settled = cache_folder / name
    if os.access(settled, os.R_OK):
        with suppress(OSError):  # a store that this account may only read
            os.utime(settled)
        return settled
    try:
        rights.folder(cache_folder)
        partial = cache_folder / f".{name}.{os.getpid()}.partial"
        with rights.creating():
            partial.touch()
            partial.unlink()
    except OSError:  # a store that this account may only read
        settled = elsewhere / name
        partial = settled.with_name(f".{name}.partial")
    with rights.creating():
        make(partial)
    try:
        partial.replace(settled)
    except OSError:
        if not settled.exists():
            raise
        _remove(partial)  # another process settled the same just now
    made_at = settled.stat().st_mtime  # by the clock that stamped the others too
    killed = cache_folder.glob(f".{owner_name}.*.partial")
    for earlier in (*cache_folder.glob(f"{owner_name}.*{suffix}"), *killed):
        with suppress(OSError):  # in use on Windows, or gone already
            if made_at - earlier.stat().st_mtime > _UNUSED_SECONDS:
                _remove(earlier)
    return settled


def _remove(path: Path) -> None:
    if path.is_dir():
        shutil.rmtree(path)
    else:
        path.unlink()
