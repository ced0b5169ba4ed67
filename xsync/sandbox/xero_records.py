"""Xero's records as its interface tells them: items, contacts, files, accounts, the organisation."""

from __future__ import annotations

from typing import TYPE_CHECKING

from xsync.sandbox.answers import Json, microsoft
from xsync.sandbox.cin7_entries import SYSTEM_ACCOUNTS, bank_currency
from xsync.sandbox.xero_objects import account_named
from xsync.sources.demo.company import BASE_CURRENCY, DEMO_ORGANISATION
from xsync.sources.demo.xero_ledger import SHORT_CODE

if TYPE_CHECKING:
    from xsync.sandbox.books import Books
    from xsync.sources.demo.ledger import Entry


def item(entry: Entry, books: Books, *, whole: bool) -> Json:  # noqa: ARG001 - has no parts
    """Return a product."""
    one = entry.document
    return {
        "ItemID": one.document_id,
        "Code": one.number,
        "Name": one.reference[:50],
        "Description": one.reference,
        "UpdatedDateUTC": microsoft(one.updated_at),
        "PurchaseDetails": {},
        "SalesDetails": {"AccountCode": "200", "TaxType": "OUTPUT2"},
        "IsTrackedAsInventory": False,
        "IsSold": True,
        "IsPurchased": True,
    }


def contact(entry: Entry, books: Books, *, whole: bool) -> Json:  # noqa: ARG001 - has no parts
    """Return a customer or supplier."""
    one = entry.document
    return {
        "ContactID": one.document_id,
        "ContactStatus": one.status,
        "Name": one.number,
        "Addresses": [],
        "Phones": [],
        "ContactGroups": [],
        "ContactPersons": [],
        "UpdatedDateUTC": microsoft(one.updated_at),
        "IsSupplier": entry.nature == "supplier",
        "IsCustomer": entry.nature == "customer",
        "HasAttachments": False,
        "HasValidationErrors": False,
    }


def attachment(entry: Entry, address: str) -> Json:
    """Return a file that hangs on a document."""
    one = entry.document
    return {
        "AttachmentID": one.document_id,
        "FileName": one.number,
        "Url": f"{address}/{one.number}",
        "MimeType": "application/pdf",
        "ContentLength": 20_480,
        "IncludeOnline": False,
    }


def account(row: tuple[str, str, str, str]) -> Json:
    """Return an account of the chart."""
    code, name, kind, class_ = row
    bank = {
        "BankAccountType": "BANK",
        "BankAccountNumber": f"000000{code}",
        "CurrencyCode": bank_currency(code),
    }
    return {
        **account_named(code),
        "Name": name,
        "Status": "ACTIVE",
        "Type": kind,
        "TaxType": "NONE",
        "Class": class_,
        "EnablePaymentsToAccount": kind == "BANK",
        **({"SystemAccount": SYSTEM_ACCOUNTS[code]} if code in SYSTEM_ACCOUNTS else {}),
        **(bank if kind == "BANK" else {}),
        "HasAttachments": False,
    }


def organisation(tenant_id: str) -> Json:
    """Return who the company is."""
    return {
        "OrganisationID": tenant_id,
        "Name": DEMO_ORGANISATION,
        "LegalName": DEMO_ORGANISATION,
        "PaysTax": True,
        "Version": "UK",
        "OrganisationType": "COMPANY",
        "BaseCurrency": BASE_CURRENCY,
        "CountryCode": "GB",
        "IsDemoCompany": True,
        "OrganisationStatus": "ACTIVE",
        "FinancialYearEndDay": 31,
        "FinancialYearEndMonth": 3,
        "PeriodLockDate": "/Date(1790726400000+0000)/",
        "Timezone": "GMTSTANDARDTIME",
        "ShortCode": SHORT_CODE,
        "Edition": "BUSINESS",
        "Class": "DEMO",
    }
