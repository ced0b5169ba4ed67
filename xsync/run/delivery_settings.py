"""What a parameter file says of delivery: to whom, when, and with the page or without.

The file names variables of the environment, which hold the addresses: an Apprise URL is a secret as a whole.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final
from urllib.parse import urlsplit

from xsync.errors import UsageError, did_you_mean

DELIVER: Final = "deliver"
"""The parameter file's own entry."""

WHEN: Final = ("always", "crossed")

_NAMES: Final = ("to", "when", "attach", "link")
_VARIABLE: Final = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")
_YES_OR_NO: Final[Mapping[str, bool]] = {"yes": True, "true": True, "no": False, "false": False}
_HOW_TO: Final = (
    "name the environment variable that holds the Apprise URL (to: XSYNC_DELIVER_OFFICE); "
    "the URL itself is a secret and has no place in a file"
)


@dataclass(frozen=True)
class Delivery:
    """One way a run is sent.

    Parameters
    ----------
    to
        Names of environment variables, each holding one or more Apprise URLs.
    when
        ``always``, or ``crossed``: only where a threshold was crossed or a run failed.
    attach
        Whether the page is attached.
    link
        The ``https`` address under which the folder of all runs can be read, for a link to the page.
    """

    to: tuple[str, ...]
    when: str = "always"
    attach: bool = True
    link: str | None = None


def read_deliveries(data: object) -> tuple[Delivery, ...]:
    """Read the entry ``deliver`` as YAML, JSON or Python give it.

    Raises
    ------
    UsageError
        With all the mistakes there are; no value is repeated that could be a secret.
    """
    if data in (None, ""):
        return ()
    mistakes: list[str] = []
    several = data if isinstance(data, list | tuple) else [data]
    deliveries = tuple(
        _delivery(each, DELIVER if len(several) == 1 else f"{DELIVER}[{number}]", mistakes)
        for number, each in enumerate(several, start=1)
    )
    if mistakes:
        raise UsageError("The delivery cannot be used:", mistakes)
    return deliveries


def _delivery(data: object, where: str, mistakes: list[str]) -> Delivery:
    if isinstance(data, str):
        return Delivery(_variables(data, where, mistakes))
    if not isinstance(data, Mapping):
        mistakes.append(f"{where}: write {{to: XSYNC_DELIVER_OFFICE, when: crossed}}")
        return Delivery(())
    mistakes += [
        f"{where}.{name}: no such setting, {did_you_mean(str(name), _NAMES)}"
        for name in data
        if name not in _NAMES and "://" not in str(name)
    ]
    if any("://" in str(name) for name in data):
        mistakes.append(f"{where}: {_HOW_TO}")
    return Delivery(
        _variables(data.get("to"), f"{where}.to", mistakes),
        _when(data.get("when"), f"{where}.when", mistakes),
        _attach(data.get("attach"), f"{where}.attach", mistakes),
        _link(data.get("link"), f"{where}.link", mistakes),
    )


def _variables(data: object, where: str, mistakes: list[str]) -> tuple[str, ...]:
    names = data if isinstance(data, list | tuple) else [data]
    if not names or not all(isinstance(name, str) and _VARIABLE.fullmatch(name) for name in names):
        mistakes.append(f"{where}: {_HOW_TO}")
        return ()
    return tuple(dict.fromkeys(names))


def _when(data: object, where: str, mistakes: list[str]) -> str:
    if data is None:
        return WHEN[0]
    if data not in WHEN:
        mistakes.append(f"{where}: {data!r} is no such time, {did_you_mean(str(data), WHEN)}")
    return str(data)


def _attach(data: object, where: str, mistakes: list[str]) -> bool:
    if data is None or isinstance(data, bool):
        return data is not False
    if str(data).casefold() not in _YES_OR_NO:
        mistakes.append(f"{where}: {data!r} is neither yes nor no")
    return _YES_OR_NO.get(str(data).casefold(), True)


def _link(data: object, where: str, mistakes: list[str]) -> str | None:
    if data is None:
        return None
    try:
        address = urlsplit(str(data))
        usable = address.scheme == "https" and address.hostname and not (address.query or address.fragment)
        secret = bool(address.username or address.password)
    except ValueError:
        usable, secret = False, False
    if not usable or secret:
        told = "an https address without a password, under which the folder of all runs can be read"
        mistakes.append(f"{where}: write {told}")
    return str(data).rstrip("/")
