"""A store's ``access.yaml``: who holds which permission for which organisation, in words people type.

::

    files_group: finance            # may be left out: then the store's files are its owner's alone
    every_organisation:
      Financial Reporting – manage:
        users: [nightly]
    organisations:
      Harbour & Pine Trading:
        Financial Reporting:
          users: [anna]
          groups: [auditors]
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from xsync.errors import UsageError, did_you_mean
from xsync.plain_yaml import plain_yaml, read_plain_yaml
from xsync.store.permission import Permission

if TYPE_CHECKING:
    from collections.abc import Iterable

    from xsync.store.caller import Caller

POLICY_FILE: Final = "access.yaml"

_BYTE_ORDER_MARK: Final = "\ufeff"
_EVERY: Final = "every_organisation"
_ORGANISATIONS: Final = "organisations"
_FILES_GROUP: Final = "files_group"
_USERS: Final = "users"
_GROUPS: Final = "groups"
_PERMISSIONS: Final = tuple(each.value for each in Permission)
_NAMES_NOBODY: Final = f"it names nobody; write {_ORGANISATIONS}, below it a name, a permission and {_USERS}"


@dataclass(frozen=True)
class Grant:
    """One permission given.

    Parameters
    ----------
    organisation
        For which one; ``None`` for every one.
    permission
        Which.
    users, groups
        To whom.
    """

    organisation: str | None
    permission: Permission
    users: frozenset[str]
    groups: frozenset[str]

    def names(self, caller: Caller) -> bool:
        """Whether it is given to somebody, by name or by group."""
        return caller.name in self.users or bool(caller.groups & self.groups)

    def lets(self, caller: Caller, organisation: str, permission: Permission) -> bool:
        """Whether it gives somebody a permission for an organisation."""
        is_meant = self.organisation in {None, organisation}
        return is_meant and self.permission.includes(permission) and self.names(caller)


@dataclass(frozen=True)
class Policy:
    """Who may do what.

    Parameters
    ----------
    grants
        The permissions given.
    files_group
        The system's group whose members may read the store's files; ``None`` for none.
    """

    grants: tuple[Grant, ...]
    files_group: str | None = None

    @classmethod
    def of(cls, text: str) -> Policy:
        """Read a policy.

        Raises
        ------
        UsageError
            With every mistake there is.
        """
        try:
            data = read_plain_yaml(text.removeprefix(_BYTE_ORDER_MARK))
        except ValueError as error:
            raise unusable([str(error)]) from error
        if not isinstance(data, Mapping):
            raise unusable([_NAMES_NOBODY])
        reading = _Reading()
        policy = reading.policy(data)
        if reading.mistakes:
            raise unusable(reading.mistakes)
        return policy

    @property
    def organisations(self) -> tuple[str, ...]:
        """The organisations it names."""
        return tuple(dict.fromkeys(each.organisation for each in self.grants if each.organisation))

    def lets(self, caller: Caller, organisation: str, permission: Permission) -> bool:
        """Whether somebody holds a permission for an organisation."""
        return any(grant.lets(caller, organisation, permission) for grant in self.grants)

    def lets_any(self, caller: Caller, permission: Permission) -> bool:
        """Whether somebody holds a permission for any organisation."""
        return any(grant.names(caller) and grant.permission.includes(permission) for grant in self.grants)


def policy_of_one(user: str) -> str:
    """Return the text of a policy by which one user may do everything."""
    return plain_yaml({_EVERY: {Permission.MANAGE.value: {_USERS: [user]}}})


def unusable(mistakes: Iterable[str]) -> UsageError:
    """Return what is said of a policy with mistakes."""
    return UsageError(f"{POLICY_FILE} cannot be used; until it is mended nobody is let in:", mistakes)


class _Reading:
    """A policy being read, and what is wrong with it."""

    def __init__(self) -> None:
        self.mistakes: list[str] = []

    def policy(self, data: Mapping[str, Any]) -> Policy:
        self._only_known(data, (_FILES_GROUP, _EVERY, _ORGANISATIONS), "")
        if not {_EVERY, _ORGANISATIONS} & set(data):
            self.mistakes.append(_NAMES_NOBODY)
        grants = self._grants(None, data[_EVERY], _EVERY) if _EVERY in data else []
        listed = data.get(_ORGANISATIONS)
        organisations = self._entries(listed, _ORGANISATIONS, "names") if _ORGANISATIONS in data else []
        for name, given in organisations:
            place = f"{_ORGANISATIONS} › {name}"
            if not name.strip() or not name.isprintable():
                self.mistakes.append(f"{place}: no organisation has such a name")
            grants += self._grants(name.strip(), given, place)
        group = data.get(_FILES_GROUP)
        if _FILES_GROUP in data and not _is_name(group):
            self.mistakes.append(f"{_FILES_GROUP}: write the name of one group of this machine")
        return Policy(tuple(grants), group if _is_name(group) else None)

    def _grants(self, organisation: str | None, given: object, place: str) -> list[Grant]:
        grants: dict[Permission, Grant] = {}
        for name, holders in self._entries(given, place, "permissions"):
            permission = Permission.named(name)
            if permission is None:
                self.mistakes.append(
                    f"{place} › {name}: no such permission, {did_you_mean(name, _PERMISSIONS)}"
                )
            elif permission in grants:
                self.mistakes.append(f"{place} › {name}: stands here twice")
            else:
                grants[permission] = self._grant(organisation, permission, holders, f"{place} › {name}")
        return list(grants.values())

    def _grant(self, organisation: str | None, permission: Permission, holders: object, place: str) -> Grant:
        given = dict(self._entries(holders, place, f"{_USERS} or {_GROUPS}"))
        self._only_known(given, (_USERS, _GROUPS), f"{place} › ")
        users, groups = (self._names(given, kind, place) for kind in (_USERS, _GROUPS))
        return Grant(organisation, permission, users, groups)

    def _names(self, given: Mapping[str, Any], kind: str, place: str) -> frozenset[str]:
        if kind not in given:
            return frozenset()
        names = given[kind] if isinstance(given[kind], list) else [given[kind]]
        if not names or not all(map(_is_name, names)):
            self.mistakes.append(f"{place} › {kind}: write names, such as [anna, ben]")
            return frozenset()
        return frozenset(names)

    def _entries(self, given: object, place: str, wanted: str) -> list[tuple[str, Any]]:
        if isinstance(given, Mapping) and given:
            return list(given.items())
        self.mistakes.append(f"{place}: write {wanted} below it, each followed by a colon")
        return []

    def _only_known(self, given: Iterable[str], known: Iterable[str], place: str) -> None:
        names = tuple(known)
        self.mistakes += [
            f"{place}{name}: not known here, {did_you_mean(name, names)}"
            for name in given
            if name not in names
        ]


def _is_name(value: object) -> bool:
    return isinstance(value, str) and bool(value.strip()) and value == value.strip() and value.isprintable()
