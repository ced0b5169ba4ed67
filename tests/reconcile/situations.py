"""Situations that bookkeepers meet, one for each thing a rule has to see, as templates of small worlds.

Numbers, references and ids hold no letters but A to D, x, and "see", so that they can be moved to others.
"""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Sequence

TEN, TWENTY, THIRTY = Decimal("10.00"), Decimal("20.00"), Decimal("30.00")

DOCUMENTS = [
    *[("invoice", "sale")] * 3,
    *[("invoice", "purchase")] * 2,
    *[("credit_note", "sale")] * 2,
    ("credit_note", "purchase"),
    ("money_task", None),
    ("money_task", "sale"),
    ("manual_journal", None),
]
PAYMENTS = [*[("payment", "sale")] * 4, ("payment", "purchase"), ("payment", None), *[("refund", "sale")] * 2]
ANY = [*DOCUMENTS, *PAYMENTS]
BILLS = [("invoice", "purchase")]


class Situation(NamedTuple):
    """Documents as (side, fields), log rows as (Cin7 number, Xero number, consolidated number)."""

    kinds: Sequence[tuple[str, str | None]]
    documents: list[tuple[str, dict[str, Any]]]
    rows: tuple[tuple[str | None, str | None, str | None], ...] = ()


def cin7(
    number: str | None = None, amount: Decimal | None = TEN, **fields: Any
) -> tuple[str, dict[str, Any]]:
    return ("cin7", {"number": number, "amount": amount, **fields})


def xero(
    number: str | None = None, amount: Decimal | None = TEN, **fields: Any
) -> tuple[str, dict[str, Any]]:
    return ("xero", {"number": number, "amount": amount, **fields})


def paid(parent: str, **fields: Any) -> dict[str, Any]:
    """Return the fields of a payment among documents of another type."""
    return {"item_type": "payment", "parent_number": parent, **fields}


INVOICE: dict[str, Any] = {"item_type": "invoice"}
NOTE: dict[str, Any] = {"item_type": "credit_note"}
INVOICE_PAIR = [cin7("A", document_id="#A", **INVOICE), xero("C", document_id="#a", **INVOICE)]
NOTE_PAIR = [cin7("A", document_id="#B", **NOTE), xero("D", document_id="#b", **NOTE)]
BLOCK = (("A", None, "C"), ("b", "C", "c"))

ONCE = [
    # ids and log
    Situation(ANY, [cin7("A", document_id="#A"), xero("B", document_id="#a")]),
    Situation(ANY, [cin7("A", document_id="#A"), xero("B", document_id="#A"), cin7("A")]),
    Situation(ANY, [cin7("A", contact=" ann", document_id="#A"), xero("A", contact="Bob", document_id="#A")]),
    Situation(ANY, [cin7(document_id="#A"), cin7(document_id="#A"), xero(document_id="#A")]),
    Situation(ANY, [cin7("A"), cin7("B"), xero("C")], (("A", "C", None), ("B", "c", None))),
    Situation(ANY, [cin7("A"), xero("C"), xero("C")], (("A", "C", None),)),
    Situation(ANY, [cin7("A", TWENTY), xero("C", THIRTY, currency="AUD")], (("A", "C", None),)),
    # numbers
    Situation(ANY, [cin7("a  b"), xero("A b")]),
    Situation(ANY, [cin7("A"), cin7("a"), xero("A")]),
    Situation(DOCUMENTS, [cin7("A"), cin7("A", contact="Bob"), xero("A"), xero("A", contact="Bob")]),
    Situation(ANY, [cin7("A", Decimal("10.01")), xero("A")]),
    Situation(ANY, [cin7("A"), xero("A", document_date=date(2026, 7, 2))]),
    # blocks
    Situation(ANY, [cin7("A"), cin7("B", TWENTY), xero("C", THIRTY)], BLOCK),
    Situation(ANY, [cin7("C"), cin7("A", THIRTY), xero("C")], (("A", None, "C"),)),
    Situation(ANY, [cin7("A", THIRTY), xero("C"), xero("D", TWENTY)], (("A", None, "C"), ("A", None, "D"))),
    Situation(ANY, [cin7("A"), cin7("B"), xero("D", TWENTY)], (*BLOCK, ("B", None, "D"))),
    Situation(ANY, [cin7("A"), xero("C"), xero("C", TWENTY)], (("A", None, "C"),)),
    Situation(
        PAYMENTS,
        [cin7(parent_number="A"), cin7(parent_number="B"), xero(None, TWENTY, parent_number="C")],
        BLOCK,
    ),
    # payments and their parents
    Situation(PAYMENTS, [cin7(parent_number="A"), xero(parent_number=" a")]),
    Situation(PAYMENTS, [cin7(parent_number="A"), xero(parent_number="A", currency="AUD")]),
    Situation(PAYMENTS, [cin7("A", parent_number="A"), xero("A", parent_number="A")]),
    Situation(PAYMENTS, [*[cin7(parent_number="A")] * 2, xero(parent_number="A")]),
    Situation(PAYMENTS, [*[cin7(parent_number="A")] * 2, xero(parent_number="B")]),
    Situation(PAYMENTS, [*INVOICE_PAIR, cin7(parent_number="A"), xero(parent_number="A")]),
    Situation(PAYMENTS, [*INVOICE_PAIR, *NOTE_PAIR, cin7(parent_number="A"), xero(parent_number="C")]),
    Situation(
        [("invoice", "sale")],
        [cin7("A"), cin7("B"), xero("C", TWENTY), cin7(**paid("A")), xero(**paid("C"))],
        BLOCK,
    ),
    # references
    Situation(ANY, [cin7("A"), xero("B", reference="x;A")]),
    Situation(ANY, [cin7("A", None), xero("B", reference="A")]),
    Situation(ANY, [cin7("A"), cin7("B", TWENTY), xero(None, THIRTY, reference="A, B")]),
    Situation(ANY, [cin7("A"), cin7("B"), xero(reference="A B"), xero(None, TWENTY, reference="A")]),
    Situation(ANY, [cin7("a  b"), xero(reference="A b")]),
    # likeness, and nothing
    Situation(ANY, [cin7("A"), cin7("B"), xero("C")]),
    Situation(ANY, [xero("A")], (("B", "A", None),)),
    # the dead
    Situation(ANY, [cin7("A"), xero("A", status="voided")]),
    Situation(ANY, [cin7("A", status="Draft"), xero("A")]),
    Situation(ANY, [cin7("A"), xero("C", status=" Deleted")], (("A", "C", None),)),
    Situation(ANY, [cin7("A"), xero(None, TWENTY, reference="A", status="DRAFT")]),
]
TWICE = [
    Situation(ANY, [cin7("A"), xero("C")], (("a", "C", None),)),
    Situation(ANY, [cin7("A"), xero(" a ")]),
    Situation(ANY, [cin7("A", tax=Decimal("1.50")), xero("A", Decimal("10.011"), tax=Decimal("1.52"))]),
    Situation(ANY, [cin7("A"), xero("C")], (("A", None, "C"),)),
    Situation(
        ANY,
        [cin7("A", TWENTY), cin7("B", TWENTY), xero("C"), xero("D", THIRTY)],
        (("A", None, "C"), ("A", None, "d"), ("B", None, "D")),
    ),
    Situation(PAYMENTS, [*[cin7(parent_number="A")] * 2, *[xero(parent_number="A")] * 2]),
    Situation(PAYMENTS, [*[cin7(parent_number="A")] * 2, xero(None, TWENTY, parent_number="A")]),
    Situation(PAYMENTS, [cin7(None, TWENTY, parent_number="A"), *[xero(parent_number="A")] * 2]),
    Situation(PAYMENTS, [*INVOICE_PAIR, cin7(parent_number="A"), xero(parent_number="C")]),
    Situation(ANY, [cin7("A"), xero(reference="see A")]),
    Situation(ANY, [cin7("A"), xero(reference="A"), xero("D", TWENTY, reference="C,a")]),
    Situation(ANY, [cin7("A"), xero("B")]),
    Situation(ANY, [cin7("A")]),
]
SUBTLE = [
    # the log in doubt
    Situation(ANY, [cin7("A"), xero("C", TWENTY)], (("A", "C", None), ("B", None, "C"))),
    Situation(ANY, [cin7("A"), xero("C", TWENTY)], (("A", "C", None), ("A", "D", None))),
    Situation(BILLS, [cin7("A"), cin7("A", contact="Bob"), xero("C")], (("A", "C", None),)),
    Situation(
        ANY, [cin7("A", document_id="#A"), cin7("B", document_id="#A"), xero("C")], (("A", "C", None),)
    ),
    Situation(ANY, [cin7("A", document_id="#A"), xero("C", document_id="#A")], (("B", "C", None),)),
    Situation(PAYMENTS, [xero(parent_number="C")], (("B", None, "C"),)),
    # keys that are present though paired, or no keys
    Situation(ANY, [cin7("A", document_id="#A"), xero("B", document_id="#a"), cin7("A"), xero("A")]),
    Situation(BILLS, [cin7("A", contact=None), xero("A", contact=None)]),
    Situation(ANY, [cin7("C"), cin7("C"), cin7("A"), xero("C")], (("A", None, "C"),)),
    Situation(PAYMENTS, [cin7(None, None, parent_number="A"), xero(None, None, parent_number="A")]),
    Situation(
        PAYMENTS,
        [
            cin7(None, None, parent_number="A"),
            cin7(None, THIRTY, parent_number="A"),
            xero(None, TWENTY, parent_number="A"),
        ],
    ),
    # which of equal payments, and how many
    Situation(
        PAYMENTS,
        [
            *[cin7(parent_number="A", document_id=each) for each in ("#D", None, "#C")],
            *[xero(parent_number="A", document_id=each) for each in (None, "#A", "#B")],
        ],
    ),
    Situation(
        PAYMENTS,
        [
            *[cin7(None, each, parent_number="A") for each in (TEN, TWENTY)],
            *[xero(None, each, parent_number="A") for each in (THIRTY, Decimal(0))],
        ],
    ),
    # a number that is not unique, referred to
    Situation(BILLS, [cin7("A"), cin7("A", TWENTY, contact="Bob"), xero(None, THIRTY, reference="A")]),
    Situation(
        BILLS,
        [cin7("A"), cin7("A", TWENTY, contact="Bob"), *[xero(None, THIRTY, reference="A")] * 2],
    ),
    # groups at the edge of their tolerance, and a tax unknown
    Situation(ANY, [cin7("A"), cin7("B", TWENTY), xero("C", Decimal("30.02"))], BLOCK),
    Situation(ANY, [cin7("A"), cin7("B", TWENTY), xero("C", Decimal("30.021"))], BLOCK),
    Situation(
        ANY,
        [cin7("A", THIRTY), xero("C", Decimal("10.01")), xero("D", Decimal("20.01"))],
        (("A", None, "C"), ("A", None, "D")),
    ),
    Situation(
        ANY,
        [cin7("A", tax=Decimal("1.5")), cin7("B", TWENTY), xero("C", THIRTY, tax=Decimal("3.2"))],
        BLOCK,
    ),
]
SITUATIONS = [*ONCE, *TWICE, *TWICE, *SUBTLE, *SUBTLE]
