"""What a note can be about: items of the log and findings of a reconciliation, found by their numbers."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sqlglot import exp

from xsync.documents import SIDES
from xsync.errors import did_you_mean
from xsync.report.skips import about_any_of, subject_of_item
from xsync.report.values import literal
from xsync.store.documents import DOCUMENT_SUBJECT
from xsync.store.engine import text_literal
from xsync.store.notes import Subject

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import date

    from xsync.reconcile.report import ReconciliationReport
    from xsync.report.story import ItemStory
    from xsync.store.engine import Engine

_NEAREST = 3
_BETWEEN = "and"
"""Stands between what tells the documents of either side apart."""


@dataclass(frozen=True)
class Standing:
    """A subject as it stands now.

    Parameters
    ----------
    subject
        What it is.
    stood
        How it stands: an item's status and message, a finding's sentence.
    day
        The date of the item or document.
    rows
        How many rows or lines cannot be told apart from it, itself included.
    """

    subject: Subject
    stood: str
    day: date | None = None
    rows: int = 1


def items_numbered(engine: Engine, numbers: Iterable[str], item_type: str | None = None) -> list[Standing]:
    """Return the items of the log that have one of some numbers, without regard to case.

    Parameters
    ----------
    engine
        Answers statements about the relation ``items``.
    numbers
        Cin7's numbers.
    item_type
        Of which type; ``None`` for any.
    """
    wanted = exp.func("lower", exp.column("cin7_number")).isin(*(number.lower() for number in numbers))
    conditions = [wanted, *([] if item_type is None else [exp.column("item_type").eq(literal(item_type))])]
    return _items(engine, exp.select("*").from_("items").where(*conditions))


def items_about(engine: Engine, shown: exp.Select, identities: Sequence[tuple[str, ...]]) -> list[Standing]:
    """Return those of the items shown that are one of some subjects."""
    return _items(engine, shown.where(about_any_of(identities))) if identities else []


def item_standing(story: ItemStory) -> Standing:
    """Return the item that a story tells of, as it stands."""
    item = story.item
    told = f": {item['message']}" if item["message"] else ""
    return Standing(story.subject, f"{item['sync_status'] or ''}{told}", item["effective_date"])


def nearest_numbers(engine: Engine, relation: str, number: str) -> str:
    """Name the numbers nearest to one that nothing has.

    Parameters
    ----------
    engine
        Answers.
    relation
        A query of one column, ``number``.
    number
        What was written.
    """
    near = engine.rows(
        f"SELECT number FROM (SELECT DISTINCT number FROM ({relation}) WHERE number IS NOT NULL) "
        f"ORDER BY jaro_winkler_similarity(lower(number), lower({text_literal(number)})) DESC, number "
        f"LIMIT {_NEAREST}"
    )
    return did_you_mean(number, [str(found) for (found,) in near])


def findings_numbered(
    report: ReconciliationReport, numbers: Iterable[str], findings: Iterable[str]
) -> list[Standing]:
    """Return the lines of a reconciliation that show some findings of documents with some numbers.

    A document goes by its number, a payment also by that of what it settles, and either by its id.

    Parameters
    ----------
    report
        The reconciliation.
    numbers, findings
        Which; numbers without regard to case.
    """
    named = ", ".join(text_literal(number.lower()) for number in numbers) or "NULL"
    listed = ", ".join(map(text_literal, findings)) or "NULL"
    keys = " OR ".join(f"{side}_key IN (SELECT document_key FROM named)" for side in SIDES)
    chosen = f"SELECT * EXCLUDE (in_scope) FROM settled WHERE in_scope AND finding IN ({listed}) AND ({keys})"
    statement = f"""
WITH named AS (
    SELECT document_key FROM documents
    WHERE lower(number) IN ({named}) OR lower(parent_number) IN ({named}) OR lower(document_id) IN ({named})
)
SELECT subject, finding, item_type, number, min(coalesce(cin7_document_date, xero_document_date)) AS day,
    string_agg(DISTINCT sentence, ' ' ORDER BY sentence) AS stood, count(*) AS rows
FROM ({lines_with_subjects(report, chosen)})
GROUP BY ALL
ORDER BY finding, item_type, number, day, subject"""
    return [_standing(row, row["finding"]) for row in report.snapshot.engine.table(statement).to_pylist()]


def lines_with_subjects(report: ReconciliationReport, chosen: str) -> str:
    """Return the statement of some lines of a reconciliation, each with what tells its finding apart.

    Parameters
    ----------
    report
        The reconciliation.
    chosen
        Which lines of ``settled``, as a query of them.
    """
    identity = (
        f"list_concat(coalesce(cin7.subject, []), ['{_BETWEEN}'], "
        "CASE WHEN verdict = 'suggested' THEN [] ELSE coalesce(xero.subject, []) END)"
    )
    name = "coalesce(cin7_number, cin7_parent_number, xero_number, xero_parent_number)"
    return f"""WITH identified AS (SELECT document_key, {DOCUMENT_SUBJECT} AS subject FROM documents)
SELECT lines.*, {identity} AS subject, {name} AS number
FROM ({report.reconciliation.pairs_sql(chosen)}) AS lines
LEFT JOIN identified AS cin7 ON cin7.document_key = cin7_key
LEFT JOIN identified AS xero ON xero.document_key = xero_key"""


def _items(engine: Engine, chosen: exp.Select) -> list[Standing]:
    told = exp.DPipe(this=exp.Literal.string(": "), expression=exp.column("message"))
    status = exp.DPipe(this=_or_nothing(exp.column("sync_status")), expression=_or_nothing(told))
    columns = (
        exp.alias_(subject_of_item(), "subject"),
        exp.column("item_type"),
        exp.column("cin7_number").as_("number"),
        exp.func("min", exp.column("effective_date")).as_("day"),
        exp.func("min", status).as_("stood"),
        exp.Count(this=exp.Star()).as_("rows"),
    )
    statement = (
        exp.select(*columns)
        .from_(chosen.subquery("chosen"))
        .group_by("1", "2", "3")
        .order_by("item_type", "number", "day", "subject")
    )
    return [_standing(row, None) for row in engine.table(statement).to_pylist()]


def _or_nothing(text: exp.Expr) -> exp.Expr:
    return exp.func("coalesce", text, exp.Literal.string(""))


def _standing(row: dict[str, Any], finding: str | None) -> Standing:
    subject = Subject(finding, row["item_type"] or "", row["number"], tuple(row["subject"]))
    return Standing(subject, row["stood"] or "", row["day"], row["rows"])
