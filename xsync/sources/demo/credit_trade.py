"""Trade on credit: what shops buy wholesale and what the company buys itself."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Final

from xsync.sources.demo.catalogue import PRICE_OF_A_POUND, WHOLESALE, Market, Party
from xsync.sources.demo.company import BASE_CURRENCY, FIRST_DAY, working_day_from
from xsync.sources.demo.drawing import COST_PERCENT, TAX_AT_HOME, Draw
from xsync.sources.demo.names import pick
from xsync.sources.demo.trade import Credit, Trade

if TYPE_CHECKING:
    from datetime import date, datetime

_WHOLESALE_QUANTITIES: Final = (4, 6, 6, 8, 12, 12, 24)
_PURCHASE_QUANTITIES: Final = (20, 24, 36, 48, 60, 96, 144)


def wholesale(draw: Draw, at: datetime, market: Market) -> Trade:
    """Draw one shop's order with all that follows from it."""
    day = at.date()
    customer = draw.favourite(market.customers)
    rate = PRICE_OF_A_POUND[customer.currency]
    payments = _payments(draw, day, customer)
    return Trade(
        direction="sale",
        number=draw.number("sale"),
        party=customer,
        contact=customer.name,
        channel=WHOLESALE,
        reference=f"PO {draw.between(10_000, 99_999)}",
        created_at=at,
        invoice_date=day,
        deliveries=tuple(
            draw.items(market.products, draw.between(2, 5), _WHOLESALE_QUANTITIES, rate)
            for _ in range(2 if draw.happens(0.06) else 1)
        ),
        tax_percent=_tax_percent(customer),
        bank_account=customer.bank_account,
        advance_percent=30 if draw.happens(0.10) else 0,
        payments=payments,
        credit=_credit(draw, day, payments, 0.09),
        attached=draw.happens(0.12),
        edited_on=_edit(draw, payments),
    )


def purchase(draw: Draw, at: datetime, market: Market) -> Trade:
    """Draw one order placed with a supplier; some bills arrive, or are found, weeks after their date."""
    day = at.date()
    supplier = draw.favourite(market.suppliers)
    cost = PRICE_OF_A_POUND[supplier.currency] * COST_PERCENT // 100
    payments = _payments(draw, day, supplier)
    late_by = timedelta(days=draw.between(18, 60) if draw.happens(0.05) else 0)
    return Trade(
        direction="purchase",
        number=draw.number("purchase"),
        party=supplier,
        contact=supplier.name,
        channel=WHOLESALE,
        reference=_bill_number(draw, supplier),
        created_at=at,
        invoice_date=max(FIRST_DAY, day - late_by),
        deliveries=tuple(
            draw.items(market.products, draw.between(1, 4), _PURCHASE_QUANTITIES, cost)
            for _ in range(2 if draw.happens(0.10) else 1)
        ),
        tax_percent=_tax_percent(supplier),
        bank_account=supplier.bank_account,
        advance_percent=pick(draw.rng, (30, 50)) if draw.happens(0.20) else 0,
        payments=payments,
        credit=_credit(draw, day, payments, 0.07),
        attached=draw.happens(0.45),
        edited_on=_edit(draw, payments),
    )


def _tax_percent(party: Party) -> int:
    return TAX_AT_HOME if party.currency == BASE_CURRENCY else 0


def _bill_number(draw: Draw, supplier: Party) -> str:
    """Return a bill's number in its supplier's own style, so that two suppliers may well share a number."""
    number = 1000 + 17 * len(supplier.name) + 3 * draw.number(f"bill of {supplier.name}")
    forms = (f"INV-{number}", f"{number * 11}", f"SI/{number}", f"{supplier.name[:3].upper()}{number}")
    return forms[len(supplier.name) % len(forms)]


def _payments(draw: Draw, day: date, party: Party) -> tuple[tuple[date, int], ...]:
    """Draw how a partner pays: mostly at once about the due date, some in halves, in part, or not at all.

    The halves of one day look alike in every ledger, as they do in life.
    """
    on = working_day_from(day + timedelta(days=max(1, party.terms + draw.between(-6, 15))))
    a_month_later = working_day_from(on + timedelta(days=28))
    ways = (
        *((0.82, ((on, 100),)), (0.85, ((on, 50), (on, 50)))),
        *((0.93, ((on, 50), (a_month_later, 50))), (0.96, ((on, 60),)), (1.0, ())),
    )
    luck = draw.rng.random()
    return next(way for share, way in ways if luck < share)


def _credit(draw: Draw, day: date, payments: tuple[tuple[date, int], ...], chance: float) -> Credit | None:
    """Take something back: before payment it lowers what is due, after payment the money goes back."""
    if not draw.happens(chance):
        return None
    percent = pick(draw.rng, (10, 15, 20, 25, 40))
    if not payments or draw.happens(0.5):
        return Credit(working_day_from(day + timedelta(days=draw.between(3, 9))), percent)
    on = working_day_from(payments[-1][0] + timedelta(days=2))
    return Credit(on, percent, refunded_on=working_day_from(on + timedelta(days=3)))


def _edit(draw: Draw, payments: tuple[tuple[date, int], ...]) -> date | None:
    """Change a paid invoice once more, some weeks on: a delivery address, a note."""
    if not payments or not draw.happens(0.035):
        return None
    return working_day_from(payments[-1][0] + timedelta(days=draw.between(4, 53)))
