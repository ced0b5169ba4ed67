"""One store, several organisations, and the store as it was."""

from __future__ import annotations

import os
import stat
import subprocess
import sys
import tempfile
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

import pytest

import xsync
from tests.sources.exports import contents, export_csv, item, loaded, stored
from xsync.errors import UsageError
from xsync.store.store import Store

AWKWARD = [
    "Harbour & Pine Pty Ltd",
    "O'Brien",
    'a "quoted" b',
    "../../etc",
    "C:\\Windows\\system32",
    "con",
    "a/b",
    "100%; DROP TABLE loads; --",
    "株式会社 Ünï",
    "x" * 60 + "A",
    "x" * 60 + "B",
]


def test_organisations_of_whatever_name_stay_apart_and_in_the_store(tmp_path):
    store = tmp_path / "inner" / "store"
    for number, name in enumerate(AWKWARD, 1):
        path = export_csv(tmp_path / "export.csv", [item(n) for n in range(number)])
        assert loaded(path, store, organisation=name).rows_loaded == number
    assert Store(store).organisations() == tuple(sorted(AWKWARD))
    for number, name in enumerate(AWKWARD, 1):
        rows = stored(store, name)
        assert len(rows) == number
        assert {row["organisation"] for row in rows} == {name}
        assert [load.organisation for load in Store(store).loads(name)] == [name]
        assert xsync.sync_report(name, store, period="all_time").counts.items_shown == number
    top = {Path(path).parts[0] for path in contents(store)}
    assert top == {"observations", "loads", "cache"}
    assert {path.name for path in tmp_path.iterdir()} == {"inner", "export.csv"}


def test_the_same_file_of_two_organisations_counts_for_each(tmp_path):
    path = export_csv(tmp_path / "export.csv", [item(1)])
    for name in ("Acme", "Bolt"):
        file = loaded(path, tmp_path / "store", organisation=name)
        assert (file.already_loaded, file.rows_loaded) == (False, 1)
    loaded(
        export_csv(tmp_path / "2.csv", [item(1, sync_status="Failed")]),
        tmp_path / "store",
        organisation="Acme",
    )
    assert stored(tmp_path / "store", "Bolt")[0]["sync_status"] == "Completed"


def test_an_organisation_need_not_be_named_while_there_is_one(tmp_path):
    store = tmp_path / "store"
    with pytest.raises(UsageError, match="Bring in an export first"):
        Store(store).organisation()
    first = export_csv(tmp_path / "1.csv", [item(1)])
    assert xsync.load(first, store=store, organisation=" Acme ").organisation == "Acme"
    assert xsync.load(first, store=store).organisation == "Acme"
    xsync.load(first, store=store, organisation="Bolt")
    with pytest.raises(UsageError, match="name one of: Acme, Bolt"):
        xsync.load(first, store=store)
    with pytest.raises(UsageError, match="did you mean 'Acme'"):
        xsync.sync_report("Acmee", store=store)


def test_a_first_organisation_that_nobody_named_has_a_name(tmp_path):
    path = export_csv(tmp_path / "export.csv", [item(1)])
    assert xsync.load(path, store=tmp_path / "store").organisation == "default"
    assert xsync.load(path, store=tmp_path / "store").organisation == "default"


def test_the_store_can_be_read_as_it_was(tmp_path):
    store, instants = tmp_path / "store", [datetime.now(UTC)]
    for day, status in enumerate(["Failed", "Pending", "Completed"], 10):
        rows = [item(1, sync_status=status, sync_date=f"2026-10-{day}"), item(day)]
        loaded(export_csv(tmp_path / f"{day}.csv", rows), store)
        instants.append(datetime.now(UTC))
    for number, status in enumerate(["Failed", "Pending", "Completed"], 1):
        for zone in (UTC, timezone(timedelta(hours=13))):
            rows = stored(store, as_of=instants[number].astimezone(zone))
            assert len(rows) == number + 1
            assert {row["sync_status"] for row in rows if row["cin7_number"] == "INV-00001"} == {status}
        report = xsync.sync_report(store=store, period="all_time", as_of=instants[number].isoformat())
        assert report.counts.items_in_period == number + 1
    at_once = Store(store).loads("default")[0].loaded_at.replace(tzinfo=UTC)
    assert len(stored(store, as_of=at_once)) == 2


def test_before_the_first_load_the_store_says_that_it_knew_nothing_yet(tmp_path):
    loaded(export_csv(tmp_path / "export.csv", [item(1)]), tmp_path / "store")
    snapshot = Store(tmp_path / "store").snapshot(as_of=datetime(2020, 1, 1, tzinfo=UTC))
    assert snapshot.predates_store
    assert len(stored(tmp_path / "store", as_of=datetime(2020, 1, 1, tzinfo=UTC))) == 1
    assert not Store(tmp_path / "store").snapshot(as_of=datetime.now(UTC)).predates_store


def test_a_load_counts_from_when_all_of_it_was_in(tmp_path):
    """Its instant lies behind the writing of its rows, so that no page made before can change afterwards."""
    steps: list[datetime] = []
    path = export_csv(tmp_path / "export.csv", [item(1)])
    xsync.load(path, store=tmp_path / "store", progress=lambda _: steps.append(datetime.now(UTC)))
    (load,) = Store(tmp_path / "store").loads("default")
    assert load.loaded_at > steps[-1].replace(tzinfo=None)
    assert stored(tmp_path / "store")[0]["loaded_at"] == load.loaded_at


def test_the_location_is_the_one_named_or_the_variables_or_store(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    path = export_csv(tmp_path / "export.csv", [item(1)])
    xsync.load(path)
    assert (tmp_path / "store" / "loads").is_dir()
    monkeypatch.setenv("XSYNC_STORE", str(tmp_path / "other"))
    xsync.load(path)
    assert (tmp_path / "other" / "loads").is_dir()
    xsync.load(path, store=(tmp_path / "by url").as_uri())
    assert (tmp_path / "by url" / "loads").is_dir()
    assert len(stored(tmp_path / "by url")) == 1


@pytest.mark.parametrize("name", ["Jane's Ünï (1)", "100% #1", "a,b;c&d=e"])
def test_folders_and_files_of_any_name_are_themselves(tmp_path, name):
    """No pattern, no escape and no other file: beside ``export[1].csv`` lies an ``export1.csv``."""
    folder, store = tmp_path / name, tmp_path / name / "store"
    folder.mkdir()
    export_csv(folder / "export1.csv", [item(1, cin7_number="wrong")])
    path = export_csv(folder / "export[1].csv", [item(1, cin7_number="right")])
    loaded(path, store)
    loaded(export_csv(folder / "more.csv", [item(2)]), store)
    assert {row["cin7_number"] for row in stored(store)} == {"right", "INV-00002"}
    assert loaded(path, store).already_loaded


@pytest.mark.parametrize("name", ["by [1] name", "a%20b", "a^b"])
def test_a_folder_that_tables_cannot_lie_in_is_refused(tmp_path, name):
    with pytest.raises(UsageError, match="Name another folder"):
        loaded(export_csv(tmp_path / "export.csv", [item(1)]), tmp_path / name)
    assert not (tmp_path / name).exists()


@pytest.mark.skipif(sys.platform == "win32", reason="Windows folders inherit their rights")
def test_everything_in_the_store_is_its_owners_alone(tmp_path):
    store = tmp_path / "new" / "store"
    before = os.umask(0o002)
    try:
        loaded(export_csv(tmp_path / "1.csv", [item(1), item(2, sync_date="x")]), store)
        loaded(export_csv(tmp_path / "2.csv", [item(1, sync_status="Failed")]), store)
        stored(store)
    finally:
        os.umask(before)
    for path in [store, *store.rglob("*")]:
        expected = 0o700 if path.is_dir() else 0o600
        assert stat.S_IMODE(path.stat().st_mode) == expected, path


def test_a_store_whose_cache_cannot_be_written_is_read_all_the_same(tmp_path):
    store = tmp_path / "store"
    loaded(export_csv(tmp_path / "1.csv", [item(1)]), store)
    (store / "cache").write_text("in the way", encoding="utf-8")
    assert len(stored(store)) == 1
    assert (store / "cache").read_text(encoding="utf-8") == "in the way"


READ_AS_NOBODY = """
import os, sys, tempfile
from pathlib import Path
from xsync.store.store import Store
def count(store): return Store(store).snapshot().engine.rows("SELECT count(*) FROM items")[0][0]
count(sys.argv[2])  # so that all is imported while it can be
os.setgroups([]), os.setgid(54321), os.setuid(54321)
tempfile.tempdir = sys.argv[3]
print(count(sys.argv[1]))
"""


@pytest.mark.skipif(
    not hasattr(os, "geteuid") or os.geteuid() != 0, reason="only root can become another account"
)
def test_a_store_that_one_may_only_read_can_be_read_and_leaves_nothing_behind():
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        folder.chmod(0o755)
        export = export_csv(folder / "export.csv", [item(1), item(2)])
        for store in ("shared", "own"):
            loaded(export, folder / store)
        for path in [folder / "shared", *(folder / "shared").rglob("*")]:
            path.chmod(0o755 if path.is_dir() else 0o644)
        policy = "every_organisation: {Financial Reporting: {users: ['54321']}}"
        (folder / "shared" / "access.yaml").write_text(policy, encoding="utf-8")
        (folder / "shared" / "access.yaml").chmod(0o644)
        before = contents(folder / "shared")
        (folder / "scratch").mkdir()
        os.chown(folder / "scratch", 54321, 54321)
        done = subprocess.run(
            [sys.executable, "-c", READ_AS_NOBODY, folder / "shared", folder / "own", folder / "scratch"],
            capture_output=True,
            encoding="utf-8",
            check=False,
        )
        assert (done.stdout, done.stderr) == ("2\n", "")
        assert contents(folder / "shared") == before
        assert list((folder / "scratch").iterdir()) == []


def test_many_small_loads_are_joined_and_older_snapshots_stay_readable(tmp_path):
    store, instants = tmp_path / "store", []
    loaded(export_csv(tmp_path / "first.csv", [item(1, sync_date="2026-10-01")]), store)
    open_since = Store(store).snapshot()
    for number in range(2, 28):
        instants.append(datetime.now(UTC))
        loaded(export_csv(tmp_path / "export.csv", [item(number, sync_date="2026-10-01")]), store)
    assert len(Store(store).tables.files("observations")) < 10
    assert len(Store(store).tables.files("loads")) < 10
    assert len(stored(store)) == 27
    for number in (1, 13, 26):
        assert len(stored(store, as_of=instants[number - 1])) == number
    assert open_since.engine.rows("SELECT count(*) FROM items") == [(1,)]
    assert len(Store(store).loads("default")) == 27
