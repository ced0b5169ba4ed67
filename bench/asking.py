"""The report's questions on many items, beside the same questions by hand in DuckDB and in pandas."""

from __future__ import annotations

import json
import os
import statistics
import subprocess
from typing import TYPE_CHECKING, Any

from bench import data
from bench.measure import GIB, ROOT, Row, peer_command, say, seconds_in_words

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from pathlib import Path

    from bench.data import Scale

AT_MOST = 3
MEMORY_FOR_PANDAS = 16 * GIB
ITEMS_FOR_LITTLE_MEMORY = 1_000_000


def question_rows(scale: Scale) -> Iterator[Row]:
    store = data.loaded_store(scale.query_items)
    say("  asking xsync, and DuckDB by hand")
    asked = told_by("questions_to_xsync_and_duckdb", store, data.ORGANISATION)
    what = f"a question to {asked['items']:,} items"
    yield beside_duckdb(what, asked["xsync"], asked["duckdb"])
    yield beside_pandas("pandas", asked["xsync"], asked)


def beside_duckdb(what: str, ours: Sequence[float], by_hand: Sequence[float]) -> Row:
    """Judge one 95th percentile by another."""
    ratio = p95(ours) / p95(by_hand)
    return Row(
        f"{what}, 95th percentile of {len(ours)}; DuckDB by hand",
        seconds_in_words(p95(ours)),
        seconds_in_words(p95(by_hand)),
        f"{ratio:.2f}",
        f"≤ {AT_MOST}",
        ratio <= AT_MOST,
    )


def beside_pandas(
    name: str, ours: Sequence[float], asked: Mapping[str, Any], *, shown_by: str | None = None
) -> Row:
    """Compare with pandas on the same items, or as many of them as this machine's memory is fit for."""
    within = asked["items"] if memory() >= MEMORY_FOR_PANDAS else min(asked["items"], ITEMS_FOR_LITTLE_MEMORY)
    say(f"  asking {name}")
    told = told_by("questions_to_pandas", asked["items_file"], str(within), *([shown_by] if shown_by else []))
    theirs = p95(told["pandas"])
    return Row(
        f"… and {name} on {told['items']:,} of them, already in memory",
        seconds_in_words(p95(ours)),
        seconds_in_words(theirs),
        f"{p95(ours) / theirs:.2f}",
    )


def told_by(name: str, *arguments: str | Path) -> dict[str, Any]:
    """What one of the programs under bench/peers prints, as JSON."""
    done = subprocess.run(
        peer_command(name, *arguments), cwd=ROOT, check=True, stdout=subprocess.PIPE, text=True
    )
    return dict(json.loads(done.stdout))


def p95(seconds: Sequence[float]) -> float:
    return statistics.quantiles(seconds, n=20, method="inclusive")[-1]


def memory() -> int:
    """This machine's memory in bytes."""
    return os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE")
