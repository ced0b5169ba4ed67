"""What differs from item to item never changes the category of a message."""

from __future__ import annotations

import re

from hypothesis import given, settings
from hypothesis import strategies as st

import xsync

PLACEHOLDERS = {
    "number": st.from_regex(r"(?:INV|SO|CR|PO|JR)-[0-9]{3,6}(?:/[0-9])?|[1-9][0-9]{3,7}", fullmatch=True),
    "money": st.decimals("0.01", "9999999", places=2).map(lambda amount: f"{amount:,}"),
    "code": st.from_regex(r"[0-9]{3,5}|[A-Z]{2,8}[0-9]{1,3}", fullmatch=True),
    "date": st.dates().flatmap(
        lambda day: st.sampled_from(
            [day.isoformat(), f"{day:%d/%m/%Y}", f"{day.day} {day:%B %Y}", f"{day:%d-%b-%Y}"]
        )
    ),
    "id": st.uuids().map(str),
    "name": st.sampled_from(
        ["Bright Foods Ltd", "Pine & Co", "O'Neill's Café", "Żółw sp. z o.o.", "3M", "Smith-Jones GmbH", "A"]
    ),
}
TEMPLATES = {
    "{number}: the document date {date} cannot be before the lock date, now set at {date}": "lock_date",
    "Account code '{code}' is not a valid code for this document {number}": "account_mapping",
    "Tax type '{code}' may not be used with account '{code}'": "tax_mapping",
    "Payment of {money} exceeds the {money} outstanding on {number}": "payment",
    "Invoice {number} of '{name}' has been paid in Xero on {date} and cannot be updated": "document_status",
    "Total debits ({money}) must equal total credits ({money}) on {number}": "journal",
    "Tax of the lines ({money}) does not equal the document's tax ({money})": "rounding",
    "Contact '{name}' ({id}) is archived": "contact",
    "Invoice number {number} already exists": "duplicate",
    "The invoice with id {id} was not found": "missing_in_xero",
    "Due date is required on {number} dated {date}": "missing_data",
    "Rate limit exceeded at {date}, wait {code} seconds": "connection",
    "Invoice limit of your plan reached on {date} with {number}": "plan_limit",
    "Currency '{code}' is not enabled for '{name}' since {date}": "currency",
    "Something about {number} of '{name}' on {date}": "unclassified",
}
SPACES = st.sampled_from([" ", "  ", "\t", "\u00a0", " \u200b"])
QUOTES = st.sampled_from(["'{}'", '"{}"', "\u2018{}\u2019", "\u201c{}\u201d"])
CASES = st.sampled_from([str, str.lower, str.upper, str.title, str.swapcase])


@st.composite
def worded(draw):
    """A template with its values drawn, and its spacing, quotes and case with them."""
    template = draw(st.sampled_from([*TEMPLATES]))
    quoted = draw(QUOTES)
    text = re.sub(r"'(\{\w+\})'", lambda found: quoted.replace("{}", found[1]), template)
    text = re.sub(r"\{(\w+)\}", lambda found: draw(PLACEHOLDERS[found[1]]), text)
    text = re.sub(" ", lambda _: draw(SPACES), text)
    case = draw(CASES)
    return TEMPLATES[template], case(text)


@settings(max_examples=150, deadline=None)
@given(worded())
def test_numbers_names_dates_spacing_quotes_and_case_never_change_the_category(case):
    category, message = case
    assert xsync.explain(message)[0].category == category


@settings(max_examples=120, deadline=None)
@given(st.text(max_size=300))
def test_any_text_is_explained(text):
    (explanation,) = xsync.explain(text)
    assert explanation.to_dict()["message"] == text
    assert all(explanation.to_dict()[name] for name in ("category", "cause", "fix", "retry", "owner"))
