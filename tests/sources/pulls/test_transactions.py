"""The entries of Cin7 Core's general ledger: read in whole months, kept as answers, no documents."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta

import pytest

import xsync
from tests.sources.pulls.scripted import Said
from tests.sources.pulls.served import ORGANISATION, documents
from xsync.store.engine import Engine, parquet_relation
from xsync.store.store import Store

pytestmark = pytest.mark.usefixtures("server")


def entry(number, amount=10.0):
    return {
        "TaskID": f"task-{number}",
        "DebitAccountCode": "610",
        "CreditAccountCode": "200",
        "Amount": amount,
        "EffectiveDate": "2026-10-01T00:00:00",
        "Reference": f"INV-{number}",
        "Type": "Sale",
    }


def pulled(**values):
    return xsync.pull("cin7", organisation=ORGANISATION, **values)


def asked(server):
    return [each.query for each in server.asked if each.path == "cin7/transactions"]


def kept():
    files = Store().tables.files("answers", ORGANISATION)
    bodies = Engine().rows(
        f"SELECT body FROM {parquet_relation(files)} WHERE endpoint = 'transactions' ORDER BY request"  # noqa: S608
    )
    return [len(json.loads(str(body))["Transactions"]) for (body,) in bodies]


def test_entries_are_kept_as_answers_and_counted_under_no_item_type(ledgers):
    ledgers.cin7["transactions"] = [entry(number) for number in range(1200)]
    result = pulled()
    assert result.is_complete
    assert kept() == [1000, 200]
    assert documents() == []
    assert all(not any(counts.values()) for counts in result.to_dict()["pulled"]["cin7"].values())
    assert set(result.to_dict()["pulled"]["cin7"]) <= {
        *("contact", "product", "invoice", "credit_note", "payment", "refund", "attachment"),
        *("manual_journal", "customer_credit", "supplier_deposit", "money_task"),
    }


def test_entries_that_say_the_same_are_several(ledgers):
    ledgers.cin7["transactions"] = [entry(1)] * 1500
    assert pulled().is_complete
    assert kept() == [1000, 500]


def test_the_first_reading_asks_for_all_days_and_later_ones_for_the_last_months(ledgers, server):
    ledgers.cin7["transactions"] = [entry(1)]
    pulled()
    pulled()
    first, second = asked(server)
    assert first["FromDate"] < "2000"
    begin = (datetime.now(UTC) - timedelta(hours=1)).replace(tzinfo=None)
    months = begin.year * 12 + begin.month - 1 - 3
    assert second["FromDate"] == f"{months // 12}-{months % 12 + 1:02}-01T00:00:00"
    assert {each["ToDate"] for each in (first, second)} == {first["ToDate"]}
    assert {each["Limit"] for each in (first, second)} == {"1000"}
    pulled(full=True)
    assert asked(server)[2] == first


@pytest.mark.parametrize(("since", "from_date"), [("2026-10-31", "2026-07-01"), ("2026-02-01", "2025-11-01")])
def test_since_asks_for_whole_months(since, from_date, ledgers, server):
    ledgers.cin7["transactions"] = [entry(1)]
    pulled(since=since)
    assert [query["FromDate"][:10] for query in asked(server)] == [from_date]


def test_a_list_that_grows_while_it_is_read_is_read_again(ledgers, server):
    rows = [entry(number) for number in range(1100)]
    ledgers.cin7["transactions"] = rows

    def say(one):
        said = ledgers.say(one)
        if one.path == "cin7/transactions" and len(asked(server)) == 1:
            ledgers.cin7["transactions"] = [entry(-1), *rows]
        return said

    server.say = say
    assert pulled().is_complete
    assert kept() == [1000, 1000, 101, 101]


def test_a_refusal_is_named_and_the_rest_goes_on(ledgers, server):
    ledgers.cin7["customer"] = [{"ID": "c-1", "Name": "Acme", "Status": "Active"}]
    server.say = lambda one: (
        Said([{"ErrorCode": 403, "Exception": "no"}], 403)
        if one.path == "cin7/transactions"
        else ledgers.say(one)
    )
    result = pulled()
    assert [(each.endpoint, each.status) for each in result.refused] == [("transactions", 403)]
    assert result.exit_code == 6
    assert [row["number"] for row in documents()] == ["Acme"]
    assert "cin7/purchaseList" in server.paths()
