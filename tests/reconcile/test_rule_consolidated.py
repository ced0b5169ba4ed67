from __future__ import annotations

from decimal import Decimal

from tests.reconcile.worlds import document, logged, payment, reconciled

BLOCK = "SO-2026/10/01-Shopify(Shop)-1"


def in_block(*numbers, block=BLOCK, **fields):
    return [logged(number, consolidated_number=block, **fields) for number in numbers]


def test_many_in_cin7_against_one_in_xero():
    world = reconciled([document("A", "40"), document("B", "60")], [document(BLOCK)], in_block("A", "B"))
    assert world.partners() == ["c1 c2 x1"]
    assert set(world.verdicts().values()) == {("agrees", "consolidated")}
    row = world.rows["c1"]
    assert (row["cin7_members"], row["xero_members"]) == (2, 1)
    assert (row["cin7_amount"], row["xero_amount"]) == (Decimal(100), Decimal(100))


def test_one_in_cin7_against_many_in_xero_and_many_against_many():
    log = [*in_block("A"), *in_block("A", block="SO-2")]
    assert reconciled([document("A")], [document(BLOCK, "60"), document("SO-2", "40")], log).partners() == [
        "c1 x1 x2"
    ]
    log += in_block("B", block="SO-2")
    world = reconciled(
        [document("A", "30"), document("B", "70")], [document(BLOCK, "60"), document("SO-2", "40")], log
    )
    assert world.partners() == ["c1 c2 x1 x2"]
    assert set(world.verdicts().values()) == {("agrees", "consolidated")}


def test_blocks_that_hang_together_through_others_are_one():
    log = [
        *in_block("A", block="1"),
        *in_block("A", block="2"),
        *in_block("B", block="2"),
        *in_block("B", block="3"),
    ]
    world = reconciled([document("A"), document("B")], [document("1", "50"), document("3", "150")], log)
    assert world.partners() == ["c1 c2 x1 x2"]


def test_two_blocks_do_not_mix():
    log = [*in_block("A", block="1"), *in_block("B", block="2")]
    world = reconciled(
        [document("A", "1"), document("B", "2")], [document("1", "1"), document("2", "2")], log
    )
    assert world.partners() == ["c1 x1", "c2 x2"]


def test_the_tolerance_grows_with_the_members_of_the_larger_side():
    three = [document(number, "10.00") for number in "ABC"]
    log = in_block("A", "B", "C")
    assert reconciled(three, [document(BLOCK, "30.03")], log).rows["x1"]["verdict"] == "agrees"
    differing = reconciled(three, [document(BLOCK, "30.0301")], log).rows["x1"]
    assert (differing["verdict"], differing["differences"]) == ("differs", ["amount"])
    assert differing["difference"] == Decimal("-0.0301")


def test_of_a_group_only_totals_and_currencies_are_compared():
    other = {"contact": "Shop", "document_date": "2026-10-09"}
    world = reconciled(
        [document("A", "40"), document("B", "60")], [document(BLOCK, **other)], in_block("A", "B")
    )
    assert world.rows["c1"]["verdict"] == "agrees"
    world = reconciled(
        [document("A", "40"), document("B", "60")], [document(BLOCK, currency="EUR")], in_block("A", "B")
    )
    assert world.rows["c1"]["differences"] == ["currency"]


def test_a_block_without_a_document_in_xero_leaves_its_members_alone():
    world = reconciled([document("A"), document("B")], [], in_block("A", "B"))
    assert set(world.verdicts().values()) == {("only_in_cin7", None)}


def test_payments_belong_to_a_block_by_their_parents():
    log = in_block("A", "B", item_type="payment")
    world = reconciled([payment("A", "40"), payment("B", "60")], [payment(BLOCK)], log)
    assert world.partners() == ["c1 c2 x1"]
