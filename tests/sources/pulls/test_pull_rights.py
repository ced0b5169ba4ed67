"""Whom the files of a pull let in."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

import xsync
from tests.sources.pulls.ledgers import order, sale
from tests.sources.pulls.served import ORGANISATION, documents
from tests.store.shared_stores import a_group, policy_for, rights_below
from xsync.store.store import Store

pytestmark = [
    pytest.mark.usefixtures("server"),
    pytest.mark.skipif(sys.platform == "win32", reason="Windows keeps rights by folder"),
]


def test_a_pull_into_a_store_for_a_group_leaves_it_open_to_the_group(ledgers):
    store, group = Path(Store().location), a_group()
    policy_for(store, group.gr_name)
    ledgers.cin7["saleList"] = [order(1)]
    ledgers.details["sale?sale-1"] = sale(1)
    assert xsync.pull("cin7", organisation=ORGANISATION).is_complete
    assert [row["number"] for row in documents()] == ["INV-1"]
    for_readers = {name: of for name, of in rights_below(store).items() if not name.startswith("cache/pulls")}
    assert {of for name, of in for_readers.items() if name.startswith("cache")} == {
        (0o2750, group.gr_gid),
        (0o640, group.gr_gid),
    }
