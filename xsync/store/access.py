"""Who may open a store: what its ``access.yaml`` says; without one its owner alone.

This check guides honest people; the wall is the storage: whoever can read the files themselves needs no
permission of ours. A bucket has no owner to compare with: its own policy decides alone where it holds no
``access.yaml``.
"""

from __future__ import annotations

import os
import stat
from contextlib import suppress
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Final

from xsync.errors import AccessRefused, UsageError
from xsync.names import write_whole
from xsync.store import access_log
from xsync.store.access_log import Opening
from xsync.store.access_policy import POLICY_FILE, Policy, policy_of_one, unusable
from xsync.store.caller import account_of, system_account, who_asks
from xsync.store.permission import Permission
from xsync.store.private import OWNER_ALONE, Rights, rights_of_group

if TYPE_CHECKING:
    from xsync.store.caller import Caller

_OTHERS_MAY_WRITE: Final = stat.S_IWGRP | stat.S_IWOTH
_CLOSED: Final = Policy(())


class Access:
    """Who may open a store's organisations, and the log of who did.

    Parameters
    ----------
    location
        The store's folder, or its address on object storage.
    """

    def __init__(self, location: str) -> None:
        self._location = location
        self._folder = None if "://" in location else Path(location)
        self._granted: dict[str, Permission] = {}
        self._not_logged_yet: list[Opening] = []

    @cached_property
    def caller(self) -> Caller:
        """Who asks.

        Raises
        ------
        AccessRefused
            If JupyterHub does not say.
        """
        return who_asks()

    @cached_property
    def policy(self) -> Policy | None:
        """What ``access.yaml`` says; ``None`` where there is none.

        Raises
        ------
        AccessRefused
            If it cannot be used. What is wrong with it is told to whoever could read it anyway; to anybody
            else it is a policy that lets nobody in.
        """
        try:
            text = self._policy_text()
            return None if text is None else Policy.of(text)
        except UsageError as broken:
            if not self.is_kept_by_this_account:
                return _CLOSED
            raise AccessRefused(broken.summary, broken.mistakes) from broken

    @cached_property
    def rights(self) -> Rights:
        """Who may open the files that are made for this store: fewer rather than too many."""
        with suppress(UsageError, AccessRefused):
            return self._rights_of_policy()
        return OWNER_ALONE

    @property
    def is_kept_by_this_account(self) -> bool:
        """Whether this account reads the policy anyway: the owner, root, whoever has the bucket's keys."""
        if self._folder is None or os.name != "posix":
            return True
        return os.geteuid() in {0, self._owner()}

    def permits(self, organisation: str, permission: Permission) -> bool:
        """Whether who asks holds a permission for an organisation; that is no opening yet."""
        granted = self._granted.get(organisation)
        if granted and granted.includes(permission):
            return True
        if self.policy:
            return self.policy.lets(self.caller, organisation, permission)
        return self._is_open_to_owner()

    def permits_any(self, permission: Permission) -> bool:
        """Whether who asks holds a permission for any organisation that there is or may be."""
        if self.policy:
            return self.policy.lets_any(self.caller, permission)
        return self._is_open_to_owner()

    def opened(self, organisation: str, permission: Permission) -> None:
        """Open an organisation for who holds the permission, and log it: once for this object.

        Raises
        ------
        AccessRefused
            If who asks does not hold it.
        UsageError
            If what is written could not be given to the group that the policy names.
        """
        if not self.permits(organisation, permission):
            raise self.refusal(organisation, permission)
        before = self._granted.get(organisation)
        if before and before.includes(permission):
            return
        if permission is Permission.MANAGE:
            self._prepare()
        self._granted[organisation] = permission
        self._log(organisation, permission, granted=True)

    def refusal(self, organisation: str | None, permission: Permission) -> AccessRefused:
        """Return the refusal of a permission that is missing."""
        return AccessRefused.from_missing(permission, organisation, self.caller.in_words)

    def refused(self, organisation: str | None, permission: Permission) -> None:
        """Log that an opening was refused."""
        self._log(organisation, permission, granted=False)

    def store_was_made(self) -> None:
        """Log what could not be while there was no store to log it in."""
        waiting, self._not_logged_yet = self._not_logged_yet, []
        for opening in waiting:
            self._append(opening)

    def _log(self, organisation: str | None, permission: Permission, *, granted: bool) -> None:
        user = None
        with suppress(AccessRefused):
            user = self.caller.name
        opening = Opening(access_log.now(), user, system_account(), organisation, permission.value, granted)
        if self._is_new:
            self._not_logged_yet.append(opening)
        else:
            self._append(opening)

    def _append(self, opening: Opening) -> None:
        if self._folder is None:
            access_log.append_remotely(self._location, opening)
        else:
            access_log.append(self._folder, opening, self.rights)

    def _prepare(self) -> None:
        """Make the store's folder what the policy says, before anything is written into it."""
        if self._folder is None:
            return
        if self._is_new and not self.caller.is_the_account:
            OWNER_ALONE.folder(self._folder)
            with suppress(FileExistsError), OWNER_ALONE.creating():
                write_whole(self._folder / POLICY_FILE, policy_of_one(self.caller.name), new=True)
            del self.policy
            if not self.permits_any(Permission.MANAGE):
                raise self.refusal(None, Permission.MANAGE)
        rights = self._rights_of_policy()
        if rights.group is not None and self._owner() == os.geteuid():
            rights.hand_over(self._folder)
            access_log.prepare(self._folder, rights)

    def _rights_of_policy(self) -> Rights:
        return rights_of_group(self.policy.files_group) if self._folder and self.policy else OWNER_ALONE

    def _policy_text(self) -> str | None:
        if self._folder is None:
            from xsync.store.bucket import text_in_bucket

            return text_in_bucket(self._location, POLICY_FILE)
        path = self._folder / POLICY_FILE
        try:
            with path.open("rb") as file:
                found, text = os.fstat(file.fileno()), file.read().decode("utf-8")
        except (FileNotFoundError, NotADirectoryError):
            return None
        except (OSError, UnicodeDecodeError) as error:
            raise unusable([f"it cannot be read: {getattr(error, 'strerror', None) or error}"]) from error
        if os.name == "posix":
            if found.st_mode & _OTHERS_MAY_WRITE:
                raise unusable([f"others may change it: run chmod go-w {path}"])
            if found.st_uid not in {0, self._owner()}:
                raise unusable([f"it belongs to {account_of(found.st_uid)!r}, not to the store's owner"])
        return text

    @property
    def _is_new(self) -> bool:
        return self._folder is not None and not os.path.lexists(self._folder)

    def _is_open_to_owner(self) -> bool:
        """Whether a store without a policy is open to who asks."""
        if self._folder is None or self._is_new:
            return True
        is_owner = os.name != "posix" or self._owner() == os.geteuid()
        return is_owner and self.caller.is_the_account

    def _owner(self) -> int | None:
        """Return the number of the account that owns the store's folder, if this one may know it."""
        try:
            return self._folder.stat().st_uid if self._folder else None
        except OSError:
            return None
