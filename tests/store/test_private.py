"""Who may open what is created: its owner alone, or the policy's group."""

from __future__ import annotations

import sys

import pytest

import xsync
from tests.sources.exports import export_csv, item, loaded
from tests.store.shared_stores import a_group, policy_for, rights_below
from xsync.errors import UsageError
from xsync.store.access_log import LOG_FOLDER
from xsync.store.private import OWNER_ALONE, rights_of_group

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="Windows keeps rights by folder")


def test_no_group_is_the_owner_alone():
    assert rights_of_group(None) == OWNER_ALONE


def test_a_group_that_is_none_here_is_named_with_the_nearest():
    known = a_group().gr_name
    with pytest.raises(UsageError, match=f"did you mean '{known}'") as refused:
        rights_of_group(f"{known}x")
    assert f"the group '{known}x' (files_group in access.yaml)" in str(refused.value)


def test_a_load_creates_the_store_for_the_policys_group(tmp_path):
    store, group = tmp_path / "store", a_group()
    policy_for(store, group.gr_name)
    for number in (1, 2):
        export = export_csv(tmp_path / f"{number}.csv", [item(number, message="x")])
        loaded(export, store, organisation="Acme")
    assert xsync.sync_report(store=store, period="all_time").counts.items_shown == 2
    found = rights_below(store)
    assert {gid for _, gid in found.values()} == {group.gr_gid}
    log = found.pop(LOG_FOLDER)
    assert log[0] == 0o3770, "members add to the log, and take nothing away"
    modes = {name: mode for name, (mode, _) in found.items()}
    assert {name: mode for name, mode in modes.items() if mode not in {0o640, 0o2750}} == {}
    assert {name for name, mode in modes.items() if mode == 0o2750} >= {".", "loads", "observations", "cache"}


def test_a_load_that_could_not_be_for_the_group_is_refused_before_anything_is_written(tmp_path):
    store = tmp_path / "store"
    policy_for(store, "no-such-group")
    with pytest.raises(UsageError, match="no-such-group"):
        loaded(export_csv(tmp_path / "1.csv", [item(1)]), store, organisation="Acme")
    assert {path.name for path in store.iterdir()} <= {"access.yaml", LOG_FOLDER}


def test_a_run_is_for_the_policys_group_as_well(tmp_path):
    store, group = tmp_path / "store", a_group()
    policy_for(store, group.gr_name)
    loaded(export_csv(tmp_path / "1.csv", [item(1)]), store, organisation="Acme")
    run = xsync.run_report({"store": str(store), "period": "all_time"}, out=tmp_path / "reports")
    found = rights_below(tmp_path / "reports")
    assert {gid for _, gid in found.values()} == {group.gr_gid}
    assert {mode for mode, _ in found.values()} == {0o640, 0o2750}
    assert run.page.is_file()
