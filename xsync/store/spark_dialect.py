"""The rules' SQL in Spark's dialect: the one place that knows where the two engines differ.

sqlglot translates the grammar. What it cannot know is here: functions that share a name and not a meaning
(hashes, letter case, blanks), and recursion, which Spark has for ``UNION ALL`` only and which is therefore
run step by step.
"""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Final

import sqlglot
from sqlglot import exp

from xsync.store.engine import DIALECT, Engine

if TYPE_CHECKING:
    from collections.abc import Callable

SPARK_DIALECT: Final = "databricks"
"""sqlglot's name for Spark's dialect of today; what it calls Spark knows no ``QUALIFY`` yet."""

_BLANKS: Final = "".join(
    character for code in range(0x10000) if unicodedata.category(character := chr(code)) == "Zs"
)
_PATTERNS: Final = ((r"\s", r"[\t\n\f\r ]"), ("*$", r"*\z"))
"""What a pattern means to the embedded engine → how Java writes it: its own also take other characters."""


@dataclass(frozen=True)
class Recursion:
    """A relation that grows out of itself until nothing new is found.

    Parameters
    ----------
    name
        What it is called.
    start
        The query of its first rows.
    further
        The query of what the rows called ``name`` lead to.
    """

    name: str
    start: str
    further: str


@dataclass(frozen=True)
class SparkQuery:
    """A query in Spark's dialect.

    Parameters
    ----------
    recursions
        The relations that have to be grown before it can be asked.
    text
        The query.
    """

    recursions: tuple[Recursion, ...]
    text: str


def spark_query(text: str) -> SparkQuery:
    """Translate a query of the embedded engine's dialect, with the same meaning."""
    query = sqlglot.parse_one(text, read=DIALECT)
    recursions = [_recursion(each) for each in query.find_all(exp.With) if each.args.get("recursive")]
    return SparkQuery(tuple(recursions), _text(query))


def _recursion(clause: exp.With) -> Recursion:
    """Take the first relation of a recursive clause out of its query."""
    grown = clause.expressions[0]
    union = grown.this
    if not (isinstance(union, exp.Union) and union.args["distinct"]):
        raise ValueError(f"{grown.alias}: only a UNION of two queries can be grown.")
    clause.set("expressions", clause.expressions[1:])
    clause.set("recursive", None)
    if not clause.expressions:
        clause.pop()
    return Recursion(grown.alias, _text(union.left), _text(union.right))


def _text(query: exp.Expr) -> str:
    query = query.copy()
    for node in reversed(list(query.walk())):  # what lies within first
        if change := _CHANGES.get(type(node)):
            node.replace(change(node))
    return query.sql(dialect=SPARK_DIALECT, comments=False)


def _hash(node: exp.Expr) -> exp.Expr:
    """Say of each argument whether it is null: Spark passes over nulls, so that (1, null) is (null, 1)."""
    if node.name.lower() != "hash":
        return node
    told = [part for each in node.expressions for part in (each.copy().is_(exp.null()), each)]
    return exp.Anonymous(this="xxhash64", expressions=told)


def _recased(node: exp.Expr) -> exp.Expr:
    """Change letters one by one, as the embedded engine does; Spark's own makes two of some (``ŉ``)."""
    letters = _letters("lower" if isinstance(node, exp.Lower) else "upper")
    return exp.Anonymous(this="translate", expressions=[node.this, *map(exp.Literal.string, letters)])


@cache
def _letters(function: str) -> tuple[str, str]:
    """Return all letters that a function of the embedded engine changes, and what each becomes."""
    ((before, after),) = Engine().rows(
        f"""WITH codes AS (FROM range(1, 55296) UNION ALL FROM range(57344, 1114112)),
        letters AS (SELECT range AS code, chr(range::INTEGER) AS letter FROM codes)
        SELECT string_agg(letter, '' ORDER BY code), string_agg({function}(letter), '' ORDER BY code)
        FROM letters WHERE {function}(letter) <> letter"""
    )
    return str(before), str(after)


def _trimmed(node: exp.Expr) -> exp.Expr:
    """Take blanks of every kind off both ends; Spark's own takes the plain one only."""
    if node.args.get("expression"):
        return node
    return exp.Trim(this=node.this, expression=exp.Literal.string(_BLANKS), position="BOTH")


def _pattern(node: exp.Expr) -> exp.Expr:
    for meant, written in _PATTERNS:
        node.expression.set("this", node.expression.name.replace(meant, written))
    return node


def _not_in(node: exp.Expr) -> exp.Expr:
    """Ask whether no such row exists, which Spark answers by a join.

    The same as ``NOT IN`` where the query gives no null, and a null itself is in no list and not out of it.
    """
    found = node.this
    if not (isinstance(found, exp.In) and found.args.get("query")):
        return node
    wanted, listed = _columns(found.this), found.args["query"].this.copy()
    names = [f"listed_{place}" for place in range(len(wanted))]
    columns = _columns(listed.expressions[0].unalias())
    listed.set("expressions", [exp.alias_(each, name) for each, name in zip(columns, names, strict=True)])
    same = exp.and_(
        *(exp.column(name, "listed").eq(each.copy()) for each, name in zip(wanted, names, strict=True))
    )
    none = exp.select("1").from_(listed.subquery("listed")).where(same)
    return exp.paren(
        exp.and_(*(each.copy().is_(exp.null()).not_() for each in wanted), exp.Exists(this=none).not_())
    )


def _columns(node: exp.Expr) -> list[exp.Expr]:
    return list(node.expressions) if isinstance(node, exp.Tuple) else [node]


def _least_of(node: exp.Expr) -> exp.Expr:
    """Pass over rows whose value is null, as the embedded engine does."""
    order = exp.case().when(node.this.copy().is_(exp.null()).not_(), node.expression)
    node.set("expression", order)
    return node


def _unhinted(node: exp.Expr) -> exp.Expr:
    """Spark decides by itself what it computes once."""
    node.set("materialized", None)
    return node


_CHANGES: Final[dict[type[exp.Expr], Callable[[exp.Expr], exp.Expr]]] = {
    exp.Anonymous: _hash,
    exp.Lower: _recased,
    exp.Upper: _recased,
    exp.Trim: _trimmed,
    exp.RegexpLike: _pattern,
    exp.RegexpReplace: _pattern,
    exp.Not: _not_in,
    exp.ArgMin: _least_of,
    exp.ArgMax: _least_of,
    exp.CTE: _unhinted,
}
