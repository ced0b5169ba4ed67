"""Our reconciliation of settled documents, its ties checked and its figures counted."""

from __future__ import annotations

import sys
from pathlib import Path

from xsync.reconcile.reconciliation import Reconciliation
from xsync.store.engine import Engine, parquet_relation
from xsync.store.schemas import empty_sql


def main(both: str, folder: str) -> None:
    engine = Engine()
    engine.execute(f"CREATE VIEW documents AS SELECT * FROM {parquet_relation([Path(both)])}")
    engine.execute(f"CREATE VIEW items AS {empty_sql('observations')}")
    reconciliation = Reconciliation(engine, folder=Path(folder))
    reconciliation.check_ties()
    counts = reconciliation.counts()
    assert counts.verdicts["cin7"]["agrees"] > 0.9 * counts.documents["cin7"]


if __name__ == "__main__":
    main(*sys.argv[1:])
