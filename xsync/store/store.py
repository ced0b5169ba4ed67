"""The store: organisations, their loads, and the snapshots that reports are made from."""

from __future__ import annotations

import os
import re
from datetime import UTC, datetime
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from xsync.errors import AccessRefused, UsageError, did_you_mean
from xsync.names import safe_file_name
from xsync.store.access import Access
from xsync.store.documents import LedgerSnapshot
from xsync.store.engine import Engine, parquet_relation, text_literal
from xsync.store.ledger_loads import LedgerLoad, standing_ledger_loads
from xsync.store.loads import Load, standing_loads
from xsync.store.location import STORE_VARIABLE, location_of
from xsync.store.notes import Notes
from xsync.store.permission import Permission
from xsync.store.snapshot import Snapshot
from xsync.store.tables import Tables

if TYPE_CHECKING:
    import pyarrow as pa

    from xsync.store.private import Rights

CACHE_VARIABLE = "XSYNC_CACHE"

_UNUSABLE = re.compile(r"[\[\]^|\\]|%[0-9A-Fa-f]{2}")
"""What delta-rs 1.6 fails on in a local path, or takes for another path."""


class Store:
    """Where loads are kept.

    Parameters
    ----------
    location
        A local folder or an object-store URL. ``None``: what ``XSYNC_STORE`` says, else ``store/`` in the
        working folder (or in the one above, for a notebook opened in its own folder).

    Raises
    ------
    UsageError
        If the folder's path holds what its tables cannot lie under, or an address is none of a bucket.
    """

    def __init__(self, location: str | Path | None = None) -> None:
        self.location = location_of(location)
        if "://" not in self.location and (
            odd := _UNUSABLE.search(Path(self.location).absolute().as_posix())
        ):
            raise UsageError(
                f"The store cannot lie in {Path(self.location).absolute()}: its tables take no {odd[0]} in "
                f"a path. Name another folder with --store or {STORE_VARIABLE}."
            )
        self.access = Access(self.location)
        self.tables = Tables(self.location, self.cache_folder / "remote", lambda: self.rights)

    @property
    def cache_folder(self) -> Path:
        """Where settled snapshots lie: in the store itself, or on this machine for a remote one.

        There it is ``XSYNC_CACHE``, else the user's own folder for caches.
        """
        if "://" not in self.location:
            return Path(self.location) / "cache"
        from platformdirs import user_cache_path

        on_this_machine = Path(os.environ.get(CACHE_VARIABLE) or user_cache_path("xsync"))
        return on_this_machine / safe_file_name(self.location)

    @property
    def rights(self) -> Rights:
        """Who may open the files that are made for it."""
        return self.access.rights

    def organisations(self) -> tuple[str, ...]:
        """Return the names of the organisations in the store that who asks may read, sorted."""
        return tuple(name for name in self._names() if self.access.permits(name, Permission.READ))

    def organisation(self, name: str | None = None) -> str:
        """Return the organisation meant, opened for reading: the one named, or the only one there is.

        Raises
        ------
        AccessRefused
            If who asks does not hold the permission Financial Reporting for it.
        UsageError
            If there is none of that name, none at all, or several and none was named.
        """
        return self.opened_for(name, Permission.READ)

    def opened_for(self, name: str | None, permission: Permission, *, may_be_new: bool = False) -> str:
        """Open an organisation for who asks: every way to its data leads through here.

        Parameters
        ----------
        name
            Of the organisation; ``None`` for the only one that who asks holds the permission for.
        permission
            What for.
        may_be_new
            Whether one that was named need not be in the store yet.

        Returns
        -------
        str
            The organisation's name. The opening stands in the access log.

        Raises
        ------
        AccessRefused
            If who asks does not hold the permission.
        UsageError
            If it is not clear which one is meant, or it is not there.
        """
        permission = Permission(permission)
        try:
            meant = self._meant(name, permission, may_be_new=may_be_new)
            self.access.opened(meant, permission)
        except AccessRefused:
            self.access.refused(name, permission)
            raise
        return meant

    def _meant(self, name: str | None, permission: Permission, *, may_be_new: bool) -> str:
        permits = self.access.permits
        if not (permits(name, permission) if name else self.access.permits_any(permission)):
            raise self.access.refusal(name, permission)
        if name and may_be_new:
            return name
        known = [each for each in self._names() if permits(each, permission)]
        if not known:
            held = "holds nothing yet that you may open" if self.access.policy else "is empty"
            raise UsageError(
                f"The store {self.location} {held}. Bring in an export first: "
                "xsync load FILE --organisation NAME (or try the demo company: xsync demo)."
            )
        if name:
            if name not in known:
                raise UsageError(
                    f"No organisation {name!r} in the store {self.location}: {did_you_mean(name, known)}"
                )
            return name
        if len(known) > 1:
            raise UsageError(f"The store holds several organisations; name one of: {', '.join(known)}.")
        return known[0]

    def loads(self, organisation: str, as_of: datetime | None = None) -> tuple[Load, ...]:
        """Return the loads that count for an organisation at an instant (naive UTC), oldest first."""
        self.opened_for(organisation, Permission.READ, may_be_new=True)
        return standing_loads(self._all_loads(organisation), as_of)

    def rejects(self, load: Load | LedgerLoad) -> list[dict[str, Any]]:
        """Return the quarantined values of a load: ``row``, ``field``, ``value``, ``reason``."""
        self.opened_for(load.organisation, Permission.READ, may_be_new=True)
        files = self.tables.files("quarantine", load.organisation)
        if not files or not load.rows_rejected:
            return []
        quarantined: list[dict[str, Any]] = self._engine.table(
            f"SELECT row, field, value, reason FROM {parquet_relation(files)} "
            f"WHERE load_id = {text_literal(load.load_id)} ORDER BY row, field"
        ).to_pylist()
        return quarantined

    def add_load(self, load: Load, rejects: pa.Table | None) -> None:
        """Make a load count, after its observations were appended; from now on readers see it."""
        self.opened_for(load.organisation, Permission.MANAGE, may_be_new=True)
        if rejects is not None:
            self.tables.append("quarantine", rejects)
        self.tables.append("loads", load.to_arrow())
        self.access.store_was_made()
        self.tables.compact()

    def snapshot(
        self, organisation: str | None = None, as_of: datetime | None = None, *, may_be_empty: bool = False
    ) -> Snapshot:
        """Return an organisation's items as the store knew them.

        Parameters
        ----------
        organisation
            ``None`` for the only one there is.
        as_of
            An instant with a time zone; ``None`` for now. One before the organisation's first load finds
            a store that knew nothing yet: everything known today is used, and the snapshot says so.
        may_be_empty
            Whether an organisation will do of which documents were brought in, and no export of the report.

        Raises
        ------
        UsageError
            If the organisation is not clear, or no export of its report is in the store.
        """
        name = self.organisation(organisation)
        instant = None if as_of is None else as_of.astimezone(UTC).replace(tzinfo=None)
        loads = self.loads(name, instant)
        predates_store = not loads
        loads = loads or self.loads(name)
        if not loads and not may_be_empty:
            raise UsageError(
                f"No export of the Xero Synchronization Report of {name!r} is in the store {self.location}, "
                "only documents. Bring one in: xsync load FILE."
            )
        return Snapshot.open(
            name,
            instant,
            loads,
            self.tables.files("observations", name),
            self.cache_folder / "items",
            predates_store=predates_store,
            notes=Notes(self.tables, name, None if predates_store else instant),
            rights=self.rights,
            ledgers=(lambda engine: self.documents(engine, name)) if self.ledger_loads(name) else None,
        )

    def ledger_loads(self, organisation: str, as_of: datetime | None = None) -> tuple[LedgerLoad, ...]:
        """Return the loads of documents that count at an instant (naive UTC), oldest first."""
        self.opened_for(organisation, Permission.READ, may_be_new=True)
        return standing_ledger_loads(self._all_ledger_loads(organisation), as_of)

    def add_ledger_load(self, load: LedgerLoad, rejects: pa.Table | None) -> None:
        """Make a load of documents count, after they were appended; from now on readers see it."""
        self.opened_for(load.organisation, Permission.MANAGE, may_be_new=True)
        if rejects is not None:
            self.tables.append("quarantine", rejects)
        self.tables.append("ledger_loads", load.to_arrow())
        self.access.store_was_made()
        self.tables.compact()

    def documents(
        self, engine: Engine, organisation: str | None = None, as_of: datetime | None = None
    ) -> LedgerSnapshot:
        """Return an organisation's documents of both ledgers as the store knew them.

        Parameters
        ----------
        engine
            Settles which are current.
        organisation
            ``None`` for the only one there is.
        as_of
            An instant with a time zone; ``None`` for now.
        """
        name = self.organisation(organisation)
        instant = None if as_of is None else as_of.astimezone(UTC).replace(tzinfo=None)
        return LedgerSnapshot.open(
            engine,
            name,
            instant,
            self.ledger_loads(name, instant),
            self.tables.files("documents", name),
            self.cache_folder / "documents",
            self.rights,
        )

    @cached_property
    def _engine(self) -> Engine:
        """What the few rows of loads and quarantine are read with."""
        return Engine()

    def _names(self) -> list[str]:
        """Return the names of all organisations, whoever may know of them."""
        logged = {load.organisation for load in self._all_loads(None)}
        return sorted(logged | {load.organisation for load in self._all_ledger_loads(None)})

    def _all_loads(self, organisation: str | None) -> list[Load]:
        files = self.tables.files("loads", organisation)
        if not files:
            return []
        rows = self._engine.table(f"SELECT * FROM {parquet_relation(files)}").to_pylist()
        return [Load.from_row(row) for row in rows if organisation in (None, row["organisation"])]

    def _all_ledger_loads(self, organisation: str | None) -> list[LedgerLoad]:
        files = self.tables.files("ledger_loads", organisation)
        if not files:
            return []
        rows = self._engine.table(f"SELECT * FROM {parquet_relation(files)}").to_pylist()
        return [LedgerLoad.from_row(row) for row in rows if organisation in (None, row["organisation"])]
