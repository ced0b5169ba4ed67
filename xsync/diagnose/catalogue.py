"""The catalogue of causes: the package's, overridden and extended by the firm's own beside its parameters."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from types import MappingProxyType
from typing import TYPE_CHECKING, Final

from xsync.diagnose.catalogue_grammar import TEXTS, Draft, parse_catalogue
from xsync.errors import UsageError
from xsync.parameters import parameters_folder
from xsync.plain_yaml import read_plain_yaml

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from xsync.diagnose.about import Lead
    from xsync.diagnose.pattern import Pattern

FILE_NAME: Final = "causes.yaml"
"""Of the package's catalogue, and of the firm's own in the folder of parameter files."""

UNCLASSIFIED: Final = "unclassified"
_WRAPPER: Final = "wrapper"


@dataclass(frozen=True)
class Cause:
    """Why messages of one kind come, and what to do.

    Parameters
    ----------
    name
        As the catalogue calls it.
    category
        The kind of trouble, as stored.
    cause, fix
        What is the matter, and what to do, in plain words.
    owner
        Who acts.
    retry
        Whether another try helps: ``yes``, ``no``, ``after its parent``; ``unknown`` where nothing is known.
    once
        Whether one fix clears all items of it that are about the same; otherwise each needs its own.
    about
        Where a message names what is to be mended.
    """

    name: str
    category: str
    cause: str
    fix: str
    owner: str
    retry: str
    once: bool = True
    about: tuple[Lead, ...] = ()

    @property
    def is_bare_envelope(self) -> bool:
        """Whether it says no more than that something was refused."""
        return self.category == _WRAPPER


NOT_KNOWN: Final = Cause(
    UNCLASSIFIED,
    UNCLASSIFIED,
    "The catalogue does not know this message.",
    "Read the message. Once you know its cause, add it to causes.yaml beside your parameter files.",
    "bookkeeper",
    "unknown",
)


@dataclass(frozen=True)
class Catalogue:
    """What messages are held against.

    Parameters
    ----------
    categories
        Stored value → label.
    rules
        Patterns and the causes they stand for, the firm's before the package's; the first that fits counts.
    """

    categories: Mapping[str, str]
    rules: tuple[tuple[Pattern, Cause], ...]

    def cause_of(self, words: str) -> Cause | None:
        """Return the cause of telling words (see `xsync.diagnose.words.sentences`), or ``None``."""
        return next((cause for pattern, cause in self.rules if pattern.fits(words)), None)

    def rank(self, cause: Cause) -> int:
        """Return how early a cause stands in the catalogue."""
        return next(at for at, (_, each) in enumerate(self.rules) if each is cause)


def catalogue() -> Catalogue:
    """Return the catalogue in force: the package's, with the firm's own where it has one.

    Raises
    ------
    UsageError
        If the firm's file cannot be used, with all its mistakes.
    """
    path = parameters_folder() / FILE_NAME
    try:
        state = path.stat()
    except OSError:
        return _packaged()
    return _with_own(path.resolve(), state.st_mtime_ns, state.st_size)


def own_catalogue() -> str | None:
    """Return the firm's own catalogue as it is written, or ``None`` where it has none."""
    try:
        return (parameters_folder() / FILE_NAME).read_text(encoding="utf-8-sig")
    except OSError:
        return None


@lru_cache(maxsize=1)
def _packaged() -> Catalogue:
    text = (files("xsync.diagnose") / FILE_NAME).read_text(encoding="utf-8")
    draft = parse_catalogue(read_plain_yaml(text))
    rules = [(pattern, cause) for cause, patterns in _causes(draft) for pattern in patterns]
    return Catalogue(MappingProxyType({**draft.categories, UNCLASSIFIED: "Not classified"}), tuple(rules))


@lru_cache(maxsize=4)
def _with_own(path: Path, _changed: int, _size: int) -> Catalogue:
    """Lay a firm's file over the package's catalogue."""
    base = _packaged()
    known = {cause.name: cause for _, cause in base.rules}
    try:
        data = read_plain_yaml(path.read_text(encoding="utf-8-sig"))
        draft = parse_catalogue(data, known=tuple(known), categories=base.categories)
    except UsageError as mistake:
        mistakes = [f"{path.name}: {each}" for each in mistake.mistakes or [mistake.summary]]
        raise UsageError(f"{path} cannot be used:", mistakes) from mistake
    except (OSError, ValueError) as fault:
        raise UsageError(f"{path} cannot be read: {fault}") from fault
    own = dict(_causes(draft, known))
    changed = {cause.name: cause for cause in own}
    rules = [(pattern, cause) for cause, patterns in own.items() for pattern in patterns]
    rules += [(pattern, changed.get(cause.name, cause)) for pattern, cause in base.rules]
    return Catalogue(MappingProxyType({**base.categories, **draft.categories}), tuple(rules))


def _causes(
    draft: Draft, known: Mapping[str, Cause] = MappingProxyType({})
) -> list[tuple[Cause, tuple[Pattern, ...]]]:
    """Return each cause with its own patterns; one that is known takes over what is not written anew."""
    causes = []
    for name, entry in draft.entries.items():
        before = known.get(name, NOT_KNOWN)
        category, cause, fix, owner, retry = (entry.texts.get(key, getattr(before, key)) for key in TEXTS)
        once = before.once if entry.once is None else entry.once
        about = entry.about or before.about
        causes.append((Cause(name, category, cause, fix, owner, retry, once, about), entry.patterns))
    return causes
