"""What every report begins with: the store, whose books, and the settings that hold for them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from xsync.errors import UsageError
from xsync.parameters import not_text, organisation_settings
from xsync.store.store import Store

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime
    from pathlib import Path


@dataclass(frozen=True)
class Opening:
    """A store, opened for a report.

    Parameters
    ----------
    store
        The store.
    organisation
        Whose books; who asks may read them.
    settings
        The organisation's own, for what the report's parameters leave open.
    """

    store: Store
    organisation: str
    settings: Mapping[str, Any]

    @classmethod
    def of(cls, what: str, organisation: str | None, store: str | Path | None) -> Opening:
        """Open a store.

        Parameters
        ----------
        what
            What is opened, as a message begins: ``The report``.
        organisation
            ``None`` for the only one there is.
        store
            ``None`` for the default place.

        Raises
        ------
        UsageError
            If either is no text, or it is not clear which organisation is meant.
        AccessRefused
            If who asks may not read its books.
        """
        if mistakes := not_text(organisation=organisation, store=store):
            raise UsageError(f"{what}'s parameters cannot be used:", mistakes)
        opened = Store(store)
        name = opened.organisation(organisation)
        return cls(opened, name, organisation_settings(name))

    def instant(self, parameters: Mapping[str, Any], as_of: datetime) -> datetime | None:
        """Return the instant that the store is read as at, or ``None`` where nobody gave one."""
        return as_of if parameters.get("as_of") or self.settings.get("as_of") else None
