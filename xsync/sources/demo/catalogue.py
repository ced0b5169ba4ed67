"""Whom the company trades with and what it trades in, growing through the year."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from itertools import cycle
from math import ceil, sqrt
from operator import itemgetter
from typing import TYPE_CHECKING, Final, TypeVar

from xsync.sources.demo import names
from xsync.sources.demo.company import BASE_CURRENCY, FIRST_DAY, LAST_DAY, dice, working_day_from
from xsync.sources.demo.documents import Channel, Document
from xsync.sources.demo.names import pick

if TYPE_CHECKING:
    from collections.abc import Sequence
    from random import Random

SHOPIFY: Final = Channel("Shopify", "Harbour & Pine Online", "daily")
AMAZON: Final = Channel("Amazon", "Harbour & Pine UK", "daily")
WHITBY_SHOP: Final = Channel("POS", "Whitby Shop", "monthly")
WHOLESALE: Final = Channel("", "", "individual")
WEB_CHANNELS: Final = (SHOPIFY, AMAZON, WHITBY_SHOP)

BANK_ACCOUNTS: Final = {
    BASE_CURRENCY: "090: Business Current Account",
    "EUR": "095: Euro Account",
    "USD": "096: US Dollar Account",
}
PRICE_OF_A_POUND: Final = {BASE_CURRENCY: 100, "EUR": 116, "USD": 131}
"""The company's own price lists: cents charged for a pound's worth."""

_QUIET_DAYS: Final = timedelta(days=7)
"""Nothing is traded with a new partner, or of a new product, in its first days."""
_LAST_ARRIVAL: Final = LAST_DAY - timedelta(days=11)
_AT_GO_LIVE: Final = 0.6
_EDITED: Final = 0.25
_IMPORTED_AT: Final = time(5, 30)
_ENTERED_AT: Final = time(9)
_NUMERIC_CODE_EVERY: Final = 20
_ABROAD_EVERY: Final = {"customer": 8, "supplier": 3}
_NAMES_ABROAD: Final = {"customer": names.SHOPS_ABROAD, "supplier": names.MAKERS_ABROAD}
_NAMED_AT_HOME: Final = {"customer": names.shop_name, "supplier": names.maker_name}


@dataclass(frozen=True)
class Party:
    """A customer, a supplier, or the collecting account of a sales channel."""

    name: str
    role: str
    since: date
    currency: str = BASE_CURRENCY
    terms: int = 30

    @property
    def bank_account(self) -> str:
        """The company's account that this partner's money moves through."""
        return BANK_ACCOUNTS[self.currency]


@dataclass(frozen=True)
class Product:
    """Something the company sells; `price` is the wholesale price in pence, net."""

    code: str
    name: str
    price: int
    since: date


Traded = TypeVar("Traded", Party, Product)


@dataclass(frozen=True)
class Market:
    """What can be traded on one day."""

    customers: Sequence[Party]
    suppliers: Sequence[Party]
    products: Sequence[Product]


@dataclass(frozen=True)
class Catalogue:
    """All partners and products of the year, in the order in which they came."""

    customers: tuple[Party, ...]
    suppliers: tuple[Party, ...]
    products: tuple[Product, ...]
    seed: int
    channels: tuple[Party, ...] = field(
        default=tuple(
            Party(f"{channel.shop_type} - {channel.shop_name}", "channel", FIRST_DAY)
            for channel in WEB_CHANNELS
        )
    )

    def on(self, day: date) -> Market:
        """Return the partners and products that are settled enough to be traded on a day."""
        return Market(
            _settled(self.customers, day), _settled(self.suppliers, day), _settled(self.products, day)
        )

    def documents(self) -> list[Document]:
        """Return each partner and product as the record that goes to Xero, the oldest first."""
        rng = dice(self.seed, "catalogue edits")
        named = [
            *(
                ("contact", party.name, "", party.since)
                for party in (*self.channels, *self.customers, *self.suppliers)
            ),
            *(("product", product.code, product.name, product.since) for product in self.products),
        ]
        records = []
        for n, (item_type, number, reference, since) in enumerate(sorted(named, key=itemgetter(3))):
            opening = _IMPORTED_AT if since == FIRST_DAY else _ENTERED_AT
            created_at = datetime.combine(since, opening) + timedelta(seconds=n % 7200)
            records.append(record(item_type, number, reference, created_at, _edit(created_at, rng)))
        return records


def build_catalogue(items: int, seed: int) -> Catalogue:
    """Invent the partners and products of a company with so many items a year.

    Their number grows with the square root of the business, so that ten million items still fit in memory.
    """
    rng = dice(seed, "catalogue")
    contacts = max(9, round(min(0.03 * items, 2.1 * sqrt(items))))
    suppliers = max(2, round(contacts * 0.3))
    products = max(5, round(min(0.044 * items, 3.1 * sqrt(items))))
    return Catalogue(
        customers=_parties("customer", contacts - suppliers - len(WEB_CHANNELS), rng),
        suppliers=_parties("supplier", suppliers, rng),
        products=_products(products, rng),
        seed=seed,
    )


def _parties(role: str, count: int, rng: Random) -> tuple[Party, ...]:
    abroad_every = _ABROAD_EVERY[role]
    abroad = cycle(("USD", "EUR", "EUR"))
    names_abroad = {currency: cycle(choices) for currency, choices in _NAMES_ABROAD[role].items()}
    taken: set[str] = set()
    parties = []
    for n, since in enumerate(_arrivals(count), start=1):
        currency = next(abroad) if n % abroad_every == 0 else BASE_CURRENCY
        name = _NAMED_AT_HOME[role](rng) if currency == BASE_CURRENCY else next(names_abroad[currency])
        parties.append(Party(_unique(name, taken), role, since, currency, pick(rng, (14, 30, 30, 30, 45))))
    return tuple(parties)


def _unique(name: str, taken: set[str]) -> str:
    """Tell apart partners of one name as a bookkeeper does: by a number behind it."""
    candidate, number = name, 1
    while candidate in taken:
        number += 1
        candidate = f"{name} {number}"
    taken.add(candidate)
    return candidate


def _products(count: int, rng: Random) -> tuple[Product, ...]:
    return tuple(_product(number, since, rng) for number, since in enumerate(_arrivals(count), start=1))


def _product(number: int, since: date, rng: Random) -> Product:
    prefix, goods = pick(rng, names.GOODS)
    suffix, colour = pick(rng, names.COLOURS)
    barcode = number % _NUMERIC_CODE_EVERY == 0
    code = f"50604123{number:05d}" if barcode else f"{prefix}-{number:04d}-{suffix}"
    price = 250 + 5 * int(rng.random() ** 2 * 1200)
    return Product(code, f"{goods}, {colour}, {pick(rng, names.SIZES)}", price, since)


def _settled(things: Sequence[Traded], day: date) -> tuple[Traded, ...]:
    return tuple(thing for thing in things if thing.since == FIRST_DAY or thing.since + _QUIET_DAYS <= day)


def _arrivals(count: int) -> list[date]:
    """Return the days on which partners or products are entered: most at go-live, the others evenly later."""
    at_once = ceil(count * _AT_GO_LIVE)
    later = count - at_once
    span = (_LAST_ARRIVAL - FIRST_DAY).days
    return [
        *[FIRST_DAY] * at_once,
        *(working_day_from(FIRST_DAY + timedelta(days=span * n // later)) for n in range(1, later + 1)),
    ]


def record(
    item_type: str, number: str, reference: str, created_at: datetime, edited_at: datetime | None
) -> Document:
    """Return the record of a partner or product that goes to Xero."""
    return Document(
        item_type=item_type,
        direction="",
        number=number,
        reference=reference,
        parent_number="",
        order_number="",
        contact="",
        currency="",
        amount=None,
        tax=None,
        document_date=created_at.date(),
        due_date=None,
        status="ACTIVE",
        account="",
        created_at=created_at,
        edited_at=edited_at,
    )


def _edit(created_at: datetime, rng: Random) -> datetime | None:
    """Change a quarter of the catalogue once more: a new price, a new address."""
    if rng.random() > _EDITED:
        return None
    day = working_day_from((created_at + timedelta(days=20 + int(rng.random() * 320))).date())
    return (
        datetime.combine(day, time(11, 20)) + timedelta(seconds=created_at.second)
        if day <= LAST_DAY
        else None
    )
