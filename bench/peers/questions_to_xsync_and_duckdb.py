"""The questions put to xsync and, in turns, to DuckDB by hand over the same Parquet file."""

from __future__ import annotations

import json
import sys
import time
from functools import partial
from typing import TYPE_CHECKING

import duckdb

from bench.questions import QUESTIONS, Question
from xsync.report.layout import Layout, Sort
from xsync.report.sync_report import sync_report

if TYPE_CHECKING:
    from collections.abc import Callable

    import pyarrow as pa

    Answer = tuple[dict[tuple[str, str], int], pa.Table]

PAGE = 25
TURNS = 3


def by_xsync(question: Question, organisation: str, store: str) -> Answer:
    first, last = question.period or (None, None)
    report = sync_report(
        organisation=organisation,
        store=store,
        period="custom" if question.period else "all_time",
        date_from=first,
        date_to=last,
        filter=question.filter(),
        layout=Layout("bench", sort=(Sort(question.sort, question.descending),)),
    )
    tallies = report.counts.by_type_and_status
    counts = {(item_type, status): n for item_type, tally in tallies.items() for status, n in tally.items()}
    return counts, report.items(offset=0, limit=PAGE)


def by_hand(question: Question, connection: duckdb.DuckDBPyConnection, items: str) -> Answer:
    counted = connection.sql(
        f"SELECT item_type, sync_status, count(*) FROM '{items}' WHERE {question.where()} GROUP BY ALL"
    ).fetchall()
    page = connection.sql(
        f"""SELECT cin7_number, xero_number, sync_date, sync_status, item_type, consolidated_number,
                payment_account, document_link, effective_date
            FROM '{items}' WHERE {question.where()} ORDER BY {question.order()} LIMIT {PAGE}"""
    )
    return {(item_type, status): number for item_type, status, number in counted}, page.to_arrow_table()


def timed(ask: Callable[[], Answer]) -> tuple[float, Answer]:
    started = time.perf_counter()
    answer = ask()
    return time.perf_counter() - started, answer


def main(store: str, organisation: str) -> None:
    opened = sync_report(organisation, store)  # settles the items, as the first report after a load does
    items = opened.snapshot.items_file.as_posix()
    connection = duckdb.connect()
    xsync_took: list[float] = []
    duckdb_took: list[float] = []
    for turn in range(TURNS):
        for question in QUESTIONS:
            turns: list[tuple[list[float], Callable[[], Answer]]] = [
                (xsync_took, partial(by_xsync, question, organisation, store)),
                (duckdb_took, partial(by_hand, question, connection, items)),
            ]
            answers = []
            for took, ask in reversed(turns) if turn % 2 else turns:
                seconds, answer = timed(ask)
                took.append(seconds)
                answers.append(answer)
            (counts, page), (other_counts, other_page) = answers
            assert counts == other_counts, f"the counts differ: {question.where()}"
            assert page.to_pylist() == other_page.to_pylist(), f"the pages differ: {question.where()}"
    [(number,)] = connection.sql(f"SELECT count(*) FROM '{items}'").fetchall()
    print(json.dumps({"items": number, "items_file": items, "xsync": xsync_took, "duckdb": duckdb_took}))


if __name__ == "__main__":
    main(*sys.argv[1:])
