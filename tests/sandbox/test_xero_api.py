"""Xero's interface in the sandbox: tokens, organisation, paging, filters, errors."""

from __future__ import annotations

import re
from datetime import datetime
from typing import TYPE_CHECKING, Any

import httpx
import pytest

from tests.sandbox.callers import ITEMS
from xsync.sandbox import Sandbox

if TYPE_CHECKING:
    from collections.abc import Iterator

PAGED = {
    "Invoices": "InvoiceID",
    "CreditNotes": "CreditNoteID",
    "Payments": "PaymentID",
    "BankTransactions": "BankTransactionID",
    "ManualJournals": "ManualJournalID",
    "Contacts": "ContactID",
}
WHOLE = ["BankTransfers", "Items", "Accounts", "Organisation"]


@pytest.fixture(scope="module")
def served() -> Iterator[Sandbox]:
    with Sandbox(items=ITEMS, limit_scale=0.0001) as sandbox:
        yield sandbox


def grant(sandbox: Sandbox, **form: str) -> httpx.Response:
    settings = sandbox.environment
    client = (settings["XSYNC_XERO_CLIENT_ID"], settings["XSYNC_XERO_CLIENT_SECRET"])
    return httpx.post(settings["XSYNC_XERO_TOKEN_URL"], data=form, auth=client)


def bearing(token: str, **headers: str) -> dict[str, str]:
    return {"Authorization": f"Bearer {token}", "Accept": "application/json", **headers}


@pytest.fixture
def http(served: Sandbox) -> Iterator[httpx.Client]:
    token = grant(served, grant_type="client_credentials").json()["access_token"]
    base = served.environment["XSYNC_XERO_BASE_URL"]
    with httpx.Client(base_url=base, headers=bearing(token)) as client:
        yield client


def told(http: httpx.Client, path: str, *, since: str = "", **query: Any) -> Any:
    headers = {"If-Modified-Since": since} if since else {}
    answer = http.get(path, params=query, headers=headers)
    assert answer.status_code == 200, answer.text
    return answer.json()


@pytest.mark.parametrize("name", PAGED)
def test_a_list_comes_page_by_page_without_gap_or_repetition(http: httpx.Client, name: str) -> None:
    whole = told(http, name, page=1, pageSize=1000)
    assert len(whole[name]) == whole["pagination"]["itemCount"] > 2
    size = max(1, len(whole[name]) // 3)
    pages = [told(http, name, page=1, pageSize=size)]
    pages += [
        told(http, name, page=page, pageSize=size)
        for page in range(2, pages[0]["pagination"]["pageCount"] + 1)
    ]
    assert [one for page in pages for one in page[name]] == whole[name]
    assert len({one[PAGED[name]] for one in whole[name]}) == len(whole[name])
    assert told(http, name, page=len(pages) + 1, pageSize=size)[name] == []


@pytest.mark.parametrize("name", WHOLE)
def test_some_lists_come_whole(http: httpx.Client, name: str) -> None:
    answer = told(http, name, page=1, pageSize=1)
    assert "pagination" not in answer
    assert answer["Status"] == "OK"


def test_lines_come_with_pages_and_with_single_documents_only(http: httpx.Client) -> None:
    paged = told(http, "Invoices", page=1)["Invoices"][0]
    assert paged["LineItems"]
    assert told(http, "Invoices")["Invoices"][0]["LineItems"] == []
    assert told(http, "Invoices", page=1, summaryOnly="true")["Invoices"][0]["LineItems"] == []
    assert told(http, f"Invoices/{paged['InvoiceID']}")["Invoices"] == [paged]


def test_totals_and_lines_add_up(http: httpx.Client) -> None:
    for one in told(http, "Invoices", page=1, pageSize=1000)["Invoices"]:
        assert one["SubTotal"] + one["TotalTax"] == pytest.approx(one["Total"])
        assert sum(line["LineAmount"] for line in one["LineItems"]) == pytest.approx(one["SubTotal"])
        assert one["AmountDue"] + one["AmountPaid"] == pytest.approx(one["Total"])
    for one in told(http, "ManualJournals", page=1)["ManualJournals"]:
        assert sum(line["LineAmount"] for line in one["JournalLines"]) == 0


def test_dates_are_written_both_ways(http: httpx.Client) -> None:
    one = told(http, "Invoices", page=1)["Invoices"][0]
    assert re.fullmatch(r"/Date\(\d+\+0000\)/", one["Date"])
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT00:00:00", one["DateString"])


def test_what_changed_since_an_instant_comes_on_request(http: httpx.Client) -> None:
    everything = told(http, "Payments", page=1, pageSize=1000)["Payments"]
    middle = sorted(one["UpdatedDateUTCString"] for one in everything)[len(everything) // 2]
    since = told(http, "Payments", since=middle, page=1, pageSize=1000)["Payments"]
    assert 0 < len(since) < len(everything)
    assert since == [one for one in everything if one["UpdatedDateUTCString"] >= middle]
    as_http = f"{datetime.fromisoformat(middle):%a, %d %b %Y %H:%M:%S} GMT"
    assert told(http, "Payments", since=as_http, page=1, pageSize=1000)["Payments"] == since


def test_lists_can_be_ordered(http: httpx.Client) -> None:
    for order, reverse in (("UpdatedDateUTC ASC", False), ("UpdatedDateUTC DESC", True)):
        found = told(http, "Invoices", page=1, pageSize=1000, order=order)["Invoices"]
        stamps = [one["UpdatedDateUTCString"] for one in found]
        assert stamps == sorted(stamps, reverse=reverse)


@pytest.mark.parametrize(
    ("where", "holds"),
    [
        ('Type=="ACCREC"', lambda one: one["Type"] == "ACCREC"),
        (
            'Status=="PAID" AND Date>=DateTime(2026,3,1)',
            lambda one: one["Status"] == "PAID" and one["DateString"] >= "2026-03-01",
        ),
        ('Status!="PAID" && Type=="ACCPAY"', lambda one: one["Status"] != "PAID" and one["Type"] == "ACCPAY"),
    ],
)
def test_simple_filters_hold(http: httpx.Client, where: str, holds: Any) -> None:
    everything = told(http, "Invoices", page=1, pageSize=1000)["Invoices"]
    found = told(http, "Invoices", page=1, pageSize=1000, where=where)["Invoices"]
    assert found == [one for one in everything if holds(one)]
    assert 0 < len(found) < len(everything)


def test_documents_can_be_asked_for_by_id_and_status(http: httpx.Client) -> None:
    everything = told(http, "Invoices", page=1, pageSize=1000)["Invoices"]
    ids = [one["InvoiceID"] for one in everything[:3]]
    assert told(http, "Invoices", page=1, IDs=",".join(ids))["Invoices"] == everything[:3]
    found = told(http, "Invoices", page=1, pageSize=1000, Statuses="PAID,DRAFT")["Invoices"]
    assert {one["Status"] for one in found} <= {"PAID", "DRAFT"}


@pytest.mark.parametrize(
    "query",
    [
        {"where": "Colour==1"},
        {"where": 'Status=="PAID'},
        {"where": "Date>DateTime(2026,13,1)"},
        {"order": "Colour"},
        {"page": 0},
        {"page": 1, "pageSize": 1001},
    ],
)
def test_a_query_that_cannot_be_read_is_refused(http: httpx.Client, query: dict[str, Any]) -> None:
    answer = http.get("Invoices", params=query)
    assert answer.status_code == 400
    assert answer.json()["Type"] == "QueryParseException"


def test_archived_contacts_come_only_on_request(http: httpx.Client) -> None:
    usual = told(http, "Contacts", page=1)["Contacts"]
    all_of_them = told(http, "Contacts", page=1, includeArchived="true")["Contacts"]
    assert {one["ContactStatus"] for one in usual} == {"ACTIVE"}
    (archived,) = [one for one in all_of_them if one["ContactStatus"] == "ARCHIVED"]
    assert archived["Name"] == "Marlow & Finch Interiors"


def test_files_are_listed_on_their_document(http: httpx.Client) -> None:
    with_files = [
        one for one in told(http, "Invoices", page=1, pageSize=1000)["Invoices"] if one["HasAttachments"]
    ]
    assert with_files
    for one in with_files:
        (file,) = told(http, f"Invoices/{one['InvoiceID']}/Attachments")["Attachments"]
        assert file["FileName"].endswith(".pdf")


@pytest.mark.parametrize(
    "path", ["Quotes", "Invoices/00000000-0000-4000-a000-000000000000", "Invoices/1/History"]
)
def test_what_is_not_there_is_not_found(http: httpx.Client, path: str) -> None:
    assert http.get(path).status_code == 404


def test_a_token_is_needed_and_the_right_client_for_it(served: Sandbox) -> None:
    invoices = f"{served.environment['XSYNC_XERO_BASE_URL']}/Invoices"
    assert httpx.get(invoices).status_code == 401
    wrong = httpx.get(invoices, headers=bearing("of yesterday"))
    assert wrong.status_code == 401
    assert "TokenExpired" in wrong.json()["Detail"]
    refused = httpx.post(
        served.environment["XSYNC_XERO_TOKEN_URL"],
        data={"grant_type": "client_credentials", "client_id": "somebody", "client_secret": "else"},
    )
    assert (refused.status_code, refused.json()) == (400, {"error": "invalid_client"})


def test_a_refresh_token_serves_once(served: Sandbox) -> None:
    first = served.refresh_token
    given = grant(served, grant_type="refresh_token", refresh_token=first).json()
    assert given["refresh_token"] == served.refresh_token != first
    again = grant(served, grant_type="refresh_token", refresh_token=first)
    assert (again.status_code, again.json()) == (400, {"error": "invalid_grant"})
    assert grant(served, grant_type="refresh_token", refresh_token=given["refresh_token"]).status_code == 200


def test_a_users_token_needs_the_organisation_and_a_custom_connections_does_not(served: Sandbox) -> None:
    invoices = f"{served.environment['XSYNC_XERO_BASE_URL']}/Invoices"
    tenant = {"xero-tenant-id": served.environment["XSYNC_XERO_TENANT_ID"]}
    custom = grant(served, grant_type="client_credentials").json()["access_token"]
    users = grant(served, grant_type="refresh_token", refresh_token=served.refresh_token).json()[
        "access_token"
    ]
    assert httpx.get(invoices, headers=bearing(custom)).status_code == 200
    assert httpx.get(invoices, headers=bearing(custom, **tenant)).status_code == 200
    assert httpx.get(invoices, headers=bearing(users, **tenant)).status_code == 200
    assert httpx.get(invoices, headers=bearing(users)).status_code == 403
    assert httpx.get(invoices, headers=bearing(custom, **{"xero-tenant-id": "other"})).status_code == 403


def test_a_token_ends_with_its_time() -> None:
    with Sandbox(items=50, token_lifetime=-1) as sandbox:
        token = grant(sandbox, grant_type="client_credentials").json()["access_token"]
        answer = httpx.get(f"{sandbox.environment['XSYNC_XERO_BASE_URL']}/Items", headers=bearing(token))
    assert answer.status_code == 401


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE"])
def test_nothing_can_be_written(http: httpx.Client, method: str) -> None:
    assert http.request(method, "Invoices", json={}).status_code == 401
