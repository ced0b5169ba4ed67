"""One deal from order to last payment, and the documents it leaves. Nothing here is left to chance."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Final, NamedTuple

from xsync.sources.demo.company import LAST_DAY
from xsync.sources.demo.documents import Channel, Document, Line, money

if TYPE_CHECKING:
    from collections.abc import Sequence
    from decimal import Decimal

    from xsync.sources.demo.catalogue import Party

LONGEST_FAMILY: Final = 10
"""No deal leaves more documents than this."""

_ADVANCE: Final = {"sale": "customer_credit", "purchase": "supplier_deposit"}
_WHOLESALE_ACCOUNT: Final = "200: Wholesale Sales"
_RETAIL_ACCOUNT: Final = "201: Online and Shop Sales"
_STOCK_ACCOUNT: Final = "630: Stock on Hand"


class Item(NamedTuple):
    """So many of one product, and their net price in pence or cents."""

    product: str
    quantity: int
    net: int


@dataclass(frozen=True, slots=True)
class Credit:
    """What was taken back: how much of the first invoice, and whether the money went back as well."""

    on: date
    percent: int
    refunded_on: date | None = None


@dataclass(frozen=True, slots=True)
class Trade:
    """One deal.

    Parameters
    ----------
    number
        The order's running number.
    contact
        Who bought: in the web shops a person, otherwise the partner itself.
    created_at, invoice_date
        When the invoice was entered, and its own date, earlier where a bill came late.
    deliveries
        The items of each part delivery; each gets an invoice of its own.
    tax_percent
        The rate of all lines.
    bank_account
        Where the money moves through.
    advance_percent
        How much of the first invoice was paid beforehand, on the day of the invoice at the latest.
    payments
        Days of payment with the percentage of what was due then; the same day may come twice.
    attached
        Whether a scan hangs on the first invoice.
    edited_on
        The day on which the first invoice was changed again.
    """

    direction: str
    number: int
    party: Party
    contact: str
    channel: Channel
    reference: str
    created_at: datetime
    invoice_date: date
    deliveries: tuple[tuple[Item, ...], ...]
    tax_percent: int
    bank_account: str
    advance_percent: int = 0
    payments: tuple[tuple[date, int], ...] = ()
    credit: Credit | None = None
    attached: bool = False
    edited_on: date | None = None

    def documents(self) -> list[Document]:
        """Return what had happened by the last day, each document before those that follow from it."""
        family: list[Document] = []
        for part, items in enumerate(self.deliveries, start=1):
            family += self._delivery(part, items)
        return family

    def _delivery(self, part: int, items: tuple[Item, ...]) -> list[Document]:
        first = part == 1
        net = sum(item.net for item in items)
        tax = (net * self.tax_percent + 50) // 100
        gross = net + tax
        advance = gross * self.advance_percent // 100 if first else 0
        credit = self.credit if first and self.credit and self.credit.on <= LAST_DAY else None
        credited = gross * credit.percent // 100 if credit else 0
        allocated = credited if credit and credit.refunded_on is None else 0
        paid = _instalments(gross - advance - allocated, self.payments)
        settled = advance + allocated + sum(amount for _, amount in paid) == gross

        number = self._invoice_number(part)
        family = [self._advance(advance)] if advance else []
        family.append(self._invoice(part, items, gross, tax, settled=settled))
        family += [
            self._document(
                "payment", number, number, amount, on, reference=self._reference(part), occurrence=n
            )
            for n, (on, amount) in enumerate(paid, start=1)
        ]
        if credit:
            family += self._credit(credit, number, credited, credited * tax // gross)
        if first and self.attached:
            family.append(self._document("attachment", f"{number}.pdf", number, None, self.created_at.date()))
        return family

    def _advance(self, amount: int) -> Document:
        order = self._order_number()
        return self._document(_ADVANCE[self.direction], order, order, amount, self.created_at.date())

    def _invoice(self, part: int, items: Sequence[Item], gross: int, tax: int, *, settled: bool) -> Document:
        return self._document(
            "invoice",
            self._invoice_number(part),
            "",
            gross,
            self.invoice_date,
            reference=self._reference(part),
            account=self._lines_account(),
            tax=money(tax),
            due_date=self.invoice_date + timedelta(days=self.party.terms),
            status="PAID" if settled else "AUTHORISED",
            lines=tuple(Line(item.product, item.quantity, money(item.net)) for item in items),
            edited_on=self.edited_on if part == 1 else None,
        )

    def _credit(self, credit: Credit, invoice: str, amount: int, tax: int) -> list[Document]:
        number = f"CR-{self.number:05d}{'/' if self.direction == 'sale' else '-'}1"
        money_back = (
            [self._document("refund", number, number, amount, credit.refunded_on)]
            if credit.refunded_on and credit.refunded_on <= LAST_DAY
            else []
        )
        note = self._document(
            "credit_note",
            number,
            invoice,
            amount,
            credit.on,
            account=self._lines_account(),
            tax=money(tax),
            status="AUTHORISED" if credit.refunded_on and not money_back else "PAID",
        )
        return [note, *money_back]

    def _document(
        self,
        item_type: str,
        number: str,
        parent_number: str,
        amount: int | None,
        on: date,
        *,
        reference: str = "",
        account: str = "",
        tax: Decimal | None = None,
        due_date: date | None = None,
        status: str = "COMPLETED",
        lines: tuple[Line, ...] = (),
        occurrence: int = 1,
        edited_on: date | None = None,
    ) -> Document:
        entered = self.created_at
        return Document(
            item_type=item_type,
            direction=self.direction,
            number=number,
            reference=reference or self.reference,
            parent_number=parent_number,
            order_number=self._order_number(),
            contact=self.contact,
            currency="" if amount is None else self.party.currency,
            amount=None if amount is None else money(amount),
            tax=tax,
            document_date=on,
            due_date=due_date,
            status=status,
            account="" if amount is None else account or self.bank_account,
            created_at=entered if on <= entered.date() else datetime.combine(on, entered.time()),
            channel=self.channel,
            lines=lines,
            occurrence=occurrence,
            edited_at=(
                datetime.combine(edited_on, entered.time()) if edited_on and edited_on <= LAST_DAY else None
            ),
        )

    def _lines_account(self) -> str:
        if self.direction == "purchase":
            return _STOCK_ACCOUNT
        return _RETAIL_ACCOUNT if self.channel.consolidated else _WHOLESALE_ACCOUNT

    def _order_number(self) -> str:
        return f"{'SO' if self.direction == 'sale' else 'PO'}-{self.number:05d}"

    def _reference(self, part: int) -> str:
        """Return the partner's number: a shop's order keeps it throughout, a supplier numbers every bill."""
        return self.reference if part == 1 or self.direction == "sale" else f"{self.reference}/{part}"

    def _invoice_number(self, part: int) -> str:
        if self.direction == "purchase":
            return f"PO-{self.number:05d}-{part}"
        return f"INV-{self.number:05d}" if part == 1 else f"INV-{self.number:05d}/{part}"


def _instalments(due: int, payments: tuple[tuple[date, int], ...]) -> list[tuple[date, int]]:
    """Split what is due over the days of payment that had come by the last day, to the penny."""
    instalments, percent, paid = [], 0, 0
    for on, share in payments:
        percent += share
        amount = due * percent // 100 - paid
        paid += amount
        if on <= LAST_DAY and amount:
            instalments.append((on, amount))
    return instalments
