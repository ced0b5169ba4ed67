"""The verdict and its sums against a plain count over small logs, whatever stands in them."""

from __future__ import annotations

import tempfile
from collections import defaultdict
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.diagnose.logs import AS_OF, on, report_of, row
from xsync.close.entries import Standing
from xsync.close.log_entries import COLUMNS, SORT, in_question
from xsync.close.question import CloseQuestion
from xsync.close.readiness import CloseReadiness
from xsync.errors import UsageError

FIRST, LAST = date(2026, 9, 1), date(2026, 9, 30)
UNSYNCED = {"Failed", "Pending", "Skipped"}
NOT_POSTED = {"product", "contact", "attachment"}


def readiness(folder, *rows, **parameters):
    question = CloseQuestion.of({"period": "last_month", "as_of": AS_OF, **parameters}, {})
    log = report_of(folder, list(rows), filter=in_question(question), date_field="effective_date")
    return CloseReadiness(question, log.columns(COLUMNS).sort(SORT))


def amounts(rows):
    summed: defaultdict[tuple[str, str], Decimal] = defaultdict(Decimal)
    for each in rows:
        if each["amount"] is not None:
            summed[each["item_type"], each["currency"] or ""] += each["amount"]
    return dict(summed)


days = st.none() | st.integers(-70, 40).map(lambda more: FIRST + timedelta(days=more))
logged = st.builds(
    lambda at, kind, status, day, cents, currency: row(
        f"N-{at}",
        kind,
        status,
        effective_date=day,
        amount=cents if cents is None else Decimal(cents).scaleb(-2),
        currency=currency,
        sync_date=on(1),
    ),
    st.integers(1, 999),
    st.sampled_from(["invoice", "payment", "credit_note", "product", "contact", "attachment", "Gift card"]),
    st.sampled_from([*sorted(UNSYNCED), "Completed", "Warning", "Odd"]),
    days,
    st.none() | st.integers(-99_999_999, 99_999_999),
    st.sampled_from(["GBP", "EUR", None]),
)
locks = st.none() | st.integers(-50, 35).map(lambda more: FIRST + timedelta(days=more))


@given(st.lists(logged, max_size=12, unique_by=lambda each: (each["item_type"], each["cin7_number"])), locks)
def test_the_verdict_and_every_sum_are_those_of_a_plain_count(rows, lock):
    with tempfile.TemporaryDirectory() as folder:
        report = readiness(Path(folder), *rows, lock_date=lock.isoformat() if lock else None)
        unsynced = [each for each in rows if each["sync_status"] in UNSYNCED]
        dated = [each for each in unsynced if each["effective_date"] and each["effective_date"] <= LAST]
        undated = [each for each in unsynced if each["effective_date"] is None]
        in_period = [each for each in dated if each["effective_date"] >= FIRST]
        locked = [each for each in dated if lock and each["effective_date"] <= lock]
        open_ = [each for each in dated if not lock or each["effective_date"] > lock]
        posted = [each for each in open_ if each["item_type"] not in NOT_POSTED]
        early = [each for each in locked if each["effective_date"] < FIRST]
        decides = [
            each
            for each in [*dated, *undated]
            if each["item_type"] not in NOT_POSTED and all(each is not other for other in early)
        ]
        expected = {
            "unsynced_in_period": in_period,
            "behind_the_lock": locked,
            "stranded_by_the_next_lock": posted,
            "without_date": undated,
            "in_the_way": decides,
            "accepted": [],
            "ledgers_disagree": [],
        }
        assert report.ready is (decides == [])
        assert {name: tally.entries for name, tally in report.tallies.items()} == {
            name: len(members) for name, members in expected.items()
        }
        assert {name: tally.amounts for name, tally in report.tallies.items()} == {
            name: amounts(members) for name, members in expected.items()
        }
        assert sum(len(step.entries) for step in report.steps) == len(decides)
        assert len(report.entries) == len(dated) + len(undated)


def test_nothing_out_of_xero_is_ready(tmp_path):
    report = readiness(tmp_path, row("INV-1", effective_date=FIRST))
    assert report.ready
    assert report.entries == ()
    assert report.crossings == ()


def test_the_last_day_counts_and_the_day_after_does_not(tmp_path):
    late = row("INV-2", status="Failed", effective_date=LAST + timedelta(days=1))
    assert readiness(tmp_path / "after", late).ready
    report = readiness(tmp_path / "on", {**late, "effective_date": LAST})
    assert [each.number for each in report.in_the_way] == ["INV-2"]


@pytest.mark.parametrize(
    ("lock", "standing"), [("2026-08-30", Standing.IN_THE_WAY), ("2026-08-31", Standing.LOCKED)]
)
def test_the_lock_date_itself_is_locked(tmp_path, lock, standing):
    report = readiness(
        tmp_path, row("INV-1", status="Failed", effective_date=date(2026, 8, 31)), lock_date=lock
    )
    assert [each.standing for each in report.entries] == [standing]


def test_a_root_takes_what_waits_for_it_out_of_the_way(tmp_path):
    told = "Account could not be found. Account '200'."
    report = readiness(
        tmp_path,
        row("INV-1", status="Failed", effective_date=LAST, contact="Ann", message=told),
        row("INV-1", "payment", "Pending", effective_date=LAST, contact="Ann"),
    )
    [step] = report.steps
    assert len(step.entries) == 2
    assert {each.root for each in report.in_the_way} <= {"Account 200", "Invoice INV-1"}
    assert step.begin_with == ("Account 200",)


def test_without_both_ledgers_it_says_what_is_not_covered(tmp_path):
    report = readiness(tmp_path, row("INV-1"))
    assert "Not covered" in dict(report.asked())["Covered"]
    assert report.to_dict()["ledgers_covered"] is False


def test_every_mistake_is_named_at_once():
    given_ = {"period": "all_time", "lock_date": "31 Foo", "thresholds": {"failed": 0}, "filter": "x"}
    with pytest.raises(UsageError) as refused:
        CloseQuestion.of(given_, {})
    said = "\n".join(refused.value.mistakes)
    for part in ("filter: no such parameter", "all time has no last day", "lock_date:", "thresholds.failed"):
        assert part in said


def test_the_organisations_own_lock_date_holds_unless_none_is_said():
    own = {"lock_date": "2026-08-31"}
    assert CloseQuestion.of({}, own).lock_date == date(2026, 8, 31)
    assert CloseQuestion.of({"lock_date": "2026-07-31"}, own).lock_date == date(2026, 7, 31)
    assert CloseQuestion.of({"lock_date": "none"}, own).lock_date is None


@pytest.mark.parametrize("lock", ["2026-08-31", None])
def test_the_settled_parameters_ask_the_same_again(lock):
    asked = CloseQuestion.of(
        {"period": "custom", "date_from": "2026-09-01", "date_to": "2026-09-15", "lock_date": lock,
         "as_of": AS_OF, "thresholds": {"in_the_way": "3"}},
        {},
    )  # fmt: skip
    assert CloseQuestion.of(asked.parameters(), {"lock_date": "2026-01-31"}) == asked
