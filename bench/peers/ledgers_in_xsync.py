"""Our reconciliation of two ledgers, its ties checked and its figures counted."""

from __future__ import annotations

import sys
from pathlib import Path

from bench.ledgers import opened
from bench.peers.timed import timed
from xsync.reconcile.reconciliation import Reconciliation


def main(both: str, matching: str | None = None) -> None:
    """Reconcile; what pairs with what is settled as well unless the folder of it is given."""
    reconciliation = Reconciliation(opened(Path(both)), matching=Path(matching) if matching else None)
    reconciliation.check_ties()
    counts = reconciliation.counts()
    assert counts.verdicts["cin7"]["agrees"] > 0.9 * counts.documents["cin7"]


if __name__ == "__main__":
    with timed():
        main(*sys.argv[1:])
