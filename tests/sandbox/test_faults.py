"""Faults strike now and then, each in its own way, and the same way every time."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

import httpx
import pytest

from tests.sandbox.callers import SHORT_MINUTE, cin7, xero
from tests.sandbox.patient_client import PatientClient, all_of_cin7, all_of_xero
from xsync.errors import UsageError
from xsync.sandbox import FAULTS, Books, Sandbox
from xsync.sources.demo import DEMO_SEED

if TYPE_CHECKING:
    from collections.abc import Callable


@pytest.fixture(scope="module")
def books() -> Books:
    return Books.of_demo(300, DEMO_SEED)


def answers_of_cin7(books: Books, fault: str, calls: int) -> list[httpx.Response]:
    with Sandbox(books=books, faults=[fault]) as sandbox, cin7(sandbox) as http:
        return [http.get("me") for _ in range(calls)]


def answers_of_xero(books: Books, fault: str, calls: int, path: str = "Organisation") -> list[httpx.Response]:
    with Sandbox(books=books, faults=[fault]) as sandbox, xero(sandbox) as http:
        return [http.get(path, params={"page": 1}) for _ in range(calls)]


def test_an_unknown_fault_is_named_with_the_nearest() -> None:
    with pytest.raises(UsageError, match="rate-limits: no such fault, did you mean 'rate-limit'"):
        Sandbox(items=50, faults=["rate-limits"])


def test_every_fault_says_what_it_does() -> None:
    assert all(len(sentence) > 20 for sentence in FAULTS.values())


def test_cin7s_limit_is_told_in_every_form_that_has_been_seen(books: Books) -> None:
    answers = [one for one in answers_of_cin7(books, "rate-limit", 40) if one.status_code != 200]
    forms = [(one.status_code, one.headers.get("Retry-After")) for one in answers]
    assert forms == [(429, None), (503, None), (429, "60 Seconds"), (429, "30 sec"), (400, None)]
    assert answers[-1].json() == [
        {"ErrorCode": 400, "Exception": "You have reached 60 calls per 60 seconds API limit."}
    ]


def test_xeros_limit_names_its_kind(books: Books) -> None:
    answers = [one for one in answers_of_xero(books, "rate-limit", 40) if one.status_code != 200]
    assert {one.status_code for one in answers} == {429}
    kinds = {one.headers["X-Rate-Limit-Problem"] for one in answers}
    assert kinds == {"minute", "appminute", "concurrent"}


@pytest.mark.parametrize(
    ("fault", "ask", "struck"),
    [
        (
            "html-200",
            answers_of_cin7,
            lambda one: one.status_code == 200 and "html" in one.headers["content-type"],
        ),
        (
            "html-200",
            answers_of_xero,
            lambda one: one.status_code == 200 and "html" in one.headers["content-type"],
        ),
        ("server-error", answers_of_cin7, lambda one: one.status_code == 500),
        ("server-error", answers_of_xero, lambda one: one.status_code == 500),
    ],
)
def test_it_strikes_a_few_calls_and_the_same_ones_again(
    books: Books,
    fault: str,
    ask: Callable[[Books, str, int], list[httpx.Response]],
    struck: Callable[[httpx.Response], bool],
) -> None:
    first, again = ([struck(one) for one in ask(books, fault, 50)] for _ in range(2))
    assert first == again
    assert 2 <= sum(first) <= 10
    assert not any(one and other for one, other in pairwise(first))


def test_an_expired_token_does_not_hold_any_more(books: Books) -> None:
    statuses = [one.status_code for one in answers_of_xero(books, "expired-token", 15)]
    at = statuses.index(401)
    assert set(statuses[:at]) == {200}
    assert set(statuses[at:]) == {401}


def test_a_dropped_connection_drops_before_or_within_an_answer(books: Books) -> None:
    failures = []
    with Sandbox(books=books, faults=["drop-connection"]) as sandbox, cin7(sandbox) as http:
        for _ in range(32):
            try:
                http.get("me")
            except httpx.RemoteProtocolError as failure:
                failures.append(str(failure))
    assert len(failures) == 4
    assert sum("without sending a response" in failure for failure in failures) == 2
    assert sum("without sending complete message body" in failure for failure in failures) == 2


def test_a_page_is_as_long_as_the_server_likes(books: Books) -> None:
    with Sandbox(books=books, faults=["ignore-page-size"]) as sandbox, xero(sandbox) as http:
        answer = http.get("Payments", params={"page": 1, "pageSize": 7}).json()
    assert answer["pagination"]["pageSize"] == 100
    assert len(answer["Payments"]) == 100


def test_a_page_comes_again_and_one_page_too_many_is_announced(books: Books) -> None:
    with Sandbox(books=books, faults=["repeat-page"]) as sandbox, xero(sandbox) as http:
        pages = [http.get("Payments", params={"page": n, "pageSize": 20}).json() for n in (1, 2, 2)]
        count = pages[0]["pagination"]["pageCount"]
        beyond = [http.get("Payments", params={"page": n, "pageSize": 20}).json() for n in (count - 1, count)]
    assert [page["pagination"]["page"] for page in pages] == [1, 1, 2]
    assert pages[0]["Payments"] == pages[1]["Payments"] != pages[2]["Payments"]
    assert pages[0]["pagination"]["itemCount"] < (count - 1) * 20
    assert beyond[0]["Payments"] == beyond[1]["Payments"] != []


def test_words_turn_up_that_nobody_has_documented(books: Books) -> None:
    (answer,) = answers_of_xero(books, "unknown-enum", 1, "Invoices")
    statuses = {one["Status"] for one in answer.json()["Invoices"]}
    assert "UNDER_REVIEW" in statuses
    assert len(statuses) > 1
    assert any("ReviewedBy" in one for one in answer.json()["Invoices"])


def test_a_short_day_ends_after_forty_calls(books: Books) -> None:
    answers = answers_of_xero(books, "day-limit", 45)
    assert [one.status_code for one in answers] == [200] * 40 + [429] * 5
    assert answers[-1].headers["X-Rate-Limit-Problem"] == "day"


@pytest.mark.parametrize(
    ("fault", "refused", "types"),
    [
        ("forbidden", {"journal", "ManualJournals"}, ({"manual_journal"}, {"manual_journal"})),
        ("not-found", {"deposits", "BankTransfers"}, ({"supplier_deposit"}, set())),
    ],
)
def test_an_endpoint_that_is_refused_or_absent_leaves_the_others(
    books: Books, fault: str, refused: set[str], types: tuple[set[str], set[str]]
) -> None:
    with Sandbox(books=books, faults=[fault], limit_scale=SHORT_MINUTE) as sandbox:
        client = PatientClient(sandbox)
        told = {"cin7": all_of_cin7(client), "xero": all_of_xero(client)}
        client.close()
    assert client.refused == refused
    for side, missing in zip(("cin7", "xero"), types, strict=True):
        held = {one.item_type for one in books.documents(side)}
        assert {one.item_type for one in told[side]} == held - missing


def test_several_faults_at_once_still_let_everything_through(books: Books) -> None:
    faults = ["rate-limit", "html-200", "drop-connection", "expired-token", "repeat-page", "server-error"]
    with Sandbox(books=books, faults=faults, limit_scale=SHORT_MINUTE) as sandbox:
        client = PatientClient(sandbox, page_size=30)
        found = {one.document_id for one in (*all_of_cin7(client), *all_of_xero(client))}
        client.close()
        struck = sandbox.statistics()["faults_struck"]
    assert found == {one.document_id for side in ("cin7", "xero") for one in books.documents(side)}
    assert set(struck) == set(faults)
