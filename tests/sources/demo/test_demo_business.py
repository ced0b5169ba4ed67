"""The business itself: its documents agree with each other, and every one of them is believable."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from decimal import ROUND_HALF_UP, Decimal
from typing import TYPE_CHECKING
from uuid import UUID

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from xsync.errors import UsageError
from xsync.model import ITEM_TYPES
from xsync.sources.demo.business import business
from xsync.sources.demo.company import FIRST_DAY, LAST_DAY, is_working_day

if TYPE_CHECKING:
    from collections.abc import Iterable

    from xsync.sources.demo.documents import Document

PENNY = Decimal("0.01")
ADVANCES = {"customer_credit", "supplier_deposit"}
NUMBERS = {
    ("invoice", "sale"): r"INV-\d{5,}(/\d)?",
    ("invoice", "purchase"): r"PO-\d{5,}-\d",
    ("payment", "sale"): r"INV-\d{5,}(/\d)?",
    ("payment", "purchase"): r"PO-\d{5,}-\d",
    ("credit_note", "sale"): r"CR-\d{5,}/\d",
    ("credit_note", "purchase"): r"CR-\d{5,}-\d",
    ("refund", "sale"): r"CR-\d{5,}/\d",
    ("refund", "purchase"): r"CR-\d{5,}-\d",
    ("customer_credit", "sale"): r"SO-\d{5,}",
    ("supplier_deposit", "purchase"): r"PO-\d{5,}",
    ("manual_journal", ""): r"JR-\d{5,}",
    ("money_task", ""): r"MT-\d{5,}",
    ("attachment", "sale"): r"INV-\d{5,}\.pdf",
    ("attachment", "purchase"): r"PO-\d{5,}-\d\.pdf",
}


def total(amounts: Iterable[Decimal | None]) -> Decimal:
    return sum((amount for amount in amounts if amount is not None), Decimal(0))


def of_type(documents: Iterable[Document], *item_types: str) -> list[Document]:
    return [document for document in documents if document.item_type in item_types]


def made(items: int, seed: int) -> list[Document]:
    return [document for family in business(items, seed) for document in family]


def check_sums(documents: list[Document]) -> None:
    """Hold every order's books: what was invoiced is paid, paid beforehand, credited, or still open."""
    orders: defaultdict[str, list[Document]] = defaultdict(list)
    for document in documents:
        if document.order_number:
            orders[document.order_number].append(document)
    for order in orders.values():
        invoices = of_type(order, "invoice")
        credit_notes = of_type(order, "credit_note")
        refunds = of_type(order, "refund")
        went_back = {refund.parent_number for refund in refunds}
        allocated = total(
            note.amount for note in credit_notes if note.status == "PAID" and note.number not in went_back
        )
        still_open = (
            total(invoice.amount for invoice in invoices)
            - total(paid.amount for paid in of_type(order, "payment", *ADVANCES))
            - allocated
        )
        assert still_open >= 0
        assert (still_open == 0) == all(invoice.status == "PAID" for invoice in invoices)
        assert len({document.currency for document in order} - {""}) == 1
        for invoice in invoices:
            paid = total(
                one.amount for one in of_type(order, "payment") if one.parent_number == invoice.number
            )
            assert invoice.amount is not None
            assert paid <= invoice.amount
            assert not credit_notes or total(note.amount for note in credit_notes) <= total(
                one.amount for one in invoices
            )
        for refund in refunds:
            assert [note.amount for note in credit_notes if note.number == refund.parent_number] == [
                refund.amount
            ]


def test_there_are_as_many_documents_as_asked_for_and_all_have_their_own_id(
    documents: list[Document],
) -> None:
    assert len(documents) == 5000
    ids = {document.document_id for document in documents}
    assert len(ids) == 5000
    assert all(str(UUID(one)) == one for one in ids)


def test_the_mixture_is_that_of_a_trading_firm(documents: list[Document]) -> None:
    by_type = Counter(document.item_type for document in documents)
    assert set(by_type) == set(ITEM_TYPES)
    assert 0.35 < by_type["invoice"] / 5000 < 0.48
    assert 0.30 < by_type["payment"] / 5000 < 0.45
    assert all(
        20 <= count <= 300 for item_type, count in by_type.items() if item_type not in {"invoice", "payment"}
    )
    currencies = Counter(document.currency for document in documents if document.currency)
    assert set(currencies) == {"GBP", "EUR", "USD"}
    assert currencies["GBP"] / currencies.total() > 0.85


def test_the_books_of_every_order_close(documents: list[Document]) -> None:
    check_sums(documents)
    statuses = Counter(document.status for document in of_type(documents, "invoice"))
    assert statuses["PAID"] > statuses["AUTHORISED"] > 0


def test_lines_and_tax_make_up_an_invoice(documents: list[Document]) -> None:
    for invoice in of_type(documents, "invoice"):
        net = total(line.net for line in invoice.lines)
        rate = Decimal("0.2") if invoice.currency == "GBP" else Decimal(0)
        assert invoice.tax == (net * rate).quantize(PENNY, ROUND_HALF_UP)
        assert invoice.amount == net + invoice.tax
        assert all(line.quantity > 0 and line.net > 0 for line in invoice.lines)


def test_amounts_are_exact_positive_and_have_two_decimals(documents: list[Document]) -> None:
    without_money = {"product", "contact", "attachment"}
    for document in documents:
        if document.item_type in without_money:
            assert document.amount is None
            assert document.currency == ""
        else:
            assert document.amount is not None
            assert document.amount > 0
            assert document.amount.as_tuple().exponent == -2


def test_numbers_look_as_cin7_writes_them_and_run_without_gaps(documents: list[Document]) -> None:
    for document in documents:
        pattern = NUMBERS.get((document.item_type, document.direction))
        assert pattern is None or re.fullmatch(pattern, document.number), document.number
    for item_type, prefix in (("manual_journal", "JR"), ("money_task", "MT")):
        numbers = [document.number for document in of_type(documents, item_type)]
        assert numbers == [f"{prefix}-{n:05d}" for n in range(1, len(numbers) + 1)]
    first_sales = [one for one in of_type(documents, "invoice") if re.fullmatch(r"INV-\d{5}", one.number)]
    assert [one.number for one in first_sales] == [f"INV-{n:05d}" for n in range(1, len(first_sales) + 1)]
    days = [one.created_at.date() for one in first_sales]
    assert days == sorted(days)


def test_children_come_after_their_parents_and_nothing_lies_outside_the_year(
    documents: list[Document],
) -> None:
    made_at = {(one.item_type, one.number): one for one in documents if one.item_type != "payment"}
    for document in documents:
        assert FIRST_DAY <= document.document_date <= document.created_at.date() <= LAST_DAY
        assert document.edited_at is None or document.created_at < document.edited_at
        parent_type = {"payment": "invoice", "refund": "credit_note", "credit_note": "invoice"}
        if document.item_type in parent_type:
            parent = made_at[parent_type[document.item_type], document.parent_number]
            assert parent.created_at <= document.created_at
            assert (parent.contact, parent.currency) == (document.contact, document.currency)


def test_who_and_what_is_on_a_document_is_in_the_catalogue(documents: list[Document]) -> None:
    contacts = {one.number: one.created_at for one in of_type(documents, "contact")}
    products = {one.number: one.created_at for one in of_type(documents, "product")}
    for invoice in of_type(documents, "invoice"):
        assert all(products[line.product] <= invoice.created_at for line in invoice.lines)
        if invoice.channel is None or not invoice.channel.consolidated:
            assert contacts[invoice.contact] <= invoice.created_at
    assert sum(len(code) > 30 for code in products) == 1


def test_a_supplier_never_uses_a_number_twice_but_two_suppliers_may(documents: list[Document]) -> None:
    bills = [
        (one.contact, one.reference) for one in of_type(documents, "invoice") if one.direction == "purchase"
    ]
    assert len(set(bills)) == len(bills)


def test_christmas_is_busy_and_the_office_closes_at_weekends(documents: list[Document]) -> None:
    sales = of_type(documents, "invoice")
    per_month = Counter(sale.created_at.month for sale in sales)
    assert len(per_month) == 12
    assert per_month[12] > 1.5 * per_month[1]
    for sale in sales:
        if sale.channel is None or not sale.channel.consolidated:
            assert is_working_day(sale.created_at.date())


def test_one_customer_pays_the_same_amount_twice_on_one_day(documents: list[Document]) -> None:
    looks = Counter((one.number, one.amount, one.created_at) for one in of_type(documents, "payment"))
    assert max(looks.values()) == 2


@settings(max_examples=25)
@given(items=st.integers(50, 700), seed=st.integers(0, 2**40))
def test_any_company_has_every_type_and_closes_its_books(items: int, seed: int) -> None:
    documents = made(items, seed)
    assert len(documents) == items
    assert {document.item_type for document in documents} == set(ITEM_TYPES)
    assert len({document.document_id for document in documents}) == items
    check_sums(documents)


def test_the_same_seed_makes_the_same_company_and_another_seed_another() -> None:
    assert made(400, 7) == made(400, 7)
    assert made(400, 7) != made(400, 8)


@pytest.mark.parametrize("items", [-1, 0, 49])
def test_a_company_too_small_to_show_everything_is_refused(items: int) -> None:
    with pytest.raises(UsageError, match="50 or more"):
        business(items)
