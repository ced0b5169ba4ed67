"""The tie-out of accounts over HTTP: the demo company's ledgers pulled, held against what was planted."""

from __future__ import annotations

from collections import Counter, defaultdict
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest

import xsync
from xsync.documents import NOT_IN_THE_BOOKS
from xsync.reconcile.accounts import account_movements
from xsync.sandbox import Sandbox
from xsync.sandbox.books import Books
from xsync.sources.demo import DEMO_SEED
from xsync.store.engine import Engine
from xsync.store.store import Store
from xsync.view.accounts_section import account_rows, accounts_section

ORGANISATION = "Acme"
FOREIGN = {"095"}
TOLERATED = Decimal("0.01")
"""One document is a cent apart on purpose, and agrees."""
CONTROL = {"sale": "610", "purchase": "800"}


@pytest.fixture
def books():
    return Books.of_demo(200, DEMO_SEED)


@pytest.fixture
def served(books, tmp_path, monkeypatch):
    monkeypatch.setenv("XSYNC_STATE", str(tmp_path / "state"))
    monkeypatch.setenv("XSYNC_PARAMS", str(tmp_path / "params"))
    monkeypatch.setenv("XSYNC_STORE", str(tmp_path / "store"))
    monkeypatch.setenv("PYTHON_KEYRING_BACKEND", "keyring.backends.null.Keyring")
    opened: list[Sandbox] = []

    def serve(*faults, **values):
        sandbox = Sandbox(books=books, faults=faults, limit_scale=0.0005, **values)
        opened.append(sandbox.__enter__())
        for name, value in sandbox.environment.items():
            monkeypatch.setenv(name, value)
        return sandbox

    yield serve
    for sandbox in opened:
        sandbox.__exit__()


def moved(**values):
    return account_movements(Engine(), Store(), ORGANISATION, **values)


def posted(entry):
    """What a bookkeeper would post for a document of the demo company: debits above zero."""
    one = entry.document
    amount, tax = one.amount or Decimal(0), one.tax or Decimal(0)
    account = one.account.partition(":")[0]
    if one.status.casefold() in NOT_IN_THE_BOOKS or one.amount is None:
        return {}
    if one.item_type == "manual_journal":
        return {"400": amount, "850": -amount}
    if entry.nature == "transfer":
        return {account: -amount, "095": amount}
    if one.item_type == "money_task":
        sign = 1 if entry.nature == "receive" else -1
        return {account: sign * amount, "400": -sign * amount}
    control = CONTROL[one.direction]
    owes_us = one.direction == "sale"
    if one.item_type in {"invoice", "credit_note"}:
        sign = 1 if owes_us == (one.item_type == "invoice") else -1
        return {control: sign * amount, account: -sign * (amount - tax), "820": -sign * tax}
    sign = 1 if owes_us == (one.item_type != "refund") else -1
    return {account: sign * amount, control: -sign * amount}


def difference(books, *, of_what_agrees=True):
    """By account, Xero's movement less Cin7 Core's, of all documents or of those planted not to agree."""
    total: dict[str, Decimal] = defaultdict(Decimal)
    types = {one.item_type for one in books.documents("cin7")}
    for side, sign in (("cin7", -1), ("xero", 1)):
        for entry in books.of_type(side, *types):
            if of_what_agrees or entry.expected.verdict != "agrees":
                for account, amount in posted(entry).items():
                    total[account] += sign * amount
    return total


def test_accounts_agree_but_for_what_the_planted_documents_explain(served, books):
    served("repeat-page", "ignore-page-size")
    assert xsync.pull(organisation=ORGANISATION).is_complete
    movements = moved()
    found = {each.account: each.difference for each in movements.compared}
    everything, planted = difference(books), difference(books, of_what_agrees=False)
    assert found == {account: everything[account] for account in found}
    assert all(abs(amount - planted[account]) <= TOLERATED for account, amount in found.items())
    assert {each.account for each in movements.accounts if not each.is_compared} == FOREIGN
    assert movements.totals() == (0, 0)
    assert {"091", "092"} & {each.account for each in movements.compared if each.agrees}
    assert {"200", "610"} <= {each.account for each in movements.compared if not each.agrees}


def test_the_section_shows_each_account_on_both_sides_and_the_total(served):
    served()
    xsync.pull(organisation=ORGANISATION)
    shown = accounts_section(moved(date_to=date(2026, 10, 31)))
    movements = moved(date_to=date(2026, 10, 31))
    for row in account_rows(movements):
        assert f"<td>{row['account']}</td>" in shown.html
        assert row["sentence"] in shown.html
    assert "up to 31 October 2026" in shown.html
    assert "of the accounts compared" in shown.html
    assert "held in EUR" in shown.html
    assert f"of {len(movements.compared)} accounts differ." in shown.text


def test_what_was_not_read_is_named_with_what_to_run(served):
    served("forbidden")
    xsync.pull("cin7", organisation=ORGANISATION)
    xsync.pull("xero", organisation=ORGANISATION)
    shown = accounts_section(moved())
    assert "Xero has not been read to the end of: ManualJournals." in shown.text
    assert 'xsync pull xero --full --organisation "Acme"' in shown.text
    assert "cin7" not in shown.text
    assert not moved().accounts


def test_entries_of_months_read_again_count_as_the_newest_reading_found_them(served, books):
    served()
    xsync.pull(organisation=ORGANISATION)
    before = {each.account: each.cin7 for each in moved().accounts}
    invoice = next(
        one
        for one in books.documents("cin7")
        if one.item_type == "invoice" and one.account.startswith("200") and one.status != "VOIDED"
    )
    today = datetime.now(UTC).date()
    books.change(
        "cin7", invoice.document_id, document_date=today + timedelta(days=40), amount=invoice.amount + 5
    )
    xsync.pull("cin7", organisation=ORGANISATION, since=today)
    xsync.pull("cin7", organisation=ORGANISATION, since=date(1995, 1, 1))
    after = {each.account: each.cin7 for each in moved().accounts}
    assert {
        account: after[account] - before[account] for account in after if after[account] != before[account]
    } == {
        "200": -5,
        "610": 5,
    }


def test_entries_first_read_since_a_day_are_compared_from_their_month_on(served):
    served()
    xsync.pull("xero", organisation=ORGANISATION)
    assert "Cin7 Core has not been read to the end of: transactions." in accounts_section(moved()).text
    xsync.pull("cin7", organisation=ORGANISATION, since=date(2026, 9, 15))
    movements = moved()
    assert movements.date_from == date(2026, 6, 1)
    assert {month for each in movements.accounts for month in each.months} <= {
        date(2026, month, 1) for month in range(6, 13)
    }
    shown = accounts_section(moved())
    assert "from 1 June 2026" in shown.html


def test_the_comparison_is_as_of_an_instant(served, books):
    served()
    xsync.pull(organisation=ORGANISATION)
    instant = datetime.now(UTC)
    journal = books.of_type("xero", "manual_journal")[0].document
    books.change(
        "xero", journal.document_id, amount=journal.amount + 1, updated_at=instant.replace(tzinfo=None)
    )
    xsync.pull("xero", organisation=ORGANISATION)
    suspense = [
        next(each.xero for each in moved(as_of=when).accounts if each.account == "850")
        for when in (instant, None)
    ]
    assert suspense[1] == suspense[0] - 1


def test_a_reading_stopped_and_gone_on_with_counts_as_a_whole(served):
    served()
    xsync.pull(organisation="Whole")
    whole = account_movements(Engine(), Store(), "Whole")
    sandbox = served("ignore-page-size", calls_a_day=5)
    xsync.pull("cin7", organisation=ORGANISATION)
    for _ in range(40):
        if xsync.pull("xero", organisation=ORGANISATION).is_complete:
            break
        sandbox.new_day()
    parts = Counter(
        (load.source_file, load.load_id.partition("-")[0]) for load in Store().ledger_loads(ORGANISATION)
    )
    assert max(parts.values()) > 1
    assert moved() == whole
