"""Cin7 Core's answers as documents."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from xsync.sources.answer_values import day, inside, instant, money, rows_of, text, total

if TYPE_CHECKING:
    from collections.abc import Iterator

    from xsync.sources.answer_values import Row
    from xsync.sources.endpoint_plan import Context, Found

_PAGES: Final = "https://inventory.dearsystems.com/"
_NOT_THERE: Final = {None, "NOT AVAILABLE"}


def company(row: Row, context: Context) -> Iterator[Found]:
    """Note the company's base currency."""
    context.base_currency = text(row, "Currency")
    yield from ()


def bank_account(row: Row, context: Context) -> Iterator[Found]:
    """Note a bank account's currency."""
    code, currency = text(row, "AccountCode") or text(row, "Code"), text(row, "Currency")
    if code and currency:
        context.currencies[code] = currency
    yield from ()


def customer(row: Row, context: Context) -> Iterator[Found]:  # noqa: ARG001 - one signature for all
    """Yield a customer."""
    yield _contact(row) | {"url": f"{_PAGES}Customer#{text(row, 'ID')}"}


def supplier(row: Row, context: Context) -> Iterator[Found]:  # noqa: ARG001 - as above
    """Yield a supplier; the address of its page is not known."""
    yield _contact(row)


def product(row: Row, context: Context) -> Iterator[Found]:  # noqa: ARG001 - as above
    """Yield a product."""
    yield {
        "item_type": "product",
        "document_id": text(row, "ID"),
        "number": text(row, "SKU"),
        "reference": text(row, "Name"),
        "status": text(row, "Status"),
        "url": f"{_PAGES}Product#{text(row, 'ID')}",
        "updated_at": instant(row, "LastModifiedOn"),
    }


def journal(row: Row, context: Context) -> Iterator[Found]:
    """Yield a journal and its files; its amount is the sum of its lines, each of which has both sides."""
    number = text(row, "JournalNumber")
    yield {
        "item_type": "manual_journal",
        "document_id": text(row, "TaskID"),
        "number": number,
        "reference": text(row, "Narration"),
        "currency": text(row, "Currency") or context.base_currency,
        "amount": total(inside(row, "Lines"), "Amount"),
        "document_date": day(row, "EffectiveDate"),
        "status": text(row, "Status"),
    }
    yield from _attachments(row, {"parent_number": number})


def customer_credit(row: Row, context: Context) -> Iterator[Found]:
    """Yield what a customer paid in advance; its description names the order."""
    yield _advance(row, context, "customer_credit", "CreditID", "CustomerName") | {"direction": "sale"}


def supplier_deposit(row: Row, context: Context) -> Iterator[Found]:
    """Yield what a supplier was paid in advance."""
    yield _advance(row, context, "supplier_deposit", "DepositID", "SupplierName") | {"direction": "purchase"}


def money_task(row: Row, context: Context) -> Iterator[Found]:
    """Yield a money task as far as the list tells it: neither tax, account nor note."""
    yield _task(row, text(row, "TaskID"), context.base_currency) | {
        "contact": text(row, "SupplierCustomerName"),
        "amount": money(row, "TotalAmount"),
    }


def money_operation(row: Row, context: Context) -> Iterator[Found]:
    """Yield money received or spent."""
    account = text(row, "BankAccount")
    lines = inside(row, "Lines")
    net, tax = total(lines, "Total"), total(lines, "Tax")
    yield _task(row, text(row, "TaskID"), context.currencies.get(account or "", context.base_currency)) | {
        "contact": text(row, "SupplierCustomer"),
        "amount": net if inside(row, "TaxInclusive") else net + tax,
        "tax": tax,
        "account": account,
    }
    yield from _attachments(row, {"parent_number": text(row, "Reference")})


def bank_transfer(row: Row, context: Context) -> Iterator[Found]:
    """Yield money moved between two bank accounts, as it left the first."""
    account = text(row, "FromAccount")
    yield _task(row, text(row, "TaskID"), context.currencies.get(account or "", context.base_currency)) | {
        "amount": money(row, "FromAmount"),
        "account": account,
    }
    yield from _attachments(row, {"parent_number": text(row, "Reference")})


def sale(row: Row, context: Context) -> Iterator[Found]:
    """Yield the documents of a sale."""
    page = "SaleMultiple#{id}~{id}~tabOrder" if _is_advanced(row) else "Sale#{id}"
    common = {
        "direction": "sale",
        "contact": text(row, "Customer"),
        "currency": text(row, "CustomerCurrency") or context.base_currency,
        "reference": text(row, "CustomerReference"),
        "updated_at": instant(row, "LastModifiedOn"),
        "url": _PAGES + page.format(id=text(row, "ID")),
    }
    yield from _of_order(row, common, inside(row, "Invoices"), inside(row, "CreditNotes"))


def purchase(row: Row, context: Context) -> Iterator[Found]:
    """Yield the documents of a purchase."""
    page = "PurchaseAdvanced" if _is_advanced(row) else "Purchase"
    common = {
        "direction": "purchase",
        "contact": text(row, "Supplier"),
        "currency": text(row, "SupplierCurrency") or context.base_currency,
        "reference": text(row, "Note"),
        "updated_at": instant(row, "LastUpdatedDate"),
        "url": f"{_PAGES}{page}#{text(row, 'ID')}",
    }
    yield from _of_order(row, common, inside(row, "Invoice"), inside(row, "CreditNote"))


def _of_order(row: Row, common: Found, invoices: object, credit_notes: object) -> Iterator[Found]:
    first: str | None = None
    for invoice in rows_of(invoices):
        number = text(invoice, "InvoiceNumber")
        if number is None and text(invoice, "Status") in _NOT_THERE:
            continue
        first = first or number
        yield _trade_document(invoice, common, "invoice", "Invoice") | {
            "due_date": day(invoice, "InvoiceDueDate")
        }
        yield from _payments(invoice, common, number, ("Payments", "Refunds"), "payment")
    for note in rows_of(credit_notes):
        number = text(note, "CreditNoteNumber")
        if number is None and text(note, "Status") in _NOT_THERE:
            continue
        first = first or number
        yield _trade_document(note, common, "credit_note", "CreditNote") | {
            "parent_number": text(note, "CreditNoteInvoiceNumber")
        }
        yield from _payments(note, common, number, ("Refunds", "Payments"), "refund")
    hangs_on = {name: common[name] for name in ("direction", "updated_at", "url")}
    yield from _attachments(row, hangs_on | {"parent_number": first})


def _trade_document(row: Row, common: Found, item_type: str, prefix: str) -> Found:
    lines = [*rows_of(inside(row, "Lines")), *rows_of(inside(row, "AdditionalCharges"))]
    amount, tax = money(row, "Total"), money(row, "Tax")
    return common | {
        "item_type": item_type,
        "document_id": text(row, "TaskID"),
        "number": text(row, f"{prefix}Number"),
        "amount": total(lines, "Total") + total(lines, "Tax") if amount is None else amount,
        "tax": total(lines, "Tax") if tax is None else tax,
        "document_date": day(row, f"{prefix}Date"),
        "status": text(row, "Status"),
        "account": next((account for line in lines if (account := text(line, "Account"))), None),
    }


def _payments(
    row: Row, common: Found, number: str | None, names: tuple[str, str], usual: str
) -> Iterator[Found]:
    """Yield what settles a document; it bears the document's number, for it has none of its own."""
    for payment in (each for name in names for each in rows_of(inside(row, name))):
        kind = (text(payment, "Type") or usual).casefold()
        yield common | {
            "item_type": kind if kind in {"payment", "refund"} else text(payment, "Type"),
            "document_id": text(payment, "ID"),
            "number": number,
            "parent_number": number,
            "reference": text(payment, "Reference"),
            "amount": money(payment, "Amount"),
            "document_date": day(payment, "DatePaid"),
            "account": text(payment, "Account"),
        }


def _attachments(row: Row, hangs_on: Found) -> Iterator[Found]:
    for file in rows_of(inside(row, "Attachments")):
        yield hangs_on | {
            "item_type": "attachment",
            "document_id": text(file, "ID"),
            "number": text(file, "FileName"),
        }


def _contact(row: Row) -> Found:
    return {
        "item_type": "contact",
        "document_id": text(row, "ID"),
        "number": text(row, "Name"),
        "status": text(row, "Status"),
        "updated_at": instant(row, "LastModifiedOn"),
    }


def _advance(row: Row, context: Context, item_type: str, id_name: str, contact_name: str) -> Found:
    return {
        "item_type": item_type,
        "document_id": text(row, id_name),
        "number": text(row, "Description"),
        "parent_number": text(row, "Description"),
        "contact": text(row, contact_name),
        "currency": text(row, "Currency") or context.base_currency,
        "amount": money(row, "Amount"),
        "document_date": day(row, "Date"),
        "account": text(row, "Account"),
    }


def _task(row: Row, task_id: str | None, currency: str | None) -> Found:
    """Return what list and details tell alike; Cin7 Core gives money tasks no number but their reference."""
    return {
        "item_type": "money_task",
        "document_id": task_id,
        "number": text(row, "Reference"),
        "reference": text(row, "Note"),
        "currency": currency,
        "document_date": day(row, "Date"),
        "status": text(row, "Status"),
    }


def _is_advanced(row: Row) -> bool:
    return (text(row, "Type") or "").casefold().startswith("advanced")
