"""Characters that change what stands around them instead of being read: shown as one that can be seen."""

from __future__ import annotations

import re
from typing import Final

UNPRINTABLE: Final = "[\\x00-\\x08\\x0b\\x0c\\x0e-\\x1f\\x7f-\\x9f\u202a-\u202e\u2066-\u2069]"
"""Control characters, which neither HTML nor a spreadsheet may hold and a terminal obeys, and those that
turn the direction of a line around. Tab and line ends are text. Python and Arrow read this pattern alike."""

REPLACEMENT: Final = "\ufffd"
"""Shown in place of a character that cannot be shown."""

UNPRINTABLE_IN_TEXT: Final = re.compile(UNPRINTABLE)


def printable(text: str) -> str:
    """Return a text in which nothing is obeyed by a terminal or a browser, or turns a line around."""
    return UNPRINTABLE_IN_TEXT.sub(REPLACEMENT, text)
