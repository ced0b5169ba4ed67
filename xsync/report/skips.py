"""Skips that nobody gave a reason for: neither the log a message, nor a person a note."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlglot import exp, parse_one

from xsync.store.engine import DIALECT
from xsync.store.snapshot import ITEM_SUBJECT

if TYPE_CHECKING:
    from collections.abc import Iterable


def skipped_without_reason(reasoned: Iterable[tuple[str, ...]] = ()) -> exp.Condition:
    """Return the condition that an item was skipped without a reason.

    Parameters
    ----------
    reasoned
        The items that a note gives a reason for, by their `xsync.store.snapshot.ITEM_SUBJECT`.
    """
    message = exp.column("message")
    skipped = exp.column("sync_status").eq(exp.Literal.string("Skipped"))
    unexplained = skipped.and_(message.is_(exp.null()).or_(message.copy().eq("")))
    known = list(reasoned)
    return unexplained.and_(exp.not_(about_any_of(known))) if known else unexplained


def about_any_of(subjects: Iterable[tuple[str, ...]]) -> exp.Condition:
    """Return the condition that an item is one of some, by their `xsync.store.snapshot.ITEM_SUBJECT`."""
    meant = list(subjects)
    listed = [exp.Array(expressions=[exp.Literal.string(part) for part in identity]) for identity in meant]
    numbers = {number for _, number, *_ in meant}
    number = exp.func("coalesce", exp.column("cin7_number"), exp.Literal.string(""))
    # The numbers alone leave few rows to be looked at closely.
    return number.isin(*sorted(numbers)).and_(exp.In(this=subject_of_item(), expressions=listed))


def subject_of_item() -> exp.Expr:
    """Return what makes an item the subject of a note, as a list of texts."""
    return parse_one(ITEM_SUBJECT, dialect=DIALECT)
