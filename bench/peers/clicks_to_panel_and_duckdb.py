"""Filters applied by clicks in the panel and, in turns, asked of DuckDB by hand over the same items."""

from __future__ import annotations

import json
import sys
from functools import partial
from typing import TYPE_CHECKING, Any

import duckdb

from bench.peers.questions_to_xsync_and_duckdb import by_hand, timed
from bench.questions import QUESTIONS, Question
from xsync.report.filter_yaml import filter_yaml
from xsync.report.sync_report import sync_report
from xsync.view.panel import Panel

if TYPE_CHECKING:
    from collections.abc import Iterator

TURNS = 3
NEWEST_FIRST = [
    Question(question.parts, "sync_date", descending=True, period=None)
    for question in QUESTIONS
    if question.parts
]
"""The filters alone: how the table is sorted is another control."""


def controls(box: Any) -> Iterator[Any]:  # noqa: ANN401 - untyped library
    for child in getattr(box, "children", ()):
        yield child
        yield from controls(child)


def control(box: Any, description: str) -> Any:  # noqa: ANN401 - as above
    """The control of a panel that people know by these words."""
    return next(each for each in controls(box) if getattr(each, "description", None) == description)


def main(store: str, organisation: str) -> None:
    panel = Panel(sync_report(organisation, store, period="all_time"))
    box = panel.controls().box
    control(box, "Paste a filter").click()
    items = panel.report.snapshot.items_file.as_posix()
    connection = duckdb.connect()
    took: dict[str, list[float]] = {"panel": [], "duckdb": []}
    for turn in range(TURNS):
        for question in NEWEST_FIRST:
            control(box, "Paste filter").value = filter_yaml(question.filter())
            control(box, "Use this filter").click()
            asks = [
                ("panel", control(box, "Apply filter").click),
                ("duckdb", partial(by_hand, question, connection, items)),
            ]
            for name, ask in reversed(asks) if turn % 2 else asks:
                took[name].append(timed(ask)[0])
            [(expected,)] = connection.sql(
                f"SELECT count(*) FROM '{items}' WHERE {question.where()}"
            ).fetchall()
            assert panel.report.counts.items_shown == expected, question.where()
    [(number,)] = connection.sql(f"SELECT count(*) FROM '{items}'").fetchall()
    print(json.dumps({"items": number, "items_file": items, **took}))


if __name__ == "__main__":
    main(*sys.argv[1:])
