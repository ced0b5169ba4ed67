"""The live table holds the page that it says it shows, all of it."""

from __future__ import annotations

import json

from itables.widget import ITable

import xsync
from tests.run.surroundings import AS_OF, demo_store
from tests.view.panel_driver import Bench

LARGE = 500


def test_a_large_page_is_shown_whole(tmp_path_factory):
    report = xsync.sync_report(
        store=demo_store(tmp_path_factory), as_of=AS_OF, period="all_time"
    ).page_length(LARGE)
    bench = Bench(report, [])
    [table] = [each for each in bench.hand.controls() if isinstance(each, ITable)]
    shown = f"Items 1 to {LARGE} of {report.counts.items_shown:,}"
    assert shown in bench.table()[0]
    assert len(bench.table()) == 1 + 1 + LARGE
    sent = table.get_state()["_dt_args"]
    assert len(json.loads(sent["data_json"])) == LARGE
