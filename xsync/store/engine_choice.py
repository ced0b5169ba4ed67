"""Which engine settles a reconciliation, as people write it: the embedded one, or Spark by its address."""

from __future__ import annotations

import re
from typing import Final

from xsync.errors import UsageError

EMBEDDED: Final = "duckdb"
"""The engine that needs no other program."""

LOOPBACK: Final = ("localhost", "127.0.0.1")

_HERE: Final = re.compile(r"spark://local(\[(?P<cores>[1-9]\d*|\*)\])?")
_THERE: Final = re.compile(r"spark://[\w.-]+:\d{1,5}(,[\w.-]+:\d{1,5})*")


def checked_engine(engine: object) -> str:
    """Return an engine in its one spelling: ``duckdb``, ``spark://local[2]``, ``spark://host:7077``.

    Raises
    ------
    UsageError
        If it is none, saying what to write.
    """
    text = str(engine).strip().lower()
    if text == EMBEDDED or _HERE.fullmatch(text) or _THERE.fullmatch(text):
        return text
    raise UsageError(
        f"engine: {engine!r} is none; write {EMBEDDED}, spark://local (every core of this machine), "
        "spark://local[2] (two of them) or spark://HOST:7077 (the master of a cluster)"
    )


def engine_in_words(engine: str) -> str:
    """Return what to add to the title of a statement, which is written for the embedded engine."""
    return "" if engine == EMBEDDED else f", as DuckDB reads it; Spark ran it in its own dialect ({engine})"


def local_cores(engine: str) -> str | None:
    """Return how many cores of this machine Spark may use (``*`` for all); ``None`` where it is elsewhere."""
    here = _HERE.fullmatch(engine)
    return (here["cores"] or "*") if here else None


def addresses(engine: str) -> list[tuple[str, int]]:
    """Return the hosts and ports of a cluster's masters."""
    each = (address.rpartition(":") for address in engine.removeprefix("spark://").split(","))
    return [(host, int(port)) for host, _, port in each]
