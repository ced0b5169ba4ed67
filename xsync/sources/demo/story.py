"""What happens in every demo company, however large, so that there is always something to find.

To the business these events are plain trade. What becomes of them on the way to Xero follows from the rules
of `xsync.sources.demo.sync`, which take two facts from here: whom Xero archived, and what it refuses.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING, Final

from xsync.sources.demo.catalogue import WHOLESALE, Catalogue, Party, Product, record
from xsync.sources.demo.company import BASE_CURRENCY, FIRST_DAY, working_day_from
from xsync.sources.demo.drawing import COST_PERCENT, TAX_AT_HOME
from xsync.sources.demo.trade import Credit, Item, Trade

if TYPE_CHECKING:
    from collections.abc import Sequence

    from xsync.sources.demo.documents import Document

BLOCKED_INVOICES: Final = 11
"""How many invoices the refused product blocks in a company of 1,100 items and more."""

REFUSED_PRODUCT: Final = Product(
    "DISPLAY-STAND-OAK-3-TIER-AUTUMN26", "Display stand, oak, three tiers", 8400, date(2026, 9, 14)
)
"""Its code is longer than the 30 characters of a Xero item code, so it never arrives."""

RENAMED_PRODUCT: Final = Product("GIFTSET-HEARTH-2026", "Gift set, hearth", 3600, date(2026, 9, 21))
"""Xero holds its code already, until somebody renames it."""
RENAMED_AT: Final = datetime.fromisoformat("2026-10-06T10:15:00")

ARCHIVED_CUSTOMER: Final = Party("Marlow & Finch Interiors", "customer", FIRST_DAY)
ARCHIVED_AT: Final = datetime.fromisoformat("2026-10-05T09:40:00")
"""When somebody archived a customer in Xero who still buys."""

_BLOCKED_ON: Final = tuple(
    date.fromisoformat(f"2026-{day}")
    for day in (
        "09-16",
        "09-18",
        "09-23",
        "09-25",
        "09-30",
        "10-02",
        "10-06",
        "10-09",
        "10-14",
        "10-20",
        "10-27",
    )
)
_NEVER_PAID: Final = (3, 9, 10)
_DURING_RENAMING: Final = (date(2026, 9, 24), date(2026, 9, 29), date(2026, 10, 1))
_TO_ARCHIVED: Final = (date(2026, 10, 7), date(2026, 10, 13), date(2026, 10, 21), date(2026, 10, 26))
_EDITED: Final = (
    (date(2026, 8, 3), date(2026, 9, 1), date(2026, 10, 12)),
    (date(2026, 6, 9), date(2026, 7, 8), date(2026, 9, 8)),
    (date(2026, 8, 20), date(2026, 9, 18), date(2026, 10, 20)),
    (date(2026, 7, 14), date(2026, 8, 13), date(2026, 9, 22)),
    (date(2026, 9, 2), date(2026, 10, 1), date(2026, 10, 28)),
)
"""Invoiced, paid, edited."""

_BOUGHT_PIECES: Final = 48


def story_records() -> list[Document]:
    """Return the partner and the products of the story as records."""
    return [
        record("contact", ARCHIVED_CUSTOMER.name, "", datetime.combine(FIRST_DAY, time(5, 25)), None),
        *(
            record("product", product.code, product.name, datetime.combine(product.since, time(10, 30)), None)
            for product in (REFUSED_PRODUCT, RENAMED_PRODUCT)
        ),
    ]


def story_trades(catalogue: Catalogue, items: int) -> list[Trade]:
    """Return the deals of the story, not yet numbered, as many as a company of that size can bear."""
    shops = [
        shop for shop in catalogue.customers if shop.currency == BASE_CURRENCY and shop.since == FIRST_DAY
    ]
    supplier, ordinary = catalogue.suppliers[0], catalogue.products[0]
    blocked_on = _BLOCKED_ON[: max(1, min(BLOCKED_INVOICES, items // 100))]
    return [
        *_sales(shops, REFUSED_PRODUCT, blocked_on, unpaid=_NEVER_PAID),
        *_sales(shops, RENAMED_PRODUCT, _DURING_RENAMING[: items // 1000]),
        *_sales([ARCHIVED_CUSTOMER], ordinary, _TO_ARCHIVED[: max(1, items // 500)], unpaid=(1, 3)),
        *_edited_after_payment(shops, ordinary, _EDITED[: max(1, items // 700)]),
        _sale_with_everything(shops[-1], ordinary),
        _purchase_with_everything(supplier, ordinary),
        _late_bill(supplier, ordinary),
    ]


def _sales(
    shops: Sequence[Party], product: Product, days: Sequence[date], unpaid: tuple[int, ...] = ()
) -> list[Trade]:
    """Sell more and more of a product to one shop after another, paid after a week but for some."""
    return [
        replace(
            _sale(shops[n % len(shops)], product, on, pieces=6 + 2 * n),
            payments=() if n in unpaid else ((working_day_from(on + timedelta(days=7)), 100),),
        )
        for n, on in enumerate(days)
    ]


def _edited_after_payment(
    shops: Sequence[Party], product: Product, dates: Sequence[tuple[date, date, date]]
) -> list[Trade]:
    return [
        replace(
            _sale(shops[n % len(shops)], product, on, pieces=24 + 6 * n),
            payments=((paid_on, 100),),
            edited_on=edited_on,
        )
        for n, (on, paid_on, edited_on) in enumerate(dates)
    ]


def _sale_with_everything(shop: Party, product: Product) -> Trade:
    """Return a sale that leaves every kind of document, and two like payments on one day.

    Prices are multiples of five pence, so ten pieces give a balance that can be halved to the penny.
    """
    paid_on, returned_on = date(2026, 6, 11), date(2026, 6, 16)
    return replace(
        _sale(shop, product, date(2026, 5, 12), pieces=10),
        advance_percent=20,
        payments=((paid_on, 50), (paid_on, 50)),
        credit=Credit(returned_on, 25, refunded_on=date(2026, 6, 18)),
        attached=True,
    )


def _purchase_with_everything(supplier: Party, product: Product) -> Trade:
    return replace(
        _purchase(supplier, product, date(2026, 5, 19)),
        advance_percent=50,
        payments=((date(2026, 6, 18), 100),),
        attached=True,
    )


def _late_bill(supplier: Party, product: Product) -> Trade:
    """Return a bill that lay in a drawer until its month was locked."""
    return replace(_purchase(supplier, product, date(2026, 8, 4)), invoice_date=date(2026, 6, 24))


def _sale(shop: Party, product: Product, on: date, pieces: int) -> Trade:
    return _deal("sale", shop, f"PO {on:%d%m%y}", Item(product.code, pieces, pieces * product.price), on)


def _purchase(supplier: Party, product: Product, on: date) -> Trade:
    net = _BOUGHT_PIECES * (product.price * COST_PERCENT // 100)
    return _deal("purchase", supplier, f"SB {on:%d%m%y}", Item(product.code, _BOUGHT_PIECES, net), on)


def _deal(direction: str, party: Party, reference: str, item: Item, on: date) -> Trade:
    """Return the plain deal that each of the story's deals varies."""
    return Trade(
        direction=direction,
        number=0,
        party=party,
        contact=party.name,
        channel=WHOLESALE,
        reference=reference,
        created_at=datetime.combine(on, time(11, 5)),
        invoice_date=on,
        deliveries=((item,),),
        tax_percent=TAX_AT_HOME,
        bank_account=party.bank_account,
    )
