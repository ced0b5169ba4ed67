"""Sales in the web shops and at the till in Whitby: paid at once, consolidated on their way to Xero."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Final

from xsync.sources.demo.catalogue import AMAZON, SHOPIFY, WHITBY_SHOP, Market, Party
from xsync.sources.demo.company import FIRST_DAY
from xsync.sources.demo.drawing import TAX_AT_HOME, Draw
from xsync.sources.demo.names import person_name
from xsync.sources.demo.trade import Credit, Trade

if TYPE_CHECKING:
    from datetime import date, datetime

    from xsync.sources.demo.documents import Channel

_CONSUMER: Final = Party("", "customer", FIRST_DAY, terms=0)
_TILLS: Final = (
    (0.43, SHOPIFY, "092: Stripe Clearing"),
    (0.53, SHOPIFY, "091: PayPal"),
    (0.87, AMAZON, "093: Amazon Clearing"),
    (1.00, WHITBY_SHOP, "094: Card Terminal Clearing"),
)
"""Share of the web sales up to and with this till, its channel, and where its money collects."""

_RETAIL_PERCENT: Final = 210
_RETURNED: Final = 0.05


def web_sale(draw: Draw, at: datetime, market: Market) -> Trade:
    """Draw one consumer's order, paid on the day; some come back within three weeks."""
    channel, bank_account = _till(draw)
    return Trade(
        direction="sale",
        number=draw.number("sale"),
        party=_CONSUMER,
        contact=person_name(draw.rng),
        channel=channel,
        reference=_reference(draw, channel),
        created_at=at,
        invoice_date=at.date(),
        deliveries=(draw.items(market.products, draw.between(1, 2), (1, 1, 1, 2, 2, 4), _RETAIL_PERCENT),),
        tax_percent=TAX_AT_HOME,
        bank_account=bank_account,
        payments=((at.date(), 100),),
        credit=_return(draw, at.date()),
    )


def _till(draw: Draw) -> tuple[Channel, str]:
    luck = draw.rng.random()
    return next((channel, account) for share, channel, account in _TILLS if luck < share)


def _reference(draw: Draw, channel: Channel) -> str:
    """Write the order's number as the shop itself does."""
    number = draw.number(channel.shop_type)
    if channel is SHOPIFY:
        return f"#HP{1000 + number}"
    if channel is WHITBY_SHOP:
        return f"T{1 + number % 2}-{number:05d}"
    return f"{202 + number % 5}-{draw.between(0, 9_999_999):07d}-{draw.between(0, 9_999_999):07d}"


def _return(draw: Draw, sold_on: date) -> Credit | None:
    if not draw.happens(_RETURNED):
        return None
    returned_on = sold_on + timedelta(days=draw.between(5, 20))
    return Credit(returned_on, 100, returned_on + timedelta(days=draw.between(0, 1)))
