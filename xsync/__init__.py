"""xsync: what Cin7 Core's log says, and what is in Xero; a name is imported where it is first used."""

from importlib import import_module

from xsync.rooms import ROOMS

_HOMES = {name: f"xsync.{room}" for room, names in ROOMS.items() for name in names.split()}

__all__ = sorted(_HOMES)  # noqa: PLE0605 - one list, not two


def __getattr__(name: str) -> object:
    if name not in _HOMES:
        raise AttributeError(f"module 'xsync' has no attribute {name!r}")
    return getattr(import_module(_HOMES[name]), name)
