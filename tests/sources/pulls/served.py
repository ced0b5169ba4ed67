"""What the tests of pulls share: the store beside the server's truth, and pulls as processes of their own."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections import Counter
from typing import TYPE_CHECKING, Any

from xsync.store.engine import Engine, parquet_relation
from xsync.store.store import Store

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from xsync.sandbox.books import Books

ORGANISATION = "Acme"
COMPARED = ("number", "amount", "document_date", "due_date", "direction")


def documents(side: str | None = None) -> list[dict[str, Any]]:
    """The current documents of the store."""
    engine = Engine()
    snapshot = Store().documents(engine, ORGANISATION)
    rows: list[dict[str, Any]] = engine.table(
        f"SELECT * FROM {parquet_relation([snapshot.file])} ORDER BY item_type, number, document_id"  # noqa: S608
    ).to_pylist()
    return [row for row in rows if side in (None, row["side"])]


def keys(rows: Iterable[Mapping[str, Any]]) -> Counter[tuple[str, str]]:
    return Counter((row["item_type"], row["document_id"].lower()) for row in rows)


def truth(books: Books, side: str, *without: str) -> Counter[tuple[str, str]]:
    """What the server has, but for some types."""
    return Counter(
        (one.item_type, one.document_id.lower())
        for one in books.documents(side)
        if one.item_type not in without
    )


def assert_nothing_lost_nothing_twice(books: Books, *sides: str, without: tuple[str, ...] = ()) -> None:
    for side in sides or ("cin7", "xero"):
        assert keys(row for row in documents(side) if row["item_type"] not in without) == truth(
            books, side, *without
        )


class PullProcess:
    """`xsync pull` as a process of its own."""

    def __init__(self, *arguments: str, environment: Mapping[str, str]) -> None:
        self.process = subprocess.Popen(
            [sys.executable, "-m", "xsync", "pull", *arguments, "--organisation", ORGANISATION],
            env={**os.environ, **environment},
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            encoding="utf-8",
        )

    def kill(self) -> None:
        self.process.kill()
        self.process.communicate()

    def ended(self) -> tuple[int, Any, str]:
        """Its exit code, what it printed as JSON, and what it said beside that."""
        output, errors = self.process.communicate()
        return self.process.returncode, json.loads(output) if output else None, errors
