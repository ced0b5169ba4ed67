"""The peer of a reconciliation: one full outer join on the number, by hand, writing Parquet."""

from __future__ import annotations

import sys
from pathlib import Path

import duckdb

from bench.peers.timed import timed

SIDE = "(SELECT *, coalesce(number, parent_number) AS name FROM '{both}' WHERE side = '{side}')"
JOINED = """
SELECT coalesce(cin7.item_type, xero.item_type) AS item_type,
    cin7.document_key AS cin7_key, xero.document_key AS xero_key,
    cin7.currency AS cin7_currency, xero.currency AS xero_currency,
    cin7.amount AS cin7_amount, xero.amount AS xero_amount,
    CASE WHEN cin7.document_key IS NULL THEN 'only_in_xero' WHEN xero.document_key IS NULL THEN 'only_in_cin7'
        WHEN cin7.amount = xero.amount AND cin7.currency = xero.currency THEN 'agrees'
        ELSE 'differs' END AS verdict
FROM {cin7} AS cin7
FULL JOIN {xero} AS xero
    ON xero.item_type = cin7.item_type AND xero.direction = cin7.direction AND xero.name = cin7.name
"""


def main(both: str, folder: str, memory: str) -> None:
    connection = duckdb.connect(config={"memory_limit": memory, "temp_directory": folder})
    sides = {side: SIDE.format(both=both, side=side) for side in ("cin7", "xero")}
    joined = (Path(folder) / "joined.parquet").as_posix()
    connection.execute(f"COPY ({JOINED.format(**sides)}) TO '{joined}' (COMPRESSION lz4)")


if __name__ == "__main__":
    with timed():
        main(*sys.argv[1:])
