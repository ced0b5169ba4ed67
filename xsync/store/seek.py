"""A stretch of ordered rows far from the first, without sorting all that come before it.

Every row has a place: one binary value that compares as the whole order does. A sample of the places tells
roughly where the stretch lies; counting the rows before it makes that exact.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from sqlglot import exp

if TYPE_CHECKING:
    from collections.abc import Sequence

    from xsync.store.engine import Engine

_NEAR: Final = 5_000
"""So near the first row the engine keeps the best of one pass and sorts nothing else."""

_FEW: Final = 100_000
"""So few rows are sorted sooner than sampled."""

_SAMPLE: Final = 10_000
_MARGIN: Final = 0.02
"""Share of the rows, on either side: four times what chance moves the middle of such a sample by."""


def stretch(engine: Engine, ordered: exp.Select, *, offset: int, limit: int, total: int) -> exp.Select:
    """Return the statement of a stretch of ordered rows, quick wherever it lies.

    Parameters
    ----------
    engine
        Counts what comes before.
    ordered
        The statement of all rows, ordered by columns, nulls last. The order is total, and its last column
        tells most rows apart.
    offset, limit
        The stretch.
    total
        How many rows there are.
    """
    around, skipped = ordered, offset
    if offset > _NEAR and total > _FEW:
        around, skipped = _around(engine, ordered, offset, min(offset + limit, total), total)
    return around.limit(limit).offset(skipped)


def _around(engine: Engine, ordered: exp.Select, first: int, end: int, total: int) -> tuple[exp.Select, int]:
    """Return the rows around a stretch and how many of them come before it; all where the sample misled."""
    place = _place(ordered.args["order"].expressions)
    lower = _sampled(engine, ordered, first / total - _MARGIN, total)
    upper = _sampled(engine, ordered, end / total + _MARGIN, total)
    before = exp.LT(this=place, expression=lower) if lower else exp.false()
    up_to = exp.LTE(this=place, expression=upper) if upper else exp.true()
    counts = [exp.func("count_if", condition) for condition in (before, up_to)]
    ((rows_before, rows_up_to),) = engine.rows(_unordered(ordered, *counts))
    skipped = first - int(str(rows_before))
    if skipped < 0 or int(str(rows_up_to)) < end:
        return ordered, first
    return ordered.where(exp.not_(before), up_to), skipped


def _sampled(engine: Engine, ordered: exp.Select, share: float, total: int) -> exp.Expr | None:
    """Return the place that roughly this share of the rows comes before; nothing where there is none."""
    if not 0 < share < 1:
        return None
    order = ordered.args["order"].expressions
    middle = exp.func("quantile_disc", _place(order), exp.Literal.number(share))
    some = exp.Mod(
        this=exp.func("hash", order[-1].this), expression=exp.Literal.number(max(total // _SAMPLE, 1))
    )
    ((place,),) = engine.rows(_unordered(ordered, middle).where(some.eq(0)))
    return exp.func("unhex", exp.Literal.string(place.hex())) if isinstance(place, bytes) else None


def _unordered(ordered: exp.Select, *columns: exp.Expr) -> exp.Select:
    statement = ordered.select(*columns, append=False)
    statement.set("order", None)
    return statement


def _place(order: Sequence[exp.Ordered]) -> exp.Expr:
    """Return the place of a row, as the order says."""
    arguments: list[exp.Expr] = []
    for each in order:
        direction = "DESC" if each.args.get("desc") else "ASC"
        arguments += [each.this, exp.Literal.string(f"{direction} NULLS LAST")]
    return exp.func("create_sort_key", *arguments)
