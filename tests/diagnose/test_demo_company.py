"""Every refusal that the demo company's documents meet lands in its category."""

from __future__ import annotations

from collections import Counter

import pytest

import xsync
from tests.run.surroundings import AS_OF
from xsync.sources.demo import write_demo

EXPECTED = {
    "cannot be used with account code": "tax_mapping",
    "TaxType field": "tax_mapping",
    "Account code": "account_mapping",
    "Account must be valid": "account_mapping",
    "Account could not be found": "account_mapping",
    "Account type is invalid": "account_mapping",
    "bank account details": "account_mapping",
    "Payment amount exceeds": "payment",
    "Payments can only": "payment",
    "Payment not of valid": "payment",
    "been paid in Xero": "document_status",
    "lock date": "lock_date",
    "tax amount": "rounding",
    "total debits": "journal",
    "must be unique. ": "duplicate",
    "already exists": "duplicate",
    "GUID": "missing_data",
    "is too long": "missing_data",
    "larger than the 10 MB": "missing_data",
    "not found": "missing_in_xero",
    "Email address": "contact",
    "contact name": "contact",
    "Another contact": "contact",
    "has been archived": "contact",
    "The Contact must contain": "contact",
    "not subscribed": "currency",
    "you can approve": "plan_limit",
    "TokenExpired": "connection",
    "offline": "connection",
    "Rate limit": "connection",
}
"""What stands in a refusal, and where it belongs; the first that stands in it counts."""


@pytest.fixture(scope="module")
def messages(tmp_path_factory):
    """Every message of an item that failed at any time, as both exports tell it."""
    folder = tmp_path_factory.mktemp("company")
    files = write_demo(folder, items=5_000)
    xsync.load(*files.exports, organisation=files.organisation, store=folder / "store")
    report = xsync.sync_report(store=folder / "store", as_of=AS_OF, period="all_time")
    failed = {"field": "sync_status", "in": ["Failed"]}
    return [message for message, _ in report.filter(failed).values_of("message", limit=None, within="shown")]


def expected(message):
    return next(category for part, category in EXPECTED.items() if part in message)


def test_each_lands_in_its_category(messages, monkeypatch, tmp_path):
    monkeypatch.setenv("XSYNC_PARAMS", str(tmp_path))
    told = [message for message in messages if message]
    wrong = [
        (expected(each.message), each.category, each.message)
        for each in xsync.explain(told)
        if each.category != expected(each.message)
    ]
    assert wrong == []
    assert len(Counter(map(expected, told))) >= 10
