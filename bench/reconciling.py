"""A reconciliation of two ledgers, beside a join by hand, a merge in pandas, and datacompy."""

from __future__ import annotations

import statistics
import subprocess
import sys
from functools import partial
from typing import TYPE_CHECKING

from bench import data
from bench.ledgers import ledgers, matching
from bench.measure import (
    GIB,
    Cost,
    Row,
    compared,
    for_comparison,
    in_turns,
    job,
    peer_command,
    say,
    seconds_in_words,
)

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from bench.data import Scale

TIMES_A_JOIN = 3
TIMES_FASTER = 8
MEMORY_BELOW = 4 * GIB
MEMORY = "2500MB"
DATACOMPY = ("datacompy==1.1.0", "pandas<3.1", "pyarrow")
"""It needs another pandas than ours, so it has an environment of its own."""


def reconcile_rows(scale: Scale) -> Iterator[Row]:
    small, large = scale.reconciled_documents
    yield from beside_frames(small, scale)
    yield from beside_a_join(small, large, scale.long_turns)


def beside_frames(documents: int, scale: Scale) -> Iterator[Row]:
    both, times = ledgers(documents), scale.short_turns
    peers = [("a merge in pandas", peer_command("ledgers_in_pandas", both))]
    if scale.installs_peers:
        peers.append(("datacompy", in_datacompy(both)))
    for name, command in peers:
        say(f"  beside {name}")
        pairs = in_turns(partial(ours, documents), partial(job, command), times)
        yield compared(f"reconciling {documents:,} documents a side; {name}", pairs, 1 / TIMES_FASTER)
    say("  beside a merge in pandas in Arrow's types")
    command = peer_command("ledgers_in_pandas", both, "arrow")
    pairs = in_turns(partial(ours, documents), partial(job, command), times)
    yield for_comparison("… and a merge in pandas in Arrow's types", pairs)
    say("  settling included, beside a merge in pandas")
    pairs = in_turns(partial(ours_from_documents, documents), partial(job, peers[0][1]), times)
    yield for_comparison("… the first time after a pull, what pairs settled too; a merge in pandas", pairs)


def beside_a_join(small: int, large: int, times: int) -> Iterator[Row]:
    say("  beside a join by hand")
    pairs = in_turns(partial(ours, large), partial(by_hand, large), times)
    yield compared(
        f"reconciling {large:,} documents a side; a full outer join by hand in DuckDB", pairs, TIMES_A_JOIN
    )
    say("  settling included, beside a join by hand")
    first = in_turns(partial(ours_from_documents, large), partial(by_hand, large), times)
    yield for_comparison("… the first time after a pull, what pairs settled too", first)
    held, held_by_hand = (max(cost.peak_bytes for cost in costs) for costs in zip(*first, strict=True))
    yield Row(
        "… and the most memory held then",
        f"{held / GIB:.2f} GiB",
        f"{held_by_hand / GIB:.2f} GiB",
        f"{held / held_by_hand:.2f}",
        f"< {MEMORY_BELOW / GIB:g} GiB",
        held < MEMORY_BELOW,
    )
    took = statistics.median(cost.seconds for cost, _ in first)
    took_for_fewer = statistics.median(ours_from_documents(small).seconds for _ in range(times))
    growth = large / small
    yield Row(
        f"… and {small:,} of them: growth with {growth:g} times the documents",
        seconds_in_words(took),
        seconds_in_words(took_for_fewer),
        f"{took / took_for_fewer:.1f}",
        f"≤ {growth * 1.2:g}",
        took / took_for_fewer <= growth * 1.2,
    )


def ours(documents: int) -> Cost:
    """Reconcile once it is settled what pairs with what, as a store keeps it from one pull to the next."""
    command = peer_command("ledgers_in_xsync", ledgers(documents), matching(documents))
    return job(command, XSYNC_MEMORY_LIMIT=MEMORY)


def ours_from_documents(documents: int) -> Cost:
    """Settle what pairs with what, and reconcile."""
    return job(peer_command("ledgers_in_xsync", ledgers(documents)), XSYNC_MEMORY_LIMIT=MEMORY)


def by_hand(documents: int) -> Cost:
    with data.emptied_folder("joining") as folder:
        return job(peer_command("ledgers_in_duckdb", ledgers(documents), folder, MEMORY))


def in_datacompy(both: Path) -> list[str | Path]:
    """The command of the peer that runs in its own environment, made unless it is there."""
    home = data.KEPT / "datacompy"
    python = home / ("Scripts" if sys.platform == "win32" else "bin") / "python"
    if not (home / "ready").exists():
        say("  installing datacompy")
        subprocess.run([sys.executable, "-m", "venv", "--clear", home], check=True)
        subprocess.run([python, "-m", "pip", "install", "-qq", *DATACOMPY], check=True, stdout=sys.stderr)
        (home / "ready").touch()
    return [python, "-m", "bench.peers.ledgers_in_datacompy", both]
