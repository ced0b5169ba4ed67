"""The demo company in a store, its log and both its ledgers, made once per process."""

from __future__ import annotations

from typing import TYPE_CHECKING

import xsync
from xsync.sources.demo import DEMO_ORGANISATION, write_demo

if TYPE_CHECKING:
    from pathlib import Path

    import pytest

ITEMS = 1000
ORGANISATION = DEMO_ORGANISATION
AS_OF = "2026-11-02T09:00:00+00:00"


def ledgers_store(factory: pytest.TempPathFactory) -> Path:
    """The store of a demo company large enough to have every fault."""
    folder = factory.getbasetemp() / "company-with-ledgers"
    if not folder.exists():
        files = write_demo(folder / "files", items=ITEMS)
        store = folder / "store"
        xsync.load(*files.exports, organisation=files.organisation, store=store)
        for side, path in files.documents.items():
            xsync.load(path, documents=side, organisation=files.organisation, store=store)
    return folder / "store"
