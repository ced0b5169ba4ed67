from __future__ import annotations

import pytest

from tests.reconcile.worlds import document, logged, reconciled

PAIRED = {"c1": ("agrees", "sync_log"), "x1": ("agrees", "sync_log")}


def test_the_log_pairs_what_was_renamed_in_xero():
    assert (
        reconciled([document("INV-1")], [document("INV-9")], [logged("inv-1 ", xero=" INV-9")]).verdicts()
        == PAIRED
    )


def test_the_log_goes_before_the_number():
    world = reconciled(
        [document("A"), document("B")],
        [document("A"), document("B")],
        [logged("A", xero="B"), logged("B", xero="A")],
    )
    assert world.partners() == ["c1 x2", "c2 x1"]
    assert set(world.verdicts().values()) == {("agrees", "sync_log")}


def test_a_number_that_kept_its_name_is_the_logs_as_well():
    assert reconciled([document("A")], [document("A")], [logged("A", xero="A")]).verdicts() == PAIRED


def test_the_log_without_a_xero_number_leaves_it_to_the_number():
    world = reconciled([document("A")], [document("A")], [logged("A", "Failed")])
    assert world.verdicts()["c1"] == ("agrees", "number")


@pytest.mark.parametrize(
    "log",
    [
        [logged("A", xero="X"), logged("A", xero="Y")],
        [logged("A", xero="X", item_type="credit_note")],
        [logged("A", xero="X", consolidated_number="Z")],
    ],
    ids=["names two", "another type", "a consolidation"],
)
def test_a_log_that_is_not_plain_pairs_nothing(log):
    world = reconciled([document("A")], [document("X", "7")], log)
    assert world.verdicts() == {"c1": ("only_in_cin7", None), "x1": ("only_in_xero", None)}


def test_the_log_does_not_pair_a_sale_with_a_purchase():
    world = reconciled([document("A")], [document("X", direction="purchase")], [logged("A", xero="X")])
    assert world.partners() == []


def test_several_rows_of_the_log_that_say_the_same_count_once():
    log = [logged("A", "Failed", "X", effective_date="2026-09-01"), logged("A", xero="X")]
    assert reconciled([document("A")], [document("X")], log).verdicts() == PAIRED


def test_suppliers_may_share_a_number_and_the_contact_tells_whose_it_is():
    bought = {"direction": "purchase"}
    world = reconciled(
        [document("A", **bought), document("A", contact="Bob", **bought)],
        [document("X", contact="Bob", **bought), document("X", **bought)],
        [logged("A", xero="X")],
    )
    assert world.partners() == ["c1 x2", "c2 x1"]
    assert set(world.verdicts().values()) == {("agrees", "sync_log")}


def test_a_number_that_two_documents_are_named_for_is_neithers():
    world = reconciled(
        [document("A", "1"), document("B", "2")],
        [document("X", "3")],
        [logged("A", xero="X"), logged("B", xero="X")],
    )
    assert world.partners() == []
