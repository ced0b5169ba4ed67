"""The store: whether it can be read, who is asking and may do what, and whom its files let in."""

from __future__ import annotations

import os
import stat
from contextlib import suppress
from pathlib import Path
from shlex import quote
from typing import TYPE_CHECKING, Final

from xsync.errors import AccessRefused, XsyncError, did_you_mean
from xsync.parameters import project_folder
from xsync.run.doctor_finding import Finding
from xsync.store.access_log import LOG_FOLDER, SHARED_LOG_MODE, openings
from xsync.store.access_policy import POLICY_FILE
from xsync.store.caller import group_named, who_asks
from xsync.store.permission import Permission

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from xsync.store.caller import Caller
    from xsync.store.private import Rights
    from xsync.store.store import Store

_MISNAMED: Final = ("access.yml", "acces.yaml", "access.yaml.txt")
_GROUP_MAY_WRITE: Final = stat.S_IWGRP
_OF_THE_GROUP: Final = stat.S_IRWXG
_NOT_FOR_READERS: Final = "pulls"
"""What a pull has not finished yet; readers have no use for it."""


def examine_store(store: Store) -> Iterator[Finding]:
    """Look over a store; nothing in it is changed, and nothing told that who asks may not know."""
    try:
        caller = who_asks()
    except AccessRefused as refused:
        yield Finding("You", is_good=False, sentence=refused.summary)
        return
    groups = ", ".join(sorted(caller.groups)) or "none"
    yield Finding("You", is_good=True, sentence=f"{caller.in_words}; groups: {groups}")
    folder = None if "://" in store.location else Path(store.location)
    if folder and folder.exists() and not folder.is_dir():
        yield Finding("Store", is_good=False, sentence=f"{folder} is a file; name the store's folder")
        return
    try:
        yield from _organisations(store)
    except AccessRefused as refused:
        yield Finding(
            "Access", is_good=False, sentence=f"{refused.summary} {'; '.join(refused.mistakes)}".strip()
        )
    except XsyncError as failure:
        yield Finding("Store", is_good=False, sentence=failure.summary)
        return
    if folder and folder.exists() and _is_keeper(store, caller):
        yield from _kept(folder, store.rights)
    reports = project_folder("reports")
    if os.name == "posix" and reports.is_dir():
        yield _rights("Pages' rights", reports, store.rights)


def _is_keeper(store: Store, caller: Caller) -> bool:
    """Whether who asks looks after the store, and is not one of a Hub's users who share its account."""
    if not store.access.is_kept_by_this_account:
        return False
    with suppress(AccessRefused):
        return caller.is_the_account or store.access.permits_any(Permission.MANAGE)
    return True


def _organisations(store: Store) -> Iterator[Finding]:
    """Say what of the store who asks may open, and what for."""
    known = store.organisations()
    held = {
        name: next(each for each in (Permission.MANAGE, Permission.READ) if store.access.permits(name, each))
        for name in known
    }
    if known:
        yield Finding("Store", is_good=True, sentence=f"{store.location}: {', '.join(known)}")
        told = "; ".join(f"{name}: {permission.value}" for name, permission in held.items())
        yield Finding("Access", is_good=True, sentence=told)
    elif store.access.permits_any(Permission.READ):
        told = f"{store.location}: empty; bring in an export with xsync load"
        yield Finding("Store", is_good=True, sentence=told)
    else:
        yield Finding("Access", is_good=False, sentence=store.access.refusal(None, Permission.READ).summary)
    policy = store.access.policy
    if policy and known and _is_keeper(store, store.access.caller):
        for name in policy.organisations:
            near = did_you_mean(name, known)
            if name not in known and near.startswith("did you mean"):
                told = f"{POLICY_FILE} names {name!r}, which is not in the store: {near}"
                yield Finding("Access", is_good=False, sentence=told)


def _kept(folder: Path, rights: Rights) -> Iterator[Finding]:
    """Say what the keeper of a store should know of it."""
    for path in folder.iterdir():
        if path.name in _MISNAMED:
            yield Finding("Access", is_good=False, sentence=f"{path} is not read; name it {POLICY_FILE}")
    found = list(openings(folder))
    refused = sum(not each.get("granted") for each in found)
    log = f"{len(found):,} openings, {refused:,} of them refused; each is a line in {folder / LOG_FOLDER}"
    yield Finding("Access log", is_good=True, sentence=log)
    if os.name == "posix":
        yield _rights("Store rights", folder, rights)


def _rights(what: str, folder: Path, rights: Rights) -> Finding:
    """Say whether the files of a folder let in whom they should, and nobody else."""
    found = _all(folder)
    open_to_others = [path for path, at in found.items() if _is_too_open(path, at, folder, rights)]
    closed = [path for path, at in found.items() if _is_too_closed(path, at, folder, rights)]
    remedy = f"run {_remedy(folder, rights)}"
    if open_to_others:
        told = f"others may open {_counted(open_to_others)}; {remedy}"
        return Finding(what, is_good=False, sentence=told)
    if closed and rights.group is not None:
        told = f"the group {group_named(rights.group)!r} cannot open {_counted(closed)}; {remedy}"
        return Finding(what, is_good=False, sentence=told)
    reader = "" if rights.group is None else f", and the group {group_named(rights.group)!r} may read"
    return Finding(what, is_good=True, sentence=f"only the owner may open {folder}{reader}")


def _all(folder: Path) -> dict[Path, os.stat_result]:
    """Return a folder, and everything in it, that a load which goes on meanwhile has not tidied up."""
    below = (Path(top) / name for top, folders, files in os.walk(folder) for name in (*folders, *files))
    found = {}
    for path in (folder, *below):
        with suppress(OSError):
            found[path] = path.lstat()
    return found


def _is_too_open(path: Path, at: os.stat_result, folder: Path, rights: Rights) -> bool:
    if stat.S_ISLNK(at.st_mode):
        return False
    if at.st_mode & stat.S_IRWXO:
        return True
    if rights.group is None or at.st_gid != rights.group:
        return bool(at.st_mode & _OF_THE_GROUP)
    is_log = path == folder / LOG_FOLDER and stat.S_IMODE(at.st_mode) == SHARED_LOG_MODE
    return bool(at.st_mode & _GROUP_MAY_WRITE) and not is_log


def _is_too_closed(path: Path, at: os.stat_result, folder: Path, rights: Rights) -> bool:
    if rights.group is None or stat.S_ISLNK(at.st_mode) or _NOT_FOR_READERS in path.parts:
        return False
    wanted = stat.S_IRGRP | stat.S_IXGRP if stat.S_ISDIR(at.st_mode) else stat.S_IRGRP
    if path == folder / LOG_FOLDER:
        wanted = SHARED_LOG_MODE
    return at.st_gid != rights.group or at.st_mode & wanted != wanted


def _counted(paths: Iterable[Path]) -> str:
    first, *others = paths
    return f"{first}" + (f" and {len(others):,} more of its files and folders" if others else "")


def _remedy(folder: Path, rights: Rights) -> str:
    named = quote(str(folder))
    if rights.group is None:
        return f"chmod -R go= {named}"
    steps = [
        f"chgrp -R {quote(group_named(rights.group))} {named}",
        f"chmod -R u=rwX,g=rX,o= {named}",
        f"find {named} -type d -exec chmod g+s {{}} +",
    ]
    log = folder / LOG_FOLDER
    if log.exists():
        steps.append(f"chmod {SHARED_LOG_MODE:o} {quote(str(log))}")
    return " && ".join(steps)
