"""Ages, how often an item was seen failing, how long the others took: against items followed one by one."""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from datetime import date
from decimal import Decimal
from typing import Any

from hypothesis import given, settings

from tests.diagnose.history import is_unsynced, items_of
from tests.diagnose.logs import bare, logs, on, report_of, row
from xsync.diagnose.ageing import BUCKETS
from xsync.diagnose.diagnosis import diagnosis

TODAY = date(2026, 10, 31)


def bucket_of(days: int) -> str:
    return next(name for name, most in BUCKETS.items() if most is None or days <= most)


@settings(max_examples=40)
@given(exports=logs())
def test_every_item_is_as_old_as_its_present_run_of_failing(exports, tmp_path_factory):
    report = report_of(tmp_path_factory.mktemp("log"), *bare(exports))
    found = diagnosis(report).ageing
    expected: Counter[Any] = Counter()
    sums: dict[Any, Decimal] = defaultdict(Decimal)
    took: dict[str, list[int]] = defaultdict(list)
    for item in items_of(exports):
        seen, run = item.in_order(), []
        for each in seen:
            if is_unsynced(each):
                run.append(each)
                continue
            if run and each["sync_status"] == "Completed":
                took[each["item_type"]].append(int((each["seen_at"] - run[0]["seen_at"]).total_seconds()))
            run = []
        if run:
            days = max((TODAY - run[0]["seen_at"].date()).days, 0)
            kind = (seen[-1]["item_type"], bucket_of(days), seen[-1]["sync_status"])
            expected[kind] += 1
            if seen[-1]["amount"] is not None:
                sums[kind[0], seen[-1]["currency"] or "", kind[1]] += seen[-1]["amount"]
    counted: Counter[Any] = Counter()
    for aged in found.aged:
        counted[aged.item_type, aged.bucket, aged.sync_status] += aged.items
    assert counted == expected
    assert sum(found.by_bucket().values()) == report.counts.unsynced
    assert sums == {
        (stored, currency, bucket): amount
        for (stored, currency), buckets in found.amounts().items()
        for bucket, amount in buckets.items()
    }
    assert {time.item_type: time.completions for time in found.times} == {k: len(v) for k, v in took.items()}
    for time in found.times:
        ordered = sorted(took[time.item_type])
        half, nine_tenths = (ordered[math.ceil(share * len(ordered)) - 1] for share in (0.5, 0.9))
        told = [time.shortest, time.median, time.ninth_decile, time.longest]
        assert told == [ordered[0], half, nine_tenths, ordered[-1]]


def test_an_age_begins_anew_after_a_completion_and_counts_every_export(tmp_path):
    exports = [
        [row("N-1", status="Failed", sync_date=on(1))],
        [row("N-1", sync_date=on(5))],
        [row("N-1", status="Failed", sync_date=on(20))],
        [row("N-1", status="Skipped", sync_date=on(24), amount=Decimal("12.3456"), currency="GBP")],
    ]
    found = diagnosis(report_of(tmp_path, *exports)).ageing
    [oldest] = found.oldest.to_pylist()
    assert (oldest["started_at"], oldest["days"], oldest["times_seen"], oldest["times_failed"]) == (
        on(20),
        11,
        2,
        1,
    )
    [aged] = found.aged
    assert (aged.bucket, aged.amount, aged.most_times_seen) == ("8–30 days", Decimal("12.3456"), 2)
    [time] = found.times
    assert (time.completions, time.median) == (1, 4 * 86_400)


def test_an_age_is_counted_in_days_of_the_organisation(tmp_path):
    export = [row("N-1", status="Failed", sync_date=on(29, 23))]
    asked = {"as_of": "2026-10-30T14:00:00+00:00"}
    ages = [
        diagnosis(report_of(tmp_path / zone.replace("/", "-"), export, time_zone=zone, **asked)).ageing.oldest
        for zone in ("UTC", "Pacific/Auckland")
    ]
    assert [age.column("days").to_pylist() for age in ages] == [[1], [2]]


def test_only_what_is_shown_is_aged(tmp_path):
    export = [row("N-1", status="Failed"), row("N-2", status="Pending", sync_date=on(30))]
    report = report_of(tmp_path, export).filter({"field": "sync_status", "equals": "Pending"})
    assert diagnosis(report).ageing.by_bucket() == {**dict.fromkeys(BUCKETS, 0), "0–1 days": 1}
