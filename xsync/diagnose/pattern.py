"""Patterns of a catalogue: words that must be there, in plain text that a bookkeeper can write.

``invoice|bill + paid + not updat*|not edit*`` holds for a text with *invoice* or *bill*, and *paid*, and
*not* before a word that begins with *updat* or *edit*, in whatever order the three come. ``!`` in front of a
part: none of it may be there. Patterns and messages are evened out alike (`xsync.diagnose.words`).
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

from xsync.diagnose.words import kin, telling_words

_END: Final = "xqz"
"""Stands for ``*`` while a pattern's words are evened out."""


@dataclass(frozen=True)
class Pattern:
    """Words that must all be there, and words that must not.

    Parameters
    ----------
    text
        As it is written in a catalogue.
    wanted, unwanted
        What a text is searched for.
    """

    text: str
    wanted: tuple[re.Pattern[str], ...]
    unwanted: tuple[re.Pattern[str], ...]

    def fits(self, words: str) -> bool:
        """Tell whether it holds for telling words, as `xsync.diagnose.words.sentences` returns them."""
        return all(each.search(words) for each in self.wanted) and not any(
            each.search(words) for each in self.unwanted
        )


def parse_pattern(text: str) -> Pattern:
    """Read a pattern.

    Raises
    ------
    ValueError
        If a part of it holds no word that tells something, or if nothing must be there.
    """
    wanted: list[re.Pattern[str]] = []
    unwanted: list[re.Pattern[str]] = []
    for part in map(str.strip, text.split("+")):
        (unwanted if part.startswith("!") else wanted).append(_search(part.removeprefix("!")))
    if not wanted:
        raise ValueError("it only says what must not be there")
    return Pattern(text, tuple(wanted), tuple(unwanted))


def _search(part: str) -> re.Pattern[str]:
    phrases = []
    for phrase in part.split("|"):
        words = telling_words(phrase.replace("*", _END))
        if not words:
            raise ValueError(f"{phrase.strip()!r} has no word that tells something")
        phrases.append(" ".join(map(_word, words)))
    return re.compile(f"(?<= )(?:{'|'.join(phrases)})(?= )")


def _word(word: str) -> str:
    if not word.endswith(_END):
        return re.escape(word)
    stem = word.removesuffix(_END)
    endings = [re.escape(stem) + r"\w*", *map(re.escape, kin(stem))]
    return f"(?:{'|'.join(endings)})"
