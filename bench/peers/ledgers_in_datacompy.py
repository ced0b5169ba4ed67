"""The peer of a reconciliation: datacompy comparing two frames.

It runs in an environment of its own, so it is no dependency of ours, and is imported by its name.
"""

from __future__ import annotations

import importlib
import sys
from typing import TYPE_CHECKING

from bench.peers.ledgers_in_pandas import KEYS, sides
from bench.peers.timed import timed

if TYPE_CHECKING:
    from types import ModuleType


def main(datacompy: ModuleType, both: str) -> None:
    cin7, xero = sides(both, "arrow")
    comparison = datacompy.PandasCompare(cin7, xero, join_columns=KEYS, df1_name="cin7", df2_name="xero")
    assert comparison.report()


if __name__ == "__main__":
    imported = importlib.import_module("datacompy")
    with timed():
        main(imported, *sys.argv[1:])
