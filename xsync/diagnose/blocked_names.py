r"""What a message names as missing: a product, contact, account, document or consolidated document.

Wordings are Cin7's and Xero's own, held loosely: the core of a sentence counts, not the words around it, nor
quotes or case. They are read once per different message, and only what fits both RE2 and Java is used, so
that they mean the same on every engine.
"""

from __future__ import annotations

from typing import Final

from xsync.store.engine import text_literal

_QUOTES: Final = r"""'"\x{2018}\x{2019}\x{201C}\x{201D}"""
_QUOTED: Final = rf"[{_QUOTES}]([^{_QUOTES}]+)[{_QUOTES}]"
_WORD: Final = rf"[^\s{_QUOTES}]+"
_MISSING: Final = (
    r"(?:(?:has|have|was|is) (?:not|never) (?:yet )?(?:been )?"
    r"(?:synchroni[sz]ed|synced|exported|sent|found|in xero)"
    r"|(?:could not be |was not |is not |not )found|does not exist|(?:did|does) not sync|is missing)"
)
_PRODUCT: Final = r"(?:price list item|inventory item|stock item|product|item|sku)(?: with)?(?: code)?:? "
_ACCOUNT: Final = r"account(?: code| with code)?:? "
_PARTY: Final = r"(?:contact|customer|supplier)"
_DOCUMENT: Final = r"(?:invoice|bill|credit note)"

_NAMES: Final = {
    "product": (
        rf"(?i)\b{_PRODUCT}{_QUOTED} {_MISSING}",
        rf"(?i)\b{_PRODUCT}({_WORD}) {_MISSING}",
    ),
    "contact": (
        rf"(?i)\b{_PARTY}:? {_QUOTED}",
        rf"(?i)ContactID, ContactNumber[.:]? +(.+?) {_MISSING}",
        rf"(?i)\b{_PARTY} (\S.*?) {_MISSING}",
        r"(?i)has been archived.*\bContact:? ([^.].*?)\.?$",
    ),
    "account": (
        rf"(?i)\b{_ACCOUNT}{_QUOTED}",
        rf"(?i)\b{_ACCOUNT}([0-9]{_WORD}) (?:is not a valid|{_MISSING})",
    ),
    "document": (
        rf"(?i)\bwait(?:s|ing)? (?:for|on) (?:the )?(?:{_DOCUMENT} )?[{_QUOTES}]?({_WORD})",
        rf"(?i)authorised documents\W+(?:{_DOCUMENT} )?({_WORD}) is not",
        rf"(?i)\b{_DOCUMENT} [{_QUOTES}]?({_WORD}[0-9])[{_QUOTES}]? {_MISSING}",
    ),
    "block": (r"\b(SO-[0-9]{4}[/-][0-9]{2}(?:[/-][0-9]{2})?-[^()]+\([^()]*\)-[0-9]+)",),
}
"""Kind → patterns with the name as their only group, the surest first."""

_ABOUT: Final = {
    "about_contact": (
        r"(?i)\bcontact\b.*\b(?:archived|un-archived)\b",
        r"(?i)\bcontact must contain at least\b",
        r"(?i)\bcontact requires a valid\b",
        rf"(?i)\b{_PARTY}\b.* {_MISSING}",
    ),
    "about_account": (
        r"(?i)\baccount\b.* (?:could not be found|not found|does not exist|does not match a recogni[sz]ed)",
        r"(?i)\baccount(?: code)?\b.* is not a valid code",
        r"(?i)\baccount must be valid\b",
        r"(?i)\bbank account details do not match\b",
    ),
}
"""Whether a message says that the row's own contact or account is what is missing."""


def named_in_messages() -> dict[str, str]:
    """Return the SQL that reads names from a ``message``, by the place of each in a statement."""
    names = {
        f"{kind}_named": f"coalesce({', '.join(_first_group(pattern) for pattern in patterns)})"
        for kind, patterns in _NAMES.items()
    }
    about = {
        kind: "(" + " OR ".join(f"regexp_matches(message, {text_literal(each)})" for each in patterns) + ")"
        for kind, patterns in _ABOUT.items()
    }
    return names | about


def _first_group(pattern: str) -> str:
    return f"nullif(rtrim(regexp_extract(message, {text_literal(pattern)}, 1), '.,;:'), '')"
