"""What pairs with what, settled on a cluster: the same steps, their rows left as files."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from xsync.reconcile import rules
from xsync.reconcile.settings import MatchingSettings
from xsync.store.spark import spark_engine

if TYPE_CHECKING:
    from pathlib import Path


def settle_matching_elsewhere(engine: str, documents: Path, items: Path, folder: Path) -> None:
    """Settle everything that no setting changes, as `xsync.reconcile.matching.settle_matching` does here.

    Fingerprints are of the engine that made them: the cluster makes its own. A step that several others
    read is computed once, for a cluster plans each of its uses anew.

    Parameters
    ----------
    engine
        As `xsync.store.engine_choice.checked_engine` returns it.
    documents, items
        The Parquet files of both ledgers' documents and of the log's items; the cluster must see them, and
        the folder it writes to, under the same paths.
    folder
        Where to; it exists.
    """
    every = rules.steps(MatchingSettings())
    steps = [step for step in every if not step.asks]
    wanted = rules.handed_on(every)
    uses = Counter(name for step in steps for name in step.reads)
    with spark_engine(engine, folder) as cluster:
        cluster.read("documents", documents)
        cluster.read("items", items)
        for step in steps:
            if step.kept or uses[step.name] > 1:
                cluster.keep(step.name, step.query)
            else:
                cluster.define(step.name, step.query)
    cluster.drop_all_but(wanted)
