"""Every note of a report as rows of a file: a note's text is data there too, and never a formula."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from sqlglot import exp

from xsync.model import ITEM_TYPES, Field, Kind
from xsync.reconcile.documents_shown import FINDING_LABELS
from xsync.report.row_files import Rows
from xsync.report.values import literal

if TYPE_CHECKING:
    from datetime import date, datetime

    from xsync.diagnose.triaged import Triage
    from xsync.store.engine import Engine

NOTE_FIELDS: Final = (
    Field("item_type", "Type"),
    Field("number", "Number"),
    Field("finding", "Finding"),
    Field("disposition", "Disposition"),
    Field("state", "State"),
    Field("owner", "Owner"),
    Field("reason", "Reason"),
    Field("expires", "Expires", Kind.DATE),
    Field("noted_by", "Noted by"),
    Field("noted_at", "Noted at (UTC)", Kind.TIMESTAMP),
    Field("stood", "As it stood"),
    Field("stands_now", "As it stands"),
    Field("note_id", "Note"),
)
"""What a file holds of each note."""

_TYPES: Final = {Kind.TEXT: "VARCHAR", Kind.DATE: "DATE", Kind.TIMESTAMP: "TIMESTAMP"}


def note_rows(triage: Triage, engine: Engine, made_at: datetime) -> Rows:
    """Return every note as rows to be written, each subject's together, the newest first.

    Parameters
    ----------
    triage
        The notes.
    engine
        Writes the rows.
    made_at
        The instant they are told of.
    """
    told = [{**note, "stands_now": each.now} for each in triage.noted for note in each.history]
    return Rows(
        engine,
        NOTE_FIELDS,
        len(told),
        lambda offset, limit: _statement(told, offset, limit),
        "Notes and sign-off",
        "Notes",
        made_at,
        {"item_type": ITEM_TYPES, "finding": FINDING_LABELS},
    )


def _statement(told: list[dict[str, Any]], offset: int, limit: int | None) -> exp.Select:
    shown = told[offset:] if limit is None else told[offset : offset + limit]
    rows = [
        exp.Tuple(
            expressions=[
                exp.Literal.number(place),
                *(_literal(each, note[each.name]) for each in NOTE_FIELDS),
            ]
        )
        for place, note in enumerate(shown)
    ]
    names = [exp.to_identifier(name) for name in ("place", *(each.name for each in NOTE_FIELDS))]
    values = exp.Values(
        expressions=rows, alias=exp.TableAlias(this=exp.to_identifier("notes"), columns=names)
    )
    return exp.select(*(each.name for each in NOTE_FIELDS)).from_(values).order_by("place")


def _literal(field: Field, value: str | date | None) -> exp.Expr:
    return exp.cast(exp.null() if value is None else literal(value), _TYPES[field.kind])
