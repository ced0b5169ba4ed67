"""Loads that are killed, and loads at the same time: real processes on a real store."""

from __future__ import annotations

import json

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from deltalake import DeltaTable

from tests.sources.exports import export_csv, item, loaded, stored
from tests.store.processes import LoadProcess
from xsync.store.schemas import SCHEMAS
from xsync.store.store import Store

KILLS = 12


@pytest.mark.parametrize("loaded_before", [0, 3])
def test_a_load_killed_at_any_instant_leaves_the_store_as_before_or_as_after(tmp_path, loaded_before):
    store = tmp_path / "store"
    big = export_csv(
        tmp_path / "big.csv",
        [item(number, sync_date="x" if number % 5000 == 0 else "2026-10-01") for number in range(10, 30_000)],
    )
    if loaded_before:
        loaded(export_csv(tmp_path / "small.csv", [item(number) for number in range(loaded_before)]), store)
    whole = LoadProcess(big, tmp_path / "elsewhere")
    whole.begin()
    seconds = json.loads(whole.told())["seconds"]
    before, after = loaded_before, loaded_before + 29_990 - 5
    arrived = False
    for kill in range(KILLS // 2):
        process = LoadProcess(big, store)
        process.begin()
        process.kill_after(seconds * (kill + 0.5 + bool(loaded_before) / 2) / (KILLS // 2))
        organisations = Store(store).organisations()
        items = len(stored(store)) if organisations else 0
        assert items in ({after} if arrived else {before, after})
        arrived = items == after
    file = loaded(big, store)
    assert file.already_loaded == arrived
    assert (file.rows_read, file.rows_rejected) == (29_990, 5)
    assert len(stored(store)) == after
    assert len(Store(store).loads("default")) == bool(loaded_before) + 1


@pytest.mark.parametrize("together", [2, 4])
def test_loads_at_once_into_a_new_store_all_arrive(tmp_path, together):
    processes = []
    for at in range(together):
        items = [item(number, sync_date="" if number else "x") for number in range(at * 100, at * 100 + 50)]
        processes.append(LoadProcess(export_csv(tmp_path / f"{at}.csv", items), tmp_path / "store"))
    for process in processes:
        process.begin()
    results = [json.loads(process.told())["files"][0] for process in processes]
    assert [result["refused"] for result in results] == [None] * together
    assert len(stored(tmp_path / "store")) == together * 50 - 1
    loads = Store(tmp_path / "store").loads("default")
    assert {load.source_file for load in loads} == {f"{at}.csv" for at in range(together)}
    assert sum(load.rows_loaded for load in loads) == together * 50 - 1


def test_rows_arrive_though_another_process_made_the_table_anew_while_they_were_written(tmp_path):
    tables = Store(tmp_path / "store").tables
    quarantined = pa.table({name: ["1"] for name in SCHEMAS["quarantine"].names}).cast(SCHEMAS["quarantine"])

    def write(file):
        location = str(tmp_path / "store" / "quarantine")
        DeltaTable.create(location, SCHEMAS["quarantine"], mode="overwrite")
        pq.write_table(quarantined, file)
        return len(quarantined)

    tables.append_file("quarantine", write, {"organisation": "1", "load_id": "1"}, tmp_path)
    [file] = tables.files("quarantine", "1")
    assert pq.read_table(file).equals(quarantined)


def test_the_same_file_loaded_twice_at_once_counts_once(tmp_path):
    path = export_csv(tmp_path / "export.csv", [item(number) for number in range(50)])
    processes = [LoadProcess(path, tmp_path / "store") for _ in range(3)]
    for process in processes:
        process.begin()
    for process in processes:
        process.told()
    assert len(stored(tmp_path / "store")) == 50
    assert len(Store(tmp_path / "store").loads("default")) == 1
    assert loaded(path, tmp_path / "store").already_loaded


def test_withdrawing_a_reading_withdraws_its_twin_too(tmp_path):
    """Two processes read the same file in the wrong order of dates; one word puts both right."""
    path = export_csv(
        tmp_path / "export.csv", [item(1, sync_date="03/04/2026"), item(2, sync_date="25/04/2026")]
    )
    processes = [LoadProcess(path, tmp_path / "store") for _ in range(2)]
    for process in processes:
        process.begin()
    for process in processes:
        process.told()
    loaded(path, tmp_path / "store", date_order="mdy")
    assert [row["sync_date"].month for row in stored(tmp_path / "store")] == [3]
