from __future__ import annotations

import pytest

from tests.reconcile.worlds import document, logged, payment, reconciled


@pytest.mark.parametrize(
    ("cin7", "xero"),
    [
        ("INV-1", "INV-1"),
        (" inv-1", "INV-1\t"),
        ("INV  1", "inv 1"),
        ("INV\u00a01", "INV 1"),
        ("STRASSE 1", "Straße 1"),
        ("ΟΔΟΣ", "οδος"),
    ],
)
def test_equal_numbers_pair_whatever_their_case_and_white_space(cin7, xero):
    world = reconciled([document(cin7)], [document(xero)])
    assert world.verdicts() == {"c1": ("agrees", "number"), "x1": ("agrees", "number")}


@pytest.mark.parametrize(
    ("cin7", "xero"),
    [("INV-1", "INV1"), ("INV 1", "INV1"), ("INV-1", "INV-01"), (None, None), ("", ""), (" ", "\t")],
)
def test_nothing_cleverer(cin7, xero):
    assert reconciled([document(cin7)], [document(xero, "7")]).partners() == []


@pytest.mark.parametrize(
    "other", [{"item_type": "credit_note"}, {"direction": "purchase"}, {"direction": None}]
)
def test_numbers_pair_within_type_and_direction_only(other):
    assert reconciled([document("A")], [document("A", "7", **other)]).partners() == []


def test_two_suppliers_may_use_the_same_number():
    bought = {"direction": "purchase"}
    world = reconciled(
        [document("1", contact="Ann", **bought), document("1", "7", contact="Bob", **bought)],
        [document("1", "7", contact="BOB ", **bought), document("1", contact=" ann", **bought)],
    )
    assert world.partners() == ["c1 x2", "c2 x1"]
    assert set(world.verdicts().values()) == {("agrees", "number")}


def test_a_purchase_invoice_without_a_contact_has_no_number_to_go_by():
    bought = {"direction": "purchase", "contact": None}
    assert reconciled([document("1", **bought)], [document("1", **bought)]).partners() == []


def test_purchase_credit_notes_need_no_contact():
    bought = {"item_type": "credit_note", "direction": "purchase", "contact": None}
    assert reconciled([document("1", **bought)], [document("1", **bought)]).partners() == ["c1 x1"]


@pytest.mark.parametrize(("in_cin7", "in_xero"), [(2, 1), (1, 2), (2, 2), (2, 0), (0, 3)])
def test_a_number_more_than_once_makes_duplicates_of_all(in_cin7, in_xero):
    world = reconciled([document("A")] * in_cin7, [document("a")] * in_xero)
    assert list(world.verdicts().values()) == [("duplicate", "number")] * (in_cin7 + in_xero)


def test_what_is_paired_already_counts_among_them():
    world = reconciled(
        [document("A", document_id="1"), document("A")], [document("X", document_id="1"), document("A")]
    )
    assert world.verdicts() == {
        "c1": ("agrees", "id"),
        "c2": ("duplicate", "number"),
        "x1": ("agrees", "id"),
        "x2": ("duplicate", "number"),
    }


def test_the_dead_do_not_count_among_them():
    world = reconciled([document("A")], [document("A", status="Voided"), document("A")])
    assert world.partners() == ["c1 x2"]


def test_a_payment_that_bears_its_invoices_number_has_none_of_its_own():
    twice = [payment("INV-1", "40", number="INV-1"), payment("INV-1", "60", number="INV-1")]
    world = reconciled(twice, [payment("INV-1", "60"), payment("INV-1", "40")])
    assert world.partners() == ["c1 x2", "c2 x1"]


def test_a_number_that_the_log_knows_as_a_consolidation_is_no_number_in_xero():
    log = [logged("A", consolidated_number="B"), logged("C", consolidated_number="B")]
    world = reconciled([document("A", "40"), document("C", "60"), document("B", "7")], [document("B")], log)
    assert world.partners() == ["c1 c2 x1"]
    assert world.verdicts()["c3"] == ("only_in_cin7", None)
