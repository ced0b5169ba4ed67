"""A night over many organisations in worker processes, beside bare papermill runs in as many processes."""

from __future__ import annotations

import os
import statistics
import subprocess
import time
from contextlib import contextmanager, suppress
from threading import Event, Thread
from typing import TYPE_CHECKING

import psutil

from bench import data
from bench.measure import (
    GIB,
    ROOT,
    Cost,
    Row,
    compared,
    in_turns,
    peer_command,
    process,
    say,
    seconds_in_words,
)

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from bench.data import Scale

AT_MOST = 4.0
"""A whole report with its page and files, beside a kernel that does next to nothing."""

MEMORY_BELOW = GIB
ITEMS = 5_000
OURS, PEER = "xsync.run.worker", "bench.peers.empty_runs"
"""The modules that the processes on either side run."""


def nightly_rows(scale: Scale) -> Iterator[Row]:
    many, workers = scale.organisations, os.cpu_count() or 1
    store = data.store_of_many(many, ITEMS)
    held = {OURS: 0, PEER: 0}
    pairs = in_turns(
        lambda: ours(store, held), lambda: floor(many, workers, held), max(1, scale.long_turns - 1)
    )
    night = f"`xsync report` over {many} organisations of {ITEMS:,} items, {workers} workers"
    yield compared(f"{night}; papermill on {many} notebooks of one cell, {workers} at a time", pairs, AT_MOST)
    say("  one after another")
    took, one_by_one = statistics.median(cost.seconds for cost, _ in pairs), floor(many, 1, held).seconds
    yield Row(
        "… beside the same papermill runs, one after another",
        seconds_in_words(took),
        seconds_in_words(one_by_one),
        f"{took / one_by_one:.2f}",
    )
    yield Row(
        "… memory of a worker with its kernel at the most; of papermill with its kernel",
        f"{held[OURS] / GIB:.2f} GiB",
        f"{held[PEER] / GIB:.2f} GiB",
        f"{held[OURS] / held[PEER]:.2f}" if held[PEER] else "",
        f"< {MEMORY_BELOW / GIB:g} GiB",
        held[OURS] < MEMORY_BELOW,
    )


def ours(store: Path, held: dict[str, int]) -> Cost:
    with data.emptied_folder("nightly") as folder:
        parameters = folder / "nightly.yaml"
        parameters.write_text("organisations: all\nperiod: all_time\n", encoding="utf-8")
        with watched(OURS, held):
            cost = process(
                [data.XSYNC, "report", parameters, "--out", folder / "reports"], XSYNC_STORE=str(store)
            )
        assert len(list(folder.glob("reports/*.overview/*/overview.html"))) == 1
        return cost


def floor(runs: int, workers: int, held: dict[str, int]) -> Cost:
    """Papermill and nothing else: the runs shared out among so many processes."""
    with data.emptied_folder("floor") as folder, watched(PEER, held):
        shares = [runs // workers + (place < runs % workers) for place in range(workers)]
        started = time.perf_counter()
        processes = []
        for place, share in enumerate(shares):
            own = folder / str(place)
            own.mkdir()
            processes.append(subprocess.Popen(peer_command("empty_runs", own, str(share)), cwd=ROOT))
        assert [each.wait() for each in processes] == [0] * workers
        return Cost(time.perf_counter() - started, 0)


@contextmanager
def watched(module: str, held: dict[str, int]) -> Iterator[None]:
    """Note the most memory that a process running a module, and its children, held together."""
    over = Event()

    def watch() -> None:
        while not over.wait(0.25):
            for each in psutil.Process().children(recursive=True):
                with suppress(psutil.Error):
                    if module in each.cmdline():
                        family = [each, *each.children(recursive=True)]
                        held[module] = max(held[module], sum(one.memory_info().rss for one in family))

    watching = Thread(target=watch)
    watching.start()
    try:
        yield
    finally:
        over.set()
        watching.join()
