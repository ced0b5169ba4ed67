"""The peer of a reconciliation: datacompy comparing two frames.

It runs in an environment of its own, so it is no dependency of ours, and is imported by its name.
"""

from __future__ import annotations

import importlib
import sys

from bench.peers.ledgers_in_pandas import KEYS, sides


def main(both: str) -> None:
    cin7, xero = sides(both)
    datacompy = importlib.import_module("datacompy")
    comparison = datacompy.PandasCompare(cin7, xero, join_columns=KEYS, df1_name="cin7", df2_name="xero")
    assert comparison.report()


if __name__ == "__main__":
    main(*sys.argv[1:])
