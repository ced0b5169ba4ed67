"""One store and several accounts of the operating system: what the policy says, and what the rights do."""

from __future__ import annotations

import json
import os
import shutil
import tempfile
from pathlib import Path

import pytest

from tests.sources.exports import export_csv, item
from tests.store.accounts import PROGRAMS, accounts
from xsync.store.access_log import LOG_FOLDER, openings

OPENING = (
    "import sys, xsync; print(xsync.sync_report(store=sys.argv[1], period='all_time').counts.items_shown)"
)
PARAMETERS = "store: {}\nperiod: all_time\n"


@pytest.fixture(scope="module")
def people():
    """Keeper, whose store it is; anna and ben, who are of the store's group; and dora, who is not."""
    if not hasattr(os, "geteuid") or os.geteuid() != 0 or not all(map(shutil.which, PROGRAMS)):
        pytest.skip("only root can make accounts and work as each, with useradd and groupadd")
    with tempfile.TemporaryDirectory(prefix="xsync-accounts-") as name:
        folder = Path(name).resolve()
        folder.chmod(0o755)
        with accounts(folder, "keeper", "anna", "ben", outsiders=("dora",)) as made:
            yield made


@pytest.fixture(scope="module")
def store(people):
    """A store with a policy that names keeper and anna, loaded by keeper."""
    location = people.folder / "books"
    location.mkdir(mode=0o700)
    shutil.chown(location, people.name("keeper"), people.name("keeper"))
    (location / "access.yaml").write_text(
        f"""
files_group: {people.group}
organisations:
  Acme:
    Financial Reporting: {{users: [{people.name("anna")}]}}
    Financial Reporting – manage: {{users: [{people.name("keeper")}]}}
""",
        encoding="utf-8",
    )
    (location / "access.yaml").chmod(0o640)
    shutil.chown(location / "access.yaml", people.name("keeper"), people.group)
    load(people, "keeper", location)
    return location


def load(people, who, store):
    export = export_csv(people.folder / "export.csv", [item(1), item(2)])
    export.chmod(0o644)
    done = people.run(who, "load", export, "--organisation", "Acme", "--store", store)
    assert done.returncode == 0, done.stderr
    return done


def opened(people, who, store):
    """What an account is shown of a store, and what it is told."""
    done = people.run_python(who, "-c", OPENING, store)
    return done.stdout.strip(), done.stderr.strip().rpartition("\n")[2]


def report(people, who, store, **variables):
    (people.folder / "params.yaml").write_text(PARAMETERS.format(store), encoding="utf-8")
    (people.folder / "params.yaml").chmod(0o644)
    return people.run(who, "report", people.folder / "params.yaml", **variables)


def pages_of(people, who):
    return list(people.home(who).rglob("report.html"))


def test_the_account_that_the_policy_names_opens_the_report_under_its_own_name(people, store):
    done = report(people, "anna", store, LOGNAME=people.name("keeper"), USER=people.name("keeper"))
    assert done.returncode == 0, done.stderr
    (page,) = pages_of(people, "anna")
    result = json.loads(page.with_name("result.json").read_text(encoding="utf-8"))
    assert result["run"]["run_by"] == people.name("anna")
    assert result["items_in_period"] == 2
    assert page.group() == people.group


@pytest.mark.parametrize("who", ["ben", "dora"])
def test_another_account_is_refused_whatever_it_claims(people, store, who):
    done = report(people, who, store, LOGNAME=people.name("anna"), USER=people.name("anna"))
    assert (done.returncode, done.stdout) == (5, ""), done.stderr
    assert done.stderr.splitlines()[-1] == (
        "xsync: The permission Financial Reporting for the organisations of this store is missing: "
        f"{people.name(who)!r} (an account of this machine) does not hold it. Whoever keeps the store grants "
        "it in the store's access.yaml."
    )
    assert pages_of(people, who) == []


def test_who_may_read_may_not_load(people, store):
    export = export_csv(people.folder / "more.csv", [item(3)])
    export.chmod(0o644)
    done = people.run("anna", "load", export, "--organisation", "Acme", "--store", store)
    assert done.returncode == 5
    assert "The permission Financial Reporting – manage for 'Acme' is missing" in done.stderr


def test_the_openings_of_all_accounts_stand_in_one_log_and_none_can_take_away_anothers(people, store):
    for who in ("anna", "ben"):
        opened(people, who, store)
    told = {(each["user"], each["account"], each["permission"], each["granted"]) for each in openings(store)}
    keeper, anna, ben = map(people.name, ("keeper", "anna", "ben"))
    assert told >= {
        (keeper, keeper, "Financial Reporting – manage", True),
        (anna, anna, "Financial Reporting", True),
        (ben, ben, "Financial Reporting", False),
    }
    code = "import pathlib, sys; pathlib.Path(sys.argv[1]).unlink()"
    done = people.run_python("ben", "-c", code, store / LOG_FOLDER / f"{anna}.jsonl")
    assert "not permitted" in done.stderr
    code = "open(__import__('sys').argv[1], 'a').write('x')"
    done = people.run_python("ben", "-c", code, store / LOG_FOLDER / f"{anna}.jsonl")
    assert "Permission denied" in done.stderr


def test_the_wall_is_the_storage(people, store):
    """Who is of the group can read the files themselves, who is not cannot: the policy only guides."""
    (rows,) = (store / "observations").glob("*.parquet")
    code = "print(open(__import__('sys').argv[1], 'rb').read(4))"
    assert people.run_python("ben", "-c", code, rows).stdout == "b'PAR1'\n"
    assert "Permission denied" in people.run_python("dora", "-c", code, rows).stderr


def test_without_a_policy_a_store_is_its_owners_alone(people):
    own = people.home("keeper") / "own"
    people.home("keeper").chmod(0o711)
    load(people, "keeper", own)
    assert opened(people, "keeper", own) == ("2", "")
    assert "AccessRefused: The permission Financial Reporting" in opened(people, "anna", own)[1]
    for path in (own, *own.rglob("*")):
        path.chmod(path.stat().st_mode | 0o055)
    shown, told = opened(people, "anna", own)
    assert shown == ""
    assert "AccessRefused: The permission Financial Reporting" in told, (
        "even where its files lie open by mistake"
    )
    doctor = people.run("keeper", "doctor", "--store", own)
    assert doctor.returncode == 1
