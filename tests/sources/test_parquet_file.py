"""Parquet files of documents: types as they are, exact amounts, dates that stay on their day."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from tests.sources.document_files import brought, document, documents_parquet, stored_documents


@pytest.mark.parametrize(
    ("amounts", "kept"),
    [
        (pa.array([Decimal("110.00")], pa.decimal128(18, 2)), Decimal("110.0000")),
        (pa.array([Decimal("110.123400")], pa.decimal128(38, 6)), Decimal("110.1234")),
        (pa.array([Decimal("110.123456")], pa.decimal128(38, 6)), None),
        (pa.array([1234.5678], pa.float64()), Decimal("1234.5678")),
        (pa.array([-0.1], pa.float64()), Decimal("-0.1000")),
        (pa.array([0.1 + 0.2], pa.float64()), None),
        (pa.array([float("nan")], pa.float64()), None),
        (pa.array([float("inf")], pa.float64()), None),
        (pa.array([1e16], pa.float64()), None),
        (pa.array([0.00001], pa.float64()), None),
        (pa.array([12345678901234.5], pa.float64()), Decimal("12345678901234.5000")),
        (pa.array([7], pa.int32()), Decimal("7.0000")),
        (pa.array(["1,234.50"], pa.string()), Decimal("1234.5000")),
        (pa.array([True], pa.bool_()), None),
    ],
)
def test_an_amount_in_parquet_is_exact_or_refused(tmp_path, amounts, kept):
    table = pa.table({"item_type": ["invoice"], "number": ["INV-1"], "amount": amounts})
    pq.write_table(table, tmp_path / "documents.parquet")
    file = brought(tmp_path / "documents.parquet", tmp_path / "store", "cin7")
    if kept is None:
        assert [(each["row"], each["field"]) for each in file.rejects] == [(1, "amount")]
    else:
        assert [row["amount"] for row in stored_documents(tmp_path / "store")] == [kept]


def test_dates_in_parquet_may_be_dates_timestamps_or_text(tmp_path):
    day, instant = date(2026, 10, 31), datetime(2026, 10, 31, 9, 0)  # noqa: DTZ001 - naive on purpose
    columns = {
        "document_date": pa.array([day], pa.date32()),
        "due_date": pa.array([instant], pa.timestamp("ns")),
        "updated_at": pa.array(
            [instant.replace(tzinfo=UTC) - timedelta(hours=11)], pa.timestamp("us", "UTC")
        ),
    }
    pq.write_table(pa.table({"Type": ["Invoice"], "Number": ["INV-1"], **columns}), tmp_path / "a.parquet")
    brought(tmp_path / "a.parquet", tmp_path / "store", "cin7")
    (row,) = stored_documents(tmp_path / "store")
    assert (row["document_date"], row["due_date"]) == (day, day)
    assert row["updated_at"] == instant - timedelta(hours=11)


def test_a_date_in_parquet_that_is_an_instant_is_refused(tmp_path):
    dates = pa.array([datetime(2026, 10, 31, tzinfo=UTC)], pa.timestamp("us", "Australia/Sydney"))
    table = pa.table({"Type": ["Invoice"], "Number": ["INV-1"], "Date": dates})
    pq.write_table(table, tmp_path / "a.parquet")
    refused = brought(tmp_path / "a.parquet", tmp_path / "store", "cin7").refused
    assert refused
    assert "'Date' holds instants with a time zone" in refused


def test_a_damaged_parquet_file_is_refused(tmp_path):
    whole = documents_parquet(tmp_path / "whole.parquet", [document()]).read_bytes()
    for cut in (5, len(whole) // 2, len(whole) - 3):
        (tmp_path / "cut.parquet").write_bytes(whole[:cut])
        refused = brought(tmp_path / "cut.parquet", tmp_path / "store", "cin7").refused
        assert refused
        assert "cut off or damaged" in refused


def test_texts_in_parquet_are_trimmed_and_blanks_are_nothing(tmp_path):
    written = document("\u00a0INV-1 ", contact="  ", reference="'007", parent_number="", status="PAID\r\n")
    documents_parquet(tmp_path / "a.parquet", [{**written, "account": "\ufeffZoë\t"}])
    brought(tmp_path / "a.parquet", tmp_path / "store", "cin7")
    (row,) = stored_documents(tmp_path / "store")
    read = [row[name] for name in ("number", "contact", "reference", "parent_number", "status", "account")]
    assert read == ["INV-1", None, "007", None, "PAID", "Zoë"]


def test_a_parquet_column_by_the_name_of_the_row_number_is_named(tmp_path):
    documents_parquet(tmp_path / "a.parquet", [{**document(), "File_Row_Number": 7}])
    refused = brought(tmp_path / "a.parquet", tmp_path / "store", "cin7").refused
    assert refused
    assert "'file_row_number' another name" in refused
