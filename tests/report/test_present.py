"""The values that are present in a field, against a count by hand."""

from __future__ import annotations

from collections import Counter

import pyarrow.parquet as pq
import pytest

import xsync
from tests.run.surroundings import SETTINGS
from xsync.errors import UsageError
from xsync.model import FIELDS

pytestmark = pytest.mark.usefixtures("own_params")


@pytest.fixture(scope="module")
def report(store):
    failed = {"field": "sync_status", "equals": "Failed"}
    return xsync.sync_report(store=store, period="last_quarter", filter=failed, **SETTINGS)


@pytest.mark.parametrize("within", ["period", "shown", "all"])
@pytest.mark.parametrize("name", FIELDS)
def test_values_and_counts_are_those_of_a_count_by_hand(report, name, within):
    period = report.question.period
    rows = [
        row
        for row in pq.read_table(report.snapshot.items_file).to_pylist()
        if within == "all"
        or (row["sync_date"] and period.date_from <= row["sync_date"].date() <= period.date_to)
    ]
    if within == "shown":
        rows = [row for row in rows if row["sync_status"] == "Failed"]
    found = report.values_of(name, limit=None, within=within)
    assert dict(found) == Counter(row[name] or None for row in rows)
    assert len(found) == len(dict(found))
    numbers = [number for _, number in found]
    assert numbers == sorted(numbers, reverse=True)
    assert report.values_of(FIELDS[name].title, limit=3, within=within) == found[:3]


def test_blanks_count_as_none(report):
    accounts = dict(report.values_of("payment_account"))
    assert accounts[None] > 0
    assert "" not in accounts


def test_all_mistakes_are_named_at_once(report):
    with pytest.raises(UsageError) as refused:
        report.values_of("amonut", limit=0, within="perod")
    field, within, limit = refused.value.mistakes
    assert "did you mean 'amount'" in field
    assert "did you mean 'period'" in within
    assert limit.startswith("limit: 0")
