"""A message reduced to the words that carry its meaning, so that wordings of one cause look alike.

Numbers, dates, ids, addresses and quoted names go; case, spacing, quotes, contractions and spelling are
evened out; every way of saying *not* becomes one. Each step looks at a character once or a bounded number of
times: time grows with the length of the text and no faster.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib.resources import files
from typing import TYPE_CHECKING, Any, Final

from xsync.plain_yaml import read_plain_yaml

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

LONGEST: Final = 20_000
"""Characters of one text that are looked at; a refusal says what it has to say before that."""

HTTP_CODE: Final = re.compile(
    r"\b(?:http|status|error|response|returned|received|answered)(?:\W{0,3}(?:status|code)){0,2}"
    r"\W{0,4}(?P<code>[45][0-9]{2})\b",
    re.IGNORECASE,
)
"""The one kind of number that is a cause: the answer's code, where it is called one."""

_LONGEST_TOKEN: Final = 60
"""Characters; what is longer is no word."""

_SINGLE_QUOTES: Final = "\u2018\u2019\u201a\u201b\u2032\u0060\u00b4"
_DOUBLE_QUOTES: Final = "\u201c\u201d\u201e\u201f\u2033\u00ab\u00bb"
_PLAIN_QUOTES: Final = str.maketrans(dict.fromkeys(_SINGLE_QUOTES, "'") | dict.fromkeys(_DOUBLE_QUOTES, '"'))
_UNSEEN: Final = re.compile("[\u00ad\u200b-\u200f\u2060\ufeff]")
_QUOTED: Final = re.compile(r"(?<!\w)'[^'\n]{0,100}'(?!\w)|\"[^\"\n]{0,100}\"")
_ENDING: Final = re.compile(r"[.;!?]+(?=\s|$)|[\r\n|]+")
_HTTP: Final = re.compile(r"http[45][0-9]{2}")
_TOKEN: Final = re.compile(r"[\w/#@.&+'-]+")
_NOT: Final = re.compile(r"\b(?:(?:ca|wo|sha)n't|cannot|can not|unable to|no longer(?! than)|never)\b|n't\b")
_ISE: Final = re.compile(r"(\w{4,})iz(e|ed|es|er|ing|ation|ations)")


@dataclass(frozen=True)
class _Evening:
    """How words are evened out: what says nothing, what is joined to the next word, what says the same."""

    silent: frozenset[str]
    joined: frozenset[str]
    same: Mapping[str, str]


def sentences(text: str, *, with_quoted: bool = False) -> list[str]:
    """Return the sentences of a text, each as its telling words with a blank on either side.

    Parameters
    ----------
    text
        Any text; of a longer one than `LONGEST` the beginning.
    with_quoted
        Keep what stands in quotes, which as a rule is a name, a code or a number.

    Examples
    --------
    >>> sentences("The TaxType code 'OUTPUT2' can't be used. See INV-00103/2!")
    [' tax type code not used ', ' see ']
    """
    plain = unicodedata.normalize("NFKC", _UNSEEN.sub("", text[:LONGEST])).translate(_PLAIN_QUOTES).casefold()
    plain = HTTP_CODE.sub(lambda found: f" http{found['code']} ", plain)
    if not with_quoted:
        plain = _QUOTED.sub(" ", plain)
    plain = _NOT.sub(" not ", plain)
    told = (" ".join(_words(sentence)) for sentence in _ENDING.split(plain))
    return [f" {words} " for words in told if words]


def together(parts: list[str]) -> str:
    """Return sentences as one, with a blank on either side."""
    return f" {' '.join(part.strip() for part in parts)} "


def telling_words(text: str) -> list[str]:
    """Return the telling words of a short text, what is quoted among them."""
    return together(sentences(text, with_quoted=True)).split()


def kin(stem: str) -> list[str]:
    """Return what the words that begin with a stem are evened out to, where that is another word."""
    same = _evening().same.items()
    return sorted({said for word, said in same if word.startswith(stem) and not said.startswith(stem)})


def _words(sentence: str) -> Iterator[str]:
    for token in _TOKEN.findall(sentence):
        if (
            len(token) <= _LONGEST_TOKEN
            and "@" not in token
            and (_HTTP.fullmatch(token) or not any(map(str.isdecimal, token)))
        ):
            yield from _of_token(token)


@lru_cache(maxsize=20_000)
def _of_token(token: str) -> tuple[str, ...]:
    """Return the words of a token: of ``un-archived`` one, of ``and/or`` those that tell something."""
    evening = _evening()
    words: list[str] = []
    for piece in filter(None, re.split(r"[^\w]|_", token)):
        if words and words[-1] in evening.joined:
            words[-1] += piece
        else:
            words.append(piece)
    even = (_ISE.sub(r"\1is\2", word) for word in words)
    said = " ".join(evening.same.get(word, word) for word in even).split()
    return tuple(word for word in said if word not in evening.silent)


@cache
def _evening() -> _Evening:
    text = (files("xsync.diagnose") / "words.yaml").read_text(encoding="utf-8")
    data: Any = read_plain_yaml(text)
    same = {word: said for said, words in data["same"].items() for word in words.split()}
    return _Evening(frozenset(data["silent"].split()), frozenset(data["joined"].split()), same)
