"""What the rules write short: texts folded, documents in the books, documents that settle others."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from xsync.documents import NOT_IN_THE_BOOKS, SETTLEMENTS
from xsync.store.engine import text_literal

if TYPE_CHECKING:
    from collections.abc import Iterable

_FOLD: Final = (
    "nullif(CASE WHEN regexp_matches({0}, '^[!-~]*$') THEN lower({0}) ELSE "
    "replace(trim(regexp_replace(lower(upper({0})), '[\\s\\p{{Z}}]+', ' ', 'g')), 'ß', 'ss') END, '')"
)


def fold(text: str) -> str:
    """Return the SQL of a text trimmed, in lower case, white space collapsed; null where nothing is left."""
    return _FOLD.format(text)


def is_settlement(item_type: str) -> str:
    """Return the SQL condition that a document of that type settles another one."""
    return f"{item_type} IN ({_listed(SETTLEMENTS)})"


def is_living(status: str) -> str:
    """Return the SQL condition that a document of that status is in the books of its own ledger."""
    return f"coalesce(lower(trim({status})) NOT IN ({_listed(NOT_IN_THE_BOOKS)}), true)"


def _listed(words: Iterable[str]) -> str:
    return ", ".join(map(text_literal, words))
