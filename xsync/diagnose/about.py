"""What a message is about: the account, tax rate, contact or product that is fixed once for many."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

_QUOTED: Final = r"['\u2018\"\u201c](?P<quoted>[^'\u2019\"\u201d\n]{1,80})['\u2019\"\u201d]"
_DAY: Final = r"(?P<day>\d{1,2} [A-Z][a-z]{2,8} \d{4})"
_CODE: Final = r"(?P<code>[\w./&#-]{0,40}\d[\w./&#-]{0,40}|[A-Z]{3,20}(?![a-z]))"
_WORD: Final = r"[A-Z][\w'\u2019&-]{0,40}+"
_NAME: Final = rf"(?P<named>{_WORD}(?: (?:(?:&|and|of) )?{_WORD}){{0,6}}+)"
_AFTER_NAME: Final = (
    r"(?=[.,;:)\]\n]|$|\s(?i:is|was|has|in|already|to|could|cannot|does|not|must|for|with)\b)"
)
_VALUE: Final = f"(?:{_QUOTED}|{_DAY}|{_CODE}|{_NAME}{_AFTER_NAME})"
_BEFORE: Final = "…"
_LOOKED_AT: Final = 4_000
"""Characters of a message; the name of what is wrong stands near the beginning."""


@dataclass(frozen=True)
class Lead:
    """Words that stand beside what a message names.

    Parameters
    ----------
    label
        What is said before the value.
    searches
        One a wording; the first that finds something counts.
    """

    label: str
    searches: tuple[re.Pattern[str], ...]

    def find(self, message: str) -> str:
        """Return what a message names, under its label, or nothing."""
        for search in self.searches:
            if found := search.search(message[:_LOOKED_AT]):
                value = next(value for value in found.groups() if value)
                return f"{self.label} {value.strip(' .,;:')}"
        return ""


def parse_lead(text: str) -> Lead:
    """Read a lead: ``account = account code|account``, a label and the words that a value follows.

    Words after ``…`` stand behind the value: ``contact = … has not been synchronised``.

    Raises
    ------
    ValueError
        If it has no label, or one of its wordings is empty.
    """
    label, equals, rest = text.partition("=")
    wordings = [wording.strip() for wording in rest.split("|")]
    if not equals or not label.strip():
        raise ValueError("it has no label; write 'account = account code|account'")
    if not all(wording.strip(_BEFORE + " ") for wording in wordings):
        raise ValueError("a wording between two | is empty")
    return Lead(label.strip(), tuple(map(_search, wordings)))


def _search(wording: str) -> re.Pattern[str]:
    words = r"\s{1,3}".join(map(re.escape, wording.strip(_BEFORE + " ").split()))
    if wording.startswith(_BEFORE):
        return re.compile(rf"{_NAME}\s{{1,3}}(?i:{words})\b")
    return re.compile(rf"\b(?i:{words})\b[\s:#(]{{1,3}}{_VALUE}")
