"""Rows that a later export of the same time should hold and does not."""

from __future__ import annotations

from hypothesis import given, settings

from tests.diagnose.history import exported_at, items_of
from tests.diagnose.logs import bare, logs, on, report_of, row
from xsync.diagnose.diagnosis import diagnosis


def numbers_missing(folder, *exports):
    rows = diagnosis(report_of(folder, *exports)).vanished.rows.to_pylist()
    return {each["cin7_number"]: each["missing_file"] for each in rows}


def covers(export, own):
    dates = [each["sync_date"] for each in export if each["sync_date"]]
    statuses = {each["sync_status"] for each in export}
    return (
        own["sync_date"] is not None
        and bool(dates)
        and min(dates) <= own["sync_date"] <= max(dates)
        and own["item_type"] in {each["item_type"] for each in export}
        and (len(statuses) > 1 or own["sync_status"] in statuses)
    )


@settings(max_examples=30)
@given(exports=logs(most_exports=4))
def test_a_row_vanished_if_the_first_later_export_that_covers_it_misses_it(exports, tmp_path_factory):
    expected = {}
    for item in items_of(exports):
        current = item.in_order()[-1]
        own = (exported_at(exports, int(current["load_id"][-1])), int(current["load_id"][-1]))
        later = sorted((exported_at(exports, at), at) for at in range(len(exports)))
        missing = [at for when, at in later if (when, at) > own and covers(exports[at], current)]
        if own == item.last_observed and missing:
            expected[current["load_id"], current["source_row"]] = f"export-{missing[0]}.csv"
    found = diagnosis(report_of(tmp_path_factory.mktemp("log"), *bare(exports))).vanished
    told = {(each["load_id"], each["source_row"]): each["missing_file"] for each in found.rows.to_pylist()}
    assert told == expected
    assert found.items == len(expected)


def test_a_row_within_the_span_of_a_later_export_and_absent_from_it_has_vanished(tmp_path):
    first = [row("N-1"), row("N-2", sync_date=on(3)), row("N-3", sync_date=on(5))]
    later = [row("N-1"), row("N-3", status="Failed", sync_date=on(5)), row("N-4", sync_date=on(9))]
    assert numbers_missing(tmp_path, first, later) == {"N-2": "export-1.csv"}


def test_an_export_of_another_time_type_or_status_proves_nothing(tmp_path):
    first = [
        row("N-1"),
        row("N-2", sync_date=on(3)),
        row("P", "product", sync_date=on(3)),
        row("N-9", sync_date=None),
    ]
    shorter = [row("N-1", sync_date=on(4)), row("N-5", status="Failed", sync_date=on(8))]
    filtered = [row("N-7", status="Failed"), row("N-8", status="Failed", sync_date=on(9))]
    assert numbers_missing(tmp_path / "a", first, shorter) == {}
    assert numbers_missing(tmp_path / "b", first, filtered) == {}


def test_what_comes_back_has_not_vanished(tmp_path):
    first = [row("N-1"), row("N-2", sync_date=on(3)), row("N-3", sync_date=on(5))]
    without = [row("N-1"), row("N-3", status="Failed", sync_date=on(6))]
    again = [*first, row("N-6", sync_date=on(7))]
    assert numbers_missing(tmp_path / "a", first, without) == {"N-2": "export-1.csv"}
    assert numbers_missing(tmp_path / "b", first, without, again) == {}
