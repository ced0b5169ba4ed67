from __future__ import annotations

import pytest

from tests.reconcile.worlds import document, logged, payment, reconciled


def of_kind(world, *names):
    return [world.verdicts()[name] for name in names]


def test_payments_of_the_same_parent_date_and_amount_pair():
    world = reconciled([payment("INV-1", "40"), payment("INV-2")], [payment("inv-2"), payment("INV-1", "40")])
    assert world.partners() == ["c1 x2", "c2 x1"]
    assert set(world.verdicts().values()) == {("agrees", "parent")}


def test_equal_multisets_pair_in_any_order():
    world = reconciled([payment("A", "5")] * 3, [payment("A", "5", document_id=f"{9 - n}") for n in range(3)])
    assert world.partners() == ["c1 x3", "c2 x2", "c3 x1"]


def test_unequal_multisets_are_duplicates():
    world = reconciled([payment("A", "5")] * 3, [payment("A", "5")] * 2)
    assert list(world.verdicts().values()) == [("duplicate", "parent")] * 5


@pytest.mark.parametrize("turned", [False, True])
def test_several_against_one_are_compared_as_a_group(turned):
    sides = [payment("A", "40"), payment("A", "60")], [payment("A", "100")]
    world = reconciled(*reversed(sides)) if turned else reconciled(*sides)
    assert set(world.verdicts().values()) == {("agrees", "parent")}
    assert len(world.partners()) == 1


def test_equal_payments_against_one_sum_are_a_group_as_well():
    world = reconciled([payment("A", "50")] * 2, [payment("A", "100")])
    assert world.partners() == ["c1 c2 x1"]


def test_equal_payments_in_one_ledger_alone_are_duplicates():
    world = reconciled([payment("A", "50")] * 2, [])
    assert set(world.verdicts().values()) == {("duplicate", "parent")}


@pytest.mark.parametrize("lacking", [{"parent_number": None}, {"document_date": None}, {"amount": None}])
def test_what_is_lacking_pairs_with_nothing(lacking):
    row = payment("A", contact=None) | lacking
    assert reconciled([row], [row]).partners() == []


def test_another_date_is_another_payment():
    world = reconciled([payment("A", contact=None)], [payment("A", document_date="2026-10-02", contact=None)])
    assert world.partners() == []


def test_a_refund_is_no_payment():
    refund = payment("A", item_type="refund", contact=None)
    assert reconciled([payment("A", contact=None)], [refund]).partners() == []


def test_payments_of_a_renamed_invoice_go_by_its_number_in_xero():
    world = reconciled(
        [document("INV-1"), payment("INV-1")],
        [document("INV-9"), payment("INV-9")],
        [logged("INV-1", xero="INV-9")],
    )
    assert world.partners() == ["c1 x1", "c2 x2"]


def test_payments_of_consolidated_invoices_go_by_the_blocks_number():
    log = [logged(number, consolidated_number="SO-1") for number in "AB"]
    world = reconciled(
        [document("A", "40"), document("B", "60"), payment("A", "40"), payment("B", "60")],
        [document("SO-1"), payment("SO-1")],
        log,
    )
    assert world.partners() == ["c1 c2 x1", "c3 c4 x2"]
    assert of_kind(world, "c3", "x2") == [("agrees", "parent")] * 2


def test_a_sales_parent_is_no_purchases_parent():
    world = reconciled(
        [document("A"), payment("A", direction="purchase", contact=None)],
        [document("Z"), payment("Z", direction="purchase", contact=None)],
        [logged("A", xero="Z")],
    )
    assert world.partners() == ["c1 x1"]


def test_a_payment_without_an_amount_has_no_occasion():
    world = reconciled([payment("A", None), payment("A", "30")], [payment("A", "20")])
    assert world.partners() == []


def test_the_payments_of_a_number_that_stands_for_two_keep_it():
    note = {"item_type": "credit_note"}
    cin7 = [document("A", document_id="1"), document("A", "5", document_id="2", **note), payment("A")]
    xero = [document("B", document_id="1"), document("C", "5", document_id="2", **note), payment("A")]
    assert reconciled(cin7, xero).partners() == ["c1 x1", "c2 x2", "c3 x3"]


def test_a_plain_credit_note_keeps_its_number_though_the_invoice_is_renamed():
    note = {"item_type": "credit_note"}
    cin7 = [document("A", document_id="1"), document("A", "5", **note), payment("A")]
    xero = [document("B", document_id="1"), document("A", "5", **note), payment("A")]
    assert reconciled(cin7, xero).partners() == ["c1 x1", "c2 x2", "c3 x3"]


def test_a_payment_with_a_number_of_its_own_in_xero_is_paired_by_its_parent():
    world = reconciled([payment("A", number="A")], [payment("A", number="PAY-7")])
    assert world.verdicts() == {"c1": ("agrees", "parent"), "x1": ("agrees", "parent")}


def test_the_log_goes_before_the_parent():
    log = [logged("A", xero="PAY-7", item_type="payment")]
    world = reconciled([payment("A", number="A")], [payment("A", number="PAY-7")], log)
    assert world.verdicts() == {"c1": ("agrees", "sync_log"), "x1": ("agrees", "sync_log")}
