"""The labelled messages: wordings of many hands, put into their category by a person.

``python -m tests.diagnose.labelled`` says how many land right.
"""

from __future__ import annotations

import csv
from collections import Counter
from pathlib import Path
from typing import NamedTuple

import xsync

FILE = Path(__file__).with_name("variants.tsv")


class Labelled(NamedTuple):
    category: str
    message: str


class Rate(NamedTuple):
    right: int
    of: int

    def __str__(self) -> str:
        return f"{self.right} of {self.of} ({self.right / self.of:.1%})"


def labelled() -> list[Labelled]:
    with FILE.open(encoding="utf-8", newline="") as file:
        rows = csv.reader(file, delimiter="\t", quoting=csv.QUOTE_NONE)
        next(rows)
        return [Labelled(*row) for row in rows]


def rates() -> tuple[dict[str, Rate], list[str]]:
    """How many messages of each category land right, and those that do not."""
    messages = labelled()
    explained = xsync.explain([each.message for each in messages])
    wrong = [
        f"{each.category}, not {found.category}: {each.message}"
        for each, found in zip(messages, explained, strict=True)
        if each.category != found.category
    ]
    of = Counter(each.category for each in messages)
    right = of - Counter(line.split(",", 1)[0] for line in wrong)
    return {name: Rate(right[name], number) for name, number in of.items()}, wrong


def overall(by_category: dict[str, Rate]) -> Rate:
    return Rate(
        sum(rate.right for rate in by_category.values()), sum(rate.of for rate in by_category.values())
    )


if __name__ == "__main__":
    found, missed = rates()
    print(f"{overall(found)} land in the right category")  # noqa: T201 - what it is for
    print(*(f"  {name}: {rate}" for name, rate in found.items()), *missed, sep="\n")  # noqa: T201
