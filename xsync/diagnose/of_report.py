"""The causes behind a report's failed items: what to fix once, and how many items that clears."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from decimal import Decimal
from typing import TYPE_CHECKING, Any, Final

from sqlglot import exp

from xsync.diagnose.catalogue import UNCLASSIFIED, catalogue
from xsync.diagnose.explain import Explainer, Explanation
from xsync.model import ITEM_TYPES
from xsync.report.values import literal
from xsync.store.engine import sql_text

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    import pyarrow as pa

    from xsync.diagnose.catalogue import Cause
    from xsync.report.sync_report import SyncReport

FAILED: Final = "Failed"
EXAMPLES: Final = 3
"""Numbers that are named of each cause."""

_FEW: Final = 500
"""Rows that are looked up by their own numbers sooner than among all that failed."""


@dataclass
class FixOnce:
    """What one fix clears.

    Parameters
    ----------
    explanation
        Of one of its messages.
    items
        How many failed items it would clear.
    amounts
        Type and currency → exact sum, where the exports told amounts.
    examples
        The first numbers of its items.
    """

    explanation: Explanation
    items: int = 0
    amounts: dict[tuple[str, str], Decimal] = field(default_factory=dict)
    examples: tuple[str, ...] = ()

    @property
    def cause(self) -> Cause:
        """What the catalogue says."""
        return self.explanation.principal

    @property
    def is_known(self) -> bool:
        """Whether the catalogue knows it."""
        return self.cause.category != UNCLASSIFIED

    def to_dict(self) -> dict[str, Any]:
        """Return plain data, amounts as text."""
        amounts: dict[str, dict[str, str]] = {}
        for (item_type, currency), amount in self.amounts.items():
            amounts.setdefault(item_type, {})[currency] = f"{amount:f}"
        cause, explanation = self.cause, self.explanation
        return {
            "category": cause.category,
            "cause": cause.cause,
            "about": explanation.about,
            "fix": cause.fix,
            "owner": cause.owner,
            "retry": cause.retry,
            "once": cause.once,
            "items": self.items,
            "amounts": amounts,
            "examples": list(self.examples),
            "form": explanation.form,
        }


@dataclass(frozen=True)
class Causes:
    """The causes of a report's failed items: what one fix clears, the most first, and then the others.

    Parameters
    ----------
    fixes
        Those that the catalogue knows, and groups of messages that it does not.
    failed
        How many items failed.
    without_message
        How many of them say nothing.
    """

    fixes: tuple[FixOnce, ...]
    failed: int
    without_message: int

    @property
    def once(self) -> tuple[FixOnce, ...]:
        """Those where one fix clears all their items."""
        return tuple(each for each in self.fixes if each.is_known and each.cause.once)

    @property
    def one_by_one(self) -> tuple[FixOnce, ...]:
        """Those that the catalogue knows, and whose items are mended one by one."""
        return tuple(each for each in self.fixes if each.is_known and not each.cause.once)

    @property
    def unclassified(self) -> tuple[FixOnce, ...]:
        """Groups of messages that the catalogue does not know."""
        return tuple(each for each in self.fixes if not each.is_known)


def causes_of(report: SyncReport) -> Causes:
    """Put every different message of the failed items to the catalogue, in one question to the store."""
    explain = Explainer(catalogue())
    fixes: dict[tuple[str, str], FixOnce] = {}
    numbers: defaultdict[tuple[str, str], set[str]] = defaultdict(set)
    failed = without_message = 0
    for row in report.snapshot.engine.table(messages_statement(report)).to_pylist():
        failed += row["items"]
        if not (row["message"] or "").strip():
            without_message += row["items"]
            continue
        explanation = explain(row["message"])
        known = explanation.principal.category != UNCLASSIFIED
        key = (explanation.principal.name, explanation.about if known else explanation.form.casefold())
        fix = fixes.setdefault(key, FixOnce(explanation))
        fix.items += row["items"]
        numbers[key] = {*sorted({*numbers[key], *filter(None, row["numbers"] or ())})[:EXAMPLES]}
        if row["amount"] is not None:
            worth = (row["item_type"], row["currency"])
            fix.amounts[worth] = fix.amounts.get(worth, Decimal(0)) + row["amount"]
    for key, fix in fixes.items():
        fix.examples = tuple(sorted(numbers[key]))
        fix.amounts = dict(sorted(fix.amounts.items(), key=lambda each: _place(*each[0])))
    ordered = sorted(fixes.items(), key=lambda each: _order(*each))
    return Causes(tuple(fix for _, fix in ordered), failed, without_message)


def causes_sql(report: SyncReport) -> dict[str, str]:
    """Return what the store is asked for the causes, as SQL text, by what it answers."""
    return {"The messages of the failed items": sql_text(messages_statement(report))}


def messages_statement(report: SyncReport) -> exp.Select:
    """Return the statement of the failed items' different messages, with counts, sums and first numbers."""
    return (
        exp.select(
            "message",
            "item_type",
            "coalesce(currency, '') AS currency",
            "count(*) AS items",
            "sum(amount) AS amount",
            f"min(cin7_number, {EXAMPLES}) AS numbers",
        )
        .from_(report.shown_statement().subquery("shown"))
        .where(exp.column("sync_status").eq(literal(FAILED)))
        .group_by("1", "2", "3")
        .order_by("1", "2", "3")
    )


def tells_causes(report: SyncReport) -> bool:
    """Tell whether any failed item shown has a message."""
    if not report.counts.by_status.get(FAILED):
        return False
    return bool(report.snapshot.engine.rows(_told(report).select(exp.Literal.number(1)).limit(1)))


def explanations(report: SyncReport, rows: pa.Table) -> list[Explanation | None]:
    """Explain some of a report's items, each in its row's place; ``None`` where nothing failed or was said.

    Parameters
    ----------
    report
        Whose items.
    rows
        Items with their keys, as `SyncReport.items` returns them.
    """
    keys = list(zip(rows.column("load_id").to_pylist(), rows.column("source_row").to_pylist(), strict=True))
    statement = _told(report).select("load_id", "source_row", "message")
    if len(keys) <= _FEW:
        if not keys:
            return []
        statement = statement.where(exp.column("source_row").isin(*{literal(row) for _, row in keys}))
    messages: Mapping[tuple[str, int], str] = {
        (row["load_id"], row["source_row"]): row["message"]
        for row in report.snapshot.engine.table(statement).to_pylist()
    }
    explain = Explainer(catalogue())
    known = {message: explain(message) for message in {messages[key] for key in keys if key in messages}}
    return [known[messages[key]] if key in messages else None for key in keys]


def _told(report: SyncReport) -> exp.Select:
    """Return the statement of the failed items shown that have a message."""
    failed = exp.column("sync_status").eq(literal(FAILED))
    return exp.select().from_(report.shown_statement().subquery("shown")).where(failed, "trim(message) <> ''")


def _order(key: tuple[str, str], fix: FixOnce) -> tuple[bool, bool, int, tuple[str, str]]:
    return (not fix.is_known, not fix.cause.once, -fix.items, key)


def _place(item_type: str, currency: str) -> tuple[int, str, str]:
    order: Sequence[str] = [*ITEM_TYPES]
    return (order.index(item_type) if item_type in order else len(order), item_type, currency)
