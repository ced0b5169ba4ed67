"""The vocabulary of the whole house: item types, statuses and fields.

Sources: Cin7's help article on the Xero Synchronization Report for the ten data types (payments and
refunds apart make eleven), the statuses and the nine output columns.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import Enum
from types import MappingProxyType
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Mapping

ITEM_TYPES: Final[Mapping[str, str]] = MappingProxyType(
    {
        "invoice": "Invoice",
        "credit_note": "Credit note",
        "payment": "Payment",
        "refund": "Refund",
        "customer_credit": "Customer credit",
        "supplier_deposit": "Supplier deposit",
        "manual_journal": "Manual journal",
        "money_task": "Money task",
        "product": "Product",
        "contact": "Contact",
        "attachment": "Attachment",
    }
)
"""Stored value → label of the eleven item types, in the order Cin7 names them on screen."""

STATUSES: Final = ("Failed", "Pending", "Skipped", "Completed")
"""The report's four statuses, the most urgent first."""

KNOWN_STATUSES: Final = (*STATUSES, "Warning")
"""With the one that only Cin7's Sync History screen knows, accepted where a file holds it."""

UNSYNCED_STATUSES: Final = ("Failed", "Pending", "Skipped")
"""An item with one of these has not reached Xero, as far as Cin7's log says."""

PAYMENT_TYPES: Final = ("payment", "refund", "customer_credit", "supplier_deposit")
"""Types whose number may repeat, and the only ones with a payment account and a document link."""


class Kind(Enum):
    """What a field holds, independent of any engine."""

    TEXT = "text"
    TIMESTAMP = "timestamp"
    DATE = "date"
    DECIMAL = "decimal"
    INTEGER = "integer"


@dataclass(frozen=True)
class Field:
    """One field of an item.

    Parameters
    ----------
    name
        As stored and as filters, layouts and parameters call it.
    title
        As Cin7 writes it above the column.
    kind
        What it holds.
    spellings
        Further column titles under which files bring it.
    """

    name: str
    title: str
    kind: Kind = Kind.TEXT
    spellings: tuple[str, ...] = ()


REPORT_FIELDS: Final = (
    Field("cin7_number", "Cin7 Core Number", spellings=("DEAR Number", "Cin7 Number", "Number")),
    Field("xero_number", "Xero Number"),
    Field("sync_date", "Sync date", Kind.TIMESTAMP),
    Field("sync_status", "Sync status", spellings=("Status",)),
    Field("item_type", "Type", spellings=("Item type",)),
    Field(
        "consolidated_number",
        "Consolidated Invoice/Credit Note # in Xero",
        spellings=("Consolidated number", "Consolidated Invoice/Credit Note in Xero"),
    ),
    Field("payment_account", "Payment Account"),
    Field("document_link", "Document Link"),
    Field("effective_date", "Effective Date", Kind.DATE),
)
"""The nine columns of Cin7's report, in its order."""

OPTIONAL_FIELDS: Final = (
    Field("message", "Message", spellings=("Error", "Error Message", "Reason", "Comment")),
    Field("amount", "Amount", Kind.DECIMAL),
    Field("currency", "Currency"),
    Field("contact", "Contact", spellings=("Customer", "Supplier")),
    Field("reference", "Reference"),
)
"""Fields kept when a file has them."""

LINEAGE_FIELDS: Final = (
    Field("organisation", "Organisation"),
    Field("load_id", "Load"),
    Field("source_file", "Source file"),
    Field("source_row", "Source row", Kind.INTEGER),
    Field("loaded_at", "Loaded at", Kind.TIMESTAMP),
)
"""Where every item came from."""

FIELDS: Final[Mapping[str, Field]] = MappingProxyType(
    {field.name: field for field in (*REPORT_FIELDS, *OPTIONAL_FIELDS, *LINEAGE_FIELDS)}
)
"""Every field by its name."""


def folded(text: str) -> str:
    """Fold a spelling for comparison: letters and digits only, lower case."""
    return re.sub(r"[\W_]+", "", text).casefold()


def singular(text: str) -> str:
    """Fold a type's spelling to the singular of each of its words.

    ``"Supplier deposits"`` and ``"supplier_deposit"`` become the same.
    """
    return "".join(word.removesuffix("s") for word in re.split(r"[\W_]+", text.casefold()))


TYPE_BY_SPELLING: Final[Mapping[str, str]] = MappingProxyType(
    {singular(spelling): stored for stored in ITEM_TYPES for spelling in (stored, ITEM_TYPES[stored])}
)
STATUS_BY_SPELLING: Final[Mapping[str, str]] = MappingProxyType(
    {folded(status): status for status in KNOWN_STATUSES}
)


def item_type(text: str) -> str:
    """Return the stored value of an item type, or the text itself where it is unknown.

    Examples
    --------
    >>> item_type("Supplier deposits"), item_type("Gift card")
    ('supplier_deposit', 'Gift card')
    """
    return TYPE_BY_SPELLING.get(singular(text), text)


def sync_status(text: str) -> str:
    """Return a status as Cin7 writes it, or the text itself where it is unknown."""
    return STATUS_BY_SPELLING.get(folded(text), text)


def type_label(stored: str) -> str:
    """Return the label of an item type; an unknown type is its own label."""
    return ITEM_TYPES.get(stored, stored)
