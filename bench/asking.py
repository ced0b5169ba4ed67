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
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from bench.data import Scale

AT_MOST = 3
MEMORY_FOR_PANDAS = 16 * GIB
ITEMS_FOR_LITTLE_MEMORY = 1_000_000


def question_rows(scale: Scale) -> Iterator[Row]:
    store = data.loaded_store(scale.query_items)
    say("  asking xsync, and DuckDB by hand")
    asked = told_by("questions_to_xsync_and_duckdb", store, data.ORGANISATION)
    ours, by_hand = p95(asked["xsync"]), p95(asked["duckdb"])
    yield Row(
        f"a question to {asked['items']:,} items, 95th percentile of {len(asked['xsync'])}; DuckDB by hand",
        seconds_in_words(ours),
        seconds_in_words(by_hand),
        f"{ours / by_hand:.2f}",
        f"≤ {AT_MOST}",
        ours / by_hand <= AT_MOST,
    )
    items = (
        scale.query_items
        if memory() >= MEMORY_FOR_PANDAS
        else min(scale.query_items, ITEMS_FOR_LITTLE_MEMORY)
    )
    say("  asking pandas")
    by_pandas = told_by("questions_to_pandas", asked["items_file"], str(items))
    yield Row(
        f"… and pandas on {by_pandas['items']:,} of them, already in memory",
        seconds_in_words(ours),
        seconds_in_words(p95(by_pandas["pandas"])),
        f"{ours / p95(by_pandas['pandas']):.2f}",
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
