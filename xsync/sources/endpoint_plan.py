"""What is read of a ledger, as data: endpoints, their lists and their details."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final, NamedTuple, TypeAlias

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from datetime import datetime

    from xsync.sources.answer_values import Row

Found: TypeAlias = "dict[str, Any]"
"""A document's fields, as far as an answer tells them."""


@dataclass
class Context:
    """What the documents' fields need beside the answer they stand in.

    Parameters
    ----------
    base_currency
        Of the organisation.
    short_code
        What Xero calls the organisation in its addresses.
    currencies, accounts
        Of the bank accounts by code (Cin7) or id (Xero), and their codes by id.
    parents
        What attachments hang on, by its id.
    """

    base_currency: str | None = None
    short_code: str | None = None
    currencies: dict[str, str] = field(default_factory=dict)
    accounts: dict[str, str] = field(default_factory=dict)
    parents: dict[str, Found] = field(default_factory=dict)


Parser: TypeAlias = "Callable[[Row, Context], Iterable[Found]]"

ABOUT: Final = "xsync:about"
"""Under this name the answer to a detail tells the id of the row that it was asked for."""


class Paging(NamedTuple):
    """How pages are asked for: the names of page and page size, and the size."""

    page: str
    size_name: str
    size: int


@dataclass(frozen=True)
class Listing:
    """A list.

    Parameters
    ----------
    path, key
        Its address, and where in the answer its rows stand; no key: the answer itself is the one row.
    id_name
        What a row's id is called; rows without one are told apart by what they say.
    parse
        Makes documents of a row; none where rows only tell which details to ask for.
    paging
        None for lists that come whole.
    since
        The parameter that asks for what changed since an instant; a header if it holds ``-``.
    parameters
        Always sent.
    count
        The way to the number of all rows in an answer, if any tells it.
    covers
        The item types that come from its rows.
    months_again
        Where ``since`` asks by the date of an entry and not of its change: so many months, besides the one of
        the last reading, are read again, each of them whole.
    has_equal_rows
        Whether rows without an id that say the same are several, and not one read twice.
    """

    path: str
    key: str = ""
    id_name: str = ""
    parse: Parser | None = None
    paging: Paging | None = None
    since: str = ""
    parameters: tuple[tuple[str, str], ...] = ()
    count: tuple[str, ...] = ()
    covers: tuple[str, ...] = ()
    months_again: int | None = None
    has_equal_rows: bool = False


@dataclass(frozen=True)
class Detail:
    """A call for each of some rows of the lists.

    Parameters
    ----------
    name
        As refusals name it.
    path
        Its address, ``{id}`` in it standing for the row's id.
    wanted
        Which rows need it.
    parse
        Makes documents of the answer, see `ABOUT`.
    parameter
        The parameter that takes the id, where it is not in the address.
    covers
        The item types that come from it.
    is_extra
        Whether the rest is complete without it.
    glance
        Makes of a row what can be compared with the document as it was last stored: where the list cannot be
        asked for changes only, a row that tells nothing new needs no detail, unless in a full pull.
    """

    name: str
    path: str
    wanted: Callable[[Row], bool]
    parse: Parser
    parameter: str = ""
    covers: tuple[str, ...] = ()
    is_extra: bool = False
    glance: Parser | None = None


@dataclass(frozen=True)
class Endpoint:
    """What is read and stored together.

    Parameters
    ----------
    name
        As loads and documents name where they come from.
    listings, details
        What is asked.
    """

    name: str
    listings: tuple[Listing, ...]
    details: tuple[Detail, ...] = ()

    @property
    def has_filter(self) -> bool:
        """Whether it can be asked for changes only."""
        return all(listing.since for listing in self.listings)

    @property
    def informs_others(self) -> bool:
        """Whether it is read for what the documents of other endpoints need."""
        return any(listing.parse and not listing.covers for listing in self.listings)

    def begins(self, since: datetime) -> datetime:
        """Return from when on it is asked for what changed since an instant."""
        again = [each.months_again for each in self.listings if each.months_again is not None]
        if not again:
            return since
        month = since.year * 12 + since.month - 1 - max(again)
        return since.replace(month // 12, month % 12 + 1, 1, hour=0, minute=0, second=0, microsecond=0)


@dataclass(frozen=True)
class Plan:
    """All that is read of one ledger.

    Parameters
    ----------
    side
        ``cin7`` or ``xero``.
    endpoints
        In this order; those without documents tell what the others' need.
    workers
        How many details are asked for at once.
    at_once
        How many calls the interface takes at once.
    """

    side: str
    endpoints: tuple[Endpoint, ...]
    workers: int
    at_once: int
