"""What is read of Cin7 Core: https://dearinventory.docs.apiary.io (API v2).

Rows of sales and purchases tell neither tax, nor credit notes' amounts, payments or files: an order with
an invoice, a credit note or a payment needs one call of its own. The entries of the general ledger are no
documents: only their answers are kept.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from xsync.sources import cin7_documents as documents
from xsync.sources.answer_values import inside
from xsync.sources.endpoint_plan import Detail, Endpoint, Listing, Paging, Plan

if TYPE_CHECKING:
    from xsync.sources.answer_values import Row
    from xsync.sources.endpoint_plan import Parser

_PAGES: Final = Paging("Page", "Limit", 1000)
_TOTAL: Final = ("Total",)
_OF_AN_ORDER: Final = ("invoice", "credit_note", "payment", "refund", "attachment")
_WITH_OLD: Final = (("IncludeDeprecated", "true"),)
_ALL_DAYS: Final = (("FromDate", "1990-01-01T00:00:00"), ("ToDate", "2099-12-31T00:00:00"))
_MONTHS_AGAIN: Final = 3
"""Entries of these months may still change; of earlier ones, changes are found by a full pull."""


def _has_documents(row: Row) -> bool:
    return bool(row.get("InvoiceNumber") or row.get("CreditNoteNumber") or row.get("PaidAmount"))


def _is_transfer(row: Row) -> bool:
    return "transfer" in str(inside(row, "TaskType") or "").casefold()


def _orders(name: str, key: str, id_name: str, path: str) -> Endpoint:
    lists = (f"{name}List", f"{name}CreditNoteList")
    listings = (
        Listing(path=each, key=key, id_name=id_name, paging=_PAGES, since="UpdatedSince", count=_TOTAL)
        for each in lists
    )
    parse = documents.sale if name == "sale" else documents.purchase
    detail = Detail(path, path, _has_documents, parse, parameter="ID", covers=_OF_AN_ORDER)
    return Endpoint(name, tuple(listings), (detail,))


def _records(name: str, key: str, parse: Parser, item_type: str) -> Endpoint:
    """Return the endpoint of records that stay, those out of use among them."""
    listing = Listing(
        name,
        key,
        "ID",
        parse,
        _PAGES,
        since="ModifiedSince",
        parameters=_WITH_OLD,
        count=_TOTAL,
        covers=(item_type,),
    )
    return Endpoint(name, (listing,))


CIN7: Final = Plan(
    side="cin7",
    workers=1,
    at_once=1,
    endpoints=(
        Endpoint("me", (Listing("me", parse=documents.company),)),
        Endpoint(
            "ref/account/bank",
            (
                Listing(
                    "ref/account/bank",
                    "BankAccountsList",
                    "AccountCode",
                    documents.bank_account,
                    _PAGES,
                    count=_TOTAL,
                ),
            ),
        ),
        _records("customer", "CustomerList", documents.customer, "contact"),
        _records("supplier", "SupplierList", documents.supplier, "contact"),
        _records("product", "Products", documents.product, "product"),
        Endpoint(
            "journal",
            (
                Listing(
                    "journal",
                    "Journals",
                    "TaskID",
                    documents.journal,
                    _PAGES,
                    count=_TOTAL,
                    covers=("manual_journal", "attachment"),
                ),
            ),
        ),
        Endpoint(
            "ref/customer/credits",
            (
                Listing(
                    "ref/customer/credits",
                    "CustomerCredits",
                    "CreditID",
                    documents.customer_credit,
                    _PAGES,
                    covers=("customer_credit",),
                ),
            ),
        ),
        Endpoint(
            "ref/supplier/deposits",
            (
                Listing(
                    "ref/supplier/deposits",
                    "SupplierDeposits",
                    "DepositID",
                    documents.supplier_deposit,
                    _PAGES,
                    covers=("supplier_deposit",),
                ),
            ),
        ),
        Endpoint(
            "moneyTaskList",
            (
                Listing(
                    "moneyTaskList",
                    "MoneyTasks",
                    "TaskID",
                    paging=_PAGES,
                    count=_TOTAL,
                ),
            ),
            (
                Detail(
                    "moneyOperation",
                    "moneyOperation",
                    lambda row: not _is_transfer(row),
                    documents.money_operation,
                    parameter="TaskID",
                    covers=("money_task", "attachment"),
                    glance=documents.money_task,
                ),
                Detail(
                    "bankTransfer",
                    "bankTransfer",
                    _is_transfer,
                    documents.bank_transfer,
                    parameter="TaskID",
                    covers=("money_task", "attachment"),
                    glance=documents.money_task,
                ),
            ),
        ),
        Endpoint(
            "transactions",
            (
                Listing(
                    "transactions",
                    "Transactions",
                    paging=_PAGES,
                    since="FromDate",
                    parameters=_ALL_DAYS,
                    count=_TOTAL,
                    months_again=_MONTHS_AGAIN,
                    has_equal_rows=True,
                ),
            ),
        ),
        _orders("sale", "SaleList", "SaleID", "sale"),
        _orders("purchase", "PurchaseList", "ID", "advanced-purchase"),
    ),
)
