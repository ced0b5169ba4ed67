"""The kinds of file that a load takes: their columns, which of them are needed, how their words are read."""

from __future__ import annotations

from dataclasses import dataclass
from types import MappingProxyType
from typing import TYPE_CHECKING, Final

from xsync import model
from xsync.documents import DIRECTIONS, DOCUMENT_FIELDS, KNOWN_STATUSES, SIDES
from xsync.errors import UsageError, did_you_mean
from xsync.model import OPTIONAL_FIELDS, REPORT_FIELDS, Field, Kind, folded

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Mapping


@dataclass(frozen=True)
class Words:
    """How a column of words is read.

    Parameters
    ----------
    field
        The field they go to.
    read
        What is stored for a word; the word itself, or nothing, where it is unknown.
    known
        What is stored for words that are known, whatever their case.
    written_in
        The field in whose column they stand, where it is another one.
    refusal
        Why a row with an unknown word is refused; without one it is kept verbatim and counted.
    """

    field: str
    read: Callable[[str], str | None]
    known: Collection[str]
    written_in: str | None = None
    refusal: str | None = None

    @property
    def column(self) -> str:
        """The field in whose column they stand."""
        return self.written_in or self.field


@dataclass(frozen=True)
class FileKind:
    """A kind of file.

    Parameters
    ----------
    name
        Its own name.
    called
        What it is, in words.
    remedy
        How to get it right, as an imperative.
    fields
        What it holds: those looked for in its header, each under its title, its name or another spelling.
    named
        The fields that a refusal lists to say what such a file looks like.
    required
        Columns without which a file is none of these.
    one_of
        Columns of which it has at least one.
    filled
        Required fields that stand in every row.
    words
        Its columns of words.
    free_text
        Fields in which a leading apostrophe is the writer's own ('t Hooft) and not the guard that keeps
        Excel from reading a code as a number.
    codes
        Fields of three letters, as currencies have.
    instants
        Timestamps whose zone counts: they are stored in UTC.
    enough
        How many of its titles a row needs to be taken for its header.
    gathered_by
        The fields that all lines of one document share, where a document has several rows.
    sides
        The ledgers whose documents it may hold.
    """

    name: str
    called: str
    remedy: str
    fields: tuple[Field, ...]
    named: tuple[Field, ...]
    required: tuple[str, ...]
    filled: tuple[str, ...]
    words: tuple[Words, ...]
    free_text: tuple[str, ...]
    one_of: tuple[str, ...] = ()
    codes: tuple[str, ...] = ()
    instants: tuple[str, ...] = ()
    enough: int = 3
    gathered_by: tuple[str, ...] = ()
    sides: tuple[str, ...] = tuple(SIDES)

    def field(self, name: str) -> Field:
        """Return a field by its name."""
        return next(each for each in self.fields if each.name == name)

    def of_kind(self, *kinds: Kind) -> tuple[str, ...]:
        """Return the names of the fields that hold one of these."""
        return tuple(each.name for each in self.fields if each.kind in kinds)


REPORT: Final = FileKind(
    name="report",
    called="Xero Synchronization Report",
    remedy="Export the report from Cin7 Core again, as CSV or XLSX.",
    fields=(*REPORT_FIELDS, *OPTIONAL_FIELDS),
    named=REPORT_FIELDS,
    required=("cin7_number", "sync_status", "item_type"),
    filled=("sync_status", "item_type"),
    words=(
        Words("item_type", model.item_type, model.ITEM_TYPES),
        Words("sync_status", model.sync_status, model.KNOWN_STATUSES),
    ),
    free_text=("contact", "message"),
)
"""Cin7's report of what it sent to Xero."""

_KEYS: Final = ("document_id", "number", "reference", "parent_number")
_DIRECTION_WORDS: Final[Mapping[str, str]] = MappingProxyType(
    {
        **dict.fromkeys(("sale", "sales", "accrec"), "sale"),
        **dict.fromkeys(("purchase", "purchases", "accpay"), "purchase"),
    }
)

DOCUMENTS: Final = FileKind(
    name="documents",
    called="file of documents",
    remedy="Write it again, as CSV, XLSX or Parquet.",
    fields=DOCUMENT_FIELDS,
    named=DOCUMENT_FIELDS,
    required=("item_type",),
    one_of=_KEYS,
    filled=("item_type",),
    words=(
        Words("item_type", model.item_type, model.ITEM_TYPES),
        Words(
            "direction",
            lambda word: _DIRECTION_WORDS.get(folded(word)),
            DIRECTIONS,
            refusal="is no direction: write sale or purchase, or leave it empty",
        ),
        Words("status", str, KNOWN_STATUSES),
    ),
    free_text=("contact",),
    codes=("currency",),
    instants=("updated_at",),
    enough=2,
)
"""Documents of either ledger under the store's own column names, one a row."""

_XERO_TYPES: Final[Mapping[str, tuple[str, str]]] = MappingProxyType(
    {
        **dict.fromkeys(("salesinvoice", "invoice", "accrec"), ("invoice", "sale")),
        **dict.fromkeys(("bill", "purchaseinvoice", "accpay"), ("invoice", "purchase")),
        **dict.fromkeys(("salescreditnote", "accreccredit"), ("credit_note", "sale")),
        **dict.fromkeys(
            ("billcreditnote", "purchasecreditnote", "accpaycredit"), ("credit_note", "purchase")
        ),
    }
)
_XERO_STATUSES: Final[Mapping[str, str]] = MappingProxyType(
    {
        "awaitingpayment": "AUTHORISED",
        "awaitingapproval": "SUBMITTED",
        **{status.lower(): status for status in ("DRAFT", "AUTHORISED", "SUBMITTED", "PAID")},
        **{status.lower(): status for status in ("VOIDED", "DELETED")},
    }
)


def _xero_type(word: str) -> str:
    known = _XERO_TYPES.get(folded(word))
    return known[0] if known else word


def _xero_direction(word: str) -> str | None:
    """Return which way a type of Xero's goes; overpayments and prepayments, of no type here, say it too."""
    known = _XERO_TYPES.get(folded(word))
    if known:
        return known[1]
    first = {"sales": "sale", "bill": "purchase", "purchase": "purchase"}
    return first.get(next(iter(word.casefold().split()), ""))


XERO_INVOICES: Final = FileKind(
    name="xero_invoices",
    called="export of invoices or bills from Xero",
    remedy="Export the invoices or bills from Xero again.",
    fields=(
        Field("item_type", "Type"),
        Field("direction", "Direction"),
        Field("number", "InvoiceNumber"),
        Field("reference", "Reference"),
        Field("contact", "ContactName"),
        Field("currency", "Currency"),
        Field("amount", "Total", Kind.DECIMAL),
        Field("tax", "TaxTotal", Kind.DECIMAL),
        Field("document_date", "InvoiceDate", Kind.DATE),
        Field("due_date", "DueDate", Kind.DATE),
        Field("status", "Status"),
    ),
    named=(),
    required=("item_type", "number", "contact", "amount"),
    filled=("item_type",),
    words=(
        Words("item_type", _xero_type, ("invoice", "credit_note")),
        Words("direction", _xero_direction, DIRECTIONS, written_in="item_type"),
        Words("status", lambda word: _XERO_STATUSES.get(folded(word), word), _XERO_STATUSES.values()),
    ),
    free_text=("contact",),
    codes=("currency",),
    gathered_by=("item_type", "direction", "number", "contact"),
    sides=("xero",),
)
"""Xero's own export of sales invoices and bills: a row per line, the document's figures in each."""

KINDS: Final[Mapping[str, FileKind]] = MappingProxyType(
    {kind.name: kind for kind in (REPORT, DOCUMENTS, XERO_INVOICES)}
)
"""Every kind by its name."""


def kinds_of(documents: str | None) -> tuple[FileKind, ...]:
    """Return the kinds of file that may come, the usual one first: the report, or documents of a ledger.

    Raises
    ------
    UsageError
        If there is no such ledger.
    """
    if documents is None:
        return (REPORT,)
    if documents not in SIDES:
        raise UsageError(f"No ledger is called {documents!r}: {did_you_mean(documents, SIDES)}")
    return DOCUMENTS, XERO_INVOICES
