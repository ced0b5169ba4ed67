"""The sections of the report's notebook: what was asked, the answer, charts, and how it was made."""

from __future__ import annotations

import os
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from xsync.diagnose.diagnosis import diagnosis
from xsync.diagnose.of_report import causes_sql
from xsync.diagnose.triaged import notes_by_row
from xsync.model import ITEM_TYPES, KNOWN_STATUSES, UNSYNCED_STATUSES, type_label
from xsync.report.asked import asked
from xsync.report.filter_sql import sql
from xsync.report.versions import versions
from xsync.report.words import day_in_words
from xsync.view import tables
from xsync.view.assets import fragment_style
from xsync.view.causes_beside import causes_beside
from xsync.view.charts import status_by_type, unsynced_over_time
from xsync.view.headline import headline
from xsync.view.notes_shown import notes_column
from xsync.view.wording import count, escaped

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from xsync.report.sync_report import SyncReport
    from xsync.store.loads import Load
    from xsync.view.chart import Chart
from xsync.view.charts import Unit

RUN_FOLDER_VARIABLE: Final = "XSYNC_RUN_FOLDER"
"""Set by ``xsync report`` for the kernel it starts: where the run's files go."""

MOST_ROWS_IN_A_PAGE: Final = 100_000
MOST_ROWS_IN_A_NOTEBOOK: Final = 10_000
"""A notebook with more could hardly be saved, opened or reviewed."""

COMPLETE_FILE: Final = "items.csv"
_DAYS_A_CHART_HOLDS: Final = 45
_WEEKS_A_CHART_HOLDS: Final = 40

CONSOLIDATED_PAYMENTS_NOTE: Final = (
    "Payments made in Xero on a consolidated invoice do not come back to Cin7 Core: enter each of them "
    "by hand on the consolidated invoice."
)


@dataclass(frozen=True)
class Section:
    """A piece of the page: HTML that needs no script, and the same in plain text."""

    html: str
    text: str = ""

    def _repr_mimebundle_(self, **_wishes: object) -> dict[str, str]:
        return {"text/html": self.html, "text/plain": self.text or "(a table; see the page)"}


def what_was_asked(report: SyncReport) -> Section:
    """Say what was asked: organisation, period, instant, filter in words, layout."""
    facts, question = asked(report), report.question
    html = tables.facts_table(facts)
    if question.filter:
        html += tables.folded("The filter as SQL", tables.code(sql(question.filter)))
    if is_headless():  # by hand, the instant is now, and another in every execution
        html += tables.folded("The parameters as settled", tables.code(report.parameters_yaml()))
    return Section(html, "\n".join(f"{name}: {value}" for name, value in facts))


def answer(report: SyncReport) -> Section:
    """Say in a sentence and in large figures what has not reached Xero."""
    counts, by_status = report.counts, report.counts.by_status
    sentence = answer_in_words(report)
    figures = [(status, by_status[status], status.lower()) for status in (*UNSYNCED_STATUSES, "Completed")]
    others = [
        f"{count(number)} with the status {status}"
        for status, number in by_status.items()
        if number and status not in (*UNSYNCED_STATUSES, "Completed")
    ]
    remarks = [
        *(f"Crossed: {crossing.sentence}." for crossing in report.crossings if crossing.crossed),
        *([f"Also {' and '.join(others)}."] if others else []),
        *(
            [
                f"{count(counts.items_without_date)} items have no date in the field the period is counted by"
                + ("; they are shown." if report.question.period.date_from is None else " and are not shown.")
            ]
            if counts.items_without_date
            else []
        ),
    ]
    html = headline(sentence, figures) + "".join(f"<p>{escaped(remark)}</p>" for remark in remarks)
    return Section(styled(html), "\n".join([sentence, *remarks]))


def answer_in_words(report: SyncReport) -> str:
    """Return the report's answer as one sentence."""
    counts = report.counts
    if not counts.items_shown:
        kept_out = (
            f" ({count(counts.items_in_period)} are kept out by the filter)" if counts.items_in_period else ""
        )
        return f"There are no items to show{kept_out}."
    whole = f"{count(counts.items_shown)} item{'' if counts.items_shown == 1 else 's'}"
    if not counts.unsynced:
        return f"All of {whole} have reached Xero."
    parts = [
        f"{count(counts.by_status[status])} {status.lower()}"
        for status in UNSYNCED_STATUSES
        if counts.by_status[status]
    ]
    named = " and ".join([", ".join(parts[:-1]), parts[-1]] if len(parts) > 1 else parts)
    have = "has" if counts.unsynced == 1 else "have"
    return f"{count(counts.unsynced)} of {whole} {have} not reached Xero: {named}."


def counts_per_type(report: SyncReport) -> Section:
    """Count items per type and status and, where the exports tell amounts, value what is not in Xero.

    Amounts are summed per type and never over types: an invoice and its payment are the same money.
    """
    html = tables.counts_table(report.counts.by_type_and_status, caption="How many, and how they stand")
    if amounts := report.unsynced_amounts_by_type:
        rows = [
            {"type": type_label(stored), "currency": currency or "(none)", "amount": amount}
            for (stored, currency), amount in amounts.items()
        ]
        titles = {"type": "Type", "currency": "Currency", "amount": "Amount not in Xero"}
        html += tables.records_table(rows, titles, caption="What it is worth")
    return Section(html)


def chart_by_type(report: SyncReport) -> Chart:
    """Draw the statuses of each type."""
    return status_by_type(report.counts.by_type_and_status)


def chart_over_time(report: SyncReport) -> Chart:
    """Draw what has not reached Xero per day, week or month, whichever fits the days covered."""
    covered = report.days_covered()
    days = (covered[1] - covered[0]).days + 1 if covered else 0
    unit: Unit = "month"
    if days <= _DAYS_A_CHART_HOLDS:
        unit = "day"
    elif days <= _WEEKS_A_CHART_HOLDS * 7:
        unit = "week"
    return unsynced_over_time(report.unsynced_by(unit), unit)


def items(report: SyncReport) -> Section:
    """Show the items, all of them up to what a page or notebook holds, with subtotals where grouped."""
    question, layout = report.question, report.question.layout
    budget = MOST_ROWS_IN_A_PAGE if is_headless() else MOST_ROWS_IN_A_NOTEBOOK
    noted = notes_by_row(report)
    rows = report.items(limit=budget, with_keys=True)
    table = tables.items_table(
        rows,
        columns=layout.columns,
        total=report.counts.items_shown,
        table_id="items",
        caption=f"Items: {question.period.label.lower()}, {question.filter_in_words()[:1].lower()}"
        f"{question.filter_in_words()[1:]}",
        group_by=layout.group_by,
        page_length=layout.page_length,
        complete_file=COMPLETE_FILE if is_headless() else None,
        beside=causes_beside(report, rows),
        notes=notes_column(rows, noted),
    )
    if layout.group_by:
        table = tables.subtotals_table(report.subtotals(), layout.group_by) + table
    return Section(table, f"{count(len(rows))} of {count(report.counts.items_shown)} items")


def how_it_was_made(report: SyncReport) -> Section:
    """Say where the data came from, how its rows tie, what is not covered, and by which SQL it was asked."""
    files = log_files(report.snapshot.loads)
    sources = tables.records_table(files, FILE_TITLES, caption="Files the report was made from")
    statements = "".join(tables.folded(title, tables.code(text)) for title, text in all_sql(report).items())
    remarks = [*_remarks(report)]
    html = (
        sources
        + "<p>For every file: rows read = new + known + rejected.</p>"
        + tables.facts_table(_ties(report), caption="Figures that tie")
        + "<h3>What is not covered</h3>"
        + listed(remarks or ["Nothing that was loaded for the period was left out."])
        + statements
        + versions_folded()
    )
    return Section(html, "\n".join(remarks))


def listed(sentences: Iterable[str]) -> str:
    """Return sentences as a list."""
    return f"<ul>{''.join(f'<li>{escaped(sentence)}</li>' for sentence in sentences)}</ul>"


def versions_folded() -> str:
    """Say on a page what it was made with; a committed notebook should not change with every library."""
    return tables.folded("Versions", tables.facts_table(versions().items())) if is_headless() else ""


def all_sql(report: SyncReport) -> dict[str, str]:
    """Return every statement behind the report and its diagnosis, by what it answers."""
    return {**report.sql(), **causes_sql(report), **diagnosis(report).sql()}


def log_files(loads: Iterable[Load]) -> list[dict[str, Any]]:
    """Return the exports of the log that a report was made from, with their counts."""
    return [
        {
            "file": load.source_file,
            "sha256": load.sha256,
            "rows_read": load.rows_read,
            "rows_loaded": load.rows_loaded,
            "rows_known": load.rows_known,
            "rows_rejected": load.rows_rejected,
            "date_order": load.date_order,
            "loaded_at": f"{load.loaded_at.isoformat(timespec='seconds')}Z",
            "loaded_by": load.loaded_by,
            "load_id": load.load_id,
        }
        for load in loads
    ]


FILE_TITLES: Final = {
    "file": "File",
    "sha256": "SHA-256",
    "rows_read": "Rows read",
    "rows_loaded": "New",
    "rows_known": "Known",
    "rows_rejected": "Rejected",
    "loaded_at": "Loaded at",
    "loaded_by": "Loaded by",
}


def styled(html: str) -> str:
    """Return a notebook's first output with the style that all of them need; a page has it in its head."""
    return html if is_headless() else f"<style>{fragment_style()}</style>\n{html}"


def is_headless() -> bool:
    """Tell whether the notebook is executed by ``xsync report``."""
    return bool(os.environ.get(RUN_FOLDER_VARIABLE))


def _ties(report: SyncReport) -> list[tuple[str, str]]:
    counts = report.counts
    period = [f"{count(counts.items_shown)} shown +", f"{count(counts.items_filtered_out)} filtered out"]
    return [
        ("Items in the period", " ".join([f"{count(counts.items_in_period)} =", *period])),
        (
            "Items shown",
            " + ".join(f"{count(number)} {status}" for status, number in counts.by_status.items()),
        ),
        ("Items without that date", count(counts.items_without_date)),
    ]


def _remarks(report: SyncReport) -> list[str]:
    """Return what a reader must know to read the figures right."""
    snapshot, counts = report.snapshot, report.counts
    remarks = []
    if snapshot.predates_store:
        first = day_and_time(min(load.loaded_at for load in snapshot.loads))
        remarks.append(
            f"The store knew nothing before {first} UTC, later than this report's instant: "
            "everything loaded since was used."
        )
    if counts.items_without_date and report.question.period.date_from:
        remarks.append(
            f"{count(counts.items_without_date)} items without a date in the period's field: "
            "they are in no period but all time."
        )
    if counts.items_filtered_out:
        remarks.append(f"{count(counts.items_filtered_out)} items of the period that the filter keeps out.")
    silent = [label for stored, label in ITEM_TYPES.items() if not counts.by_type[stored]]
    if silent:
        remarks.append(f"Types without a single item here: {', '.join(silent)}.")
    unknown = [stored for stored in counts.by_type if stored not in ITEM_TYPES]
    unknown += [status for status in counts.by_status if status not in KNOWN_STATUSES]
    if unknown:
        remarks.append(f"Values that Cin7 does not document, kept as they stand: {', '.join(unknown)}.")
    rejected = sum(load.rows_rejected for load in snapshot.loads)
    if rejected:
        remarks.append(
            f"{count(rejected)} rows could not be read and are not in this report; xsync load names each."
        )
    return remarks


def day_and_time(instant: datetime) -> str:
    """Write an instant as "31 October 2026, 14:05"."""
    return f"{day_in_words(instant.date())}, {instant:%H:%M}"
