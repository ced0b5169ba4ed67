"""An engine as people write it."""

from __future__ import annotations

import pytest

from xsync.errors import UsageError
from xsync.store.engine_choice import addresses, checked_engine, local_cores


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("duckdb", "duckdb"),
        (" DuckDB ", "duckdb"),
        ("spark://local", "spark://local"),
        ("spark://local[4]", "spark://local[4]"),
        ("spark://Master.example:7077", "spark://master.example:7077"),
        ("spark://a:7077,b:7078", "spark://a:7077,b:7078"),
    ],
)
def test_an_engine_is_read_whatever_its_case(written, meant):
    assert checked_engine(written) == meant


@pytest.mark.parametrize(
    "written", ["", "spark", "spark://", "spark://host", "spark://local[0]", "yarn", 7, "spark://a b:1"]
)
def test_what_is_no_engine_is_refused_with_what_would_be(written):
    with pytest.raises(UsageError, match="is none; write duckdb, spark://local"):
        checked_engine(written)


def test_cores_and_addresses_are_told_apart():
    assert [local_cores(each) for each in ("spark://local", "spark://local[*]", "spark://local[2]")] == [
        "*",
        "*",
        "2",
    ]
    assert local_cores("spark://local:7077") is None
    assert addresses("spark://a:7077,b:7078") == [("a", 7077), ("b", 7078)]
