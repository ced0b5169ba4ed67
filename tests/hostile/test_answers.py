"""Answers of interfaces that are none: they end in a sentence, reach no other address, and steer nothing."""

from __future__ import annotations

import json
from typing import Any

import pytest

import xsync
from tests.sources.pulls.ledgers import order, sale
from tests.sources.pulls.scripted import Said
from xsync.sources.paced_http import read_json
from xsync.sources.pull import told

DEEP = "[" * 50_000 + "]" * 50_000
HUGE = 10**30
CONTROL = "\x1b]0;owned\x07\x9b31m\u202e"


def pulled(ledger: str = "cin7") -> Any:
    return xsync.pull(ledger, organisation="Acme")  # type: ignore[arg-type] # the tests' own choice


@pytest.fixture
def at(server, ledgers):
    """Answer one address with this, all others as ever."""

    def answer(path: str, said: Said) -> None:
        server.say = lambda asked: said if asked.path == path else ledgers.say(asked)

    server_asked = server.asked
    answer.asked = server_asked  # type: ignore[attr-defined] # what was asked, beside it
    return answer


@pytest.mark.parametrize("text", ["1e99999999999999999999", "[-1e-99999999999999999999]", DEEP, "1" * 5000])
def test_numbers_and_depths_that_nothing_has_are_no_json(text):
    with pytest.raises(ValueError):  # noqa: PT011 - its words depend on what is wrong
        read_json(text)


@pytest.mark.parametrize(
    "body",
    [
        DEEP,
        '{"Total": 1, "SaleList": [{"SaleID": "a", "x": 1e99999999999999999999}]}',
        "<html>",
        '"x"',
        "null",
    ],
    ids=["deep", "huge", "html", "text", "null"],
)
def test_what_is_no_answer_costs_the_endpoint_and_no_more(at, body):
    at("cin7/saleList", Said(body))
    result = pulled()
    assert result.exit_code == 6
    assert [each.endpoint for each in result.refused] == ["saleList"]


@pytest.mark.parametrize(
    "body", [DEEP, '{"Exception": 1e99999999999999999999}', [[[]]]], ids=["deep", "huge", "lists"]
)
def test_a_refusal_that_cannot_be_read_is_still_one(at, body):
    at("cin7/saleList", Said(body, 403))
    assert [each.reason for each in pulled().refused] == [
        "refused: the credentials or their scopes do not allow it"
    ]


def test_the_interfaces_own_words_neither_steer_a_terminal_nor_repeat_our_key(at):
    at("cin7/saleList", Said({"Exception": f"{CONTROL} no key-that-nobody-may-see <b>"}, 403))
    result = pulled()
    said = "\n".join(told(result)) + json.dumps(result.to_dict(), ensure_ascii=False)
    assert "no *** <b>" in said
    assert not set(CONTROL) - set("]0;owned31m") & set(said)
    assert "key-that-nobody-may-see" not in said


@pytest.mark.parametrize(
    "token",
    [
        {"access_token": "x", "expires_in": [1]},
        '{"access_token": "x", "expires_in": 1e999}',
        {"access_token": "x", "expires_in": "soon"},
        {"access_token": CONTROL, "expires_in": 60},
        {"access_token": ["x"], "expires_in": 60},
        DEEP,
        {"error": f"secret-that-nobody-may-see {CONTROL}"},
    ],
    ids=["list", "infinite", "text", "control", "no text", "deep", "error"],
)
def test_a_token_that_is_none_is_a_sentence(at, token):
    at("token", Said(token if isinstance(token, str) else {"token_type": "Bearer", **token}))
    result = pulled("xero")
    assert result.exit_code == 6
    [refused] = result.refused
    assert refused.reason.startswith("Xero's token endpoint ")
    assert refused.reason.isprintable()
    assert "nobody-may-see" not in refused.reason


def test_rows_without_end_come_to_one(at):
    at("cin7/saleList", Said({"Total": HUGE, "Page": 1, "SaleList": [order(1)]}))
    result = pulled()
    assert result.exit_code == 6
    assert any(f"tells of {HUGE:,} rows and gave 1" in each.reason for each in result.refused)


def test_ids_that_no_address_holds_are_not_there_and_the_others_are(ledgers, server):
    odd = ["x" * 200_000, "\ud800", "..", "a\0b", {"a": 1}, "{id}", "a/../b?c=d"]
    ledgers.cin7["saleList"] = [order(1), *(order(2, SaleID=each) for each in odd)]
    ledgers.details["sale?sale-1"] = sale(1)
    assert pulled().counts["cin7"]["invoice"]["new"] == 1
    details = [each.query for each in server.asked if each.path == "cin7/sale"]
    assert len(details) == len(odd) + 1
    assert max(len(query["ID"]) for query in details) < 300
    assert not any(each.path.startswith("token") for each in server.asked)


def test_an_id_leads_to_no_other_address(ledgers, server):
    ledgers.xero["Invoices"] = [
        {"InvoiceID": "../../token?a=b#c", "Type": "ACCREC", "HasAttachments": True, "Status": "AUTHORISED"}
    ]
    pulled("xero")
    asked = [each for each in server.asked if each.path.startswith("xero/Invoices/")]
    assert len([each for each in server.asked if each.path == "token"]) == 1
    assert all("%2F" in each.path and not each.query for each in asked)
