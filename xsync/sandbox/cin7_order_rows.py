"""Cin7 Core's sales and purchases as its lists show them, one row an order."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from xsync.sandbox.answers import Json, day, instant, number
from xsync.sandbox.orders import PARTNERS, Order, total_of
from xsync.sources.demo.company import BASE_CURRENCY
from xsync.sources.demo.documents import guid

if TYPE_CHECKING:
    from xsync.sandbox.books import Books

_LOCATION_ID: Final = guid("location", "Main Warehouse")


def list_row(order: Order, books: Books) -> Json:
    """Return an order as the lists show it: with one invoice's number, and the sums of all."""
    first, notes = order.of("invoice")[0], order.of("credit_note")
    partner, sale = PARTNERS[order.direction], order.direction == "sale"
    paid = number(total_of(order.of("payment", "customer_credit", "supplier_deposit")))
    row = {
        "OrderNumber": order.number,
        "Status": order.status,
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
        "Type": order.kind,
        "CombinedInvoiceStatus": order.invoiced,
        "CombinedPaymentStatus": order.paid,
    }
    if sale:
        return {
            "SaleID": order.order_id,
            **row,
            "CustomerReference": first.reference,
            "SaleInvoicesTotalAmount": number(total_of(order.of("invoice"))),
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
