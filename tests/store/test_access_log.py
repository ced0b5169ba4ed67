"""The access log: one line an opening, whole, in order, and nobody else's to change."""

from __future__ import annotations

import json
import os
import stat
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor

import pytest

import xsync
from tests.sources.exports import export_csv, item, loaded
from xsync.errors import AccessRefused
from xsync.store.access_log import LOG_FOLDER, openings
from xsync.store.caller import system_account
from xsync.store.permission import Permission
from xsync.store.store import Store

MANY = """
import sys
from xsync.store.store import Store
for number in range(40):
    Store(sys.argv[1]).opened_for("Acme" + "x" * number, "Financial Reporting", may_be_new=True)
"""


@pytest.fixture
def store(tmp_path):
    loaded(export_csv(tmp_path / "export.csv", [item(1)]), tmp_path / "store", organisation="Acme")
    return tmp_path / "store"


def test_a_store_that_is_made_tells_of_its_making(store):
    (opening,) = openings(store)
    assert opening.pop("at").endswith("Z")
    account = system_account()
    assert opening == {
        "user": account,
        "account": account,
        "organisation": "Acme",
        "permission": "Financial Reporting – manage",
        "granted": True,
    }


def test_a_report_is_one_opening_whatever_is_asked_of_it(store):
    report = xsync.sync_report(store=store, period="all_time")
    for status in ("Failed", "Completed"):
        report = report.filter({"field": "sync_status", "equals": status})
        assert report.counts.items_in_period == 1
    assert [each["permission"] for each in openings(store)][1:] == ["Financial Reporting"]


def test_a_refusal_stands_there_too(store, hub, monkeypatch):
    monkeypatch.setenv("JUPYTERHUB_API_TOKEN", "stranger-token")
    monkeypatch.setenv("JUPYTERHUB_API_URL", hub.address)
    with pytest.raises(AccessRefused):
        Store(store).opened_for(None, Permission.MANAGE)
    hub.session_of("anna", monkeypatch)
    with pytest.raises(AccessRefused):
        Store(store).organisation("Bolt")
    told = [(each["user"], each["organisation"], each["granted"]) for each in openings(store)]
    assert told[1:] == [(None, None, False), ("anna", "Bolt", False)]
    assert "token" not in "".join(path.read_text() for path in (store / LOG_FOLDER).iterdir())


def test_reading_a_store_that_is_not_there_makes_none(tmp_path):
    with pytest.raises(xsync.XsyncError):
        Store(tmp_path / "none").organisation("Acme")
    assert list(tmp_path.iterdir()) == []


def test_lines_of_several_processes_stay_whole(store):
    with ThreadPoolExecutor(4) as pool:
        list(pool.map(subprocess.check_call, [[sys.executable, "-c", MANY, store]] * 4))
    found = list(openings(store))
    assert len(found) == 1 + 4 * 40
    with (store / LOG_FOLDER / f"{system_account()}.jsonl").open("a", encoding="utf-8") as log:
        log.write('{"at": "2026')
    assert list(openings(store)) == found, "what a full disk cut short is no opening"
    assert [each["at"] for each in found] == sorted(each["at"] for each in found)


@pytest.mark.skipif(sys.platform == "win32", reason="Windows keeps rights by folder")
def test_a_log_that_is_somebody_elses_or_leads_elsewhere_is_not_written(store, tmp_path):
    log = store / LOG_FOLDER / f"{system_account()}.jsonl"
    assert stat.S_IMODE(log.stat().st_mode) == 0o600
    assert stat.S_IMODE(log.parent.stat().st_mode) == 0o700
    log.unlink()
    log.symlink_to(tmp_path / "elsewhere")
    assert Store(store).organisation() == "Acme"
    assert not (tmp_path / "elsewhere").exists()
    log.unlink()
    log.mkdir()
    assert Store(store).organisation() == "Acme", "a log that cannot be written keeps nobody from reading"


def test_a_hostile_name_stays_one_line(store, hub, monkeypatch):
    hub.session_of("anna", monkeypatch)
    with pytest.raises(AccessRefused):
        Store(store).organisation('x\n{"user": "carol", "granted": true}\u2028\x1b[31m')
    lines = (store / LOG_FOLDER / f"{system_account()}.jsonl").read_text("utf-8").split("\n")
    assert len(lines) == 3
    assert json.loads(lines[1])["user"] == "anna"
    assert list(openings(store))[1]["granted"] is False
    assert os.linesep not in lines[1]
