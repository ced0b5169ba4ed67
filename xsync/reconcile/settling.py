"""Verdicts settled elsewhere: the same steps on a cluster, their answers read back as files."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

from xsync.reconcile import rules
from xsync.store.engine import parquet_relation
from xsync.store.fingerprints import FINGERPRINTS
from xsync.store.spark import spark_engine

if TYPE_CHECKING:
    from pathlib import Path

    from xsync.reconcile.settings import MatchingSettings


@dataclass(frozen=True)
class Elsewhere:
    """A cluster, and the files that it reads.

    Parameters
    ----------
    engine
        As `xsync.store.engine_choice.checked_engine` returns it.
    documents, items
        The Parquet files of both ledgers' documents and of the log's items; the cluster must see them, and
        the folder it writes to, under the same paths.
    """

    engine: str
    documents: Path
    items: Path

    def settle(self, settings: MatchingSettings, folder: Path) -> dict[str, str]:
        """Run the steps, and return the relation that holds the rows of each that answers are made of.

        Fingerprints are of the engine that made them: the cluster makes its own. A step that several others
        read is computed once, for a cluster plans each of its uses anew.
        """
        *steps, _ = rules.steps(settings, fingerprinted=False)
        uses = Counter(name for step in steps for name in step.reads)
        kept = {}
        with spark_engine(self.engine, folder) as engine:
            engine.read("documents", self.documents, without=FINGERPRINTS)
            engine.read("items", self.items)
            for step in steps:
                if step.kept or uses[step.name] > 1:
                    kept[step.name] = engine.keep(step.name, step.query)
                else:
                    engine.define(step.name, step.query)
        engine.drop_all_but(rules.ASKED)
        return {name: parquet_relation(files) for name, files in kept.items() if name in rules.ASKED}
