from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from tests.reconcile.worlds import document, logged, payment, reconciled
from xsync.errors import UsageError
from xsync.reconcile.matching import settle_matching
from xsync.reconcile.reconciliation import Reconciliation, TiesBroken
from xsync.reconcile.settings import MatchingSettings

BOUGHT = {"direction": "purchase"}
WORLD = (
    [
        document("A", "1"),
        document("B", "2"),
        document("C", "3", currency="EUR"),
        payment("A", "1"),
        document("D", "9"),
        document("E", "4"),
        document("F", "5"),
        document("Z", "6", status="Void"),
        document("G", document_id="7"),
    ],
    [
        document("A", "1.50"),
        document("B", "2"),
        document("C", "3"),
        payment("A", "1"),
        document("D"),
        document("D"),
        document("S", "9.50"),
        document("H", "70"),
        document("G", "100", document_id="7"),
    ],
    [logged("E", consolidated_number="S"), logged("F", consolidated_number="S"), logged("A", "Failed")],
)


def sentence(cin7, xero, log=None, name="c1"):
    return reconciled(cin7, xero, log).rows[name]["sentence"]


def test_every_total_ties_in_every_currency():
    ties = reconciled(*WORLD).reconciliation.ties().to_pylist()
    assert [(row["item_type"], row["currency"]) for row in ties] == [
        ("invoice", "EUR"),
        ("invoice", "GBP"),
        ("payment", "GBP"),
    ]
    pounds = ties[1]
    assert (pounds["cin7_total"], pounds["xero_total"]) == (Decimal(121), Decimal("386.00"))
    assert pounds["explained_difference"] == pounds["difference"] == Decimal("-265.00")
    assert all(row[tie] for row in ties for tie in ("cin7_ties", "xero_ties", "difference_ties"))


def test_totals_that_do_not_tie_fail_the_run():
    reconciliation = reconciled(*WORLD).reconciliation
    documents = reconciliation.engine.rows("SELECT sql FROM duckdb_views() WHERE view_name = 'documents'")
    changed = str(documents[0][0]).replace("SELECT *", "SELECT * REPLACE (amount + 0.01 AS amount)", 1)
    reconciliation.engine.execute(changed.replace("CREATE VIEW", "CREATE OR REPLACE VIEW"))
    with pytest.raises(TiesBroken, match="invoice in GBP: cin7_ties is false"):
        reconciliation.check_ties()


def test_a_document_that_nobody_judged_fails_the_run():
    reconciliation = reconciled(*WORLD).reconciliation
    documents = reconciliation.engine.rows("SELECT sql FROM duckdb_views() WHERE view_name = 'documents'")
    more = (
        str(documents[0][0]).rstrip(";")
        + " UNION ALL SELECT * REPLACE (0 AS amount) FROM (SELECT * FROM before LIMIT 1)"
    )
    reconciliation.engine.execute("CREATE TABLE before AS SELECT * FROM documents")
    reconciliation.engine.execute(more.replace("CREATE VIEW", "CREATE OR REPLACE VIEW"))
    with pytest.raises(TiesBroken, match="cin7: 10 documents read, 9 accounted for"):
        reconciliation.check_ties()


def test_the_whole_reconciliation_is_one_statement():
    reconciliation = reconciled(*WORLD).reconciliation
    statement = reconciliation.sql()
    assert "-- Rule 4, `consolidated`" in statement
    whole = reconciliation.engine.rows(f"SELECT * FROM ({statement}) ORDER BY ALL")
    again = Reconciliation(reconciliation.engine)
    assert whole == reconciliation.engine.rows(f"{again.lines_sql()} ORDER BY ALL")


def test_what_pairs_is_settled_once_whatever_is_asked_then(tmp_path):
    exact = reconciled(*WORLD).reconciliation
    settle_matching(exact.engine, tmp_path)
    for settings in (
        MatchingSettings(),
        MatchingSettings(amount_tolerance=Decimal(1), date_window=0, date_field="due_date"),
        MatchingSettings(date_from=date(2026, 7, 2), item_types=("invoice",)),
    ):
        anew = Reconciliation(exact.engine, settings)
        settled = Reconciliation(exact.engine, settings, matching=tmp_path)
        assert settled.engine.rows(f"{settled.lines_sql()} ORDER BY ALL") == anew.engine.rows(
            f"{anew.lines_sql()} ORDER BY ALL"
        )
        assert settled.counts() == anew.counts()


def test_a_pair_of_two_types_counts_in_either_for_its_own_ledger():
    world = reconciled(
        [document("A", "5", document_id="7")],
        [document("B", "5", document_id="7", item_type="money_task")],
    )
    assert [world.rows[name]["item_type"] for name in ("c1", "x1")] == ["invoice", "money_task"]
    ties = world.reconciliation.ties().to_pylist()
    assert [(row["item_type"], row["explained_difference"]) for row in ties] == [
        ("invoice", Decimal(5)),
        ("money_task", Decimal(-5)),
    ]


def test_two_reconciliations_of_one_engine_do_not_touch_one_another():
    exact = reconciled(*WORLD).reconciliation
    before = exact.counts()
    lenient = Reconciliation(exact.engine, MatchingSettings(amount_tolerance=Decimal(1)))
    assert exact.counts() == before
    assert lenient.counts().verdicts != before.verdicts


def test_an_empty_world_is_reconciled_too():
    world = reconciled([], [])
    assert world.rows == {}
    assert world.reconciliation.ties().num_rows == 0


@pytest.mark.parametrize(
    ("settings", "expected"),
    [
        ({"item_types": ("payment",)}, {"c4", "x4"}),
        ({"date_from": date(2026, 11, 1)}, set()),
        ({"date_to": date(2026, 10, 1), "item_types": ("payment", "refund")}, {"c4", "x4"}),
        ({"item_types": ()}, set()),
    ],
)
def test_what_is_not_asked_about_counts_nowhere(settings, expected):
    world = reconciled(*WORLD, **settings)
    assert set(world.rows) == expected
    counts = world.reconciliation.counts()
    assert counts.documents == {"cin7": len(expected) // 2, "xero": len(expected) // 2}
    assert counts.not_compared == {"cin7": 0, "xero": 0}


def test_a_pair_or_group_is_asked_about_whole_if_one_of_its_dates_is():
    log = [logged(number, consolidated_number="S") for number in "BC"]
    early = {"document_date": "2026-09-30"}
    world = reconciled(
        [
            document("A", **early),
            document("B", "1", **early),
            document("C", "2"),
            document("D", "3", **early),
        ],
        [document("A"), document("S", "3", **early), document("D", "3", **early)],
        log,
        date_from=date(2026, 10, 1),
    )
    assert set(world.rows) == {"c1", "x1", "c2", "c3", "x2"}
    assert world.reconciliation.counts().documents == {"cin7": 3, "xero": 2}


@pytest.mark.parametrize("name", ["amount_tolerance", "member_tolerance", "days_tolerance", "date_window"])
def test_a_negative_setting_is_refused(name):
    with pytest.raises(UsageError, match=f"{name} is -1"):
        MatchingSettings(**{name: -1})  # type: ignore[arg-type]


def test_dates_the_wrong_way_round_are_refused():
    with pytest.raises(UsageError, match="swap them"):
        MatchingSettings(date_from=date(2026, 10, 2), date_to=date(2026, 10, 1))


def test_sentences_of_pairs():
    log = [logged("INV-1")]
    assert sentence([document("INV-1", "100")], [document("INV-1", "100.01")]) == (
        "Both ledgers have INV-1 with £100.01."
    )
    assert sentence([document("INV-1", "1234.5")], [document("INV-1", "1234.5225")], log) == (
        "Xero has INV-1 with £1,234.5225, Cin7 £1,234.50: £0.0225 more in Xero. Cin7's log says Completed."
    )
    assert sentence([document("INV-1", currency="CHF")], [document("INV-1", currency="EUR", tax="1")]) == (
        "Xero has INV-1 with €100.00, Cin7 CHF 100.00; the currencies are not the same. "
        "Cin7's log does not know it."
    )
    assert sentence(
        [document("INV-1", tax="20")],
        [document("INV-9", tax="0", contact="Bob", document_date="2026-10-02")],
        [logged("INV-1", xero="INV-9")],
    ) == (
        "Xero has INV-9 with £100.00, Cin7 INV-1 with £100.00; the tax is £0.00 in Xero, £20.00 in Cin7; "
        "dated 2026-10-02 in Xero, 2026-10-01 in Cin7; the contact is Bob in Xero, Ann in Cin7. "
        "Cin7's log says Completed."
    )


def test_sentences_of_groups():
    log = [logged(number, consolidated_number="S") for number in "AB"]
    cin7 = [document("A", "40"), document("B", "60")]
    assert sentence(cin7, [document("S")], log) == (
        "Cin7's 2 documents and Xero's 1 agree as a group: £100.00."
    )
    assert sentence(cin7, [document("S", "90")], log) == (
        "As a group, Cin7's 2 documents come to £100.00, Xero's 1 to £90.00: £10.00 more in Cin7. "
        "Cin7's log says Completed."
    )
    one, several = [document("A")], [document("S", "40"), document("S", "60")]
    assert sentence(one, several, log[:1]) == "Cin7's 1 document and Xero's 2 agree as a group: £100.00."
    assert sentence(one, several[:1] * 2, log[:1]) == (
        "As a group, Cin7's 1 document comes to £100.00, Xero's 2 to £80.00: £20.00 more in Cin7. "
        "Cin7's log says Completed."
    )


def test_sentences_of_documents_alone():
    assert sentence([payment("INV-1", "-5")], []) == (
        "Only Cin7 has a payment of INV-1 with -£5.00. Cin7's log does not know it."
    )
    assert (
        sentence([], [document(None, None)], name="x1")
        == "Only Xero has an invoice without a number with no amount."
    )
    assert sentence([document("A")] * 2, []) == (
        "Cin7 has A with £100.00; its number occurs more than once, "
        "so it cannot be told what belongs together."
    )


@pytest.mark.parametrize(
    ("cin7", "dead", "log"),
    [
        ({}, {"document_id": "cin7-1"}, []),
        ({}, {"number": "X"}, [logged("A", xero="X")]),
        ({}, {"number": "a"}, []),
        ({}, {"number": "X", "reference": "for A"}, []),
        (BOUGHT, {"number": "A", **BOUGHT}, []),
    ],
    ids=["by id", "by the log", "by number", "by reference", "by number and contact"],
)
def test_the_dead_counterpart_is_named(cin7, dead, log):
    xero = document(dead.pop("number", "Y"), status="VOIDED", **dead)
    told = sentence([document("A", **cin7)], [xero], log)
    assert told.startswith(f"Only Cin7 has A with £100.00; {xero['number']} in Xero is voided.")


def test_another_suppliers_dead_invoice_is_not_named():
    told = sentence([document("A", **BOUGHT)], [document("A", status="VOIDED", contact="Bob", **BOUGHT)])
    assert "voided" not in told


def test_xeros_document_alone_names_cin7s_draft():
    told = sentence([document("A", status="DRAFT")], [document("A")], name="x1")
    assert told == "Only Xero has A with £100.00; A in Cin7 is draft."


def test_the_order_of_the_input_does_not_matter():
    forwards, backwards = reconciled(*WORLD), reconciled(*(list(reversed(rows)) for rows in WORLD))

    def told(world):
        return sorted((row["sentence"], row["verdict"], str(row["finding"])) for row in world.rows.values())

    assert told(forwards) == told(backwards)
