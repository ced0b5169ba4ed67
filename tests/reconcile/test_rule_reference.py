from __future__ import annotations

import pytest

from tests.reconcile.worlds import document, payment, reconciled

NO_CONTACT = {"contact": None}


@pytest.mark.parametrize("reference", ["INV-1", " inv-1 ", "Order 7, INV-1;paid", "see INV-1"])
def test_a_reference_that_holds_the_number_pairs(reference):
    world = reconciled([document("INV-1")], [document("X", reference=reference)])
    assert world.verdicts() == {"c1": ("agrees", "reference"), "x1": ("agrees", "reference")}


def test_a_number_of_several_words_is_held_as_a_whole():
    assert reconciled([document("INV 1")], [document("X", reference="inv  1")]).partners() == ["c1 x1"]


@pytest.mark.parametrize("reference", ["INV-11", "XINV-1", "INV-1/2", None])
def test_a_part_of_a_word_does_not_count(reference):
    world = reconciled([document("INV-1", **NO_CONTACT)], [document("X", reference=reference)])
    assert world.partners() == []


def test_several_references_to_one_number_make_duplicates():
    world = reconciled([document("A")], [document("X", reference="A"), document("Y", reference="paid A")])
    assert set(world.verdicts().values()) == {("duplicate", "reference")}


def test_a_reference_that_holds_several_numbers_is_left_alone():
    world = reconciled(
        [document("A", **NO_CONTACT), document("B", **NO_CONTACT)], [document("X", reference="A, B")]
    )
    assert world.partners() == []
    assert "duplicate" not in {verdict for verdict, _ in world.verdicts().values()}


def test_a_number_that_found_its_partner_is_no_longer_looked_for():
    world = reconciled([document("A"), document("B")], [document("A"), document("X", reference="A B")])
    assert world.partners() == ["c1 x1", "c2 x2"]


def test_a_payment_is_not_looked_for_by_its_invoices_number():
    world = reconciled(
        [payment("A", "1", number="A", **NO_CONTACT)],
        [payment(None, "2", reference="A", **NO_CONTACT)],
    )
    assert world.partners() == []
