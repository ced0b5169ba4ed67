"""The values that are present in a field, for pickers: most frequent first, with exact counts."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from sqlglot import exp

from xsync.errors import UsageError, did_you_mean
from xsync.model import Kind
from xsync.report.fields import find_field, unknown_field
from xsync.report.filter_sql import to_expression

if TYPE_CHECKING:
    from xsync.report.sync_report import SyncReport

WITHIN: Final = ("period", "shown", "all")
"""Where to look: in the period before the filter, at what the filter lets through, or at every item."""


def values_statement(report: SyncReport, field: str, *, limit: int | None, within: str) -> exp.Select:
    """Return the statement of a field's values and of how many items have each.

    Parameters
    ----------
    report
        Whose period, and filter.
    field
        By its name or title.
    limit
        The most values; ``None`` for all of them.
    within
        ``period``: items in the period, whatever the filter says; ``shown``: those that it lets through;
        ``all``: every item.

    Returns
    -------
    sqlglot.expressions.Select
        Rows of a value, null for what is blank, and a count; equal counts in the order of the values.

    Raises
    ------
    UsageError
        With all the mistakes there are.
    """
    of, mistakes = find_field(field), []
    if of is None:
        mistakes.append(f"field: {unknown_field(field)}")
    if within not in WITHIN:
        mistakes.append(f"within: {within!r} is nowhere, {did_you_mean(str(within), WITHIN)}")
    if limit is not None and (not isinstance(limit, int) or limit < 1):
        mistakes.append(f"limit: {limit!r} is no number of values; one is the least")
    if of is None or mistakes:
        raise UsageError("The values cannot be listed:", mistakes)
    question = report.question
    conditions = {
        "period": [question.period.condition()],
        "shown": [question.period.condition(), to_expression(question.filter)],
        "all": [],
    }[within]
    column = exp.column(of.name)
    value = exp.func("NULLIF", column, exp.Literal.string("")) if of.kind is Kind.TEXT else column
    statement = (
        exp.select(exp.alias_(value, "value"), "count(*) AS items")
        .from_("items")
        .where(*(condition for condition in conditions if condition != exp.true()))
        .group_by("1")
        .order_by(
            exp.Ordered(this=exp.column("items"), desc=True),
            exp.Ordered(this=exp.column("value"), desc=False, nulls_first=False),
        )
    )
    return statement if limit is None else statement.limit(limit)
