"""Cin7 Core's sales and purchases in full."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from xsync.sandbox.answers import Json, account_code, day, instant, number
from xsync.sandbox.orders import PARTNERS, Order, total_of
from xsync.sources.demo.company import BASE_CURRENCY

if TYPE_CHECKING:
    from xsync.sandbox.books import Books
    from xsync.sources.demo.ledger import LedgerDocument


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
        "Type": order.kind,
        "Status": order.status,
        "CombinedInvoiceStatus": order.invoiced,
        "CombinedPaymentStatus": order.paid,
    }


def _order(order: Order) -> Json:
    invoices = order.of("invoice")
    tax, total = total_of(invoices, "tax"), total_of(invoices)
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
        "Paid": number(total_of(payments)),
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
