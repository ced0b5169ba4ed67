"""Which credentials are at hand, by their names; never what they are."""

from __future__ import annotations

import os
from importlib.util import find_spec
from typing import TYPE_CHECKING, Final

from xsync.documents import SIDES
from xsync.errors import UsageError
from xsync.run.doctor_finding import Finding
from xsync.sources.ledger_settings import credentials_at_hand, read_ledger_settings

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

_OF_BUCKETS: Final = ("AWS_", "AZURE_STORAGE_", "AZURE_CLIENT_", "AZURE_TENANT_", "GOOGLE_")


def examine_credentials(organisations: Iterable[str], location: str) -> Iterator[Finding]:
    """Look for what a pull needs, and a store in a bucket.

    Parameters
    ----------
    organisations
        Those that who asks may open.
    location
        The store's.
    """
    if "://" in location:
        held = sorted(name for name in os.environ if name.startswith(_OF_BUCKETS))
        told = (
            f"set: {', '.join(held)}" if held else "none set: the role of the machine counts, if it has one"
        )
        yield Finding("Bucket's credentials", is_good=True, sentence=told)
    for organisation in organisations:
        for side, name in SIDES.items():
            yield _of_ledger(organisation, side, f"{name} of {organisation}")
    keyring = (
        "installed; secrets may lie in the system's" if find_spec("keyring") else "not installed; optional"
    )
    yield Finding("Keyring", is_good=True, sentence=keyring)


def _of_ledger(organisation: str, side: str, what: str) -> Finding:
    try:
        at_hand = credentials_at_hand(organisation, side)
        told = ", ".join(f"{name} ({where})" for name, where in at_hand.items())
        if not at_hand:
            return Finding(what, is_good=True, sentence="no credentials; only xsync pull needs them")
        read_ledger_settings(organisation, [side])
    except UsageError as wrong:
        return Finding(what, is_good=False, sentence="; ".join(wrong.mistakes or [wrong.summary]))
    return Finding(what, is_good=True, sentence=f"at hand: {told}")
