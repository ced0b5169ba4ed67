"""Who may open a store, and that every way to its data asks."""

from __future__ import annotations

import os
import shutil
import stat
import sys
from datetime import UTC, datetime

import pytest

import xsync
from tests.sources.exports import contents, export_csv, item, loaded
from xsync.errors import AccessRefused, UsageError
from xsync.store.access_log import openings
from xsync.store.engine import Engine
from xsync.store.permission import Permission
from xsync.store.store import Store

READ, MANAGE = Permission.READ, Permission.MANAGE
POLICY = """
organisations:
  Acme:
    Financial Reporting: {users: [anna], groups: [auditors]}
    Financial Reporting – manage: {users: [carol]}
  Bolt:
    Financial Reporting: {groups: [auditors]}
  Not loaded yet:
    Financial Reporting: {users: [anna]}
    Financial Reporting – manage: {users: [carol]}
"""
ON_POSIX = pytest.mark.skipif(sys.platform == "win32", reason="Windows keeps rights by folder")
AS_ROOT = pytest.mark.skipif(
    not hasattr(os, "geteuid") or os.geteuid() != 0, reason="only root can give files away"
)


@pytest.fixture(scope="module")
def three(tmp_path_factory):
    folder = tmp_path_factory.mktemp("three")
    for name in ("Acme", "Bolt", "Core"):
        export = export_csv(folder / f"{name}.csv", [item(1), item(2, message="x")])
        loaded(export, folder / "store", organisation=name)
    return folder / "store"


@pytest.fixture
def store(three, tmp_path):
    """A store of three organisations whose policy names users of a Hub; its owner is this account."""
    folder = shutil.copytree(three, tmp_path / "store")
    write_policy(folder, POLICY)
    return folder


def write_policy(folder, text):
    (folder / "access.yaml").write_text(text, encoding="utf-8")
    (folder / "access.yaml").chmod(0o600)


def missing(permission, organisation, user):
    return (
        f"The permission {permission.value} for {organisation} is missing: {user!r} (a user of JupyterHub) "
        "does not hold it. Whoever keeps the store grants it in the store's access.yaml."
    )


def refusal_of(call, *arguments, **named):
    with pytest.raises(AccessRefused) as refused:
        call(*arguments, **named)
    assert refused.value.exit_code == 5
    return str(refused.value)


def test_who_holds_the_permission_opens_that_organisation_and_no_other(store, hub, monkeypatch):
    hub.session_of("anna", monkeypatch)
    assert xsync.sync_report("Acme", store, period="all_time").counts.items_shown == 2
    for name in ("Bolt", "Core", "Never heard of"):
        said = refusal_of(xsync.sync_report, name, store)
        assert said == missing(READ, repr(name), "anna"), "whether it exists is not said"
        assert refusal_of(xsync.reconciliation, name, store) == said


def test_every_way_into_the_data_asks(store, hub, monkeypatch):
    as_owner = Store(store)
    load = as_owner_load(as_owner, monkeypatch, hub)
    hub.session_of("anna", monkeypatch)
    ways = {
        "organisation": lambda: Store(store).organisation("Bolt"),
        "snapshot": lambda: Store(store).snapshot("Bolt"),
        "snapshot as of": lambda: Store(store).snapshot("Bolt", datetime.now(UTC)),
        "documents": lambda: Store(store).documents(Engine(), "Bolt"),
        "loads": lambda: Store(store).loads("Bolt"),
        "ledger_loads": lambda: Store(store).ledger_loads("Bolt"),
        "rejects": lambda: Store(store).rejects(load),
    }
    for way in ways.values():
        assert refusal_of(way) == missing(READ, "'Bolt'", "anna")
    assert refusal_of(lambda: Store(store).add_load(load, None)) == missing(MANAGE, "'Bolt'", "anna")


def as_owner_load(as_owner, monkeypatch, hub):
    hub.session_of("ben", monkeypatch)
    return as_owner.loads("Bolt")[0]


def test_only_what_one_may_open_counts_where_none_is_named(store, hub, monkeypatch):
    hub.session_of("anna", monkeypatch)
    assert Store(store).organisations() == ("Acme",)
    assert Store(store).organisation() == "Acme"
    assert xsync.sync_report(store=store).snapshot.organisation == "Acme"
    hub.session_of("ben", monkeypatch)
    assert Store(store).organisations() == ("Acme", "Bolt")
    with pytest.raises(UsageError, match=r"name one of: Acme, Bolt\.$"):
        Store(store).organisation()


def test_who_holds_nothing_learns_nothing(store, hub, monkeypatch):
    write_policy(store, POLICY.replace("anna", "somebody"))
    hub.session_of("anna", monkeypatch)
    assert Store(store).organisations() == ()
    said = missing(READ, "the organisations of this store", "anna")
    assert refusal_of(Store(store).organisation) == said
    assert refusal_of(xsync.sync_report, store=store) == said


def test_near_names_are_offered_of_what_one_may_open_alone(store, hub, monkeypatch):
    hub.session_of("anna", monkeypatch)
    with pytest.raises(UsageError) as told:
        xsync.sync_report("Not loaded yet", store)
    assert "Bolt" not in str(told.value)
    assert "Core" not in str(told.value)


def test_reading_is_no_managing_and_managing_is_reading_too(store, hub, monkeypatch, tmp_path):
    more = export_csv(tmp_path / "more.csv", [item(7)])
    before = contents(store)
    hub.session_of("anna", monkeypatch)
    assert refusal_of(xsync.load, more, store=store, organisation="Acme") == missing(MANAGE, "'Acme'", "anna")
    assert refusal_of(xsync.pull, "cin7", store=store, organisation="Acme") == missing(
        MANAGE, "'Acme'", "anna"
    )
    assert refusal_of(xsync.load, more, store=store) == missing(
        MANAGE, "the organisations of this store", "anna"
    )
    assert contents(store) == before
    hub.session_of("carol", monkeypatch)
    assert xsync.load(more, store=store).organisation == "Acme"
    assert xsync.sync_report(store=store, period="all_time").counts.items_shown == 3
    assert xsync.load(more, store=store, organisation="Not loaded yet").exit_code == 0
    assert refusal_of(xsync.load, more, store=store, organisation="New") == missing(MANAGE, "'New'", "carol")


def test_loads_are_recorded_as_of_who_asked(store, hub, monkeypatch, tmp_path):
    monkeypatch.setenv("LOGNAME", "somebody-else")
    hub.session_of("carol", monkeypatch)
    xsync.load(export_csv(tmp_path / "more.csv", [item(7)]), store=store, organisation="Acme")
    assert Store(store).loads("Acme")[-1].loaded_by == "carol"


@ON_POSIX
def test_without_a_policy_the_owner_alone_is_let_in(store, monkeypatch):
    (store / "access.yaml").unlink()
    assert Store(store).organisations() == ("Acme", "Bolt", "Core")
    monkeypatch.setattr(os, "geteuid", lambda: 54321)
    assert Store(store).organisations() == ()
    said = refusal_of(Store(store).organisation, "Acme")
    assert "'54321' (an account of this machine) does not hold it" in said
    assert refusal_of(Store(store).organisation, "Nothing") == said.replace("Acme", "Nothing")


@AS_ROOT
def test_root_is_not_the_owner_of_somebody_elses_store(store):
    (store / "access.yaml").unlink()
    os.chown(store, 54321, 54321)
    assert "'root' (an account of this machine) does not hold it" in refusal_of(
        Store(store).organisation, "Acme"
    )


def test_an_account_that_the_users_of_a_hub_share_is_no_owner(store, hub, monkeypatch):
    (store / "access.yaml").unlink()
    hub.session_of("anna", monkeypatch)
    assert refusal_of(Store(store).organisation, "Acme") == missing(READ, "'Acme'", "anna")


def test_who_makes_a_store_within_a_hub_is_named_in_it(hub, monkeypatch, tmp_path):
    store = tmp_path / "new" / "store"
    export = export_csv(tmp_path / "export.csv", [item(1)])
    hub.session_of("anna", monkeypatch)
    xsync.load(export, store=store, organisation="Acme")
    assert xsync.sync_report(store=store, period="all_time").counts.items_shown == 1
    hub.session_of("ben", monkeypatch)
    assert refusal_of(xsync.sync_report, store=store) == missing(
        READ, "the organisations of this store", "ben"
    )
    assert [(each["user"], each["granted"]) for each in openings(store)] == [
        ("anna", True),
        ("anna", True),
        ("ben", False),
    ]
    if sys.platform != "win32":
        assert stat.S_IMODE((store / "access.yaml").stat().st_mode) == 0o600


BROKEN = {
    "organisations: {Acme: {Financial Reportng: {users: [anna]}}}": "did you mean 'Financial Reporting'",
    "{": "line 1",
    "": "it names nobody",
}


@ON_POSIX
@pytest.mark.parametrize("text", BROKEN)
def test_a_broken_policy_lets_nobody_in_and_its_keeper_is_told_why(store, monkeypatch, text):
    write_policy(store, text)
    said = refusal_of(Store(store).organisation, "Acme")
    assert said.startswith("access.yaml cannot be used; until it is mended nobody is let in:")
    assert BROKEN[text] in said
    assert refusal_of(Store(store).organisations) == said
    assert refusal_of(xsync.load, store / "access.yaml", store=store, organisation="Acme") == said
    monkeypatch.setattr(os, "geteuid", lambda: 54321)
    others = refusal_of(Store(store).organisation, "Acme")
    assert "cannot be used" not in others
    assert others.startswith("The permission Financial Reporting for 'Acme' is missing")


@ON_POSIX
def test_a_policy_that_others_may_change_is_none(store, hub, monkeypatch):
    (store / "access.yaml").chmod(0o620)
    hub.session_of("anna", monkeypatch)
    assert f"run chmod go-w {store / 'access.yaml'}" in refusal_of(Store(store).organisation, "Acme")


@AS_ROOT
def test_a_policy_of_somebody_else_is_none(store, hub, monkeypatch):
    os.chown(store / "access.yaml", 54321, 54321)
    hub.session_of("anna", monkeypatch)
    assert "belongs to '54321'" in refusal_of(Store(store).organisation, "Acme")
