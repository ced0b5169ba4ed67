"""The demo company at any size, made once and kept under build/bench until `make clean`."""

from __future__ import annotations

import shutil
import sys
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from bench.measure import ROOT, Cost, process, say

if TYPE_CHECKING:
    from collections.abc import Iterator

KEPT = ROOT / "build" / "bench"
XSYNC = Path(sys.executable).with_name("xsync")
ORGANISATION = "Harbour & Pine Ltd"


@dataclass(frozen=True)
class Scale:
    """How big the bench is."""

    csv_items: int = 5_000_000
    xlsx_items: int = 100_000
    query_items: int = 10_000_000
    click_items: tuple[int, ...] = (10_000, 1_000_000, 10_000_000)
    reconciled_documents: tuple[int, int] = (1_000_000, 10_000_000)
    organisations: int = 50
    long_turns: int = 3
    short_turns: int = 7
    import_turns: int = 25
    installs_peers: bool = True
    """Whether peers are measured that need an environment of their own."""


QUICK = Scale(
    csv_items=20_000,
    xlsx_items=2_000,
    query_items=20_000,
    click_items=(20_000,),
    reconciled_documents=(2_000, 20_000),
    organisations=3,
    long_turns=1,
    short_turns=1,
    import_turns=3,
    installs_peers=False,
)


def latest_export(items: int, kind: str = "*") -> Path:
    """The last of the demo company's exports (of one kind); the very last holds all of its items."""
    folder = KEPT / f"demo-{items}"
    if not folder.exists():
        say(f"  making a demo company of {items:,} items")
        making = folder.with_name(f"{folder.name}.partial")
        shutil.rmtree(making, ignore_errors=True)
        process([XSYNC, "demo", "--items", str(items), "--folder", making, "--no-load"])
        making.rename(folder)
    return max(folder.glob(f"xero-sync-report-*.{kind}"))


def loaded_store(items: int) -> Path:
    """A store that holds that export."""
    store = KEPT / f"store-{items}"
    if not store.exists():
        export = latest_export(items)
        say(f"  loading {export.name}")
        making = store.with_name(f"{store.name}.partial")
        shutil.rmtree(making, ignore_errors=True)
        load(export, making)
        making.rename(store)
    return store


def store_of_many(organisations: int, items: int) -> Path:
    """A store of many organisations, each of which holds that export."""
    store = KEPT / f"store-{organisations}-of-{items}"
    if not store.exists():
        export = latest_export(items)
        say(f"  loading {export.name} for {organisations} organisations")
        making = store.with_name(f"{store.name}.partial")
        shutil.rmtree(making, ignore_errors=True)
        for number in range(1, organisations + 1):
            load(export, making, f"Company {number:02}")
        making.rename(store)
    return store


def load(export: Path, store: Path, organisation: str = ORGANISATION) -> Cost:
    """Load an export as a person would, from the command line."""
    return process([XSYNC, "load", export, "--organisation", organisation, "--store", store])


def load_into_nothing(export: Path) -> Cost:
    """Load an export into a store that does not exist yet, and forget the store."""
    with emptied_folder("loading") as folder:
        return load(export, folder / "store")


@contextmanager
def emptied_folder(name: str) -> Iterator[Path]:
    """A folder on the same disk as the exports, empty before and gone after."""
    folder = KEPT / name
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)
