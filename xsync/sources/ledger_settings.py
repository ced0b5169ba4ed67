"""Where the ledgers' interfaces are, and with what they are opened: environment, YAML, keyring."""

from __future__ import annotations

import ipaddress
import os
import re
from dataclasses import dataclass, field
from importlib import import_module
from types import MappingProxyType
from typing import TYPE_CHECKING, Final
from urllib.parse import urlsplit

from xsync.errors import UsageError
from xsync.parameters import LEDGER_SETTINGS, ledger_settings

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

_DEFAULTS: Final[Mapping[str, str]] = MappingProxyType(
    {
        "cin7_base_url": "https://inventory.dearsystems.com/ExternalApi/v2",
        "cin7_calls_per_minute": "60",
        "xero_base_url": "https://api.xero.com/api.xro/2.0",
        "xero_token_url": "https://identity.xero.com/connect/token",
        "xero_calls_per_minute": "60",
    }
)
_SECRETS: Final = ("cin7_application_key", "xero_client_secret", "xero_refresh_token")
_NEEDED: Final[Mapping[str, tuple[str, ...]]] = MappingProxyType(
    {"cin7": ("cin7_account_id", "cin7_application_key"), "xero": ("xero_client_id", "xero_client_secret")}
)
_CREDENTIALS: Final[Mapping[str, tuple[str, ...]]] = MappingProxyType(
    {**_NEEDED, "xero": (*_NEEDED["xero"], "xero_refresh_token", "xero_tenant_id")}
)
_MINUTE: Final = 60.0
_IS_NUMBER: Final = re.compile(r"\d+(\.\d+)?")
_MINUTE_VARIABLE: Final = "XSYNC_MINUTE"
"""How many seconds an interface's minute has; the sandbox's may be shorter."""


@dataclass(frozen=True)
class LedgerSettings:
    """How one ledger's interface is reached.

    Parameters
    ----------
    side
        ``cin7`` or ``xero``.
    values
        Setting → value, those with a value; never shown, for secrets stand among them.
    calls, minute
        So many calls in so many seconds.
    """

    side: str
    values: Mapping[str, str] = field(repr=False)
    calls: int
    minute: float

    def __getitem__(self, name: str) -> str:
        """Return the value of a setting of this side, empty where it has none."""
        return self.values.get(f"{self.side}_{name}", "")

    @property
    def is_on_loopback(self) -> bool:
        """Whether the interface is one of this very machine."""
        return _is_loopback(_host(self["base_url"]))


def read_ledger_settings(organisation: str, sides: Iterable[str]) -> list[LedgerSettings]:
    """Return the settings of some ledgers of an organisation.

    Raises
    ------
    UsageError
        If any is missing or wrong; all are named.
    """
    in_file = ledger_settings(organisation)
    found = {
        name: _value(name, organisation, in_file)
        for name in (*LEDGER_SETTINGS, *_SECRETS)
        if name.split("_", 1)[0] in sides
    }
    values = {name: value for name, value in found.items() if value}
    mistakes = [*_missing(values, sides), *_wrong(values)]
    if mistakes:
        raise UsageError(
            f"The ledgers of {organisation!r} cannot be read; settings are missing or wrong:", mistakes
        )
    minute = float(os.environ.get(_MINUTE_VARIABLE) or _MINUTE)
    return [
        LedgerSettings(side, MappingProxyType(values), int(values[f"{side}_calls_per_minute"]), minute)
        for side in sides
    ]


def credentials_at_hand(organisation: str, side: str) -> dict[str, str]:
    """Return which of a ledger's settings and secrets have a value, by name, and where each has it from.

    Raises
    ------
    UsageError
        If the organisation's own file holds an unknown setting.
    """
    in_file = ledger_settings(organisation)
    found = {}
    for name in _CREDENTIALS[side]:
        if os.environ.get(variable(name), "").strip():
            found[variable(name)] = "environment"
        elif name in _SECRETS and keyring_secret(organisation, name):
            found[name] = "keyring"
        elif name in in_file:
            found[name] = "the organisation's file"
    return found


def variable(name: str) -> str:
    """Return the environment's name of a setting."""
    return f"XSYNC_{name.upper()}"


def keyring_secret(organisation: str, name: str) -> str:
    """Return a secret from the system's keyring, empty where there is none, or no keyring."""
    try:
        keyring = import_module("keyring")
        return str(keyring.get_password(f"xsync {organisation}", name) or "")
    except ImportError:
        return ""
    except Exception:  # noqa: BLE001 - as many kinds of failures as systems; no keyring is no fault
        return ""


def _value(name: str, organisation: str, in_file: Mapping[str, object]) -> str:
    named = os.environ.get(variable(name), "").strip()
    if named:
        return named
    if name in _SECRETS:
        return keyring_secret(organisation, name)
    return str(in_file.get(name) or "").strip() or _DEFAULTS.get(name, "")


def _missing(values: Mapping[str, str], sides: Iterable[str]) -> list[str]:
    wanted = [name for side in sides for name in _NEEDED[side]]
    if "xero_refresh_token" in values:
        wanted.append("xero_tenant_id")
    return [
        f"{variable(name)} is not set"
        + (f"; or keep it in the system's keyring as {name!r} of 'xsync NAME'" if name in _SECRETS else "")
        for name in wanted
        if name not in values
    ]


def _wrong(values: Mapping[str, str]) -> list[str]:
    wrong = [wrong for name, value in values.items() if (wrong := _what_is_wrong(name, value))]
    minute = os.environ.get(_MINUTE_VARIABLE)
    if minute and not (_IS_NUMBER.fullmatch(minute) and 0 < float(minute) <= _MINUTE):
        wrong.append(f"{_MINUTE_VARIABLE} is {minute!r}; write seconds, at most 60")
    elif minute and not all(_is_loopback(_host(value)) for name, value in values.items() if _is_url(name)):
        wrong.append(f"{_MINUTE_VARIABLE} is for a sandbox on this machine only")
    return wrong


def _what_is_wrong(name: str, value: str) -> str:
    """Say what is wrong with a setting; secrets are never shown."""
    if not (value.isprintable() and value.isascii()):
        return f"{variable(name)} holds characters that no such setting has"
    if name.endswith("_per_minute") and not (value.isdecimal() and int(value) > 0):
        return f"{variable(name)} is {value!r}; write a whole number such as 60"
    if _is_url(name):
        scheme = value.partition(":")[0].casefold()
        if scheme not in {"https", "http"} or not _host(value) or "@" in value:
            return f"{variable(name)} is no web address such as {_DEFAULTS[name]}"
        if scheme == "http" and not _is_loopback(_host(value)):
            return f"{variable(name)} must begin with https:// (plain http only on this machine)"
    return ""


def _is_url(name: str) -> bool:
    return name.endswith("_url")


def _host(address: str) -> str:
    try:
        return urlsplit(address).hostname or ""
    except ValueError:
        return ""


def _is_loopback(host: str) -> bool:
    if host.casefold() == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False
