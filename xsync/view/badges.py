"""How a sync status looks: always a word with a symbol, never a colour alone."""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING, Final

from xsync.view.wording import escaped

if TYPE_CHECKING:
    from collections.abc import Mapping

SYMBOLS: Final[Mapping[str, str]] = MappingProxyType(
    {"Failed": "✕", "Pending": "○", "Skipped": "↷", "Completed": "✓", "Warning": "!"}
)
"""Status → the symbol before its word; simple shapes that every system's fonts hold."""

UNKNOWN_SYMBOL: Final = "?"


def status_class(status: str) -> str:
    """Return the style class of a status; every unknown one shares a class."""
    return f"xs-{status.lower()}" if status in SYMBOLS else "xs-unknown"


def badge(status: str) -> str:
    """Show a status as a badge; the symbol is hidden from screen readers, which read the word."""
    symbol = SYMBOLS.get(status, UNKNOWN_SYMBOL)
    return f'<span class="{status_class(status)}"><i aria-hidden="true">{symbol}</i> {escaped(status)}</span>'
