"""The peer of a reconciliation: an outer merge in pandas on the number, and what differs."""

from __future__ import annotations

import sys

import pandas as pd

from bench.peers.timed import timed

KEYS = ["item_type", "direction", "name"]
COLUMNS = ["item_type", "direction", "number", "parent_number", "currency", "amount", "tax", "document_date"]


def sides(both: str, types: str = "") -> tuple[pd.DataFrame, pd.DataFrame]:
    """Both ledgers, each document by the name its ledger calls it, in pandas' types or in ``arrow``'s."""
    columns = [*COLUMNS, "contact", "side"]
    if types == "arrow":
        frame = pd.read_parquet(both, columns=columns, dtype_backend="pyarrow")
    else:
        frame = pd.read_parquet(both, columns=columns)
    frame["name"] = frame["number"].fillna(frame["parent_number"])
    frame = frame.drop(columns=["number", "parent_number"])
    cin7, xero = (frame[frame["side"] == side].drop(columns="side") for side in ("cin7", "xero"))
    return cin7, xero


def main(both: str, types: str = "") -> None:
    cin7, xero = sides(both, types)
    merged = cin7.merge(xero, how="outer", on=KEYS, suffixes=("_cin7", "_xero"), indicator=True)
    merged["agrees"] = True
    for name in ("currency", "amount", "tax", "document_date", "contact"):
        merged["agrees"] &= (merged[f"{name}_cin7"] == merged[f"{name}_xero"]).fillna(value=False)
    assert len(merged) >= len(cin7)


if __name__ == "__main__":
    with timed():
        main(*sys.argv[1:])
