"""How Xero and Cin7 word what goes wrong between them, with the facts of the document put in."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from xsync.sources.demo.company import BASE_CURRENCY
from xsync.sources.demo.documents import money
from xsync.sources.demo.names import CLERKS, pick

if TYPE_CHECKING:
    from datetime import date
    from random import Random

    from xsync.sources.demo.documents import Document

_ENVELOPE: Final = "A validation exception occurred: "
_ENVELOPED: Final = 0.3

_NAME_TAKEN: Final = (
    "The contact name {number} is already assigned to another contact. "
    "The contact name must be unique across all active contacts."
)
_TEXTS: Final = {
    "contact": (
        _NAME_TAKEN,
        "Email address must be valid. Contact {number}, e-mail 'accounts@'.",
        "Another contact has this contact number. Please enter a different contact number ({number}).",
    ),
    "product": (
        "Price List Item with Code '{number}' already exists.",
        "Price List Item '{number}': the TaxType code 'OUTPUT2' cannot be used with account code '300'.",
    ),
    "sale invoice": (
        "The TaxType code 'ECOUTPUTSERVICES' cannot be used with account code '{code}'.",
        "The TaxType code 'OUTPUT2' cannot be used with account code '{code}'.",
        "Account code '{code}' is not a valid code for this document.",
        "Invoice # must be unique. {number} already exists in Xero.",
        "Line item tax amounts do not total to document tax amount ({a_penny_less_tax}, {tax}).",
    ),
    "purchase invoice": (
        "The TaxType code 'INPUT2' cannot be used with account code '{code}'.",
        "Account code must be specified. Bill {number}, line 2.",
        "Account code '{code}' is not a valid code for this document.",
        "The TaxType field is mandatory. Bill {number}.",
    ),
    "credit_note": (
        "Account code '{code}' is not a valid code for this document.",
        "The tax amount cannot be greater than the line amount. Credit note {number}.",
        "The TaxType code 'NONE' cannot be used with account code '{code}'.",
    ),
    "payment": (
        "Payment amount exceeds the amount outstanding on this document. {number}: {currency} {amount}.",
        "Payments can only be made against authorised documents. {number} is not authorised.",
        "Account type is invalid for making a payment to/from. Account '{account}'.",
    ),
    "refund": (
        "Account type is invalid for making a payment to/from. Account '{account}'.",
        "Payment not of valid status for modification. {number}: {currency} {amount}.",
    ),
    "customer_credit": (
        "Account could not be found. Account '{account}' of the prepayment for {number}.",
        "Account must be valid. {number}: {currency} {amount}.",
    ),
    "supplier_deposit": (
        "The specified bank account details do not match a known bank account. Account '{account}'.",
        "Account must be valid. {number}: {currency} {amount}.",
    ),
    "manual_journal": (
        "The total debits ({amount}) must equal total credits ({a_penny_less}).",
        "Account code '840' is not a valid code for this document.",
    ),
    "money_task": (
        "Account code must be specified. {number} {reference}.",
        "The TaxType code 'INPUT2' cannot be used with account code '404'.",
    ),
    "attachment": (
        "The document with the supplied id was not found for this endpoint. File {number}.",
        "The file {number} is larger than the 10 MB that can be attached.",
    ),
}
_CURRENCY_TEXT: Final = "Organisation is not subscribed to currency {currency}."

BLOCK_TEXTS: Final = (
    "Line item tax amounts do not total to document tax amount. {name}.",
    "The TaxType code 'OUTPUT2' cannot be used with account code '201'. {name}.",
    "Account code '201' is not a valid code for this document. {name}.",
    "Unrecognised GUID format. {name}: the channel's default contact is empty.",
)

PAID_IN_XERO: Final = (
    "Current invoice has been paid in Xero and cannot be updated. "
    "Please remove payment in Xero and then try to export the invoice"
)
LOCKED: Final = (
    "The document date cannot be before the period lock date, currently set at {day} {month} {year}"
)
ARCHIVED: Final = (
    "The contact with the specified contact details has been archived. "
    "The contact must be un-archived before creating new invoices or credit notes. Contact {contact}."
)
REFUSED_CODE: Final = "Price List Item Code '{number}' is too long: {length} characters, the most is 30."
CODE_EXISTS: Final = "Price List Item with Code '{number}' already exists."
BLOCKED_BY_PRODUCT: Final = (
    "{number} was not sent: its product {product} has not been synchronised. "
    "Price List Item '{product}' not found."
)
BLOCKED_BY_CONTACT: Final = (
    "The Contact must contain at least 1 of the following elements to identify the contact: "
    "Name, ContactID, ContactNumber. {contact} has not been synchronised."
)

WAITING: Final = "Waiting for {parent} to be synchronised"

_REASONS: Final = (
    "Skipped by {clerk}: entered in Xero by hand",
    "Skipped by {clerk}: Xero's copy is the same",
    "Skipped by {clerk}: duplicate",
)
_MONTHS: Final = (
    *("January", "February", "March", "April", "May", "June", "July"),
    *("August", "September", "October", "November", "December"),
)
_WITH_REASON: Final = 0.55


def own_trouble(rng: Random, document: Document) -> str:
    """Word a trouble of the document's own."""
    kind = document.item_type
    texts = _TEXTS[f"{document.direction} invoice" if kind == "invoice" else kind]
    if kind == "invoice" and document.currency != BASE_CURRENCY:
        texts = (*texts, _CURRENCY_TEXT)
    return (_ENVELOPE if rng.random() < _ENVELOPED else "") + pick(rng, texts).format_map(_facts(document))


def lock_date_text(locked: date) -> str:
    """Word the refusal of what lies in a closed month."""
    return LOCKED.format(day=locked.day, month=_MONTHS[locked.month - 1], year=locked.year)


def skip_message(rng: Random) -> str:
    """Return what the person who skipped a record left behind: a reason, or nothing."""
    return pick(rng, _REASONS).format(clerk=pick(rng, CLERKS)) if rng.random() < _WITH_REASON else ""


def _facts(document: Document) -> dict[str, str]:
    penny = money(1)
    amount, tax = document.amount or money(0), document.tax or money(0)
    return {
        "number": document.number,
        "reference": document.reference,
        "contact": document.contact,
        "currency": document.currency,
        "account": document.account,
        "code": document.account.partition(":")[0],
        "amount": f"{amount:,}",
        "a_penny_less": f"{amount - penny:,}",
        "tax": f"{tax:,}",
        "a_penny_less_tax": f"{tax - penny:,}",
    }
