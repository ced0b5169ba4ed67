"""The peer of a CSV load: DuckDB's own reader, told everything about the file, writing Parquet."""

from __future__ import annotations

import csv
import sys
from pathlib import Path

import duckdb

TYPES = {"Sync date": "TIMESTAMP", "Effective Date": "DATE", "Amount": "DECIMAL(18, 4)"}


def main(export: str, parquet: str) -> None:
    with Path(export).open(encoding="utf-8", newline="") as lines:
        titles = [title for title in next(csv.reader(lines)) if title]
    duckdb.read_csv(
        export,
        auto_detect=False,
        header=False,
        skiprows=1,
        columns={title: TYPES.get(title, "VARCHAR") for title in [*titles, "one more than the header"]},
        sep=",",
        quotechar='"',
        timestamp_format="%d/%m/%Y %H:%M:%S",
        date_format="%d/%m/%Y",
    ).write_parquet(parquet)


if __name__ == "__main__":
    main(*sys.argv[1:])
