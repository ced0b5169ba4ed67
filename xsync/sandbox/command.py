"""What `xsync sandbox` says and does until it is stopped."""

from __future__ import annotations

import shlex
import signal
from queue import SimpleQueue
from typing import TYPE_CHECKING

from xsync.errors import UsageError
from xsync.sandbox.faults import FAULTS
from xsync.sandbox.server import STATISTICS_PATH, Sandbox
from xsync.sources.demo import DEMO_SEED, write_demo
from xsync.terminal import tell

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path


def serve(
    *,
    port: int,
    items: int,
    seed: int | None,
    faults: Iterable[str],
    limit_scale: float,
    folder: Path | None,
) -> None:
    """Serve until Ctrl-C or a request to end, and say how to come here.

    Raises
    ------
    UsageError
        If a fault is unknown, the company too small, or the port taken.
    """
    seed = DEMO_SEED if seed is None else seed
    names = tuple(faults)
    try:
        sandbox = Sandbox(items=items, seed=seed, port=port, faults=names, limit_scale=limit_scale)
    except OSError as failure:
        raise UsageError(
            f"Nothing can listen on port {port} ({failure.strerror}): choose another with --port, "
            "or 0 for any that is free."
        ) from None
    written = _written(folder, items, seed) if folder is not None else ()
    stopped: SimpleQueue[int] = SimpleQueue()  # the one queue that a signal's handler may put into
    for ending in (signal.SIGINT, signal.SIGTERM):
        signal.signal(ending, lambda number, _: stopped.put(number))
    with sandbox:
        tell("\n".join(_told(sandbox, names, written)))
        stopped.get()
    tell("The sandbox is closed.", err=True)


def _written(folder: Path, items: int, seed: int) -> tuple[Path, ...]:
    """Write the company's exports and ledgers, for what is read beside the interfaces."""
    files = write_demo(folder, items=items, seed=seed)
    return (*files.exports, *files.documents.values())


def _told(sandbox: Sandbox, faults: tuple[str, ...], written: Iterable[Path]) -> Iterator[str]:
    yield "# Both interfaces answer for the demo company. In the terminal that shall use them:"
    for name, value in sandbox.environment.items():
        yield f"export {name}={shlex.quote(value)}"
    for path in written:
        yield f"# wrote {path}"
    for name in faults:
        yield f"# fault {name}: {FAULTS[name]}"
    yield f"# Counted so far: {sandbox.address}{STATISTICS_PATH}"
    yield "# Ctrl-C stops it. Nothing here is secret, and nobody else can reach it."
