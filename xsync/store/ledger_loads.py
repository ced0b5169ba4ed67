"""A ledger load: documents of one ledger brought in, from a file or from one endpoint of an interface."""

from __future__ import annotations

import json
from dataclasses import dataclass, field, fields
from typing import TYPE_CHECKING, Any

from xsync.store.schemas import one_row

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import datetime

    import pyarrow as pa

_KEPT_AS_JSON = ("covers", "unknown_types", "versions", "rows_by_type", "unknown_statuses")


@dataclass(frozen=True)
class LedgerLoad:
    """Documents of one ledger as they were brought into the store.

    Parameters
    ----------
    organisation, load_id
        Whose they are, and the load's own name.
    side
        ``cin7`` or ``xero``.
    origin
        ``file`` or ``api``.
    source_file
        The file's name, or the endpoint's.
    sha256, size_bytes
        Of the file; none for an endpoint.
    rows_read, rows_new, rows_changed, rows_unchanged, rows_rejected
        Rows read = new + changed + unchanged + rejected. Only new and changed ones are stored.
    rows_gone
        Documents no longer there, where everything was read.
    date_order
        ``dmy``, ``mdy``, ``ymd`` or ``None`` where no date of a file needed one.
    covers
        The item types read.
    is_whole
        Everything that the ledger has of these types was read: what is no longer there, is gone.
    is_complete
        Reading came to its end; a load that is not holds what arrived before it was stopped.
    read_since
        Only what changed since this instant (naive UTC) was asked for; none where all was.
    started_at, loaded_at
        When reading began (naive UTC), and the instant from which the load counts.
    loaded_by
        The account that did.
    refusal
        Why the endpoint refused to be read, in words; such a load holds nothing.
    unknown_types, unknown_statuses
        Values outside the vocabulary, kept verbatim, with their number of rows.
    versions
        What read it.
    rows_by_type
        Item type → how many of it were ``new``, ``changed``, ``unchanged`` and ``gone``.
    """

    organisation: str
    load_id: str
    side: str
    origin: str
    source_file: str
    sha256: str | None
    size_bytes: int | None
    rows_read: int
    rows_new: int
    rows_changed: int
    rows_unchanged: int
    rows_rejected: int
    rows_gone: int
    date_order: str | None
    covers: tuple[str, ...]
    is_whole: bool
    is_complete: bool
    read_since: datetime | None
    started_at: datetime
    loaded_at: datetime
    loaded_by: str
    refusal: str | None = None
    unknown_types: Mapping[str, int] = field(default_factory=dict)
    versions: Mapping[str, str] = field(default_factory=dict)
    rows_by_type: Mapping[str, Mapping[str, int]] = field(default_factory=dict)
    unknown_statuses: Mapping[str, int] = field(default_factory=dict)

    def to_arrow(self) -> pa.Table:
        """Return the load as a row of the ``ledger_loads`` table."""
        values = {each.name: getattr(self, each.name) for each in fields(self)}
        return one_row("ledger_loads", values, as_json=_KEPT_AS_JSON)

    @classmethod
    def from_row(cls, row: Mapping[str, Any]) -> LedgerLoad:
        """Return the load that a row of the ``ledger_loads`` table describes."""
        values: dict[str, Any] = {each.name: row.get(each.name) for each in fields(cls)}
        for name in _KEPT_AS_JSON:
            values[name] = json.loads(values[name] or "{}")
        return cls(**{**values, "covers": tuple(values["covers"])})


def standing_ledger_loads(
    loads: Iterable[LedgerLoad], as_of: datetime | None = None
) -> tuple[LedgerLoad, ...]:
    """Return the loads that count at an instant (naive UTC; ``None`` for now), oldest first."""
    then = [load for load in loads if as_of is None or load.loaded_at <= as_of]
    return tuple(sorted(then, key=lambda load: (load.loaded_at, load.load_id)))
