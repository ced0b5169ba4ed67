"""Fields as people call them: by stored name, by column title, in any case and spacing."""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING, Final

from xsync.errors import did_you_mean
from xsync.model import FIELDS, Field, folded

if TYPE_CHECKING:
    from collections.abc import Mapping

_BY_SPELLING: Final[Mapping[str, Field]] = MappingProxyType(
    {
        folded(spelling): field
        for field in FIELDS.values()
        for spelling in (*field.spellings, field.title, field.name)
    }
)


def find_field(spelling: object) -> Field | None:
    """Return the field a name or a column title means, or None where there is none."""
    return _BY_SPELLING.get(folded(spelling)) if isinstance(spelling, str) else None


def unknown_field(spelling: object) -> str:
    """Say that there is no such field, with the nearest names."""
    return f"unknown field {spelling!r}, {did_you_mean(str(spelling), FIELDS)}"
