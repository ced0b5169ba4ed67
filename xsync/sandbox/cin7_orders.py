"""Cin7 Core's sales and purchases: rows of the lists, and whole orders."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, Final

from xsync.documents import NOT_IN_THE_BOOKS
from xsync.sandbox.answers import Json, account_code, day, instant, number
from xsync.sources.demo.company import BASE_CURRENCY
from xsync.sources.demo.documents import guid

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import datetime

    from xsync.sandbox.books import Books
    from xsync.sources.demo.ledger import Entry, LedgerDocument

_LOCATION_ID: Final = guid("location", "Main Warehouse")
PARTNERS: Final = {"sale": "Customer", "purchase": "Supplier"}


@dataclass(frozen=True)
class Order:
    """An order with all its documents."""

    order_id: str
    entries: Sequence[Entry]

    @property
    def number(self) -> str:
        """As Cin7 Core numbers it."""
        return self.entries[0].order_number

    @property
    def direction(self) -> str:
        """``sale`` or ``purchase``."""
        return self.entries[0].document.direction

    def of(self, *item_types: str) -> list[LedgerDocument]:
        """Return its documents of some types."""
        return [entry.document for entry in self.entries if entry.document.item_type in item_types]

    @property
    def updated_at(self) -> datetime:
        """When anything of it was last changed."""
        return max(entry.document.updated_at for entry in self.entries if entry.document.updated_at)

    @property
    def is_advanced(self) -> bool:
        """Whether it was delivered and invoiced in parts."""
        return len(self.of("invoice")) > 1


def orders(books: Books, direction: str) -> list[Order]:
    """Return all orders of a direction, those changed last at the end."""
    found = (Order(order_id, entries) for order_id, entries in books.orders().items())
    return sorted(
        (order for order in found if order.direction == direction and order.of("invoice")),
        key=lambda order: (order.updated_at, order.order_id),
    )


def list_row(order: Order, books: Books) -> Json:
    """Return an order as the lists show it: with one invoice's number, and the sums of all."""
    first, notes = order.of("invoice")[0], order.of("credit_note")
    partner, sale = PARTNERS[order.direction], order.direction == "sale"
    paid = number(_total(order.of("payment", "customer_credit", "supplier_deposit")))
    row = {
        "OrderNumber": order.number,
        "Status": _status(order),
        "OrderDate": day(first.document_date),
        "InvoiceDate": day(first.document_date),
        partner: first.contact,
        f"{partner}ID": books.contact_id("cin7", first.contact),
        "InvoiceNumber": first.number,
        "InvoiceAmount": number(first.amount),
        "PaidAmount": paid,
        "InvoiceDueDate": day(first.due_date),
        "BaseCurrency": BASE_CURRENCY,
        f"{partner}Currency": first.currency,
        "CreditNoteNumber": notes[0].number if notes else None,
        "OrderStatus": "AUTHORISED",
        "CreditNoteStatus": notes[0].status if notes else "NOT AVAILABLE",
        "Type": _type(order),
        "CombinedInvoiceStatus": _invoiced(order),
        "CombinedPaymentStatus": _paid(order),
    }
    if sale:
        return {
            "SaleID": order.order_id,
            **row,
            "CustomerReference": first.reference,
            "SaleInvoicesTotalAmount": number(_total(order.of("invoice"))),
            "CombinedPaymentTotal": paid,
            "ShipBy": None,
            "Updated": instant(order.updated_at),
            "QuoteStatus": "NOT AVAILABLE",
            "CombinedPickingStatus": "PICKED",
            "CombinedPackingStatus": "PACKED",
            "CombinedShippingStatus": "SHIPPED",
            "FulFilmentStatus": "FULFILLED",
            "CombinedTrackingNumbers": "",
            "SourceChannel": None,
            "ExternalID": None,
            "OrderLocationID": _LOCATION_ID,
        }
    return {
        "ID": order.order_id,
        "BlindReceipt": False,
        **row,
        "RequiredBy": None,
        "StockReceivedStatus": "AUTHORISED",
        "UnstockStatus": "NOT AVAILABLE",
        "InvoiceStatus": first.status,
        "CombinedReceivingStatus": "FULLY RECEIVED",
        "LastUpdatedDate": instant(order.updated_at),
        "IsServiceOnly": False,
        "DropShipTaskID": None,
    }


def credit_note_row(order: Order, books: Books) -> Json:
    """Return an order as the lists of credit notes show it."""
    row = list_row(order, books)
    if order.direction == "sale":
        row["RestockStatus"] = "NOT AVAILABLE"
        del row["SaleInvoicesTotalAmount"], row["CombinedPaymentTotal"]
    return row


def whole_sale(order: Order, books: Books) -> Json:
    """Return everything of a sale."""
    first = order.of("invoice")[0]
    return {
        "ID": order.order_id,
        **_head(order, first, books),
        "SaleOrderDate": day(first.document_date),
        "LastModifiedOn": instant(order.updated_at),
        "CustomerReference": first.reference,
        "Quote": {"Memo": "", "Status": "NOT AVAILABLE", "Prepayments": _advances(order), "Lines": []},
        "Order": {"SaleOrderNumber": order.number, **_order(order)},
        "Fulfilments": [],
        "Invoices": [_invoice(one, order) for one in order.of("invoice")],
        "CreditNotes": [_credit_note(one, order) for one in order.of("credit_note")],
        "ManualJournals": {"Status": "NOT AVAILABLE", "Lines": []},
        "ExternalID": None,
        "Attachments": attachments(order),
        "InventoryMovements": [],
        "Transactions": [],
    }


def whole_purchase(order: Order, books: Books, *, advanced: bool) -> Json:
    """Return everything of a purchase; the endpoint of simple ones knows one invoice and one credit note."""
    first = order.of("invoice")[0]
    invoices = [_invoice(one, order) for one in order.of("invoice")]
    notes = [_credit_note(one, order) for one in order.of("credit_note")]
    prepaid = {"Prepayments": _advances(order)}
    return {
        "ID": order.order_id,
        **_head(order, first, books),
        "OrderNumber": order.number,
        "OrderDate": day(first.document_date),
        "LastUpdatedDate": instant(order.updated_at),
        "Approach": "INVOICE",
        "BlindReceipt": False,
        "Order": {**_order(order), **prepaid},
        "StockReceived": [] if advanced else {"Status": "AUTHORISED", "Lines": []},
        "PutAway": [],
        "Invoice": invoices if advanced else invoices[0],
        "CreditNote": notes if advanced else next(iter(notes), {"Status": "NOT AVAILABLE", "Lines": []}),
        "ManualJournals": [],
        "Attachments": attachments(order),
        "InventoryMovements": [],
    }


def attachments(order: Order) -> list[Json]:
    """Return the files of an order."""
    return [file_of(one) for one in order.of("attachment")]


def file_of(document: LedgerDocument) -> Json:
    """Return a file as a line of a list of files."""
    kind = "application/pdf"
    address = f"https://inventory.dearsystems.com/Attachment/Download?ID={document.document_id}"
    return {
        "ID": document.document_id,
        "ContentType": kind,
        "FileName": document.number,
        "DownloadUrl": f"{address}&ContentType={kind}&FileName={document.number}",
    }


def _head(order: Order, first: LedgerDocument, books: Books) -> Json:
    partner = PARTNERS[order.direction]
    return {
        partner: first.contact,
        f"{partner}ID": books.contact_id("cin7", first.contact),
        "Contact": first.contact,
        "BaseCurrency": BASE_CURRENCY,
        f"{partner}Currency": first.currency,
        "TaxCalculation": "Exclusive",
        "CurrencyRate": 1,
        "Location": "Main Warehouse",
        "Note": first.reference if order.direction == "purchase" else "",
        "Type": _type(order),
        "Status": _status(order),
        "CombinedInvoiceStatus": _invoiced(order),
        "CombinedPaymentStatus": _paid(order),
    }


def _order(order: Order) -> Json:
    invoices = order.of("invoice")
    tax, total = _total(invoices, "tax"), _total(invoices)
    return {
        "Memo": "",
        "Status": "AUTHORISED",
        "Lines": [],
        "AdditionalCharges": [],
        "TotalBeforeTax": number(total - tax),
        "Tax": number(tax),
        "Total": number(total),
    }


def _invoice(invoice: LedgerDocument, order: Order) -> Json:
    payments = [one for one in order.of("payment") if one.parent_number == invoice.number]
    return {
        "TaskID": invoice.document_id,
        "InvoiceNumber": invoice.number,
        "Status": invoice.status,
        "InvoiceDate": day(invoice.document_date),
        "InvoiceDueDate": day(invoice.due_date),
        **({"Memo": "", "CurrencyConversionRate": 1} if invoice.direction == "sale" else {}),
        **_lines(invoice),
        "Payments": [_payment(one) for one in payments],
        "Paid": number(_total(payments)),
    }


def _credit_note(note: LedgerDocument, order: Order) -> Json:
    return {
        "TaskID": note.document_id,
        "CreditNoteInvoiceNumber": note.parent_number,
        "Status": note.status,
        "CreditNoteDate": day(note.document_date),
        "CreditNoteNumber": note.number,
        **({"Memo": "", "CreditNoteConversionRate": 1} if note.direction == "sale" else {}),
        **_lines(note),
        "Refunds": [_payment(one) for one in order.of("refund") if one.parent_number == note.number],
    }


def _lines(document: LedgerDocument) -> Json:
    """Return the lines of a document, summed up in one, and its totals."""
    net = (document.amount or Decimal(0)) - (document.tax or Decimal(0))
    line = {
        "Description": "Goods",
        "Quantity": 1,
        "Price": number(net),
        "Discount": 0,
        "Tax": number(document.tax),
        "Total": number(net),
        "TaxRule": "20% (VAT)" if document.tax else "No VAT",
        "Account": account_code(document.account),
        "Comment": "",
    }
    return {
        "Lines": [],
        "AdditionalCharges": [line],
        "TotalBeforeTax": number(net),
        "Tax": number(document.tax),
        "Total": number(document.amount),
    }


def _payment(payment: LedgerDocument) -> Json:
    return {
        "ID": payment.document_id,
        "Reference": payment.reference,
        "Amount": number(payment.amount),
        "DatePaid": day(payment.document_date),
        "Account": account_code(payment.account),
        "CurrencyRate": 1,
        "DateCreated": instant(payment.updated_at),
    }


def _advances(order: Order) -> list[Json]:
    return [_payment(one) for one in order.of("customer_credit", "supplier_deposit")]


def _total(documents: Iterable[LedgerDocument], field: str = "amount") -> Decimal:
    return sum((getattr(one, field) or Decimal(0) for one in documents), Decimal(0))


def _type(order: Order) -> str:
    return f"{'Advanced' if order.is_advanced else 'Simple'} {order.direction.capitalize()}"


def _status(order: Order) -> str:
    statuses = {one.status for one in order.of("invoice")}
    return "VOIDED" if statuses == {"VOIDED"} else "COMPLETED" if statuses == {"PAID"} else "INVOICED"


def _invoiced(order: Order) -> str:
    living = [one for one in order.of("invoice") if one.status.lower() not in NOT_IN_THE_BOOKS]
    if not living:
        return "NOT INVOICED"
    return "INVOICED / CREDITED" if order.of("credit_note") else "INVOICED"


def _paid(order: Order) -> str:
    if all(one.status == "PAID" for one in order.of("invoice")):
        return "PAID"
    return "PARTIALLY PAID" if order.of("payment") else "UNPAID"
