"""The access log: who opened what, when, and whether it was granted.

In a folder each account of the machine appends to a file of its own, a line at a time; the system keeps such
lines of several processes apart, and accounts from touching each other's files. In a bucket each opening is
an object of its own. Whoever may only read a store leaves no line: the store's storage has a log for that.
"""

from __future__ import annotations

import json
import os
import secrets
import stat
from contextlib import suppress
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, Final

from xsync.names import safe_file_name

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from xsync.store.private import Rights

LOG_FOLDER: Final = "access-log"
SHARED_LOG_MODE: Final = stat.S_ISGID | stat.S_ISVTX | 0o770
"""Where a group reads the store, its members add lines, and nobody takes away another's."""

_NO_FOLLOW: Final = getattr(os, "O_NOFOLLOW", 0)


@dataclass(frozen=True)
class Opening:
    """One opening, or the attempt.

    Parameters
    ----------
    at
        When, in UTC.
    user
        Who; ``None`` where JupyterHub did not say.
    account
        The system's account that did the work.
    organisation
        What; ``None`` where nobody named one.
    permission
        What for.
    granted
        Whether it was let in.
    """

    at: str
    user: str | None
    account: str
    organisation: str | None
    permission: str
    granted: bool

    def line(self) -> bytes:
        """Return it as a line of JSON."""
        return f"{json.dumps(asdict(self), ensure_ascii=False)}\n".encode()


def now() -> str:
    """Return the instant, as the log writes it."""
    return f"{datetime.now(UTC):%Y-%m-%dT%H:%M:%S.%fZ}"


def append(store: Path, opening: Opening, rights: Rights) -> None:
    """Append an opening to the log of a store's folder, if this account may."""
    folder = store / LOG_FOLDER
    with suppress(OSError):
        if not folder.exists():
            prepare(store, rights)
        flags = os.O_WRONLY | os.O_APPEND | os.O_CREAT | _NO_FOLLOW
        with rights.creating():
            log = os.open(folder / f"{safe_file_name(opening.account)}.jsonl", flags, 0o666)
        try:
            if os.name != "posix" or os.fstat(log).st_uid == os.geteuid():
                os.write(log, opening.line())
        finally:
            os.close(log)


def prepare(store: Path, rights: Rights) -> None:
    """Make the folder of the log, where the readers' group may add to it."""
    folder = rights.folder(store / LOG_FOLDER)
    if rights.group is not None and stat.S_IMODE(folder.stat().st_mode) != SHARED_LOG_MODE:
        os.chown(folder, -1, rights.group)
        folder.chmod(SHARED_LOG_MODE)


def append_remotely(location: str, opening: Opening) -> None:
    """Append an opening to the log of a store in a bucket, if the credentials permit."""
    from xsync.store.bucket import write_in_bucket

    name = f"{LOG_FOLDER}/{opening.at.replace(':', '')}-{secrets.token_hex(4)}.json"
    write_in_bucket(location, name, opening.line())


def openings(store: Path) -> Iterator[dict[str, Any]]:
    """Return the openings in the log of a store's folder that this account may read, oldest first."""
    found = [opening for file in _readable_files(store / LOG_FOLDER) for opening in _whole(file)]
    yield from sorted(found, key=lambda opening: str(opening["at"]))


def _whole(file: str) -> Iterator[dict[str, Any]]:
    """Return the openings of a file; a line that a full disk cut short is none."""
    for line in file.split("\n"):
        with suppress(ValueError):
            yield json.loads(line)


def _readable_files(folder: Path) -> Iterator[str]:
    for path in sorted(folder.glob("*.jsonl")):
        with suppress(OSError):
            yield path.read_text(encoding="utf-8")
