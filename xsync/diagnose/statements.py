"""The statements of this room: SQL files beside the code, with the house's vocabulary put in as literals."""

from __future__ import annotations

import re
from functools import cache
from importlib.resources import files
from typing import Final

from xsync.model import UNSYNCED_STATUSES
from xsync.store.engine import text_literal
from xsync.store.snapshot import ITEM_IDENTITY

_PLACE: Final = re.compile(r"\$(?P<name>[a-z_]+)")
_VOCABULARY: Final = {
    "identity": ITEM_IDENTITY,
    "unsynced": ", ".join(map(text_literal, UNSYNCED_STATUSES)),
}


def statement(name: str, **places: str) -> str:
    """Return a statement of this room as text.

    Parameters
    ----------
    name
        Its file, without the ending.
    **places
        What stands for each ``$name`` in it, as SQL, beside the vocabulary of the house.
    """
    known = {**_VOCABULARY, **places}
    return _PLACE.sub(lambda place: known[place["name"]], _text(name))


@cache
def _text(name: str) -> str:
    return (files("xsync.diagnose") / "sql" / f"{name}.sql").read_text(encoding="utf-8").strip()
