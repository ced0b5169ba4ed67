"""What pairs with what, settled once for two ledgers and their log, whatever is asked of them later."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

from xsync.reconcile import rules
from xsync.reconcile.settings import MatchingSettings
from xsync.store.engine import parquet_relation

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from pathlib import Path

    from xsync.store.engine import Engine


class Keeping:
    """Steps computed in order, each kept as a file or by the engine.

    Parameters
    ----------
    engine
        Answers statements about the relations ``documents`` and ``items``.
    steps
        All steps, in order.
    kept
        Relations that hold the rows of some of them already, by the step's name.
    """

    def __init__(self, engine: Engine, steps: tuple[rules.Step, ...], kept: Mapping[str, str]) -> None:
        self.engine = engine
        self.steps = steps
        self.kept = dict(kept)

    def keep(
        self, wanted: Iterable[rules.Step], folder: Path, room: str, *, as_files: frozenset[str]
    ) -> None:
        """Compute those of some steps whose rows are kept; ``as_files`` as Parquet into the folder."""
        for step in wanted:
            if not step.kept:
                continue
            query = rules.statement(step, self.steps[: self.steps.index(step)], self.kept)
            if step.name in as_files:
                path = folder / f"{step.name}.parquet"
                self.engine.write_parquet(query, path, compression="lz4")
                self.kept[step.name] = parquet_relation([path])
            else:
                self.kept[step.name] = f"{room}.{step.name}"
                self.engine.execute(f"CREATE TABLE {self.kept[step.name]} AS {query}")


def settle_matching(engine: Engine, folder: Path) -> None:
    """Settle everything that no setting changes: a Parquet file for each step that questions read.

    Parameters
    ----------
    engine
        Answers statements about the relations ``documents`` and ``items``.
    folder
        Where to; it exists.
    """
    steps = rules.steps(MatchingSettings())
    wanted = rules.handed_on(steps)
    keeping = Keeping(engine, steps, {})
    with engine.room() as room:
        ahead = [step for step in steps if not step.asks]
        keeping.keep(ahead, folder, room, as_files=wanted | rules.LARGE)
    for name in keeping.kept.keys() - wanted:
        (folder / f"{name}.parquet").unlink(missing_ok=True)


def matched(folder: Path) -> dict[str, str]:
    """Return the relations of what was settled into a folder, by the step's name: each a file, or parts."""
    files = {path.stem: [path] for path in folder.glob("*.parquet")}
    parts = {path.name: sorted(path.glob("*.parquet")) for path in folder.iterdir() if path.is_dir()}
    return {name: parquet_relation(paths) for name, paths in {**files, **parts}.items()}


def matching_version() -> str:
    """Return what changes whenever a rule does."""
    ahead = [step.query for step in rules.steps(MatchingSettings()) if not step.asks]
    return hashlib.sha256("\n".join(ahead).encode()).hexdigest()
