"""The normal form of a message: what changes from item to item replaced by what kind of thing it is."""

from __future__ import annotations

import re
from typing import Final

LONGEST: Final = 300
"""Characters: enough to tell what a message is about."""

_MONTHS: Final = "jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec"
_WORD: Final = r"[A-Z][\w'\u2019.&-]{0,40}"
_NAME: Final = rf"{_WORD}(?: (?:&|and|of|the|{_WORD})){{0,6}}"
_SINGLE: Final = r"(?<!\w)['\u2018][^'\u2018\u2019\n]{1,100}['\u2019](?!\w)"
_DOUBLE: Final = r"[\"\u201c][^\"\u201c\u201d\n]{1,100}[\"\u201d]"
_PLACEHOLDERS: Final = (
    (re.compile(r"\b[0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}\b"), "<id>"),
    (re.compile(r"https?://\S+"), "<address>"),
    (re.compile(rf"{_SINGLE}|{_DOUBLE}"), "<name>"),
    (
        re.compile(rf"\b\d{{1,2}}[ -](?:{_MONTHS})[a-z]{{0,6}}[ -,]{{1,2}}\d{{2,4}}\b", re.IGNORECASE),
        "<date>",
    ),
    (re.compile(r"\b\d{1,4}[-/.]\d{1,2}[-/.]\d{1,4}(?:[T ]\d{1,2}:\d{2}(?::\d{2})?)?"), "<date>"),
    (re.compile(rf"\b(?i:(contact|customer|supplier|by|for)) (?!Xero\b|Cin7\b){_NAME}"), r"\1 <name>"),
)
_TOKEN: Final = re.compile(r"[\w/#@.,:+-]+")


def normal_form(message: str) -> str:
    """Return a message with numbers, names, dates and ids replaced, for messages of one kind to meet.

    Examples
    --------
    >>> normal_form("Object  INV-00103/2 of customer Bright Foods Ltd is odd since 31 Oct 2026")
    'Object <number> of customer <name> is odd since <date>'
    """
    text = " ".join(message[: 4 * LONGEST].split())
    for pattern, placeholder in _PLACEHOLDERS:
        text = pattern.sub(placeholder, text)
    text = _TOKEN.sub(lambda found: _of_token(found[0]), text)
    return f"{text[: LONGEST - 1]}…" if len(text) > LONGEST else text


def _of_token(token: str) -> str:
    bare = token.rstrip(".,:")
    rest = token[len(bare) :]
    if any(map(str.isdecimal, bare)):
        return f"<number>{rest}"
    return f"<e-mail>{rest}" if "@" in bare else token
