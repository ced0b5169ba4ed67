"""What a message means, in whatever envelope it comes and whatever is wrong with it."""

from __future__ import annotations

import json
import subprocess
import sys

import pytest

import xsync

NO_ACCOUNT = "Account code must be specified"
NO_TAX = "The TaxType field is mandatory"


@pytest.fixture(autouse=True)
def no_own_catalogue(monkeypatch, tmp_path):
    monkeypatch.setenv("XSYNC_PARAMS", str(tmp_path / "no params"))


def explained(message):
    (explanation,) = xsync.explain([message])
    return explanation


def answer_of(*errors):
    return json.dumps(
        {
            "ErrorNumber": 10,
            "Type": "ValidationException",
            "Message": "A validation exception occurred",
            "Elements": [
                {"InvoiceNumber": "INV-1", "ValidationErrors": [{"Message": each} for each in errors]}
            ],
        }
    )


XML = (
    '<?xml version="1.0"?><ApiException xmlns:i="http://www.w3.org/2001/XMLSchema-instance"><ErrorNumber>10'
    "</ErrorNumber><Message>A validation exception occurred</Message><Elements><DataContractBase>"
    f"<ValidationErrors><ValidationError><Message>{NO_ACCOUNT}</Message></ValidationError></ValidationErrors>"
    "</DataContractBase></Elements></ApiException>"
)


@pytest.mark.parametrize(
    "message",
    [
        NO_ACCOUNT,
        answer_of(NO_ACCOUNT),
        f"400 Bad Request: {answer_of(NO_ACCOUNT)} (request 77)",
        json.dumps(answer_of(NO_ACCOUNT))[1:-1],
        answer_of(NO_ACCOUNT).replace('"', "&quot;"),
        json.dumps(
            {"Message": "Export refused", "Response": [{"Elements": json.loads(answer_of(NO_ACCOUNT))}]}
        ),
        XML,
        XML.replace("<", "&lt;").replace(">", "&gt;"),
        f"A validation exception occurred (ErrorNumber 10): {NO_ACCOUNT}",
        f"ValidationException - {NO_ACCOUNT}.",
        f'Xero API error: "{NO_ACCOUNT}"',
        f"[see the log] {{unfinished {NO_ACCOUNT}",
    ],
)
def test_the_reason_is_found_inside_its_envelope(message):
    assert explained(message).principal.name == "account_missing"


def test_an_envelope_without_a_reason_is_said_to_be_one():
    for message in (answer_of(), "A validation exception occurred", "400 Bad Request"):
        assert explained(message).category == "wrapper"


def test_an_unknown_reason_is_not_hidden_behind_its_known_envelope():
    for message in (
        answer_of("Purple 12 is no colour"),
        "A validation exception occurred: Purple 7 is no colour",
    ):
        assert explained(message).category == "unclassified"
        assert explained(message).form == "Purple <number> is no colour"


@pytest.mark.parametrize(
    "message",
    [
        answer_of(NO_ACCOUNT, NO_TAX, "Purple"),
        answer_of(NO_TAX, NO_ACCOUNT),
        f"{NO_ACCOUNT}\n{NO_TAX}",
        f"{NO_TAX}. {NO_ACCOUNT}.",
        f"1) {NO_ACCOUNT} | 2) {NO_TAX}",
    ],
)
def test_of_several_reasons_one_is_the_principal_and_the_others_are_kept(message):
    explanation = explained(message)
    assert explanation.principal.name == "tax_missing"
    assert [each.name for each in explanation.others] == ["account_missing"]
    assert explanation.text.rstrip(".").endswith(NO_TAX) or NO_TAX in explanation.text


@pytest.mark.parametrize(
    ("message", "about"),
    [
        ("Account code '4000' is not a valid code for this document", "account 4000"),
        ("Account code 4000 isn't valid", "account 4000"),
        (
            "Account could not be found. Account '090: Current Account' of INV-1",
            "account 090: Current Account",
        ),
        (
            "The TaxType code 'OUTPUT2' cannot be used with account code '200'.",
            "tax type OUTPUT2, account 200",
        ),
        ("Organisation is not subscribed to currency USD.", "currency USD"),
        ("The contact is archived. Contact Bright & Sons Foods Ltd.", "contact Bright & Sons Foods Ltd"),
        ("The contact name Joe's Café is already assigned to another contact", "contact Joe's Café"),
        ("A contact is missing. Pine Ltd has not been synchronised.", "contact Pine Ltd"),
        ("INV-1 was not sent: its product TEA-500 has not been synchronised.", "item TEA-500"),
        (
            "The date is before the period lock date, currently set at 31 October 2026",
            "lock date 31 October 2026",
        ),
        ("Contact is archived", ""),
        ("Account must be valid", ""),
    ],
)
def test_what_a_message_names_is_said_with_the_cause(message, about):
    explanation = explained(message)
    assert explanation.about == about
    assert explanation.cause.endswith(f": {about}." if about else ".")


def test_the_code_of_an_answer_counts_and_no_other_number_does():
    names = {
        message: explained(message).principal.name
        for message in ("HTTP 429", "status: 403", "Xero returned 503", "Account code 404 must be valid")
    }
    assert [*names.values()] == ["rate_limit", "no_permission", "xero_unavailable", "account_unfit"]


def test_what_differs_in_figures_alone_is_told_apart_by_what_it_names():
    first, second = xsync.explain([f"Account code '{code}' is not valid" for code in (4000, 4010)])
    assert first.principal == second.principal
    assert (first.about, second.about) == ("account 4000", "account 4010")


def test_an_escaped_address_is_read_after_another_that_looks_alike():
    escaped = "oauth_problem=rate%20limit%20exceeded"
    assert [each.category for each in xsync.explain([escaped, escaped.replace("20", "41"), escaped])] == [
        "connection",
        "unclassified",
        "connection",
    ]


def test_messages_of_an_unknown_kind_share_a_form():
    forms = {
        each.form
        for each in xsync.explain(
            [
                "Widget 'A 1' of INV-001 is odd since 31 Oct 2026",
                "Widget 'B'  of SO-77/2 is odd since 1 Nov 2026",
                "Widget \u201cC\u201d of 12345 is odd since 2026-11-02",
            ]
        )
    }
    assert len(forms) == 1
    assert (
        explained("for customer Bright Foods Ltd: oops 5").form == explained("for customer Pine: oops 6").form
    )
    assert explained("Widget is odd").form != explained("Gadget is odd").form


@pytest.mark.parametrize(
    "message", ["", " \n", "\x00", "'", '"', "{", "[]", "<", "&#x41;", "%zz", "…", "🧾", "\\u00"]
)
def test_what_says_nothing_is_unclassified(message):
    explanation = explained(message)
    assert explanation.category == "unclassified"
    assert explanation.to_dict()["message"] == message


HOSTILE = """{
    "one letter": "a" * 100_000,
    "openings": "{[" * 50_000,
    "nested": '{"a":' * 20_000,
    "deep list": "[" * 50_000 + "]" * 50_000,
    "tags": "<Message>" * 11_000,
    "lower than": "<" * 100_000,
    "quotes": "'" * 100_000,
    "half quotes": "contact 'aa " * 8_000,
    "escapes": "&lt;" * 25_000,
    "spelling": "izizizize" * 11_000,
    "names": "Contact Aa " * 9_000,
    "one name": "contact " + "Aa " * 33_000,
    "leads": "Account code " * 8_000,
    "hyphens": "un-" * 33_000,
    "negations": "n't " * 25_000,
    "codes": "http " * 20_000,
    "figures": "1" * 100_000,
    "lines": "\\n" * 100_000,
}"""


def test_hostile_messages_of_100_kilobytes_are_explained_and_do_not_hang():
    """A pattern that backtracks would be at it for minutes or for ever; all of these take a second."""
    probe = f"import xsync; print(*(len(xsync.explain(each)) for each in {HOSTILE}.values()))"
    done = subprocess.run(
        [sys.executable, "-c", probe], capture_output=True, text=True, timeout=120, check=True
    )
    assert {*done.stdout.split()} == {"1"}


def test_a_reason_before_a_flood_of_text_is_found():
    assert explained(f"{NO_ACCOUNT}. {'blah ' * 50_000}").principal.name == "account_missing"
