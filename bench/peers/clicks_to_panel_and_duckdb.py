"""Filters applied and pages turned to in the panel and, in turns, asked of DuckDB by hand."""

from __future__ import annotations

import json
import sys
from functools import partial
from typing import TYPE_CHECKING, Any

import duckdb

from bench.peers.questions_to_xsync_and_duckdb import PAGE, by_hand, timed
from bench.questions import QUESTIONS, Question
from xsync.report.filter_yaml import filter_yaml
from xsync.report.sync_report import sync_report
from xsync.view.panel import Panel

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

TURNS = 3
NEWEST_FIRST = [
    Question(question.parts, "sync_date", descending=True, period=None)
    for question in QUESTIONS
    if question.parts
]
"""The filters alone: how the table is sorted is another control."""

EVERYTHING = Question((), "sync_date", descending=True, period=None)
PLACES = (0.5, 0.8, 1.0)
"""Where the pages lie that are turned to, as shares of all."""


def controls(box: Any) -> Iterator[Any]:  # noqa: ANN401 - untyped library
    for child in getattr(box, "children", ()):
        yield child
        yield from controls(child)


def control(box: Any, description: str) -> Any:  # noqa: ANN401 - as above
    """The control of a panel that people know by these words."""
    return next(each for each in controls(box) if getattr(each, "description", None) == description)


def page_by_hand(connection: duckdb.DuckDBPyConnection, items: str, page: int) -> list[int]:
    """The rows of a page, by their numbers in the export, beside what the panel shows of them."""
    rows = connection.execute(
        f"""SELECT source_row, cin7_number, xero_number, sync_date, sync_status, item_type,
                consolidated_number, payment_account, document_link, effective_date
            FROM '{items}' ORDER BY {EVERYTHING.order()} LIMIT {PAGE} OFFSET {(page - 1) * PAGE}"""
    ).fetchall()
    return [row[0] for row in rows]


class Clicks:
    """A panel over a store, and a connection of DuckDB's over the same items."""

    def __init__(self, store: str, organisation: str) -> None:
        self.panel = Panel(sync_report(organisation, store, period="all_time"))
        self.box = self.panel.controls().box
        self.items = self.panel.report.snapshot.items_file.as_posix()
        self.connection = duckdb.connect()
        self.took: dict[str, list[float]] = {}

    def time(self, turn: int, asks: dict[str, Callable[[], Any]]) -> dict[str, Any]:
        """Time each, the first one last in every other turn."""
        answers = {}
        for name, ask in reversed(asks.items()) if turn % 2 else asks.items():
            seconds, answers[name] = timed(ask)
            self.took.setdefault(name, []).append(seconds)
        return answers

    def filter(self, turn: int, question: Question) -> None:
        control(self.box, "Paste filter").value = filter_yaml(question.filter())
        control(self.box, "Use this filter").click()
        self.time(
            turn,
            {
                "panel": control(self.box, "Apply filter").click,
                "duckdb": partial(by_hand, question, self.connection, self.items),
            },
        )
        [(expected,)] = self.connection.sql(
            f"SELECT count(*) FROM '{self.items}' WHERE {question.where()}"
        ).fetchall()
        assert self.panel.report.counts.items_shown == expected, question.where()

    def turn_to(self, turn: int, page: int) -> None:
        entry = control(self.box, "Page")
        answers = self.time(
            turn,
            {
                "panel pages": partial(setattr, entry, "value", page),
                "duckdb pages": partial(page_by_hand, self.connection, self.items, page),
            },
        )
        shown = [key[1] for _, key in control(self.box, "Item").options if key]
        assert shown == answers["duckdb pages"], f"page {page} differs"


def main(store: str, organisation: str) -> None:
    clicks = Clicks(store, organisation)
    control(clicks.box, "Paste a filter").click()
    for turn in range(TURNS):
        for question in NEWEST_FIRST:
            clicks.filter(turn, question)
    control(clicks.box, "Start afresh").click()
    last = control(clicks.box, "Page").max
    for turn in range(TURNS):
        for place in PLACES:
            clicks.turn_to(turn, round(last * place))
    items = clicks.panel.report.counts.items_shown
    print(json.dumps({"items": items, "items_file": clicks.items, **clicks.took}))


if __name__ == "__main__":
    main(*sys.argv[1:])
