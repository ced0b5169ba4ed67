"""The sync log follows Cin7's rules, whatever the business brings."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from hypothesis import given, settings
from hypothesis import strategies as st

from xsync.model import STATUSES
from xsync.sources.demo.business import business
from xsync.sources.demo.catalogue import SHOPIFY, WEB_CHANNELS
from xsync.sources.demo.company import FIRST_EXPORT_AT, LAST_EXPORT_AT, dice
from xsync.sources.demo.consolidation import MOST_LINES, Blocks
from xsync.sources.demo.story import ARCHIVED_AT, ARCHIVED_CUSTOMER, REFUSED_PRODUCT, RENAMED_PRODUCT
from xsync.sources.demo.sync import SyncLog

if TYPE_CHECKING:
    from collections.abc import Iterable

    from xsync.sources.demo.documents import Document
    from xsync.sources.demo.history import History, SyncState

Followed = list[tuple["Document", "History"]]
BLOCK_NAMES = {
    "Shopify": r"SO-\d{4}/\d\d/\d\d-Shopify\(Harbour & Pine Online\)-\d+",
    "Amazon": r"SO-\d{4}/\d\d/\d\d-Amazon\(Harbour & Pine UK\)-\d+",
    "POS": r"SO-\d{4}/\d\d-POS\(Whitby Shop\)-\d+",
}


def as_at(followed: Followed, instant: datetime) -> list[tuple[Document, SyncState]]:
    seen = ((document, history.at(instant)) for document, history in followed)
    return [(document, state) for document, state in seen if state is not None]


def status_counts(states: Iterable[tuple[Document, SyncState]]) -> Counter[str]:
    return Counter(state.status for _, state in states)


def check_rules(followed: Followed) -> None:
    """What came to Xero came after what it needs, and every failure says why."""
    records = {one.number: h for one, h in followed if one.item_type in {"contact", "product"}}
    parents = {one.number: h for one, h in followed if one.item_type in {"invoice", "credit_note"}}
    for document, history in followed:
        assert [event.at for event in history.events] == sorted(event.at for event in history.events)
        assert all(event.at > document.created_at for event in history.events)
        for event in history.events:
            assert event.status in STATUSES
            assert event.message or event.status != "Failed"
            assert not (event.message and event.status == "Completed")
        if history.reached_at is None:
            assert all(event.status != "Completed" for event in history.events)
            continue
        if document.item_type in {"payment", "refund", "attachment"}:
            parent = parents[document.parent_number]
            assert parent.reached_at is not None
            assert parent.reached_at <= history.reached_at
        if document.item_type == "invoice":
            needed = [line.product for line in document.lines]
            if document.channel is not None and not document.channel.consolidated:
                needed.append(document.contact)
            for number in needed:
                arrived = records[number].reached_at
                assert arrived is not None
                assert arrived <= history.reached_at


def test_most_is_completed_and_every_status_is_there(followed: Followed) -> None:
    for instant in (FIRST_EXPORT_AT, LAST_EXPORT_AT):
        counts = status_counts(as_at(followed, instant))
        assert set(counts) == set(STATUSES)
        assert 0.88 <= counts["Completed"] / counts.total() <= 0.94
        assert min(counts.values()) >= 40


def test_the_rules_hold(followed: Followed) -> None:
    check_rules(followed)


@settings(max_examples=25)
@given(items=st.integers(50, 700), seed=st.integers(0, 2**40))
def test_the_rules_hold_in_any_company_and_every_status_is_seen(items: int, seed: int) -> None:
    followed = list(SyncLog(seed).follow(business(items, seed)))
    check_rules(followed)
    for instant in (FIRST_EXPORT_AT, LAST_EXPORT_AT):
        counts = status_counts(as_at(followed, instant))
        assert set(counts) == set(STATUSES)
        assert counts["Completed"] / counts.total() > 0.5


def test_one_product_blocks_exactly_eleven_invoices_and_their_payments(followed: Followed) -> None:
    code = REFUSED_PRODUCT.code
    now = as_at(followed, LAST_EXPORT_AT)
    product = next(state for document, state in now if document.number == code)
    assert product.status == "Failed"
    assert code in product.message
    blocked = [
        (document, state) for document, state in now if code in state.message and document.number != code
    ]
    assert len(blocked) == 11
    assert all(document.item_type == "invoice" and state.status == "Failed" for document, state in blocked)
    assert {document.number for document, _ in blocked} == {
        document.number for document, _ in followed if any(line.product == code for line in document.lines)
    }
    numbers = {document.number for document, _ in blocked}
    payments = [
        state for document, state in now if document.item_type == "payment" and document.number in numbers
    ]
    assert len(payments) == 8
    assert {state.status for state in payments} == {"Pending"}


def test_what_a_renamed_product_blocked_arrives_after_the_renaming(followed: Followed) -> None:
    waiting = [
        (history.at(FIRST_EXPORT_AT), history.at(LAST_EXPORT_AT))
        for document, history in followed
        if any(line.product == RENAMED_PRODUCT.code for line in document.lines)
    ]
    before, after = zip(*waiting, strict=True)
    assert [state.status if state else None for state in before] == ["Failed", "Failed", None]
    assert {state.status for state in after} == {"Completed"}


def test_an_archived_customer_gets_no_more_invoices(followed: Followed) -> None:
    invoices = [
        state
        for document, state in as_at(followed, LAST_EXPORT_AT)
        if document.contact == ARCHIVED_CUSTOMER.name and document.item_type == "invoice"
        if document.created_at > ARCHIVED_AT
    ]
    assert len(invoices) == 4
    assert all(state.status == "Failed" and "archived" in state.message for state in invoices)


def test_items_change_both_ways_between_the_exports(followed: Followed) -> None:
    changes = Counter(
        (before.status, after.status)
        for _, history in followed
        if (before := history.at(FIRST_EXPORT_AT)) and (after := history.at(LAST_EXPORT_AT))
    )
    assert changes["Failed", "Completed"] >= 3
    assert changes["Pending", "Completed"] >= 20
    assert changes["Completed", "Failed"] >= 2
    assert changes["Failed", "Failed"] >= 20


def test_an_edited_paid_invoice_fails_again_and_again(followed: Followed) -> None:
    refused = [
        history
        for document, history in followed
        if (state := history.at(LAST_EXPORT_AT)) and "has been paid in Xero" in state.message
    ]
    assert len(refused) >= 3
    for history in refused:
        now, earlier = history.at(LAST_EXPORT_AT), history.at(LAST_EXPORT_AT - timedelta(days=7))
        assert now is not None
        assert earlier is not None
        assert now.sync_date != earlier.sync_date
        assert now.in_xero


def test_only_consolidated_channels_have_blocks(followed: Followed) -> None:
    for document, history in followed:
        channel = document.channel
        if channel is None or not channel.consolidated:
            assert history.consolidated_number == ""
        else:
            assert re.fullmatch(BLOCK_NAMES[channel.shop_type], history.consolidated_number)
    assert {document.channel for document, _ in followed} >= set(WEB_CHANNELS)


def test_a_block_is_one_document_of_one_kind_and_arrives_at_once(followed: Followed) -> None:
    members = defaultdict(set)
    for document, history in followed:
        if history.consolidated_number and document.item_type in {"invoice", "credit_note"}:
            members[history.consolidated_number].add(
                (document.item_type, document.currency, history.reached_at)
            )
    assert all(len(kinds) == 1 for kinds in members.values())


def test_a_block_holds_at_most_500_lines(documents: list[Document]) -> None:
    sale = next(one for one in documents if one.channel == SHOPIFY and one.item_type == "invoice")
    blocks = Blocks(dice(1, "blocks"))
    names = Counter(blocks.join(sale, SHOPIFY).consolidated_number for _ in range(2000))
    assert max(names.values()) * len(sale.lines) <= MOST_LINES
    assert len(names) >= 2000 * len(sale.lines) // MOST_LINES


def test_the_month_of_the_shop_waits_for_its_end(followed: Followed) -> None:
    september = [
        history
        for document, history in followed
        if document.channel
        and document.channel.cadence == "monthly"
        and f"{document.document_date:%Y-%m}" == "2026-09"
    ]
    assert september
    states = [history.at(FIRST_EXPORT_AT) for history in september]
    assert {state.status for state in states if state} == {"Pending"}
    assert {state.status for state in as_of_last(september)} == {"Completed"}


def as_of_last(histories: Iterable[History]) -> list[SyncState]:
    return [state for history in histories if (state := history.at(LAST_EXPORT_AT))]


def test_what_is_dated_in_a_closed_month_is_refused_with_its_lock_date(followed: Followed) -> None:
    refusals = [
        (document, event.message)
        for document, history in followed
        for event in history.events[:1]
        if "period lock date" in event.message
    ]
    assert refusals
    for document, message in refusals:
        locked = datetime.strptime(message.rsplit(" at ", 1)[1], "%d %B %Y").date()  # noqa: DTZ007 - a day has no zone
        assert document.document_date <= locked


def test_every_family_of_troubles_has_been_seen(followed: Followed) -> None:
    messages = " ".join({event.message for _, history in followed for event in history.events})
    for words in (
        "TaxType code",
        "is not a valid code for this document",
        "period lock date",
        "limit of bills",
        "limit of invoices",
        "TokenExpired",
        "Rate limit exceeded",
        "must be unique",
        "has been archived",
        "Waiting for",
        "Skipped by",
    ):
        assert words in messages
    skipped = [
        event.message for _, history in followed for event in history.events if event.status == "Skipped"
    ]
    assert "" in skipped
    assert any(skipped)


def test_equal_payments_of_one_day_look_alike(followed: Followed) -> None:
    looks = defaultdict(list)
    for document, history in followed:
        if document.item_type == "payment":
            looks[document.number, document.amount, document.created_at].append(history)
    twins = [histories for histories in looks.values() if len(histories) > 1]
    assert twins
    assert all(first == second for first, second in twins)


@given(minutes=st.integers(-1000, 600_000))
@settings(max_examples=30)
def test_the_log_at_any_instant_is_the_last_thing_that_happened(minutes: int, followed: Followed) -> None:
    instant = datetime.fromisoformat("2025-11-01") + timedelta(minutes=minutes)
    for document, history in followed[::37]:
        state = history.at(instant)
        past = [event for event in history.events if event.at < instant]
        if past:
            assert state is not None
            assert (state.sync_date, state.status, state.message) == past[-1]
            assert state.in_xero == any(event.status == "Completed" for event in past)
        elif document.created_at < instant:
            assert state == (None, "Pending", "", False)
        else:
            assert state is None


def test_the_same_business_can_meet_another_fate() -> None:
    one, other = (list(SyncLog(seed).follow(business(300, 5))) for seed in (1, 2))
    assert [document for document, _ in one] == [document for document, _ in other]
    assert [history for _, history in one] != [history for _, history in other]
