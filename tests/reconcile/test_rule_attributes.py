from __future__ import annotations

import pytest

from tests.reconcile.worlds import document, reconciled


def test_the_only_pair_alike_is_suggested_and_names_its_candidate():
    world = reconciled([document("A")], [document("X", contact=" ANN", document_date="2026-10-04")])
    assert set(world.verdicts().values()) == {("suggested", "attributes")}
    assert world.names[world.rows["c1"]["candidate"]] == "x1"
    assert world.names[world.rows["x1"]["candidate"]] == "c1"
    assert world.findings() == {"c1": "unlogged", "x1": "only_in_xero"}


@pytest.mark.parametrize(
    "other",
    [
        {"document_date": "2026-10-05"},
        {"document_date": None},
        {"contact": "Bob"},
        {"contact": None},
        {"currency": "EUR"},
        {"amount": "100.01"},
        {"item_type": "credit_note"},
        {"direction": "purchase"},
    ],
)
def test_what_is_not_alike_is_not_suggested(other):
    assert reconciled([document("A")], [document("X") | other]).partners() == []


def test_of_several_alike_none_is_suggested():
    assert reconciled([document("A")], [document("X"), document("Y")]).partners() == []
    assert reconciled([document("A"), document("B")], [document("X")]).partners() == []


def test_the_window_is_a_setting():
    xero = [document("X", document_date="2026-10-02")]
    assert reconciled([document("A")], xero, date_window=0).partners() == []
    assert reconciled([document("A")], xero, date_window=1).partners() == ["c1 x1"]


def test_the_suggestions_alone_can_be_asked_for():
    world = reconciled([document("A"), document("B", "7")], [document("X"), document("B", "7")])
    [suggested] = world.reconciliation.rows(world.reconciliation.suggestions_sql()).to_pylist()
    assert (suggested["cin7_number"], suggested["xero_number"]) == ("A", "X")
    assert suggested["sentence"] == (
        "A in Cin7 may be X in Xero: same contact, £100.00, dated 2026-10-01 in Cin7 and 2026-10-01 in Xero; "
        "nobody has confirmed it. Cin7's log does not know it."
    )
