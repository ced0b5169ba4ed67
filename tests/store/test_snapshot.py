"""Exports overlap: which observation of an item is current, and what a second look at it adds."""

from __future__ import annotations

import tempfile
from collections import Counter
from datetime import datetime, timedelta
from pathlib import Path

import pyarrow.parquet as pq
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import xsync
from tests.sources.exports import contents, export_csv, item, loaded, stored
from xsync.store.store import Store


def observations(store: Path) -> int:
    return sum(pq.read_metadata(file).num_rows for file in Store(store).tables.files("observations"))


def statuses(store: Path) -> dict[str, str]:
    return {row["cin7_number"]: row["sync_status"] for row in stored(store)}


def payment(number: int = 1, **fields: object) -> dict[str, object]:
    usual = {
        "item_type": "Payment",
        "cin7_number": "",
        "payment_account": "090",
        "document_link": f"https://inventory.dearsystems.com/Sale#{number}",
    }
    return item(number, **{**usual, **fields})


def test_the_same_file_again_adds_nothing_and_says_so(tmp_path):
    path = export_csv(tmp_path / "export.csv", [item(1), item(2), item(3, sync_date="x")])
    first = loaded(path, tmp_path / "store")
    kept = contents(tmp_path / "store")
    for copy in (path, export_csv(tmp_path / "copy.csv", [item(1), item(2), item(3, sync_date="x")])):
        again = loaded(copy, tmp_path / "store")
        assert again.already_loaded
        assert (again.rows_read, again.rows_loaded, again.rows_known, again.rows_rejected) == (3, 0, 2, 1)
        assert again.rejects == first.rejects
    assert contents(tmp_path / "store") == kept


def test_an_overlapping_newer_export_supersedes_and_history_is_kept(tmp_path):
    store = tmp_path / "store"
    older = [item(1), item(2, sync_status="Failed"), item(3, sync_status="Pending", sync_date="")]
    loaded(export_csv(tmp_path / "older.csv", older), store)
    newer = [
        item(2, sync_date="2026-10-20 10:00"),
        item(3, sync_date="2026-10-21 10:00"),
        item(4, sync_status="Failed", sync_date="2026-10-22 10:00"),
    ]
    file = loaded(export_csv(tmp_path / "newer.csv", [item(1), *newer]), store)
    assert (file.rows_read, file.rows_known, file.rows_loaded) == (4, 1, 3)
    assert statuses(store) == {
        "INV-00001": "Completed",
        "INV-00002": "Completed",
        "INV-00003": "Completed",
        "INV-00004": "Failed",
    }
    assert observations(store) == 7


def test_an_older_export_loaded_later_does_not_supersede(tmp_path):
    store = tmp_path / "store"
    loaded(
        export_csv(
            tmp_path / "newer.csv", [item(1, sync_date="2026-10-20"), item(2, sync_date="2026-10-21")]
        ),
        store,
    )
    older = [
        item(1, sync_status="Failed", sync_date="2026-10-05"),
        item(2, sync_status="Pending", sync_date=""),
        item(3, sync_status="Failed", sync_date="2026-10-06"),
    ]
    file = loaded(export_csv(tmp_path / "older.csv", older), store)
    assert (file.rows_known, file.rows_loaded) == (0, 3)
    assert statuses(store) == {"INV-00001": "Completed", "INV-00002": "Completed", "INV-00003": "Failed"}


def test_a_change_without_a_new_date_goes_by_the_later_export(tmp_path):
    """A person skips what had failed: the log's date stays, the status changes."""
    store = tmp_path / "store"
    failed = item(1, sync_status="Failed")
    loaded(export_csv(tmp_path / "1.csv", [failed, item(2)]), store)
    skipped = {**failed, "sync_status": "Skipped"}
    file = loaded(export_csv(tmp_path / "2.csv", [skipped, item(2), item(9)]), store)
    assert (file.rows_known, file.rows_loaded) == (1, 2)
    assert statuses(store)["INV-00001"] == "Skipped"


def test_an_item_that_turns_back_to_what_it_was_tells_something_new(tmp_path):
    store = tmp_path / "store"
    for day, (status, new) in enumerate([("Failed", 2), ("Pending", 2), ("Failed", 2), ("Failed", 1)], 10):
        rows = [
            item(1, sync_status=status, sync_date=""),
            item(2, cin7_number=f"CR-{day}", sync_date=f"2026-10-{day}"),
        ]
        assert loaded(export_csv(tmp_path / f"{day}.csv", rows), store).rows_loaded == new
        assert statuses(store)["INV-00001"] == status


@pytest.mark.parametrize(
    "like",
    [
        item(1),
        payment(1),
        payment(1, cin7_number="PAY-1"),
        payment(1, document_link="", payment_account=""),
    ],
)
def test_identical_rows_of_one_file_are_all_kept_and_never_multiply(tmp_path, like):
    store = tmp_path / "store"
    loaded(export_csv(tmp_path / "1.csv", [like, like, like]), store)
    assert len(stored(store)) == 3
    file = loaded(export_csv(tmp_path / "2.csv", [like, like, like, item(7)]), store)
    assert (file.rows_known, file.rows_loaded) == (3, 1)
    assert len(stored(store)) == 4
    file = loaded(export_csv(tmp_path / "3.csv", [like, item(7), like, like, like]), store)
    assert (file.rows_known, file.rows_loaded) == (4, 1)
    assert len(stored(store)) == 5
    loaded(export_csv(tmp_path / "4.csv", [like, item(8)]), store)
    assert len(stored(store)) == 6


def test_payments_without_numbers_are_told_apart_by_what_they_pay(tmp_path):
    store = tmp_path / "store"
    first, second = payment(1), payment(1, document_link="https://inventory.dearsystems.com/Sale#other")
    loaded(export_csv(tmp_path / "1.csv", [first, second]), store)
    newer = {**second, "sync_status": "Failed", "sync_date": "2026-10-20"}
    loaded(export_csv(tmp_path / "2.csv", [newer, payment(1, payment_account="091")]), store)
    assert Counter(row["sync_status"] for row in stored(store)) == {"Completed": 2, "Failed": 1}


def test_two_documents_of_different_types_may_share_a_number(tmp_path):
    store = tmp_path / "store"
    loaded(export_csv(tmp_path / "1.csv", [item(1), item(1, item_type="Credit note")]), store)
    loaded(export_csv(tmp_path / "2.csv", [item(1, item_type="Credit notes", sync_status="Failed")]), store)
    assert len(stored(store)) == 2


@settings(max_examples=8)
@given(
    exports=st.lists(
        st.dictionaries(st.integers(1, 4), st.sampled_from(["Failed", "Pending", "Completed"]), min_size=1),
        min_size=1,
        max_size=4,
    ),
    order=st.randoms(use_true_random=False),
)
def test_the_latest_word_of_the_log_stands_whatever_the_order_of_loading(exports, order):
    """Each export is a day later than the one before; the oracle keeps the last word on every item."""
    expected: dict[str, str] = {}
    with tempfile.TemporaryDirectory() as name:
        folder, store, paths = Path(name), Path(name) / "store", []
        for day, export in enumerate(exports):
            moment = (datetime(2026, 10, 1) + timedelta(days=day)).isoformat(sep=" ")  # noqa: DTZ001 - a wall clock
            items = [item(number, sync_status=status, sync_date=moment) for number, status in export.items()]
            paths.append(export_csv(folder / f"{day}.csv", items))
            expected |= {f"INV-{number:05d}": status for number, status in export.items()}
        order.shuffle(paths)
        for path in paths:
            loaded(path, store)
        assert statuses(store) == expected
        assert observations(store) == sum(map(len, exports))


def test_reading_a_file_again_in_another_date_order_replaces_the_first_reading(tmp_path):
    store = tmp_path / "store"
    rows = [item(1, sync_date="03/04/2026"), item(2, sync_date="05/06/2026", effective_date="soon")]
    path = export_csv(tmp_path / "export.csv", rows)
    first = loaded(path, store, date_order="mdy")
    assert stored(store)[0]["sync_date"].month == 3
    again = loaded(path, store, date_order="dmy")
    assert not again.already_loaded
    assert (again.rows_loaded, again.rows_known, again.rows_rejected) == (1, 0, 1)
    assert [row["sync_date"].month for row in stored(store)] == [4]
    assert loaded(path, store, date_order="dmy").already_loaded
    assert loaded(path, store).already_loaded
    loaded(path, store, date_order="mdy")
    assert [row["sync_date"].month for row in stored(store)] == [3]
    assert len(Store(store).loads("default")) == 1
    assert first.sha256 == again.sha256


def test_an_order_that_makes_no_difference_is_no_other_reading(tmp_path):
    path = export_csv(tmp_path / "export.csv", [item(1)])
    loaded(path, tmp_path / "store")
    assert loaded(path, tmp_path / "store", date_order="dmy").already_loaded


def test_a_file_with_more_columns_of_other_reports_keeps_them_per_observation(tmp_path):
    store = tmp_path / "store"
    loaded(export_csv(tmp_path / "1.csv", [item(1, sync_date="2026-10-01", message="closed")]), store)
    loaded(export_csv(tmp_path / "2.csv", [item(1, sync_date="2026-10-02")]), store)
    (row,) = stored(store)
    assert row["message"] is None
    assert xsync.sync_report(store=store, period="all_time").counts.items_shown == 1
