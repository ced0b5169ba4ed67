"""Whoever reads everything has both ledgers, to the penny, whatever went wrong on the way."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.sandbox.callers import ITEMS, SHORT_MINUTE
from tests.sandbox.patient_client import PatientClient, Told, all_of_cin7, all_of_xero
from xsync.sandbox import FAULTS, Books, Sandbox
from xsync.sources.demo import DEMO_SEED

if TYPE_CHECKING:
    from xsync.sources.demo.ledger import LedgerDocument

SURVIVABLE = sorted(set(FAULTS) - {"day-limit", "forbidden", "not-found"})
WITHOUT_PARENT = {"attachment", "customer_credit", "supplier_deposit"}
"""Their interfaces tell no parent beside what they hang on or are numbered by."""


@pytest.fixture(scope="module")
def books() -> Books:
    return Books.of_demo(ITEMS, DEMO_SEED)


def told(document: LedgerDocument) -> Told:
    return Told(
        document.item_type,
        document.direction,
        document.document_id,
        document.number,
        "" if document.item_type in WITHOUT_PARENT else document.parent_number,
        document.contact,
        document.currency,
        document.amount,
        document.document_date,
    )


def read(sandbox: Sandbox) -> tuple[list[Told], list[Told]]:
    client = PatientClient(sandbox, page_size=100 if "ignore-page-size" in sandbox.faults.names else 30)
    try:
        return all_of_cin7(client), all_of_xero(client)
    finally:
        client.close()


def test_both_interfaces_tell_exactly_what_the_ledgers_hold(books: Books) -> None:
    with Sandbox(books=books, limit_scale=SHORT_MINUTE) as sandbox:
        cin7, xero = read(sandbox)
    assert sorted(cin7) == sorted(map(told, books.documents("cin7")))
    assert sorted(xero) == sorted(map(told, books.documents("xero")))


@pytest.mark.parametrize("fault", SURVIVABLE)
def test_a_patient_client_survives_every_fault_that_passes(books: Books, fault: str) -> None:
    with Sandbox(books=books, faults=[fault], limit_scale=SHORT_MINUTE) as sandbox:
        cin7, xero = read(sandbox)
        assert fault == "ignore-page-size" or sandbox.statistics()["faults_struck"][fault] > 0
    assert sorted(cin7) == sorted(map(told, books.documents("cin7")))
    assert sorted(xero) == sorted(map(told, books.documents("xero")))
