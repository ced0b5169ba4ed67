"""The rules, one SQL file each, composed into one statement or run step by step.

A step is a query over the relations ``documents`` and ``items`` and over earlier steps, each by its name.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, Final

from xsync.reconcile.shorthands import fold, is_living, is_settlement

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from xsync.reconcile.settings import MatchingSettings

LARGE: Final = frozenset(
    {
        "printed",
        "prints",
        "log_prints",
        "log_numbers",
        "joined_documents",
        "joined_payments",
        "taken",
        "judged",
    }
)
"""Steps with up to as many rows as there are documents or log items: kept as files."""

SMALL: Final = frozenset(
    {
        "shared_names",
        "marked_numbers",
        "left_documents",
        "left_over",
        "rest_log",
        "id_sharers",
        "sync_log_pairs",
        "numbered",
        "number_pairs",
        "number_duplicates",
        "after_number",
        "consolidated_members",
        "payments",
        "alike_payments",
        "parent_pairs",
        "parent_members",
        "after_parent",
        "reference_words",
        "referred",
        "after_reference",
        "attribute_pairs",
        "dead_counterparts",
        "rest_statuses",
    }
)
"""Steps that are computed once as well, and kept by the engine; any other is read again where it is used."""

_STEP_FILE: Final = re.compile(r"\d\d_(?P<name>\w+)\.sql")
_SHORTHAND: Final = re.compile(
    r"\b(?P<name>fold|in_range|in_types|is_living|is_settlement)\((?P<column>[\w.]+)\)"
)
_SETTING: Final = re.compile(r"\$(?P<name>\w+)")
_WORD: Final = re.compile(r"\w+")


@dataclass(frozen=True)
class Step:
    """One step.

    Parameters
    ----------
    name, query
        What it is called, and what it says.
    reads
        The earlier steps that it reads.
    kept
        Whether its rows are computed once and kept.
    asks
        Whether it depends on the settings, itself or through what it reads; what does not is the same
        whatever is asked of two ledgers and their log.
    """

    name: str
    query: str
    reads: tuple[str, ...]
    kept: bool
    asks: bool


@cache
def _texts() -> tuple[tuple[str, str], ...]:
    """Every step's name and text, in order."""
    folder = files("xsync.reconcile") / "steps"
    found = sorted((file.name, file.read_text(encoding="utf-8")) for file in folder.iterdir())
    return tuple(
        (match["name"], text.strip()) for name, text in found if (match := _STEP_FILE.fullmatch(name))
    )


def steps(settings: MatchingSettings) -> tuple[Step, ...]:
    """Return the steps in order, with the settings (tolerances and scope) put in as literals."""
    literals = settings.literals()
    asked: dict[str, Callable[[str], str]] = {"in_range": settings.in_range, "in_types": settings.in_types}
    shorthands: dict[str, Callable[[str], str]] = {
        "fold": fold,
        "is_living": is_living,
        "is_settlement": is_settlement,
        **asked,
    }
    made: dict[str, Step] = {}
    for name, text in _texts():
        settled = _SETTING.sub(lambda match: literals[match["name"]], text)
        called = {match["name"] for match in _SHORTHAND.finditer(settled)}
        query = _SHORTHAND.sub(lambda match: shorthands[match["name"]](match["column"]), settled)
        words = set(_WORD.findall(_without_comments(text)))
        reads = tuple(earlier for earlier in made if earlier in words)
        asks = settled != text or bool(called & asked.keys()) or any(made[each].asks for each in reads)
        made[name] = Step(name, query, reads, name in LARGE | SMALL, asks)
    return tuple(made.values())


def handed_on(made: Iterable[Step]) -> frozenset[str]:
    """Return the kept steps without settings that steps with settings read: all that a question needs."""
    known = {step.name: step for step in made}
    waiting = [name for step in known.values() if step.asks for name in step.reads]
    found: set[str] = set()
    while waiting:
        step = known[waiting.pop()]
        if step.kept and not step.asks:
            found.add(step.name)
        elif not step.asks:
            waiting.extend(step.reads)
    return frozenset(found)


def statement(target: Step, earlier: Iterable[Step], kept: Mapping[str, str] | None = None) -> str:
    """Return one statement that answers a step from the documents and the log.

    Parameters
    ----------
    target
        The step that is asked.
    earlier
        All steps before it, in order.
    kept
        Relations that hold the rows of kept steps already, by the step's name; without them, every step it
        needs is part of the statement.
    """
    before = {step.name: step for step in earlier}
    needed: set[str] = set()
    waiting = list(target.reads)
    while waiting:
        name = waiting.pop()
        if name not in needed:
            needed.add(name)
            if not (kept and name in kept):
                waiting.extend(before[name].reads)
    parts = [
        f"{name} AS NOT MATERIALIZED (SELECT * FROM {kept[name]})"
        if kept and name in kept
        else f"{name} AS {'' if step.kept else 'NOT '}MATERIALIZED (\n{step.query}\n)"
        for name, step in before.items()
        if name in needed
    ]
    return (
        "WITH "
        + ",\n".join([*parts, f"{target.name} AS (\n{target.query}\n)"])
        + f"\nSELECT * FROM {target.name}"
    )


def _without_comments(text: str) -> str:
    return "\n".join(line for line in text.splitlines() if not line.startswith("--"))
