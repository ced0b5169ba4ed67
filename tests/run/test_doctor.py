"""The check of a machine: good where it is good, and a sentence with the remedy where it is not."""

from __future__ import annotations

import json
import os
import shutil
import subprocess

import pytest

from tests.run.surroundings import ORGANISATION, demo_store
from xsync.run import doctor_packages
from xsync.run.doctor import examine
from xsync.store.access_log import LOG_FOLDER
from xsync.store.caller import system_account

ON_POSIX = pytest.mark.skipif(os.name != "posix", reason="Windows keeps rights by folder")
POLICY = """
organisations:
  {organisation}:
    Financial Reporting: {{users: [anna, '{account}']}}
"""


@pytest.fixture
def store(tmp_path_factory, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    for name in [name for name in os.environ if name.startswith(("XSYNC_CIN7", "XSYNC_XERO"))]:
        monkeypatch.delenv(name)
    return shutil.copytree(demo_store(tmp_path_factory), tmp_path / "store(1)")


def write_policy(store, text=POLICY, **values):
    given = {"organisation": ORGANISATION, "account": system_account(), **values}
    (store / "access.yaml").write_text(text.format(**given), encoding="utf-8")
    (store / "access.yaml").chmod(0o600)


def found(store):
    return {finding.what: finding for finding in examine(str(store))}


def bad(store):
    return {finding.what: finding.sentence for finding in examine(str(store)) if not finding.is_good}


def run_as_shell(commands):
    subprocess.run(commands, shell=True, check=True)  # noqa: S602 - what the doctor says is to be run


def test_everything_is_good_here(store, monkeypatch):
    monkeypatch.setenv("PATH", os.devnull)  # as where nobody activated the environment
    findings = found(store)
    assert [each.what for each in findings.values() if not each.is_good] == []
    assert findings["Store"].sentence == f"{store}: {ORGANISATION}"
    assert findings["Access"].sentence == f"{ORGANISATION}: Financial Reporting – manage"
    assert system_account() in findings["You"].sentence
    assert "no PDF can be made" in findings["Browser"].sentence
    assert findings["Spark"].sentence.startswith("only engine: spark://… needs it: ")
    assert findings["Notebooks"].sentence == "close_readiness, reconciliation, sync_report"
    assert "0 of them refused" in findings["Access log"].sentence


@ON_POSIX
def test_a_store_that_others_may_open_is_bad_and_the_remedy_is_named(store):
    log = store / "loads" / "loads.txt"
    log.write_text("", encoding="utf-8")
    log.chmod(0o644)
    (store / "elsewhere").symlink_to(store / "nowhere")
    assert bad(store) == {"Store rights": f"others may open {log}; run chmod -R go= '{store}'"}
    log.with_name("more.txt").touch()
    log.with_name("more.txt").chmod(0o640)
    told = bad(store)["Store rights"]
    assert " and 1 more of its files and folders; run chmod" in told
    run_as_shell(told.partition("; run ")[2])
    assert bad(store) == {}


@ON_POSIX
def test_pages_that_others_may_open_are_bad_as_well(store, tmp_path):
    page = tmp_path / "reports" / "report.html"
    page.parent.mkdir(mode=0o700)
    page.write_text("", encoding="utf-8")
    page.chmod(0o604)
    told = bad(store)["Pages' rights"]
    assert told == f"others may open {page}; run chmod -R go= {page.parent}"
    run_as_shell(told.partition("; run ")[2])
    assert bad(store) == {}


@ON_POSIX
def test_a_store_whose_policy_names_a_group_is_made_so_by_what_the_doctor_says(store):
    import grp

    mine = {os.getegid(), *os.getgroups()}
    known = [each for each in grp.getgrall() if os.geteuid() == 0 or each.gr_gid in mine]
    group = next((each for each in known if each.gr_gid != os.getegid()), known[0]).gr_name
    write_policy(store, f"files_group: '{group}'\n{POLICY}")
    told = bad(store)["Store rights"]
    assert told.startswith(f"the group {group!r} cannot open ")
    run_as_shell(told.partition("; run ")[2])
    assert bad(store) == {}
    assert found(store)["Store rights"].sentence == (
        f"only the owner may open {store}, and the group {group!r} may read"
    )
    too_open = {store / "loads": 0o2770, store / "access.yaml": 0o644, store / LOG_FOLDER: 0o2777}
    for path, mode in too_open.items():
        before = path.stat().st_mode
        path.chmod(mode)
        assert "Store rights" in bad(store) or "Access" in bad(store), path
        path.chmod(before)
    assert bad(store) == {}


def test_a_broken_policy_is_told_to_its_keeper_with_all_mistakes(store):
    write_policy(store, "organisations: {{Acme: {{Financial Reportng: {{user: x}}}}}}")
    told = bad(store)["Access"]
    assert "nobody is let in" in told
    assert "did you mean 'Financial Reporting'" in told


def test_a_policy_that_names_no_organisation_of_the_store_or_has_another_name_is_bad(store):
    write_policy(store, POLICY + "  {organisation}s: {{Financial Reporting: {{users: [anna]}}}}\n")
    assert f"did you mean {ORGANISATION!r}" in bad(store)["Access"]
    (store / "access.yaml").rename(store / "access.yml")
    assert bad(store)["Access"] == f"{store / 'access.yml'} is not read; name it access.yaml"


def test_who_holds_nothing_is_told_so_and_nothing_of_what_is_there(store, hub, monkeypatch):
    write_policy(store)
    hub.session_of("anna", monkeypatch)
    assert found(store)["Access"].sentence == f"{ORGANISATION}: Financial Reporting"
    hub.session_of("ben", monkeypatch)
    told = " ".join(each.sentence for each in examine(str(store)))
    assert "Financial Reporting for the organisations of this store is missing: 'ben'" in told
    assert ORGANISATION not in told
    monkeypatch.setenv("JUPYTERHUB_API_TOKEN", "stranger-token")
    assert "JupyterHub does not say who is asking" in bad(store)["You"]


def test_credentials_are_named_and_never_shown(store, monkeypatch):
    assert "no credentials" in found(store)[f"Xero of {ORGANISATION}"].sentence
    secret = "correct-horse-battery-staple"  # noqa: S105 - nobody's
    monkeypatch.setenv("XSYNC_CIN7_ACCOUNT_ID", secret)
    assert bad(store)[f"Cin7 Core of {ORGANISATION}"].startswith("XSYNC_CIN7_APPLICATION_KEY is not set")
    monkeypatch.setenv("XSYNC_CIN7_APPLICATION_KEY", secret)
    assert found(store)[f"Cin7 Core of {ORGANISATION}"].sentence == (
        "at hand: XSYNC_CIN7_ACCOUNT_ID (environment), XSYNC_CIN7_APPLICATION_KEY (environment)"
    )
    assert secret not in repr(examine(str(store)))


def test_packages_that_are_not_as_the_lock_says_are_named_with_the_remedy(store, tmp_path, monkeypatch):
    lock = tmp_path / "requirements.lock"
    lock.write_text(
        "duckdb==1.0.0 \\\n    --hash=sha256:0\nno-such-package==1.0 ; sys_platform == 'nowhere'\n"
        "pytest==9.2.0\n"
    )
    monkeypatch.setattr(doctor_packages, "LOCK", lock)
    told = bad(store)["Versions"]
    assert told.startswith("duckdb is 2.0.0, the lock says 1.0.0. Install requirements.lock (make setup")


def test_a_store_that_is_no_folder_is_bad(tmp_path):
    (tmp_path / "store").write_text("", encoding="utf-8")
    finding = found(tmp_path / "store")["Store"]
    assert not finding.is_good
    assert "is a file" in finding.sentence


def test_no_store_yet_is_no_fault_and_none_is_made(tmp_path):
    assert found(tmp_path / "store")["Store"].is_good
    assert list(tmp_path.iterdir()) == []


def test_a_kernel_of_another_python_is_bad(tmp_path, monkeypatch):
    kernel = tmp_path / "kernels" / "python3"
    kernel.mkdir(parents=True)
    elsewhere = {"argv": [str(tmp_path / "python"), "-m", "x"], "display_name": "P", "language": "python"}
    (kernel / "kernel.json").write_text(json.dumps(elsewhere), encoding="utf-8")
    monkeypatch.setenv("JUPYTER_PATH", str(tmp_path))
    finding = found(tmp_path / "store")["Kernel"]
    assert not finding.is_good
    assert finding.sentence.startswith(f"python3 runs {tmp_path / 'python'}, where xsync may be missing")
