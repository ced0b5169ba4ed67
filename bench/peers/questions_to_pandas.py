"""The questions put to pandas, over the same rows held in memory in Arrow's types."""

from __future__ import annotations

import json
import sys
import time

import pandas as pd
from itables import to_html_datatable

from bench.questions import QUESTIONS, Question

COLUMNS = (
    "cin7_number",
    "xero_number",
    "sync_date",
    "sync_status",
    "item_type",
    "consolidated_number",
    "payment_account",
    "effective_date",
    "message",
    "amount",
    "contact",
    "source_row",
)


def answer(frame: pd.DataFrame, question: Question) -> tuple[pd.Series[int], pd.DataFrame]:
    """The counts per type and status, and the first page."""
    found = frame
    if question.parts or question.period:
        masks = [part.mask(frame) for part in question.parts]
        if question.period:
            first, last = (pd.Timestamp(day) for day in question.period)
            masks.append((frame["sync_date"] >= first) & (frame["sync_date"] < last + pd.Timedelta(days=1)))
        wanted = masks[0]
        for mask in masks[1:]:
            wanted &= mask
        found = frame[wanted.fillna(value=False)]
    counts = found.groupby(["item_type", "sync_status"]).size()
    order = [question.sort, "source_row"]
    return counts, found.sort_values(order, ascending=[not question.descending, True]).head(25)


def main(items_file: str, items: str, shown_by: str = "") -> None:
    frame = pd.read_parquet(items_file, columns=list(COLUMNS), dtype_backend="pyarrow").head(int(items))
    seconds = []
    for question in QUESTIONS:
        started = time.perf_counter()
        _, page = answer(frame, question)
        if shown_by == "itables":
            to_html_datatable(page, connected=False)
        seconds.append(time.perf_counter() - started)
    print(json.dumps({"items": len(frame), "pandas": seconds}))


if __name__ == "__main__":
    main(*sys.argv[1:])
