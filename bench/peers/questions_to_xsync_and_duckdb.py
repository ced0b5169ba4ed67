"""The questions put to xsync and, in turns, to DuckDB by hand over the same Parquet file."""

from __future__ import annotations

import json
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

import duckdb

import xsync
from bench.questions import QUESTIONS, Question
from xsync.report.layout import Layout, Sort

if TYPE_CHECKING:
    from collections.abc import Callable

PAGE = 25
TURNS = 3


def by_xsync(question: Question, organisation: str, store: str) -> Any:
    first, last = question.period or (None, None)
    report = xsync.sync_report(
        organisation=organisation,
        store=store,
        period="custom" if question.period else "all_time",
        date_from=first,
        date_to=last,
        filter=question.filter(),
        layout=Layout("bench", sort=(Sort(question.sort, question.descending),)),
    )
    return report.counts(), report.items(offset=0, limit=PAGE)


def by_hand(question: Question, connection: duckdb.DuckDBPyConnection, items: str) -> Any:
    counts = connection.execute(
        f"SELECT item_type, sync_status, count(*) FROM '{items}' WHERE {question.where()} GROUP BY ALL"
    ).fetchall()
    page = connection.sql(
        f"SELECT * FROM '{items}' WHERE {question.where()} ORDER BY {question.order()} LIMIT {PAGE}"
    ).to_arrow_table()
    return counts, page


def timed(ask: Callable[[], Any]) -> tuple[float, Any]:
    started = time.perf_counter()
    answer = ask()
    return time.perf_counter() - started, answer


def main(store: str, organisation: str) -> None:
    by_xsync(QUESTIONS[0], organisation, store)  # settles the snapshot, as the first click after a load does
    [items] = (path.as_posix() for path in Path(store, "cache").glob("*.parquet"))
    connection = duckdb.connect()
    seconds: dict[str, list[float]] = {"xsync": [], "duckdb": []}
    for turn in range(TURNS):
        for question in QUESTIONS:
            asks: dict[str, Callable[[], Any]] = {
                "xsync": lambda question=question: by_xsync(question, organisation, store),
                "duckdb": lambda question=question: by_hand(question, connection, items),
            }
            answers = {}
            for name in sorted(asks, reverse=bool(turn % 2)):
                took, answers[name] = timed(asks[name])
                seconds[name].append(took)
            assert_equal(question, *answers.values())
    [(count,)] = connection.execute(f"SELECT count(*) FROM '{items}'").fetchall()
    print(json.dumps({"items": count, "items_file": items, **seconds}))


if __name__ == "__main__":
    main(*sys.argv[1:])
