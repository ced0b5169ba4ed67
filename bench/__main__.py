"""Measures, prints the table as Markdown, and fails where a target is missed."""

from __future__ import annotations

import argparse
import sys
from typing import TYPE_CHECKING

from bench.asking import question_rows
from bench.clicking import click_rows
from bench.data import QUICK, Scale
from bench.importing import import_rows
from bench.loading import csv_rows, xlsx_rows
from bench.measure import Row, say
from bench.nightly import nightly_rows
from bench.reconciling import reconcile_rows
from bench.reporting import report_rows

if TYPE_CHECKING:
    from collections.abc import Sequence

PARTS = {
    "import": import_rows,
    "report": report_rows,
    "xlsx": xlsx_rows,
    "csv": csv_rows,
    "questions": question_rows,
    "clicks": click_rows,
    "reconcile": reconcile_rows,
    "nightly": nightly_rows,
}
TITLES = ("What; beside what", "Ours", "Peer", "Ratio", "Target", "Verdict")


def table(rows: Sequence[Row], *, judged: bool) -> str:
    lines = [TITLES, ("---",) * len(TITLES), *(row.cells(judged=judged) for row in rows)]
    return "\n".join(f"| {' | '.join(cells)} |" for cells in lines)


def main() -> int:
    parser = argparse.ArgumentParser(prog="bench", description=__doc__)
    parser.add_argument(
        "parts", nargs="*", help=f"what to measure; everything if nothing is named: {', '.join(PARTS)}"
    )
    parser.add_argument(
        "--quick", action="store_true", help="small sizes, to see that it runs; no target is judged"
    )
    asked = parser.parse_args()
    if unknown := set(asked.parts) - set(PARTS):
        parser.error(f"no such part: {', '.join(sorted(unknown))}")
    rows = []
    for name in asked.parts or PARTS:
        say(name)
        rows += list(PARTS[name](QUICK if asked.quick else Scale()))
    print(table(rows, judged=not asked.quick))
    return int(not asked.quick and any(row.met is False for row in rows))


if __name__ == "__main__":
    sys.exit(main())
