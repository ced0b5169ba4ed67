"""Loading an export, beside the fastest bare reader of the same file."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bench import data
from bench.measure import GIB, Cost, Row, compared, in_turns, peer_command, process

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bench.data import Scale

CSV_AT_MOST = 3
XLSX_AT_MOST = 2
MEMORY_BELOW = 2 * GIB


def csv_rows(scale: Scale) -> Iterator[Row]:
    export = data.latest_export(scale.csv_items, "csv")

    def peer() -> Cost:
        with data.emptied_folder("csv-with-duckdb") as folder:
            return process(peer_command("csv_with_duckdb", export, folder / "items.parquet"))

    pairs = in_turns(lambda: data.load_into_nothing(export), peer, scale.long_turns)
    what = f"`xsync load`, CSV of {scale.csv_items:,} items; DuckDB's typed `read_csv` to Parquet"
    yield compared(what, pairs, CSV_AT_MOST)
    ours = max(cost.peak_bytes for cost, _ in pairs)
    theirs = max(cost.peak_bytes for _, cost in pairs)
    yield Row(
        "… and the most memory held",
        f"{ours / GIB:.2f} GiB",
        f"{theirs / GIB:.2f} GiB",
        f"{ours / theirs:.2f}",
        f"< {MEMORY_BELOW / GIB:g} GiB",
        ours < MEMORY_BELOW,
    )


def xlsx_rows(scale: Scale) -> Iterator[Row]:
    export = data.latest_export(scale.xlsx_items, "xlsx")
    pairs = in_turns(
        lambda: data.load_into_nothing(export),
        lambda: process(peer_command("xlsx_with_calamine", export)),
        scale.short_turns,
    )
    what = f"`xsync load`, XLSX of {scale.xlsx_items:,} items; a bare python-calamine read"
    yield compared(what, pairs, XLSX_AT_MOST)
