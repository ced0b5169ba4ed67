"""From a click in the panel to its new rows, beside the same questions by hand and in a pandas notebook."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bench import data
from bench.asking import beside_duckdb, beside_pandas, told_by
from bench.measure import Row, say

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bench.data import Scale

FEW = 100_000
"""Among so few items no page is far from the first."""


def click_rows(scale: Scale) -> Iterator[Row]:
    for items in scale.click_items:
        store = data.loaded_store(items)
        say(f"  clicking in the panel over {items:,} items, and asking DuckDB by hand")
        told = told_by("clicks_to_panel_and_duckdb", store, data.ORGANISATION)
        what = f"from click to new rows of {told['items']:,} items"
        yield beside_duckdb(what, told["panel"], told["duckdb"])
        if told["items"] > FEW:
            what = "… and to a page far from the first"
            yield beside_duckdb(what, told["panel pages"], told["duckdb pages"])
        yield beside_pandas("pandas with itables", told["panel"], told, shown_by="itables")
