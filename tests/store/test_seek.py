"""A stretch that is sought is the one that counting from the first row finds."""

from __future__ import annotations

from datetime import datetime, timedelta

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlglot import exp

from xsync.store import seek
from xsync.store.engine import Engine, parquet_relation

MOMENT = datetime.fromisoformat("2026-10-31 14:05:00")
VALUES = {
    "message": st.text(alphabet="a\0Žé'\\", max_size=3),
    "amount": st.decimals("-2", "2", places=1),
    "effective_date": st.integers(0, 3).map(lambda days: (MOMENT + timedelta(days)).date()),
    "sync_date": st.integers(0, 3).map(lambda seconds: MOMENT + timedelta(seconds=seconds)),
}
"""Few different ones, so that equal and missing values meet in every order."""

TYPES = {
    "message": pa.string(),
    "amount": pa.decimal128(18, 4),
    "effective_date": pa.date32(),
    "sync_date": pa.timestamp("us"),
    "source_row": pa.int64(),
}
ROWS = st.lists(
    st.fixed_dictionaries({name: st.none() | values for name, values in VALUES.items()}),
    min_size=1,
    max_size=60,
)
ORDERS = st.lists(
    st.tuples(st.sampled_from([*VALUES]), st.booleans()), max_size=3, unique_by=lambda each: each[0]
)


@pytest.fixture(scope="module")
def engine():
    return Engine()


@pytest.fixture(scope="module", autouse=True)
def _everything_is_far():
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(seek, "_NEAR", 0)
        patch.setattr(seek, "_FEW", 0)
        patch.setattr(seek, "_SAMPLE", 6)
        yield


def ordered(engine, rows, order):
    file = engine.scratch_folder / "items.parquet"
    table = pa.Table.from_pylist([{**row, "source_row": at} for at, row in enumerate(rows)], pa.schema(TYPES))
    pq.write_table(table, file)
    return (
        exp.select("source_row", "amount")
        .from_(parquet_relation([file]))
        .order_by(
            *(
                exp.Ordered(this=exp.column(name), desc=descending, nulls_first=False)
                for name, descending in [*order, ("source_row", False)]
            )
        )
    )


@given(
    rows=ROWS,
    order=ORDERS,
    stretch=st.tuples(st.integers(0, 62), st.integers(0, 20)),
    margin=st.sampled_from([0.2, 0.02, 0, -0.1]),
)
def test_it_is_the_one_that_an_offset_finds_however_the_sample_falls(engine, rows, order, stretch, margin):
    offset, limit = stretch
    every = ordered(engine, rows, order)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(seek, "_MARGIN", margin)
        sought = seek.stretch(engine, every, offset=offset, limit=limit, total=len(rows))
    assert engine.rows(sought) == engine.rows(every.limit(limit).offset(offset))


@pytest.mark.parametrize("offset", [100, 5_000, 9_990])
def test_few_rows_are_sorted_for_it(engine, offset, monkeypatch):
    rows = [{"message": None if at % 3 else "a", "amount": at % 7} for at in range(10_000)]
    every = ordered(engine, rows, [("message", True), ("amount", False)])
    found = engine.rows(every)[offset : offset + 10]
    monkeypatch.setattr(seek, "_SAMPLE", 2_000)
    monkeypatch.setattr(seek, "_MARGIN", 0.05)
    told: list[exp.Select] = []
    rows_of = engine.rows

    def listening(statement):
        told.append(statement)
        return rows_of(statement)

    monkeypatch.setattr(engine, "rows", listening)
    sought = seek.stretch(engine, every, offset=offset, limit=10, total=len(rows))
    around = told[-1].select("count(*)", append=False)
    for part in ("limit", "offset", "order"):
        around.set(part, None)
    assert 10 <= engine.rows(around)[0][0] < 2_000
    sought.set("order", None)
    assert sorted(engine.rows(sought)) == sorted(found)


def test_a_sample_that_misleads_costs_time_and_no_rows(engine, monkeypatch):
    rows = [{"amount": at % 7} for at in range(300)]
    every = ordered(engine, rows, [("amount", True)])
    found = engine.rows(every)
    monkeypatch.setattr(seek, "_SAMPLE", 20)
    monkeypatch.setattr(seek, "_MARGIN", 0)
    for offset in range(0, 300, 10):
        sought = seek.stretch(engine, every, offset=offset, limit=10, total=len(rows))
        assert engine.rows(sought) == found[offset : offset + 10]
