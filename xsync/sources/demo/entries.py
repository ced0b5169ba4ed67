"""What reaches the books without an invoice: money tasks and manual journals."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from xsync.sources.demo.catalogue import BANK_ACCOUNTS
from xsync.sources.demo.company import BASE_CURRENCY
from xsync.sources.demo.documents import Document, money
from xsync.sources.demo.names import pick

if TYPE_CHECKING:
    from datetime import datetime

    from xsync.sources.demo.drawing import Draw

_MONEY_TASKS: Final = (
    ("Bank charges", "Lloyds Bank", 900, 4500),
    ("Card terminal rental", "Worldpay", 2200, 2600),
    ("PAYE and National Insurance", "HMRC", 210_000, 290_000),
    ("Shop rent, Whitby", "Esk Property Partners", 145_000, 145_000),
    ("Interest received", "Lloyds Bank", 150, 1900),
    ("Transfer to Euro Account", "", 500_000, 1_500_000),
)
"""Reference, contact, least and most pence."""

_JOURNALS: Final = (
    ("Depreciation, fixtures and van", 62_000, 66_000),
    ("Accrued electricity", 18_000, 41_000),
    ("Stock count adjustment", 3_000, 95_000),
    ("Prepaid insurance released", 21_500, 21_500),
    ("Wages recharge, Whitby shop", 240_000, 330_000),
)
"""Narration, least and most pence."""


def money_task(draw: Draw, at: datetime) -> Document:
    """Draw money received, spent or moved."""
    reference, contact, least, most = pick(draw.rng, _MONEY_TASKS)
    return _entry(
        at,
        draw.between(least, most),
        item_type="money_task",
        number=f"MT-{draw.number('money task'):05d}",
        reference=reference,
        contact=contact,
        account=BANK_ACCOUNTS[BASE_CURRENCY],
    )


def journal(draw: Draw, at: datetime) -> Document:
    """Draw one entry of the month's end."""
    narration, least, most = pick(draw.rng, _JOURNALS)
    return _entry(
        at,
        draw.between(least, most),
        item_type="manual_journal",
        number=f"JR-{draw.number('journal'):05d}",
        reference=f"{narration} {at:%m/%Y}",
    )


def _entry(
    at: datetime,
    pence: int,
    *,
    item_type: str,
    number: str,
    reference: str,
    contact: str = "",
    account: str = "",
) -> Document:
    return Document(
        item_type=item_type,
        direction="",
        number=number,
        reference=reference,
        parent_number="",
        order_number="",
        contact=contact,
        currency=BASE_CURRENCY,
        amount=money(pence),
        tax=money(0),
        document_date=at.date(),
        due_date=None,
        status="COMPLETED",
        account=account,
        created_at=at,
    )
