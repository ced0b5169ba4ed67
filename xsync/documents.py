"""The vocabulary of both ledgers: the fields of a document, its side, and whether it counts in its books."""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING, Final

from xsync.model import Field, Kind

if TYPE_CHECKING:
    from collections.abc import Mapping

SIDES: Final[Mapping[str, str]] = MappingProxyType({"cin7": "Cin7 Core", "xero": "Xero"})
"""Stored value → name of the two ledgers."""

DIRECTIONS: Final = ("sale", "purchase")
"""Which way goods or services go; documents such as journals have none."""

SETTLEMENTS: Final = ("payment", "refund")
"""Item types of documents that settle another one, and are known by it."""

NOT_IN_THE_BOOKS: Final = ("draft", "submitted", "voided", "void", "deleted")
"""Statuses, in lower case, of documents that do not count in their own ledger; any other status counts."""

KNOWN_STATUSES: Final = (
    *NOT_IN_THE_BOOKS,
    *("authorised", "paid", "posted", "completed", "active", "archived", "deprecated", "gdprrequest"),
)
"""Statuses, in lower case, that either ledger is known to give; any other is kept as it stands, and named."""

DOCUMENT_FIELDS: Final = (
    Field("item_type", "Type", spellings=("Item type",)),
    Field("direction", "Direction"),
    Field("document_id", "Document ID", spellings=("ID",)),
    Field("number", "Number", spellings=("Document number",)),
    Field("reference", "Reference"),
    Field("parent_number", "Parent number"),
    Field("contact", "Contact", spellings=("Contact name",)),
    Field("currency", "Currency"),
    Field("amount", "Amount", Kind.DECIMAL, spellings=("Total",)),
    Field("tax", "Tax", Kind.DECIMAL, spellings=("Tax total",)),
    Field("document_date", "Date", Kind.DATE, spellings=("Document date",)),
    Field("due_date", "Due date", Kind.DATE),
    Field("status", "Status"),
    Field("account", "Account"),
    Field("url", "Link", spellings=("URL",)),
    Field("updated_at", "Updated at", Kind.TIMESTAMP),
)
"""What either ledger says of a document. Blank is null; money is in the document's own currency."""

DOCUMENT_LINEAGE: Final = (
    Field("organisation", "Organisation"),
    Field("side", "Ledger"),
    Field("load_id", "Load"),
    Field("source_file", "Source file"),
    Field("source_row", "Source row", Kind.INTEGER),
    Field("loaded_at", "Loaded at", Kind.TIMESTAMP),
)
"""Whose a document is, in which ledger, and the file or answer, and the place in it, that it came from."""
