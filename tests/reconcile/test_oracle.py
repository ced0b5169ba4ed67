"""Which documents the oracle pairs, and by which rule: the rules of pairing by example."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from tests.reconcile.examples import (
    logged,
    our_payment,
    ours,
    outcomes,
    result_of,
    their_payment,
    theirs,
    verdicts,
)

ONLY_CIN7, ONLY_XERO = ("only_in_cin7", None), ("only_in_xero", None)
LATER = date(2026, 7, 2)


def agree(rule: str, times: int = 2) -> list[tuple[str, str | None]]:
    return [("agrees", rule)] * times


def duplicates(rule: str, times: int) -> list[tuple[str, str | None]]:
    return [("duplicate", rule)] * times


# Rule 1: id


def test_equal_ids_pair_in_any_case_whatever_type_and_number_say():
    assert verdicts(
        [ours("A", document_id="1f"), theirs("B", document_id="1F", item_type="money_task")]
    ) == agree("id")


def test_missing_ids_never_pair():
    assert verdicts([ours(), theirs(contact="Bob")]) == [ONLY_CIN7, ONLY_XERO]


def test_an_id_that_occurs_twice_on_a_side_makes_all_who_share_it_duplicates():
    documents = [ours("A", document_id="1"), ours("B", document_id="1"), theirs("A", document_id="1")]
    assert verdicts(documents) == duplicates("id", 3)


def test_the_log_still_pairs_one_whose_id_occurs_twice():
    documents = [ours("A", document_id="1"), ours("B", document_id="1"), theirs("C")]
    assert verdicts(documents, logged("A", xero_number="C")) == [
        ("agrees", "sync_log"),
        ("duplicate", "id"),
        ("agrees", "sync_log"),
    ]


# Rule 3: number


def test_equal_numbers_pair_after_trimming_folding_and_collapsing():
    assert verdicts([ours(" A  b"), theirs("a B ")]) == agree("number")


@pytest.mark.parametrize(
    "other", [{"item_type": "credit_note"}, {"direction": "purchase"}, {"direction": None}], ids=str
)
def test_equal_numbers_pair_within_type_and_direction_only(other):
    assert verdicts([ours("A"), theirs("A", **other)]) == [ONLY_CIN7, ONLY_XERO]


def test_documents_without_a_direction_pair():
    journal = {"item_type": "manual_journal", "direction": None}
    assert verdicts([ours("A", **journal), theirs("A", **journal)]) == agree("number")


def test_a_number_of_a_purchase_invoice_needs_its_contact():
    bill = {"direction": "purchase"}
    documents = [ours("A", **bill), ours("A", contact="Bob", **bill), theirs("A", contact=" ANN ", **bill)]
    assert verdicts(documents) == [("agrees", "number"), ONLY_CIN7, ("agrees", "number")]
    nobody = {"direction": "purchase", "contact": None}
    assert verdicts([ours("A", **nobody), theirs("A", **nobody)]) == [ONLY_CIN7, ONLY_XERO]


def test_a_number_of_a_purchase_credit_note_needs_no_contact():
    note = {"item_type": "credit_note", "direction": "purchase"}
    assert verdicts([ours("A", **note), theirs("A", contact="Bob", **note)]) == [("differs", "number")] * 2


def test_a_number_that_occurs_twice_on_a_side_makes_all_who_share_it_duplicates():
    assert verdicts([ours("A"), theirs("A"), theirs("a")]) == duplicates("number", 3)
    assert verdicts([ours("A"), ours("A")]) == duplicates("number", 2)


def test_documents_paired_before_count_as_present_and_stay_paired():
    documents = [ours("A", document_id="1"), theirs("B", document_id="1"), ours("A")]
    assert verdicts(documents) == [("agrees", "id"), ("agrees", "id"), ("duplicate", "number")]
    documents = [ours("A", document_id="1"), theirs("B", document_id="1"), theirs("A", "99.00")]
    assert verdicts(documents) == [("agrees", "id"), ("agrees", "id"), ONLY_XERO]


def test_a_payment_that_only_repeats_its_parents_number_is_no_duplicate_of_another():
    documents = [
        our_payment("A", "10.00", number="a"),
        our_payment("A", "20.00", number="A"),
        their_payment("A", "20.00", number="A"),
        their_payment("A", "10.00", number="A"),
    ]
    assert verdicts(documents) == agree("parent", 4)


def test_payments_with_numbers_of_their_own_pair_by_them():
    assert verdicts([our_payment("A", number="P"), their_payment("B", number="P")]) == agree("number")


# Rule 4: consolidated


def test_many_documents_of_a_block_are_one_group_against_its_one_document():
    documents = [ours("A", "10.00"), ours("B", "20.00", contact="Bob"), theirs("C", "30.00", contact="Shop")]
    found = outcomes(documents, logged("A", block="C"), logged("B", block="c"))
    assert {(each.verdict, each.rule, each.members) for each in found} == {
        ("agrees", "consolidated", frozenset({1, 2, 3}))
    }


def test_a_block_split_into_several_documents_of_the_same_number_is_one_group():
    documents = [ours("A", "10.00"), ours("B", "20.00"), theirs("C", "14.00"), theirs("C", "16.00")]
    assert verdicts(documents, logged("A", block="C"), logged("B", block="C")) == agree("consolidated", 4)


def test_blocks_that_share_a_document_are_one_group():
    documents = [ours("A"), ours("B"), theirs("C", "5.00"), theirs("D", "15.00")]
    rows = [logged("A", block="C"), logged("A", block="D"), logged("B", block="D")]
    assert verdicts(documents, *rows) == agree("consolidated", 4)


def test_a_block_without_a_document_in_xero_still_connects_its_members():
    documents = [ours("A"), ours("B"), theirs("D", "20.00")]
    rows = [logged("A", block="C"), logged("B", block="C"), logged("B", block="D")]
    assert verdicts(documents, *rows) == agree("consolidated", 3)


def test_a_block_of_one_is_a_group_and_compared_as_one():
    documents = [ours("A"), theirs("C", contact="Daily sales", document_date=LATER)]
    assert verdicts(documents, logged("A", block="C")) == agree("consolidated")


def test_a_block_missing_on_a_side_leaves_its_members_to_the_next_rules():
    documents = [ours("A"), theirs(None, "9.00", reference="A")]
    assert verdicts(documents, logged("A", block="C")) == [("differs", "reference")] * 2


def test_a_document_named_as_a_block_pairs_by_no_number():
    documents = [ours("C", "99.00"), ours("A"), theirs("C")]
    assert verdicts(documents, logged("A", block="C")) == [ONLY_CIN7, *agree("consolidated")]


def test_payments_join_a_block_by_their_parents():
    documents = [our_payment("A", "10.00"), our_payment("B", "20.00"), their_payment("C", "30.00")]
    rows = [logged(number, block="C", item_type="payment") for number in "AB"]
    assert verdicts(documents, *rows) == agree("consolidated", 3)


# Rule 5: parent


def test_a_payment_pairs_by_parent_date_and_amount():
    assert verdicts([our_payment("A"), their_payment(" a ")]) == agree("parent")


@pytest.mark.parametrize(
    "other", [{"amount": "11.00"}, {"document_date": LATER}, {"direction": "purchase"}], ids=str
)
def test_a_payment_of_other_amount_date_or_direction_does_not_pair(other):
    assert verdicts([our_payment("A"), their_payment("A", contact="Bob", **other)]) == [ONLY_CIN7, ONLY_XERO]


@pytest.mark.parametrize(
    "lacking", [{"parent_number": None}, {"amount": None}, {"document_date": None}], ids=str
)
def test_a_payment_that_lacks_part_of_the_key_does_not_pair(lacking):
    documents = [our_payment("A", **lacking), their_payment("A", contact="Bob", **lacking)]
    assert verdicts(documents) == [ONLY_CIN7, ONLY_XERO]


def test_equal_payments_pair_as_multisets_in_the_order_of_their_ids():
    documents = [
        our_payment("A", document_id="b"),
        our_payment("A"),
        our_payment("A", document_id="a"),
        their_payment("A"),
        their_payment("A", document_id="d"),
        their_payment("A", document_id="c"),
    ]
    assert [each.members for each in outcomes(documents)] == [{1, 5}, {2, 4}, {3, 6}, {2, 4}, {1, 5}, {3, 6}]


def test_unequal_multisets_are_duplicates():
    assert verdicts([our_payment("A"), our_payment("A"), their_payment("A")]) == duplicates("parent", 3)


def test_several_payments_against_one_of_the_same_parent_and_date_are_a_group():
    documents = [our_payment("A", "10.00"), our_payment("A", "10.00"), their_payment("A", "20.00")]
    assert verdicts(documents) == agree("parent", 3)
    documents = [our_payment("A", "30.00"), their_payment("A", "10.00"), their_payment("A", "20.00")]
    assert verdicts(documents) == agree("parent", 3)


def test_one_payment_against_one_of_another_amount_is_no_group():
    assert verdicts([our_payment("A", "10.00"), their_payment("A", "20.00")]) == [ONLY_CIN7, ONLY_XERO]


def test_several_against_several_are_no_group():
    documents = [
        *(our_payment("A", each) for each in ("1", "2")),
        *(their_payment("A", each) for each in "45"),
    ]
    assert verdicts(documents) == [ONLY_CIN7] * 2 + [ONLY_XERO] * 2


def test_equal_payments_unknown_to_the_other_side_are_duplicates():
    assert verdicts([our_payment("A"), our_payment("A")]) == duplicates("parent", 2)


def test_a_parent_is_known_by_the_number_its_pair_has_in_xero():
    invoices = [ours("A", document_id="1"), theirs("INV-7", document_id="1")]
    documents = [*invoices, our_payment("a"), their_payment("inv-7")]
    assert verdicts(documents) == [*agree("id"), *agree("parent")]
    documents = [*invoices, our_payment("A"), their_payment("A", contact="Bob")]
    assert verdicts(documents) == [*agree("id"), ONLY_CIN7, ONLY_XERO]


def test_a_parent_split_into_several_numbers_keeps_its_own():
    documents = [ours("A", "20.00"), theirs("C"), theirs("D"), our_payment("A"), their_payment("A")]
    rows = [logged("A", block="C"), logged("A", block="D")]
    assert verdicts(documents, *rows) == [*agree("consolidated", 3), *agree("parent")]


# Rule 6: reference


@pytest.mark.parametrize("reference", ["a", "order A", "x;A", "B,A", " A\tb"])
def test_a_reference_that_holds_the_number_pairs(reference):
    assert verdicts([ours("A"), theirs("C", reference=reference)]) == agree("reference")


@pytest.mark.parametrize("reference", ["A1", "A-1", "A.", None])
def test_a_reference_that_only_begins_like_the_number_does_not(reference):
    documents = [ours("A"), theirs("C", "99.00", reference=reference)]
    assert verdicts(documents) == [ONLY_CIN7, ONLY_XERO]


def test_a_number_with_a_blank_is_held_by_a_reference_that_is_the_number():
    assert verdicts([ours("A  b"), theirs(reference="a B")]) == agree("reference")


def test_a_reference_of_several_numbers_is_left_alone():
    documents = [ours("A", "1"), ours("B", "2"), theirs("C", "3", reference="A, B")]
    assert verdicts(documents) == [ONLY_CIN7, ONLY_CIN7, ONLY_XERO]


def test_several_references_to_one_number_are_duplicates_with_it():
    documents = [ours("A"), theirs("C", reference="A"), theirs("D", reference="see a")]
    assert verdicts(documents) == duplicates("reference", 3)


def test_a_number_held_once_alone_and_once_among_others_is_left_alone():
    documents = [ours("A", "1"), ours("B", "2"), theirs(None, "3", reference="A"), theirs(reference="A B")]
    assert verdicts(documents) == [ONLY_CIN7, ONLY_CIN7, ONLY_XERO, ONLY_XERO]


def test_a_number_shared_by_purchases_of_two_contacts_pairs_by_no_reference():
    bill = {"direction": "purchase"}
    documents = [ours("A", "1", **bill), ours("A", "2", contact="Bob", **bill), theirs(reference="A", **bill)]
    assert verdicts(documents) == [ONLY_CIN7, ONLY_CIN7, ONLY_XERO]


def test_a_payment_pairs_by_reference_only_where_the_number_is_its_own():
    held = their_payment("C", "9.00", reference="A")
    assert verdicts([our_payment("A", number="A"), held]) == [ONLY_CIN7, ONLY_XERO]
    assert verdicts([our_payment("B", number="A"), held]) == [("differs", "reference")] * 2


# Rule 7: attributes


def test_the_only_two_that_look_alike_are_suggested_to_each_other():
    found = outcomes([ours("A"), theirs("B", contact=" ann", document_date=date(2026, 7, 4))])
    assert [(each.verdict, each.rule, each.candidate) for each in found] == [
        ("suggested", "attributes", 2),
        ("suggested", "attributes", 1),
    ]
    assert [each.members for each in found] == [frozenset()] * 2


@pytest.mark.parametrize(
    "other",
    [
        {"contact": "Bob"},
        {"currency": "AUD"},
        {"amount": "10.01"},
        {"document_date": date(2026, 7, 5)},
        {"item_type": "money_task"},
    ],
    ids=str,
)
def test_a_document_that_looks_otherwise_is_not_suggested(other):
    assert verdicts([ours("A"), theirs("B", **other)]) == [ONLY_CIN7, ONLY_XERO]


@pytest.mark.parametrize("lacking", ["contact", "currency", "amount", "document_date"])
def test_a_document_that_lacks_an_attribute_is_not_suggested(lacking):
    assert verdicts([ours("A", **{lacking: None}), theirs("B", **{lacking: None})]) == [ONLY_CIN7, ONLY_XERO]


def test_nothing_is_suggested_where_two_look_alike():
    assert verdicts([ours("A"), ours("B"), theirs("C")]) == [ONLY_CIN7, ONLY_CIN7, ONLY_XERO]


# The dead


@pytest.mark.parametrize("status", ["Draft", " SUBMITTED", "voided", "VOID", "Deleted "])
def test_a_document_outside_the_books_is_not_compared(status):
    result = result_of([ours("A"), theirs("A", status=status)])
    assert list(result.outcomes) == [1]
    assert result.outcomes[1].verdict == "only_in_cin7"
    assert result.outcomes[1].dead == {2}
    assert result.not_compared == {2}


@pytest.mark.parametrize("status", ["PAID", "AUTHORISED", "Unheard of", None])
def test_a_document_of_any_other_status_is_in_the_books(status):
    assert verdicts([ours("A", status="Ordered"), theirs("A", status=status)]) == agree("number")


@pytest.mark.parametrize(
    ("living", "dead", "rows"),
    [
        (ours("A", document_id="1"), theirs("B", document_id="1"), []),
        (ours("A"), theirs("B"), [logged("A", xero_number="B")]),
        (ours("A"), theirs(reference="see A"), []),
        (theirs("A"), ours(" a"), []),
        (theirs(reference="A"), ours("A"), []),
    ],
    ids=["id", "log", "reference", "Xero lives", "Xero lives and refers"],
)
def test_a_living_document_left_single_names_its_dead_counterpart(living, dead, rows):
    (found,) = outcomes([living, replace(dead, status="VOIDED")], *rows)
    assert found.dead == {2}
