"""What to do next: the entries in the way put together by what mends them, that of most entries first."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final

from xsync.close.entries import Entry, Tally
from xsync.model import type_label

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

MOST_NAMED: Final = 3
"""Of each step's entries to begin with."""


@dataclass
class Step:
    """One thing to do, and what it takes out of the way.

    Parameters
    ----------
    cause, fix
        Why, and what to do.
    entries
        What it takes out of the way, with what waits for it.
    heads
        Where to begin: each thing to mend, with how many entries it takes out of the way.
    """

    cause: str
    fix: str
    entries: list[Entry] = field(default_factory=list)
    heads: dict[str, int] = field(default_factory=dict)

    @property
    def begin_with(self) -> tuple[str, ...]:
        """The things to mend that most hangs on, `MOST_NAMED` at the most."""
        ordered = sorted(self.heads.items(), key=lambda each: (-each[1], each[0]))
        return tuple(name for name, _ in ordered[:MOST_NAMED])

    @property
    def owners(self) -> tuple[str, ...]:
        """Who sees to its entries, as far as notes say."""
        return tuple(sorted({each.owner for each in self.entries if each.owner}))

    def to_dict(self) -> dict[str, Any]:
        """Return plain data, amounts as text."""
        return {
            "cause": self.cause,
            "fix": self.fix,
            "begin_with": list(self.begin_with),
            **Tally.of(self.entries).to_dict(),
        }


def steps(in_the_way: Iterable[Entry], everything: Iterable[Entry]) -> tuple[Step, ...]:
    """Put entries together by what mends them, or mends what they wait for.

    Parameters
    ----------
    in_the_way
        What must be mended.
    everything
        Where roots are looked for; one that the list does not hold is a step of its own.
    """
    listed: Mapping[str, Entry] = {label_of(each): each for each in everything}
    found: dict[tuple[str, str], Step] = {}
    for entry in in_the_way:
        head = listed.get(entry.root, entry)
        cause, fix, name = head.cause, head.fix, label_of(head)
        if entry.root and head is entry:
            cause, name = f"{entry.root} is not in Xero.", entry.root
            fix = f"Get {entry.root} into Xero, then synchronise what waits for it."
        step = found.setdefault((cause, fix), Step(cause, fix))
        step.entries.append(entry)
        step.heads[name] = step.heads.get(name, 0) + 1
    return tuple(sorted(found.values(), key=lambda step: (-len(step.entries), step.cause, step.fix)))


def label_of(entry: Entry) -> str:
    """Return what an entry is called: "Invoice INV-00103"."""
    return f"{type_label(entry.item_type)} {entry.number or '(no number)'}"
