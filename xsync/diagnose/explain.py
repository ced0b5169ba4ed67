"""Messages explained: which cause, what to do, who does it, and whether another try helps."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from xsync.diagnose.catalogue import NOT_KNOWN, Catalogue, Cause, catalogue
from xsync.diagnose.envelope import unpacked
from xsync.diagnose.normal_form import normal_form
from xsync.diagnose.words import HTTP_CODE, sentences, together

if TYPE_CHECKING:
    from collections.abc import Iterable

_ESCAPES: Final = r"%[0-9a-f]{2}|&#x?[0-9a-f]{1,6};|\\u[0-9a-f]{4}"
_DIGITS: Final = re.compile(rf"(?P<kept>{HTTP_CODE.pattern}|{_ESCAPES})|[0-9]+", re.IGNORECASE)


@dataclass(frozen=True)
class Explanation:
    """What the catalogue says of a message.

    Parameters
    ----------
    message
        As it was given.
    principal
        The cause to mend first.
    others
        Further causes that the same message names.
    text
        The part of the message that tells the cause, out of its envelope.
    about
        What the message names as the thing to mend, such as ``account 200``; nothing where it names none.
    """

    message: str
    principal: Cause
    others: tuple[Cause, ...]
    text: str
    about: str

    @property
    def category(self) -> str:
        """The kind of trouble, as stored."""
        return self.principal.category

    @property
    def cause(self) -> str:
        """The cause in plain words, with what it is about."""
        return f"{self.principal.cause.rstrip('.')}: {self.about}." if self.about else self.principal.cause

    @property
    def form(self) -> str:
        """The telling part with numbers, names, dates and ids replaced."""
        return normal_form(self.text)

    def to_dict(self) -> dict[str, Any]:
        """Return plain data."""
        return {
            "message": self.message,
            "category": self.principal.category,
            "cause": self.principal.cause,
            "fix": self.principal.fix,
            "retry": self.principal.retry,
            "owner": self.principal.owner,
            "once": self.principal.once,
            "about": self.about,
            "others": [{"category": each.category, "cause": each.cause} for each in self.others],
            "form": self.form,
        }


class Explainer:
    """Explains messages, those that differ in figures alone at the cost of one.

    Parameters
    ----------
    known
        The catalogue they are held against.
    """

    def __init__(self, known: Catalogue) -> None:
        self.catalogue = known
        self._judged: dict[str, tuple[tuple[Cause, int], ...]] = {}

    def __call__(self, message: str) -> Explanation:
        """Explain one message."""
        alike = _DIGITS.sub(lambda found: found["kept"] or "0", message)
        judged = self._judged.get(alike)
        if judged is None:
            judged = self._judged[alike] = _judged(self.catalogue, alike)
        texts = unpacked(message)
        (principal, at), *others = judged
        text = texts[min(at, len(texts) - 1)]
        about = ", ".join(filter(None, (lead.find(text) for lead in principal.about)))
        return Explanation(message, principal, tuple(cause for cause, _ in others), text, about)


def explain(texts: str | Iterable[str]) -> list[Explanation]:
    """Explain messages.

    Parameters
    ----------
    texts
        One message, or several.

    Returns
    -------
    list of Explanation
        One a message, in order. What the catalogue does not know is ``unclassified``.

    Raises
    ------
    UsageError
        If the firm's own catalogue cannot be used.
    """
    explainer = Explainer(catalogue())
    return [explainer(text) for text in ([texts] if isinstance(texts, str) else texts)]


def _judged(known: Catalogue, message: str) -> tuple[tuple[Cause, int], ...]:
    """Return the causes of a message, the principal first, each with the place of its text within."""
    found: dict[Cause, int] = {}
    texts = unpacked(message)
    for at, text in enumerate(texts):
        for cause in _causes_of(known, text):
            found.setdefault(cause, at)
    real = {cause: at for cause, at in found.items() if not cause.is_bare_envelope}
    if not real:
        bare = {cause: at for cause, at in found.items() if all(_causes_of(known, text) for text in texts)}
        return tuple(bare.items())[:1] or ((NOT_KNOWN, 0),)
    return tuple(sorted(real.items(), key=lambda each: known.rank(each[0])))


def _causes_of(known: Catalogue, text: str) -> list[Cause]:
    """Return the causes that a text's sentences name, or the text as a whole, or what it quotes."""
    apart = sentences(text)
    found = [cause for words in apart if (cause := known.cause_of(words))]
    if found:
        return found
    for parts in (apart, sentences(text, with_quoted=True)):
        whole = known.cause_of(together(parts))
        if whole:
            return [whole]
    return []
