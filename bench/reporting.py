"""`xsync report` on the demo company, beside a run and page of an empty notebook."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bench import data
from bench.measure import Cost, Row, compared, in_turns, peer_command, process

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bench.data import Scale

AT_MOST = 2.2
DEMO_ITEMS = 5_000


def report_rows(scale: Scale) -> Iterator[Row]:
    store = data.loaded_store(DEMO_ITEMS)

    def ours() -> Cost:
        with data.emptied_folder("report") as folder:
            return process(
                [data.XSYNC, "report", "params/demo.yaml", "--out", folder], XSYNC_STORE=str(store)
            )

    def peer() -> Cost:
        with data.emptied_folder("empty-report") as folder:
            return process(peer_command("empty_report", folder))

    pairs = in_turns(ours, peer, scale.short_turns)
    yield compared(
        "`xsync report params/demo.yaml`; papermill and nbconvert on an empty notebook", pairs, AT_MOST
    )
