"""How the log stood after each load, against settling all loads up to each of them anew."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from hypothesis import given, settings

from tests.diagnose.history import is_unsynced, items_of
from tests.diagnose.logs import bare, logs, on, report_of, row
from xsync.diagnose.diagnosis import diagnosis

if TYPE_CHECKING:
    from tests.diagnose.logs import Row


def standing_after(exports, position):
    known = enumerate(items_of(exports))
    rows = {name: item.in_order(position) for name, item in known}
    return {name: seen[-1] for name, seen in rows.items() if seen}


@settings(max_examples=40)
@given(exports=logs(most_exports=4))
def test_the_log_stands_after_each_load_as_if_settled_then(exports, tmp_path_factory):
    found = diagnosis(report_of(tmp_path_factory.mktemp("log"), *bare(exports))).trend
    before: dict[int, Row] = {}
    for position, standing in enumerate(found.standings):
        after = standing_after(exports, position)
        counted = {status: number for status, number in standing.by_status.items() if number}
        assert counted == Counter(each["sync_status"] for each in after.values())
        was = {name for name, each in before.items() if is_unsynced(each)}
        now = {name for name, each in after.items() if is_unsynced(each)}
        assert (standing.new, standing.gone) == (len(now - was), len(was - now))
        before = after
    assert (len(found.new_items), len(found.gone_items)) == (standing.new, standing.gone)


def test_the_last_standing_is_the_report(tmp_path):
    exports = [
        [row("N-1", status="Failed"), row("N-2"), row("N-3", status="Pending")],
        [
            row("N-1", sync_date=on(9)),
            row("N-2", status="Failed", sync_date=on(9)),
            row("N-4", sync_date=on(9)),
        ],
    ]
    report = report_of(tmp_path, *exports)
    found = diagnosis(report).trend
    assert found.standings[-1].by_status == report.counts.by_status
    assert [(each.new, each.gone, each.unsynced) for each in found.standings] == [(2, 0, 2), (1, 1, 2)]
    told = [found.new_items, found.gone_items]
    assert [table.select(["cin7_number", "status_before", "status_after"]).to_pylist() for table in told] == [
        [{"cin7_number": "N-2", "status_before": "Completed", "status_after": "Failed"}],
        [{"cin7_number": "N-1", "status_before": "Failed", "status_after": "Completed"}],
    ]


def test_neither_period_nor_filter_narrows_it(tmp_path):
    export = [row("N-1", status="Failed"), row("N-2")]
    report = report_of(tmp_path, export, period="today").filter({"field": "cin7_number", "equals": "N-9"})
    assert diagnosis(report).trend.standings[0].by_status["Failed"] == 1
