"""Fingerprints: equal where documents differ only in how they are written, absent where that is in doubt."""

from __future__ import annotations

import pytest

from xsync.reconcile.rules import statement, steps
from xsync.reconcile.settings import MatchingSettings
from xsync.store.engine import Engine

PRINTS = ("plain_print", "content_print", "log_print", "family_print")

COLUMNS = {
    "side": "'cin7'",
    "item_type": "'invoice'",
    "direction": "'sale'",
    "document_id": "NULL::VARCHAR",
    "number": "'A'",
    "parent_number": "NULL::VARCHAR",
    "contact": "'Ann'",
    "currency": "'GBP'",
    "amount": "10.00::DECIMAL(18, 4)",
    "tax": "NULL::DECIMAL(18, 4)",
    "document_date": "DATE '2026-10-01'",
    "due_date": "NULL::DATE",
    "status": "'PAID'",
}
IN_XERO = {"side": "'xero'"}
PAID = {"item_type": "'payment'", "number": "NULL::VARCHAR", "parent_number": "'A'"}


def prints(*documents):
    engine = Engine()
    rows = " UNION ALL ".join(
        f"SELECT {key} AS document_key, "
        + ", ".join(f"{value} AS {name}" for name, value in {**COLUMNS, **document}.items())
        for key, document in enumerate(documents)
    )
    engine.execute(f"CREATE TABLE documents AS {rows}")
    every = steps(MatchingSettings())
    step = next(each for each in every if each.name == "prints")
    found = engine.table(f"{statement(step, every[: every.index(step)])} ORDER BY document_key").to_pylist()
    return [tuple(row[name] for name in PRINTS) for row in found]


@pytest.mark.parametrize("kind", [{}, PAID], ids=["an invoice", "a payment"])
def test_what_is_only_written_otherwise_has_the_same_fingerprints(kind):
    otherwise = {"contact": "' ANN'", "currency": "'gbp '", **kind}
    for name in ("number", "parent_number"):
        if {**COLUMNS, **otherwise}[name] == "'A'":
            otherwise[name] = "' a '"
    one, other = prints(kind, {**otherwise, **IN_XERO})
    assert one == other
    assert None not in one[:2]


@pytest.mark.parametrize(
    "change",
    [
        {"amount": "10.01"},
        {"tax": "1.00"},
        {"currency": "'EUR'"},
        {"document_date": "DATE '2026-10-02'"},
        {"contact": "'Bob'"},
        {"direction": "'purchase'"},
    ],
    ids=lambda change: next(iter(change)),
)
def test_another_content_has_another_fingerprint(change):
    one, other = prints({}, {**change, **IN_XERO})
    assert one[0] == other[0]
    assert one[1] != other[1]


@pytest.mark.parametrize(
    "documents",
    [
        [{}, {"contact": "'Bob'"}],
        [{"document_id": "'1'"}, {"document_id": "'1'", "number": "'B'", **IN_XERO}],
        [{"number": "NULL::VARCHAR"}],
        [{"direction": "'purchase'", "contact": "NULL::VARCHAR"}],
        [PAID, PAID],
        [{**PAID, "number": "'P'"}, {**PAID, "number": "'p'", "amount": "9", **IN_XERO}],
        [{**PAID, "amount": "NULL::DECIMAL(18, 4)"}],
    ],
    ids=[
        "a number twice",
        "an id twice",
        "no number",
        "a bill of nobody",
        "a payment twice",
        "a payment's own number twice",
        "no amount",
    ],
)
def test_what_is_in_doubt_has_no_plain_fingerprint(documents):
    assert [each[0] for each in prints(*documents)] == [None] * len(documents)


def test_a_number_that_an_id_may_rename_is_in_doubt_for_the_sibling_type_too():
    renamed = [{"document_id": "'1'"}, {"document_id": "'1'", "number": "'B'", **IN_XERO}]
    assert prints(*renamed, {"item_type": "'credit_note'"})[2][0] is None


def test_what_is_not_in_the_books_has_no_fingerprints():
    assert prints({"status": "'Voided '"}) == [(None,) * 4]
