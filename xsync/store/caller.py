"""Who is asking: as JupyterHub or the operating system says, never as a variable claims."""

from __future__ import annotations

import os
import sys
import time
from dataclasses import dataclass
from typing import Final

from xsync.store import hub

_GOOD_FOR_SECONDS: Final = 60.0
"""How long the Hub's answer counts; a group taken away is gone after that."""


@dataclass(frozen=True)
class Caller:
    """Who is asking.

    Parameters
    ----------
    name
        Of the user.
    groups
        The user's groups.
    account
        The operating system's account that does the work; the same name outside a Hub.
    is_by_hub
        Whether JupyterHub says so.
    """

    name: str
    groups: frozenset[str]
    account: str
    is_by_hub: bool = False

    @property
    def in_words(self) -> str:
        """Who it is, and who says so."""
        return f"{self.name!r} ({'a user of JupyterHub' if self.is_by_hub else 'an account of this machine'})"

    @property
    def is_the_account(self) -> bool:
        """Whether the account that does the work is the user's own, and not one that a Hub's users share."""
        return self.name == self.account


def who_asks(*, oldest: float = _GOOD_FOR_SECONDS) -> Caller:
    """Return who is asking.

    Parameters
    ----------
    oldest
        So many seconds old the Hub's answer may be.

    Raises
    ------
    AccessRefused
        Within a session of JupyterHub whose Hub does not say.
    """
    if not hub.is_under_a_hub():
        account = system_account()
        return Caller(account, _groups(), account)
    session = (os.environ.get(hub.ADDRESS_VARIABLE), os.environ.get(hub.TOKEN_VARIABLE))
    at, caller = _answered.get(session, (0.0, None))
    if caller is None or time.monotonic() - at > oldest:
        name, groups = hub.user_by_the_hub()
        caller = Caller(name, groups, system_account(), is_by_hub=True)
        _answered[session] = (time.monotonic(), caller)
    return caller


_answered: Final[dict[tuple[str | None, str | None], tuple[float, Caller]]] = {}


def account_name() -> str:
    """Return the name of who does this, as loads, runs and notes record it.

    Raises
    ------
    AccessRefused
        Within a session of JupyterHub whose Hub never said who it is.
    """
    return who_asks(oldest=float("inf")).name


def account_of(number: int) -> str:
    """Return the name of one of the system's accounts, or its number where it has none."""
    if sys.platform == "win32":
        return str(number)
    import pwd

    try:
        return pwd.getpwuid(number).pw_name
    except KeyError:
        return str(number)


def system_account() -> str:
    """Return the account this process works as; ``LOGNAME`` and ``USER`` may say anything."""
    if sys.platform == "win32":
        return os.getlogin()
    return account_of(os.geteuid())


def _groups() -> frozenset[str]:
    """Return the groups this process belongs to."""
    if sys.platform == "win32":
        return frozenset()
    return frozenset(group_named(number) for number in {os.getegid(), *os.getgroups()})


def group_named(number: int) -> str:
    """Return the name of one of the system's groups, or its number where it has none."""
    if sys.platform == "win32":
        return str(number)
    import grp

    try:
        return grp.getgrgid(number).gr_name
    except KeyError:
        return str(number)
