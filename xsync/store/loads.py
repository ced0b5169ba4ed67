"""A load: one file brought in, with the counts that must tie and where it came from."""

from __future__ import annotations

import json
from dataclasses import dataclass, field, fields
from typing import TYPE_CHECKING, Any

from xsync.store.schemas import one_row

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    import pyarrow as pa

_KEPT_AS_JSON = ("unknown_types", "unknown_statuses", "versions")


@dataclass(frozen=True)
class Load:
    """One file as it was brought into the store.

    Parameters
    ----------
    organisation, load_id, source_file, sha256, size_bytes
        Whose it is, its own name, and the file it came from.
    rows_read, rows_loaded, rows_known, rows_rejected
        Rows read = loaded + known + rejected.
    date_order
        ``dmy``, ``mdy``, or ``None`` where no date of the file needed one.
    exported_at
        The latest sync date in the file: it was exported then or later.
    loaded_at
        The instant from which it counts (UTC): all its rows were in by then.
    loaded_by
        The account that did.
    replaces
        The earlier load of the same file whose reading this one withdraws.
    unknown_types, unknown_statuses
        Values outside the vocabulary, kept verbatim, with their number of rows.
    versions
        What read it.
    """

    organisation: str
    load_id: str
    source_file: str
    sha256: str
    size_bytes: int
    rows_read: int
    rows_loaded: int
    rows_known: int
    rows_rejected: int
    date_order: str | None
    exported_at: datetime | None
    loaded_at: datetime
    loaded_by: str
    replaces: str | None = None
    unknown_types: Mapping[str, int] = field(default_factory=dict)
    unknown_statuses: Mapping[str, int] = field(default_factory=dict)
    versions: Mapping[str, str] = field(default_factory=dict)

    def to_arrow(self) -> pa.Table:
        """Return the load as a row of the ``loads`` table."""
        values = {each.name: getattr(self, each.name) for each in fields(self)}
        return one_row("loads", values, as_json=_KEPT_AS_JSON)

    @classmethod
    def from_row(cls, row: Mapping[str, Any]) -> Load:
        """Return the load that a row of the ``loads`` table describes."""
        values: dict[str, Any] = {each.name: row.get(each.name) for each in fields(cls)}
        for name in _KEPT_AS_JSON:
            values[name] = json.loads(values[name] or "{}")
        return cls(**values)


def standing_loads(loads: list[Load], as_of: datetime | None = None) -> tuple[Load, ...]:
    """Return the loads that count, oldest first: those of the store as it was, less the withdrawn ones.

    Parameters
    ----------
    loads
        All loads of an organisation.
    as_of
        Naive UTC; later loads are left out. ``None`` for all.
    """
    then = sorted(
        (load for load in loads if as_of is None or load.loaded_at <= as_of),
        key=lambda load: (load.loaded_at, load.load_id),
    )
    reading_of = {load.load_id: (load.sha256, load.replaces) for load in then}
    withdrawn = {reading_of[load.replaces] for load in then if load.replaces in reading_of}
    standing: dict[tuple[str, str | None], Load] = {}
    for load in then:
        reading = reading_of[load.load_id]
        if reading not in withdrawn:
            standing.setdefault(reading, load)  # two processes may bring the same file at once
    return tuple(standing.values())
