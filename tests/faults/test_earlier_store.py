"""A store that an earlier version made is read, reported on, loaded into and pruned as any other.

``earlier_store`` was made with the code of commit bb13583, before notes and unknown statuses were kept:
`write_demo(Path("exports"), items=50)`, a load of both exports, and one of each ledger's documents,
by the account ``analyst``; the folder that its logs name was shortened to ``/books/store``.
"""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

import xsync
from tests.faults.company import export
from tests.run.surroundings import run_xsync
from xsync.sources.demo import DEMO_ORGANISATION, write_demo
from xsync.store.store import Store

EARLIER = Path(__file__).with_name("earlier_store")
ITEMS = 50


@pytest.fixture
def store(tmp_path):
    return Path(shutil.copytree(EARLIER, tmp_path / "store"))


def shown(store):
    return xsync.sync_report(DEMO_ORGANISATION, store, period="all_time").counts.items_shown


def test_what_was_loaded_is_there_and_known(store, tmp_path):
    assert shown(store) == ITEMS
    assert [load.unknown_statuses for load in Store(store).ledger_loads(DEMO_ORGANISATION)] == [{}, {}]
    files = write_demo(tmp_path / "exports", items=ITEMS)
    again = xsync.load(*files.exports, organisation=DEMO_ORGANISATION, store=store)
    assert [file.rows_loaded for file in again.files] == [0, 0]


def test_a_load_and_documents_go_in_beside_it(store, tmp_path):
    more = export(tmp_path / "more.csv", range(900_000, 900_003))
    assert xsync.load(more, organisation=DEMO_ORGANISATION, store=store).files[0].rows_loaded == 3
    assert shown(store) == ITEMS + 3
    other = write_demo(tmp_path / "exports", items=ITEMS + 30, seed=7)
    for side, path in other.documents.items():
        loaded = xsync.load(path, documents=side, organisation=DEMO_ORGANISATION, store=store)
        assert loaded.exit_code == 0
    assert len(Store(store).ledger_loads(DEMO_ORGANISATION)) == 4


@pytest.mark.parametrize("notebook", ["sync_report", "reconciliation"])
def test_it_is_reported_on_by_every_notebook(store, tmp_path, notebook):
    (tmp_path / "params.yaml").write_text(
        f"notebook: {notebook}\nstore: {store}\nperiod: all_time\n", encoding="utf-8"
    )
    done = run_xsync("report", "params.yaml", folder=tmp_path)
    assert done.returncode == 0, done.stderr
