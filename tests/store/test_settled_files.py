"""Settled snapshots are kept while they are used, and no longer than a week after."""

from __future__ import annotations

import os
import time

import xsync
from xsync.sources.demo import DEMO_ORGANISATION, write_demo

A_WEEK = 7 * 86_400


def settled_files(store):
    return sorted((store / "cache" / "items").glob("*.parquet"))


def test_a_snapshot_long_unused_goes_when_a_newer_one_is_settled(tmp_path):
    older, newer = write_demo(tmp_path / "demo", items=60).exports
    store = tmp_path / "store"
    xsync.load(older, organisation=DEMO_ORGANISATION, store=store)
    xsync.sync_report(DEMO_ORGANISATION, store)
    (first,) = settled_files(store)
    xsync.load(newer, organisation=DEMO_ORGANISATION, store=store)
    xsync.sync_report(DEMO_ORGANISATION, store)
    assert len(settled_files(store)) == 2

    long_ago = time.time() - A_WEEK - 60
    os.utime(first, (long_ago, long_ago))
    of_a_killed_process, of_one_at_work = (
        first.with_name(f".{first.name}.{number}.partial") for number in (1, 2)
    )
    for partial in (of_a_killed_process, of_one_at_work):
        partial.touch()
    os.utime(of_a_killed_process, (long_ago, long_ago))
    third = tmp_path / "third.csv"
    third.write_bytes(older.read_bytes().replace(b"Completed", b"Skipped", 1))
    xsync.load(third, organisation=DEMO_ORGANISATION, store=store)
    xsync.sync_report(DEMO_ORGANISATION, store)
    assert first not in settled_files(store)
    assert len(settled_files(store)) == 2
    assert not of_a_killed_process.exists()
    assert of_one_at_work.exists()
