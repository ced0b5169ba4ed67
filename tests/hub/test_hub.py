"""Under a real JupyterHub: whom the Hub names is who is asking, whatever the session claims."""

from __future__ import annotations

import shutil

import pytest

from tests.hub.real_hub import PROGRAMS, real_hub
from tests.run.surroundings import ORGANISATION, demo_store
from tests.sources.exports import contents
from xsync.store.access_log import openings

READ = """
import xsync
report = xsync.sync_report(period="all_time")
print(report.snapshot.organisation, report.counts.items_in_period)
"""
REFUSED = (
    "<AccessRefused>\n"
    "The permission Financial Reporting for the organisations of this store is missing: 'ben' (a user of "
    "JupyterHub) does not hold it. Whoever keeps the store grants it in the store's access.yaml."
)
CLAIM = "import os; os.environ.update(JUPYTERHUB_USER='anna', LOGNAME='anna', USER='anna')\n"


@pytest.fixture(scope="module")
def store(tmp_path_factory):
    copied = shutil.copytree(demo_store(tmp_path_factory), tmp_path_factory.mktemp("hub-store") / "store")
    (copied / "access.yaml").write_text(
        f"""
organisations:
  {ORGANISATION}:
    Financial Reporting: {{users: [anna], groups: [auditors]}}
""",
        encoding="utf-8",
    )
    (copied / "access.yaml").chmod(0o600)
    return copied


@pytest.fixture(scope="module")
def running(tmp_path_factory, store):
    if not PROGRAMS.is_dir():
        pytest.skip("needs a JupyterHub: make hub")
    with real_hub(tmp_path_factory.mktemp("hub"), XSYNC_STORE=str(store)) as started:
        yield started


def test_who_is_permitted_opens_the_report_in_a_kernel_of_the_hub(running):
    assert running.run_as("anna", READ).startswith(f"{ORGANISATION} ")


def test_who_is_not_permitted_is_refused_in_a_sentence_and_nothing_is_changed(running, store):
    before = contents(store)
    assert running.run_as("ben", READ) == REFUSED
    assert running.run_as("ben", CLAIM + READ) == REFUSED, "a variable's claim is nobody's word"
    assert contents(store) == before


def test_a_group_of_the_hub_opens_it_too(running):
    assert running.run_as("carol", READ).startswith(f"{ORGANISATION} ")


def test_the_command_line_in_a_session_asks_the_hub_as_well(running):
    code = f"""
import subprocess, sys
from pathlib import Path
Path("params.yaml").write_text("organisation: {ORGANISATION}\\nperiod: all_time\\n")
command = [sys.executable, "-m", "xsync", "report", "params.yaml"]
done = subprocess.run(command, capture_output=True, text=True)
print(done.returncode, Path("reports").exists() and [*Path("reports").rglob("*.html")])
"""
    assert running.run_as("ben", code).split() == ["5", "[]"]
    assert running.run_as("anna", code).startswith("0 [")


def test_each_opening_stands_in_the_log_under_the_hubs_name(running, store):
    running.run_as("ben", READ)
    told = {(each["user"], each["granted"]) for each in openings(store)}
    assert {("anna", True), ("carol", True), ("ben", False)} <= told
    assert {("ben", True), ("anna", False)} & told == set()
