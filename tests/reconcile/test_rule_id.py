from __future__ import annotations

from tests.reconcile.worlds import document, logged, reconciled


def test_equal_ids_pair_whatever_the_numbers_say_and_whatever_their_case():
    world = reconciled(
        [document("A", document_id="0A1B"), document("B", document_id="0A1C")],
        [document("B", document_id="0a1b"), document("A", document_id="0a1c")],
    )
    assert world.partners() == ["c1 x1", "c2 x2"]
    assert world.verdicts()["c1"] == ("agrees", "id")


def test_documents_without_an_id_do_not_pair_by_it():
    world = reconciled([document("A", document_id=None)], [document("B", "7", document_id=None)])
    assert world.verdicts() == {"c1": ("only_in_cin7", None), "x1": ("only_in_xero", None)}


def test_an_id_twice_in_one_ledger_makes_duplicates_of_all_who_share_it():
    world = reconciled(
        [document("A", document_id="1"), document("B", document_id="1")],
        [document("C", document_id="1")],
    )
    assert set(world.verdicts().values()) == {("duplicate", "id")}


def test_an_id_twice_does_not_undo_what_the_log_pairs():
    world = reconciled(
        [document("A", document_id="1"), document("B", document_id="1")],
        [document("X")],
        [logged("A", xero="X")],
    )
    assert world.verdicts() == {
        "c1": ("agrees", "sync_log"),
        "c2": ("duplicate", "id"),
        "x1": ("agrees", "sync_log"),
    }


def test_a_document_that_is_not_in_the_books_lends_its_id_to_none():
    world = reconciled(
        [document("A", document_id="1")],
        [document("B", document_id="1", status="VOIDED"), document("C", "7", document_id="1")],
    )
    assert world.partners() == ["c1 x2"]
