"""From a click in the panel to its new rows, beside the same questions by hand and in a pandas notebook."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bench import data
from bench.asking import ITEMS_FOR_LITTLE_MEMORY, MEMORY_FOR_PANDAS, memory, p95, told_by
from bench.measure import Row, say, seconds_in_words

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bench.data import Scale

AT_MOST = 3


def click_rows(scale: Scale) -> Iterator[Row]:
    for items in scale.click_items:
        store = data.loaded_store(items)
        say(f"  clicking in the panel over {items:,} items, and asking DuckDB by hand")
        told = told_by("clicks_to_panel_and_duckdb", store, data.ORGANISATION)
        ours, by_hand = p95(told["panel"]), p95(told["duckdb"])
        yield Row(
            f"from click to new rows of {told['items']:,} items, 95th percentile; DuckDB by hand",
            seconds_in_words(ours),
            seconds_in_words(by_hand),
            f"{ours / by_hand:.2f}",
            f"≤ {AT_MOST}",
            ours / by_hand <= AT_MOST,
        )
        within = items if memory() >= MEMORY_FOR_PANDAS else min(items, ITEMS_FOR_LITTLE_MEMORY)
        say("  asking pandas and itables")
        by_pandas = told_by("questions_to_pandas", told["items_file"], str(within), "itables")
        yield Row(
            f"… and pandas with itables on {by_pandas['items']:,} of them, already in memory",
            seconds_in_words(ours),
            seconds_in_words(p95(by_pandas["pandas"])),
            f"{ours / p95(by_pandas['pandas']):.2f}",
        )
