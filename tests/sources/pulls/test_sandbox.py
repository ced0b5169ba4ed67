"""Both ledgers pulled from the sandbox over HTTP, whatever goes wrong: nothing lost, nothing twice."""

from __future__ import annotations

import time
from collections import Counter
from datetime import UTC, datetime
from decimal import Decimal

import pytest

import xsync
from tests.sources.pulls.served import (
    ORGANISATION,
    PullProcess,
    assert_nothing_lost_nothing_twice,
    documents,
    keys,
    truth,
)
from xsync.errors import UsageError
from xsync.sandbox import Sandbox
from xsync.sandbox.books import Books
from xsync.sandbox.faults import FAULTS
from xsync.sources.demo import DEMO_SEED
from xsync.store.engine import Engine, parquet_relation, text_literal
from xsync.store.store import Store

ITEMS = 300
SHORT = 0.005
"""A minute of 0.3 seconds."""
PASSING = [name for name in FAULTS if name not in {"day-limit", "forbidden", "not-found"}]
SMALL = 60


@pytest.fixture
def books():
    return Books.of_demo(ITEMS, DEMO_SEED)


@pytest.fixture
def served(books, monkeypatch):
    """Serve the company with some faults, and point the settings there."""
    opened = []

    def serve(*faults, scale=SHORT, **values):
        sandbox = Sandbox(**{"faults": faults, "limit_scale": scale, "books": books, **values})
        opened.append(sandbox.__enter__())
        for name, value in sandbox.environment.items():
            monkeypatch.setenv(name, value)
        return sandbox

    yield serve
    for sandbox in opened:
        sandbox.__exit__()


def days_until_complete(sandbox, **asked):
    """Pull once a day until all is there, and say how many days that took."""
    for day in range(1, 100):
        sandbox.new_day()
        if xsync.pull("xero", organisation=ORGANISATION, **asked).is_complete:
            return day
    pytest.fail("the pull never came to its end")


def answers(side):
    files = Store().tables.files("answers", ORGANISATION)
    return [
        str(request)
        for (request,) in Engine().rows(
            f"SELECT request FROM {parquet_relation(files)} WHERE side = {text_literal(side)}"  # noqa: S608
        )
    ]


def test_every_document_of_both_ledgers_arrives_as_the_server_has_it(served, books):
    served()
    result = xsync.pull(organisation=ORGANISATION)
    assert result.is_complete, result.refused
    assert_nothing_lost_nothing_twice(books)
    for side in ("cin7", "xero"):
        found = {(row["item_type"], row["document_id"].lower()): row for row in documents(side)}
        for one in books.documents(side):
            row = found[one.item_type, one.document_id.lower()]
            for name in ("number", "direction", "amount", "document_date", "due_date", "currency"):
                assert row[name] == (
                    getattr(one, name) or None if isinstance(getattr(one, name), str) else getattr(one, name)
                ), (name, row)
            if one.item_type in {"invoice", "credit_note"}:
                assert (row["tax"], row["contact"], row["status"]) == (one.tax, one.contact, one.status)


def test_counts_are_those_of_the_store_and_the_second_pull_finds_nothing_new(served, books):
    served()
    first = xsync.pull(organisation=ORGANISATION).to_dict()
    assert set(first) == {"organisation", "complete", "pulled", "refused"}
    for side in ("cin7", "xero"):
        by_type = {name: counts["new"] for name, counts in first["pulled"][side].items() if counts["new"]}
        assert by_type == Counter(item_type for item_type, _ in truth(books, side))
    second = xsync.pull(organisation=ORGANISATION).to_dict()
    counted = [counts for side in second["pulled"].values() for counts in side.values()]
    assert all(not counts["new"] and not counts["changed"] for counts in counted)
    assert_nothing_lost_nothing_twice(books)


@pytest.mark.parametrize(
    "faults",
    [
        ("expired-token", "html-200"),
        ("ignore-page-size", "repeat-page"),
        ("drop-connection", "server-error", "slow"),
        PASSING,
    ],
    ids="+".join,
)
def test_no_fault_that_passes_loses_or_doubles_a_document(served, faults):
    small = Books.of_demo(ITEMS if "repeat-page" in faults else SMALL, DEMO_SEED)
    sandbox = served(*faults, books=small)
    result = xsync.pull(organisation=ORGANISATION)
    assert result.is_complete, result.refused
    assert_nothing_lost_nothing_twice(small)
    assert set(sandbox.statistics()["faults_struck"]) >= {*faults} - {"ignore-page-size"}


def test_what_is_refused_or_absent_is_named_and_the_rest_goes_on(served, books):
    served("forbidden", "not-found")
    result = xsync.pull(organisation=ORGANISATION)
    assert [(each.side, each.endpoint, each.status) for each in result.refused] == [
        ("cin7", "journal", 403),
        ("cin7", "ref/supplier/deposits", 404),
        ("xero", "BankTransfers", 404),
        ("xero", "ManualJournals", 403),
    ]
    assert (result.exit_code, result.is_complete) == (6, False)
    refusals = [load for load in Store().ledger_loads(ORGANISATION) if load.refusal]
    assert {load.source_file for load in refusals} == {each.endpoint for each in result.refused}
    assert_nothing_lost_nothing_twice(books, "cin7", without=("manual_journal", "supplier_deposit"))
    assert_nothing_lost_nothing_twice(books, "xero", without=("manual_journal", "money_task"))


def test_an_unknown_status_is_kept_as_text(served):
    served("unknown-enum")
    xsync.pull(organisation=ORGANISATION)
    assert {row["status"] for row in documents("xero")} >= {"UNDER_REVIEW"}


def test_only_changes_are_asked_for_and_what_left_its_page_is_gone(served, books):
    sandbox = served()
    xsync.pull(organisation=ORGANISATION)
    calls = sandbox.statistics()["cin7"]["calls_by_address"]["sale"]
    payment = next(
        one for one in books.documents("cin7") if one.item_type == "payment" and one.direction == "sale"
    )
    invoice = next(
        one
        for one in books.documents("cin7")
        if (one.item_type, one.number) == ("invoice", payment.parent_number)
    )
    books.change("cin7", invoice.document_id, updated_at=datetime.now(UTC).replace(tzinfo=None))
    books.remove("cin7", payment.document_id)
    xsync.pull("cin7", organisation=ORGANISATION)
    assert sandbox.statistics()["cin7"]["calls_by_address"]["sale"] == calls + 1
    assert_nothing_lost_nothing_twice(books)


def test_a_payment_that_changes_takes_no_other_of_its_invoice_with_it(served, books):
    served()
    xsync.pull("xero", organisation=ORGANISATION)
    paid = [one for one in books.documents("xero") if one.item_type == "payment"]
    of_invoice = Counter(one.url for one in paid)
    changed = next(one for one in paid if of_invoice[one.url] > 1)
    books.change(
        "xero", changed.document_id, status="DELETED", updated_at=datetime.now(UTC).replace(tzinfo=None)
    )
    result = xsync.pull("xero", organisation=ORGANISATION)
    assert result.counts["xero"]["payment"] == {"new": 0, "changed": 1, "unchanged": 0, "gone": 0}
    assert_nothing_lost_nothing_twice(books, "xero")


def test_a_full_pull_marks_what_is_gone(served, books):
    served()
    xsync.pull("xero", organisation=ORGANISATION)
    contact = next(one for one in books.documents("xero") if one.item_type == "contact")
    books.remove("xero", contact.document_id)
    xsync.pull("xero", organisation=ORGANISATION)
    assert keys(documents("xero"))["contact", contact.document_id.lower()] == 1
    result = xsync.pull("xero", organisation=ORGANISATION, full=True)
    assert result.counts["xero"]["contact"]["gone"] == 1
    assert_nothing_lost_nothing_twice(books, "xero")


def test_a_killed_pull_goes_on_where_it_was(served, books):
    sandbox = served(scale=0.02)
    for calls in (25, 75, 110):
        pull = PullProcess("cin7", "--json", environment=sandbox.environment)
        while sandbox.statistics()["cin7"]["calls"] < calls:
            assert pull.process.poll() is None
            time.sleep(0.005)
        pull.kill()
    code, told, errors = PullProcess("cin7", "--json", environment=sandbox.environment).ended()
    assert (code, told["complete"]) == (0, True), errors
    assert_nothing_lost_nothing_twice(books, "cin7")
    counted = sandbox.statistics()["cin7"]
    sales = sum(1 for order in books.orders().values() if order[0].document.direction == "sale")
    assert counted["calls_by_address"]["sale"] <= sales + 3  # each kill costs the call under way, no more
    assert counted["refused"] == {}
    asked = answers("cin7")
    assert len([each for each in asked if each.startswith("sale?")]) == len(
        {each for each in asked if each.startswith("sale?")}
    )


def test_two_pulls_at_once_both_end_well_and_double_nothing(served, books):
    sandbox = served(scale=0.02)
    pulls = [PullProcess("all", "--json", environment=sandbox.environment) for _ in range(2)]
    for code, told, errors in [pull.ended() for pull in pulls]:
        assert (code, told["complete"]) == (0, True), errors
    assert_nothing_lost_nothing_twice(books)
    for side in ("cin7", "xero"):
        assert sandbox.statistics()[side]["refused"] == {}


def test_a_daily_limit_stops_the_pull_which_goes_on_the_next_day(served, books):
    sandbox = served("ignore-page-size", calls_a_day=12)
    result = xsync.pull("xero", organisation=ORGANISATION)
    assert (result.exit_code, result.is_complete) == (6, False)
    assert "day's limit" in result.refused[-1].reason
    kept = keys(documents("xero"))
    assert kept
    assert kept <= truth(books, "xero")
    assert sandbox.statistics()["xero"]["calls"] == 12
    assert days_until_complete(sandbox) > 0
    assert_nothing_lost_nothing_twice(books, "xero")
    assert sandbox.statistics()["xero"]["calls"] > 12
    assert sandbox.statistics()["xero"]["refused"] == {}


@pytest.mark.parametrize("full", [False, True], ids=["what has changed", "all of it"])
def test_a_pull_that_needs_more_calls_than_a_day_has_ends_after_some_days(served, books, full):
    served()
    assert xsync.pull("xero", organisation=ORGANISATION).is_complete
    changed = ("invoice", "payment", "manual_journal")
    for item_type in changed:
        one = next(each for each in books.documents("xero") if each.item_type == item_type)
        books.change(
            "xero", one.document_id, amount=Decimal("1.23"), updated_at=datetime.now(UTC).replace(tzinfo=None)
        )
    sandbox = served("ignore-page-size", calls_a_day=4)
    first = xsync.pull("xero", organisation=ORGANISATION, full=full)
    assert "day's limit" in first.refused[-1].reason
    assert days_until_complete(sandbox, full=full) > 1
    assert_nothing_lost_nothing_twice(books, "xero")
    assert Counter(
        row["item_type"] for row in documents("xero") if row["amount"] == Decimal("1.23")
    ) == Counter(changed)
    told: list[str] = []
    sandbox.new_day()
    xsync.pull("xero", organisation=ORGANISATION, full=full, progress=told.append)
    assert "Xero: Contacts: was read before the day's limit was reached" not in told


def test_refresh_tokens_rotate_and_the_newest_serves_the_next_pull(served, books, monkeypatch):
    sandbox = served("expired-token")
    monkeypatch.setenv("XSYNC_XERO_REFRESH_TOKEN", sandbox.refresh_token)
    for _ in range(2):
        assert xsync.pull("xero", organisation=ORGANISATION).is_complete
    assert sandbox.statistics()["tokens_given"] > 2
    assert_nothing_lost_nothing_twice(books, "xero")


def test_settings_that_are_missing_are_named_all_at_once():
    with pytest.raises(UsageError) as missing:
        xsync.pull(organisation=ORGANISATION)
    for name in ("CIN7_ACCOUNT_ID", "CIN7_APPLICATION_KEY", "XERO_CLIENT_ID", "XERO_CLIENT_SECRET"):
        assert f"XSYNC_{name} " in str(missing.value)
