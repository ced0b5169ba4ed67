"""Who may open the files that are written: their owner alone, or a group that may read them."""

from __future__ import annotations

import os
import stat
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final

from xsync.errors import UsageError, did_you_mean

if TYPE_CHECKING:
    from collections.abc import Iterator

STATE_VARIABLE: Final = "XSYNC_STATE"

_MASK_OF_OTHERS: Final = 0o077
_MASK_OF_READERS: Final = 0o027


@dataclass(frozen=True)
class Rights:
    """Who may open what is created.

    Windows has no such rights: there a folder inherits those of the one it lies in, which in a user's own
    profile is that user.

    Parameters
    ----------
    group
        Number of the group that may read (0750 folders, 0640 files); ``None``: the owner alone (0700, 0600).
    """

    group: int | None = None

    @contextmanager
    def creating(self) -> Iterator[None]:
        """Create every file and folder within so."""
        before = os.umask(_MASK_OF_OTHERS if self.group is None else _MASK_OF_READERS)
        try:
            yield
        finally:
            os.umask(before)

    def folder(self, path: Path) -> Path:
        """Create a folder, and the missing ones above it, so; return it.

        What is created in a group's folder is of that group too.
        """
        missing = [each for each in (path, *path.parents) if not each.exists()]
        with self.creating():
            path.mkdir(parents=True, exist_ok=True)
        for each in missing if self.group is not None else ():
            self.hand_over(each)
        return path

    def hand_over(self, folder: Path) -> None:
        """Give a folder, and whatever is created in it from now on, to the group."""
        if self.group is None:
            return
        found = folder.stat()
        wanted = stat.S_ISGID | 0o750
        if found.st_gid != self.group:
            os.chown(folder, -1, self.group)
        if stat.S_IMODE(found.st_mode) != wanted or found.st_gid != self.group:
            folder.chmod(wanted)


OWNER_ALONE: Final = Rights()


def rights_of_group(name: str | None) -> Rights:
    """Return the rights by which a group of this machine may read.

    Parameters
    ----------
    name
        The group's; ``None`` for no group.

    Raises
    ------
    UsageError
        If there is no such group, or this account could not give files to it.
    """
    if name is None or os.name != "posix":
        return OWNER_ALONE
    import grp

    own, is_root = {os.getegid(), *os.getgroups()}, os.geteuid() == 0
    may_give = {each.gr_name: each.gr_gid for each in grp.getgrall() if is_root or each.gr_gid in own}
    if name not in may_give:
        raise UsageError(
            f"The store's files cannot be given to the group {name!r} (files_group in access.yaml): this "
            "machine has no such group, or this account is no member of it; "
            f"{did_you_mean(name, sorted(may_give))}"
        )
    return Rights(may_give[name])


@contextmanager
def owner_only() -> Iterator[None]:
    """Create every file and folder within for the owner alone."""
    with OWNER_ALONE.creating():
        yield


def private_folder(path: Path) -> Path:
    """Create a folder, and the missing ones above it, for the owner alone; return it."""
    return OWNER_ALONE.folder(path)


def state_folder(room: str) -> Path:
    """Return where something is kept between sessions: ``XSYNC_STATE``, else the user's own folder."""
    if named := os.environ.get(STATE_VARIABLE):
        return Path(named)
    from platformdirs import user_state_path

    return user_state_path("xsync", appauthor=False) / room
