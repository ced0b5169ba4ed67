"""SQL of the embedded engine in Spark's dialect, where the grammar alone would not do."""

from __future__ import annotations

import pytest

from xsync.reconcile import rules
from xsync.reconcile.settings import MatchingSettings
from xsync.store.spark_dialect import Recursion, spark_query

STEPS = rules.steps(MatchingSettings())


@pytest.mark.parametrize(
    ("text", "on_spark"),
    [
        ("SELECT hash(a, 'x') FROM t", "SELECT XXHASH64(a IS NULL, a, 'x' IS NULL, 'x') FROM t"),
        ("SELECT regexp_matches(a, '^[!-~]*$') FROM t", "SELECT REGEXP_LIKE(a, '^[!-~]*\\\\z') FROM t"),
        (
            "SELECT arg_min(a, (b, a)) FROM t",
            "SELECT MIN_BY(a, CASE WHEN NOT a IS NULL THEN (b, a) END) FROM t",
        ),
        (
            "SELECT a FROM t WHERE a NOT IN (SELECT b FROM u)",
            (
                "SELECT a FROM t WHERE (NOT a IS NULL AND NOT EXISTS("
                "SELECT 1 FROM (SELECT b AS listed_0 FROM u) AS listed WHERE listed.listed_0 = a))"
            ),
        ),
        (
            "SELECT a FROM t WHERE (a, b) NOT IN (SELECT (c, d) FROM u)",
            (
                "SELECT a FROM t WHERE (NOT a IS NULL AND NOT b IS NULL AND NOT EXISTS("
                "SELECT 1 FROM (SELECT c AS listed_0, d AS listed_1 FROM u) AS listed "
                "WHERE listed.listed_0 = a AND listed.listed_1 = b))"
            ),
        ),
        (
            "WITH u AS MATERIALIZED (SELECT * EXCLUDE b FROM t) FROM u QUALIFY count(*) OVER () = 1",
            "WITH u AS (SELECT * EXCEPT (b) FROM t) SELECT * FROM u QUALIFY COUNT(*) OVER () = 1",
        ),
    ],
)
def test_what_means_something_else_is_written_otherwise(text, on_spark):
    assert spark_query(text).text == on_spark


def test_letters_change_one_by_one():
    text = spark_query("SELECT lower(a) FROM t").text
    assert text.startswith("SELECT TRANSLATE(a, 'ABC")
    assert "LOWER" not in text


def test_a_recursion_is_taken_out_to_be_grown():
    query = spark_query(
        "WITH RECURSIVE r AS (SELECT a FROM t UNION SELECT r.a + 1 FROM r WHERE r.a < 9), "
        "s AS (SELECT a FROM r) SELECT a FROM s"
    )
    assert query.recursions == (Recursion("r", "SELECT a FROM t", "SELECT r.a + 1 FROM r WHERE r.a < 9"),)
    assert query.text == "WITH s AS (SELECT a FROM r) SELECT a FROM s"


def test_a_recursion_that_may_repeat_itself_is_refused():
    with pytest.raises(ValueError, match="r: only a UNION of two queries"):
        spark_query("WITH RECURSIVE r AS (SELECT 1 AS a UNION ALL SELECT a FROM r) SELECT a FROM r")


@pytest.mark.parametrize("step", STEPS, ids=lambda step: step.name)
def test_every_step_can_be_translated(step):
    text = spark_query(step.query).text
    assert " NOT IN (SELECT" not in text
    assert "MATERIALIZED" not in text
    assert "HASH(" not in text.replace("XXHASH64(", "")
