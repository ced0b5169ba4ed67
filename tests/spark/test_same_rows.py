"""A reconciliation on Spark gives the rows of the embedded engine, and the oracle's answers."""

from __future__ import annotations

from random import Random

import pytest

import xsync
from tests.reconcile import adapter
from tests.reconcile.demo_company import AS_OF, ledgers_store
from tests.reconcile.random_worlds import SETTINGS, seeded_worlds, side_by_side
from tests.reconcile.test_against_oracle import expected_side_by_side, naming, shuffled

MANY = 150


@pytest.fixture(scope="module")
def both(spark, tmp_path_factory):
    """The demo company's reconciliation by either engine: embedded, on Spark."""
    store = ledgers_store(tmp_path_factory)
    return [xsync.reconciliation(store=store, as_of=AS_OF, engine=engine) for engine in ("duckdb", spark)]


def lines(report):
    reconciled = report.reconciliation
    order = [("pair_id", "ascending"), ("cin7_key", "ascending"), ("xero_key", "ascending")]
    return reconciled.rows(reconciled.lines_sql()).sort_by(order)


def test_the_demo_company_gets_the_same_lines_to_the_last_column(both):
    embedded, on_spark = map(lines, both)
    assert on_spark.schema == embedded.schema
    assert on_spark.equals(embedded)


def test_the_demo_company_gets_the_same_figures_and_the_same_table(both):
    embedded, on_spark = both
    assert on_spark.counts == embedded.counts
    assert on_spark.ties == embedded.ties
    assert on_spark.not_compared() == embedded.not_compared()
    assert on_spark.documents().equals(embedded.documents())


def test_its_statement_is_the_same_and_says_who_ran_it(both):
    embedded, on_spark = (report.sql() for report in both)
    assert list(on_spark.values()) == list(embedded.values())
    assert "Spark" in " ".join(on_spark)
    assert "Spark" not in " ".join(embedded)


def test_many_worlds_at_once_get_the_oracles_answers(spark):
    cases = [case._replace(settings=SETTINGS[-2]) for case in seeded_worlds(MANY)]
    expected = expected_side_by_side(cases)
    world = shuffled(side_by_side(cases), Random(MANY))  # noqa: S311 - a die, no secret
    found = adapter.reconcile(*world, engine=spark)
    assert found.outcomes.keys() == expected.keys()
    differing = {
        key: (each, expected[key])
        for key, each in found.outcomes.items()
        if each != naming(expected[key], each)
    }
    assert differing == {}
