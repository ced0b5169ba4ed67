"""A stretch of ordered rows far from the first, without sorting all that come before it.

Every row has a place: one binary value that compares as the whole order does. A sample of the places tells
roughly where the stretch lies, counting the rows before it makes that exact, and only the rows about it are
sorted, by their places alone.
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
        Finds the stretch.
    ordered
        The statement of all rows, ordered by columns, nulls last. The order is total, and its last column is
        a whole number, never missing, that tells most rows apart.
    offset, limit
        The stretch.
    total
        How many rows there are.
    """
    sought = None
    if limit and total > _FEW and _NEAR < offset < total:
        sought = _sought(engine, ordered, offset, min(offset + limit, total), total)
    return sought or ordered.limit(limit).offset(offset)


def _sought(engine: Engine, ordered: exp.Select, first: int, end: int, total: int) -> exp.Select | None:
    """Return the statement of exactly these rows; nothing where the sample misled."""
    place, telling = _place(ordered), ordered.args["order"].expressions[-1].this
    shares = (first / total - _MARGIN, end / total + _MARGIN)
    lower, upper = _sampled(engine, ordered, shares, max(total // _SAMPLE, 1))
    from_lower = _compared(exp.GTE, place, lower) if shares[0] > 0 else exp.true()
    to_upper = _compared(exp.LTE, place, upper) if shares[1] < 1 else exp.true()
    counts = [exp.func("count_if", condition) for condition in (exp.not_(from_lower), to_upper)]
    ((before, reached),) = engine.rows(_unordered(ordered, *counts))
    skipped = first - int(str(before))
    if skipped < 0 or int(str(reached)) < end:
        return None
    around = _unordered(ordered, place, telling).where(from_lower, to_upper).order_by(place)
    found = engine.rows(around.limit(end - first).offset(skipped))
    return ordered.where(
        # The places would do; by these numbers the engine leaves most of the file unread.
        telling.isin(*(exp.Literal.number(str(number)) for _, number in found)),
        _compared(exp.GTE, place, found[0][0]),
        _compared(exp.LTE, place, found[-1][0]),
    )


def _sampled(engine: Engine, ordered: exp.Select, shares: Sequence[float], one_of: int) -> Sequence[object]:
    """Return the places that roughly these shares of the rows come before, told by one row of so many."""
    telling = ordered.args["order"].expressions[-1].this
    chosen = exp.Mod(this=exp.func("hash", telling), expression=exp.Literal.number(one_of)).eq(0)
    places = [
        exp.func("quantile_disc", _place(ordered), exp.Literal.number(min(max(share, 0), 1)))
        for share in shares
    ]
    (sampled,) = engine.rows(_unordered(ordered, *places).where(chosen))
    return sampled


def _compared(how: type[exp.Binary], place: exp.Expr, bound: object) -> exp.Expr:
    written = exp.func("unhex", exp.Literal.string(bound.hex())) if isinstance(bound, bytes) else exp.null()
    return how(this=place, expression=written)


def _unordered(ordered: exp.Select, *columns: exp.Expr) -> exp.Select:
    statement = ordered.select(*columns, append=False)
    statement.set("order", None)
    return statement


def _place(ordered: exp.Select) -> exp.Expr:
    arguments: list[exp.Expr] = []
    for each in ordered.args["order"].expressions:
        direction = "DESC" if each.args.get("desc") else "ASC"
        arguments += [each.this, exp.Literal.string(f"{direction} NULLS LAST")]
    return exp.func("create_sort_key", *arguments)
