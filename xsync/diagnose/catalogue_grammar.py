"""The grammar of a catalogue file: read with every mistake named at once, by entry and field."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import TYPE_CHECKING, Final

from xsync.diagnose.about import Lead, parse_lead
from xsync.diagnose.pattern import Pattern, parse_pattern
from xsync.errors import UsageError, did_you_mean

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from typing import TypeVar

    Part = TypeVar("Part")

RETRIES: Final = ("yes", "no", "after its parent")
_KEYS: Final = ("categories", "causes")
TEXTS: Final = ("category", "cause", "fix", "owner", "retry")
_FIELDS: Final = (*TEXTS, "once", "about", "patterns")
_YES_OR_NO: Final[Mapping[str, bool]] = MappingProxyType({"yes": True, "no": False})


@dataclass(frozen=True)
class DraftedCause:
    """What a file says of one cause; of one that is known already, perhaps not everything."""

    texts: Mapping[str, str]
    once: bool | None
    about: tuple[Lead, ...]
    patterns: tuple[Pattern, ...]


@dataclass(frozen=True)
class Draft:
    """What a catalogue file holds."""

    categories: Mapping[str, str] = field(default_factory=dict)
    entries: Mapping[str, DraftedCause] = field(default_factory=dict)


def parse_catalogue(
    data: object, *, known: Sequence[str] = (), categories: Mapping[str, str] = MappingProxyType({})
) -> Draft:
    """Read a catalogue from plain data.

    Parameters
    ----------
    data
        A mapping with ``causes`` and, where a firm has kinds of trouble of its own, ``categories``.
    known
        Names of causes that need not say everything, because they are known already.
    categories
        Those known already.

    Raises
    ------
    UsageError
        With all the mistakes there are.
    """
    if not isinstance(data, Mapping):
        raise UsageError(f"A catalogue of causes is a mapping with the keys {', '.join(_KEYS)}.")
    mistakes = _unknown("", data, _KEYS)
    named = _mapping("categories", data.get("categories"), mistakes)
    for stored, label in named.items():
        if not _is_text(label):
            mistakes.append(f"categories: {stored}: {label!r} is no label; write it as text")
    known_categories = (*categories, *map(str, named))
    entries = {
        str(name): _entry(str(name), entry, known, known_categories, mistakes)
        for name, entry in _mapping("causes", data.get("causes"), mistakes).items()
    }
    if mistakes:
        raise UsageError("The catalogue of causes cannot be used:", mistakes)
    return Draft({str(stored): str(label) for stored, label in named.items()}, entries)


def _entry(
    name: str, entry: object, known: Sequence[str], categories: Sequence[str], mistakes: list[str]
) -> DraftedCause:
    if not isinstance(entry, Mapping):
        mistakes.append(f"{name}: a cause is a mapping with the keys {', '.join(_FIELDS)}")
        return DraftedCause({}, None, (), ())
    mistakes += _unknown(f"{name}: ", entry, _FIELDS)
    is_new = name not in known
    texts = {}
    for key in TEXTS:
        value = entry.get(key)
        if _is_text(value):
            texts[key] = " ".join(str(value).split())
        elif key in entry or is_new:
            near = f"; {did_you_mean(name, known)}" if is_new and known and "cause" not in entry else ""
            mistakes.append(f"{name}: {key}: a cause needs it, as text{near}")
    if "category" in texts and texts["category"] not in categories:
        near = did_you_mean(texts["category"], categories)
        mistakes.append(
            f"{name}: category: {texts['category']!r} is unknown, {near}; list your own under categories"
        )
    if "retry" in texts and texts["retry"] not in RETRIES:
        mistakes.append(f"{name}: retry: {texts['retry']!r} is none, {did_you_mean(texts['retry'], RETRIES)}")
    once = entry.get("once")
    if once is not None and once not in _YES_OR_NO:
        mistakes.append(f"{name}: once: {once!r} is none, {did_you_mean(str(once), _YES_OR_NO)}")
    patterns = _each(f"{name}: patterns", entry.get("patterns"), parse_pattern, mistakes)
    if is_new and not patterns and not entry.get("patterns"):
        mistakes.append(f"{name}: patterns: a cause needs one at least")
    about = _each(f"{name}: about", entry.get("about"), parse_lead, mistakes)
    return DraftedCause(texts, _YES_OR_NO.get(str(once)), about, patterns)


def _each(place: str, raw: object, parse: Callable[[str], Part], mistakes: list[str]) -> tuple[Part, ...]:
    parts = []
    for number, each in enumerate(raw if isinstance(raw, list) else [] if raw is None else [raw], start=1):
        if not _is_text(each):
            mistakes.append(f"{place}[{number}]: {each!r} is not text; put it in quotes")
            continue
        try:
            parts.append(parse(str(each)))
        except ValueError as mistake:
            mistakes.append(f"{place}[{number}]: {str(each)!r} cannot be used: {mistake}")
    return tuple(parts)


def _mapping(key: str, raw: object, mistakes: list[str]) -> Mapping[object, object]:
    if isinstance(raw, Mapping):
        return raw
    if raw is not None:
        mistakes.append(f"{key}: {raw!r} is no mapping; write one 'name: …' a line")
    return {}


def _unknown(place: str, data: Mapping[object, object], known: Sequence[str]) -> list[str]:
    return [
        f"{place}unknown key {key!r}, {did_you_mean(str(key), known)}" for key in data if key not in known
    ]


def _is_text(value: object) -> bool:
    return isinstance(value, str) and bool(value.strip())
