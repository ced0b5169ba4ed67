"""A store in a bucket: real requests to a server on loopback, which checks every signature."""

from __future__ import annotations

import json
import os
from datetime import UTC, datetime

import pytest
from deltalake.fs import DeltaStorageHandler
from pyarrow.fs import FileSelector, PyFileSystem

import xsync
from tests.run.surroundings import run_xsync
from tests.sources.exports import export_csv, item, loaded, stored
from tests.store.processes import LoadProcess
from tests.store.s3_server import s3_server
from xsync.errors import AccessRefused
from xsync.sources.demo import DEMO_ORGANISATION, write_demo
from xsync.store.bucket import write_in_bucket
from xsync.store.store import Store
from xsync.store.tables import StoreUnreachable

LINEAGE = {"load_id", "loaded_at"}
NOBODY_LISTENS = "http://127.0.0.1:9"
A_SECRET = "correct-horse-battery-staple"  # noqa: S105 - nobody's


@pytest.fixture(scope="module")
def accounts():
    with s3_server() as environments:
        yield environments


@pytest.fixture
def bucket(accounts, tmp_path, monkeypatch):
    """The address of a new store; the environment holds what its owner's would hold."""
    for name in [name for name in os.environ if name.startswith("AWS_")]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("XSYNC_CACHE", str(tmp_path / "cache"))
    for name, value in accounts["writer"].items():
        monkeypatch.setenv(name, value)
    return f"s3://books/{tmp_path.name}"


def as_account(monkeypatch, environment):
    for name, value in environment.items():
        monkeypatch.setenv(name, value)


def without_lineage(rows):
    return [{name: value for name, value in row.items() if name not in LINEAGE} for row in rows]


def test_a_file_loaded_into_a_bucket_is_known_the_second_time(bucket, tmp_path):
    path = export_csv(tmp_path / "export.csv", [item(1), item(2), item(3, sync_date="x")])
    first = loaded(path, bucket)
    assert (first.rows_read, first.rows_loaded, first.rows_rejected) == (3, 2, 1)
    again = loaded(path, bucket)
    assert again.already_loaded
    assert (again.rows_read, again.rows_known, again.rejects) == (3, 2, first.rejects)
    assert Store(bucket).organisations() == ("default",)
    assert sorted(each.name for each in tmp_path.iterdir()) == ["cache", "export.csv"]


def test_a_report_from_a_bucket_is_the_report_from_a_folder(bucket, tmp_path):
    demo = write_demo(tmp_path / "demo", items=400)
    told, reports = [], []
    for store in (tmp_path / "store", bucket):
        told.append(xsync.load(*demo.exports, organisation=demo.organisation, store=store).to_dict())
        report = xsync.sync_report(DEMO_ORGANISATION, store, period="all_time", thresholds={"failed": 0})
        reports.append(report.filter({"field": "sync_status", "in": ["Failed", "Pending"]}))
    assert told[0] == told[1]
    here, there = reports
    assert here.counts.items_shown > 0
    assert there.counts == here.counts
    assert there.items().to_pylist() == here.items().to_pylist()
    assert there.to_pandas().equals(here.to_pandas())
    assert without_lineage(stored(bucket)) == without_lineage(stored(tmp_path / "store"))


def test_a_bucket_is_read_as_of_an_instant(bucket, tmp_path):
    loaded(export_csv(tmp_path / "1.csv", [item(1, sync_status="Failed", sync_date="2026-10-01")]), bucket)
    between = datetime.now(UTC)
    loaded(export_csv(tmp_path / "2.csv", [item(1, sync_date="2026-10-02"), item(2)]), bucket)
    asked = {"store": bucket, "period": "all_time"}
    then = xsync.sync_report(**asked, as_of=between.isoformat()).counts.by_status
    now = xsync.sync_report(**asked).counts.by_status
    assert {status: count for status, count in then.items() if count} == {"Failed": 1}
    assert {status: count for status, count in now.items() if count} == {"Completed": 2}


def test_many_small_loads_into_a_bucket_are_joined(bucket, tmp_path):
    for number in range(1, 14):
        loaded(export_csv(tmp_path / "export.csv", [item(number)]), bucket)
    between, open_since = datetime.now(UTC), Store(bucket)
    assert len(open_since.loads("default")) == 13
    for number in range(14, 27):
        loaded(export_csv(tmp_path / "export.csv", [item(number)]), bucket)
    for store in (open_since, Store(bucket)):
        assert len(store.tables.files("observations")) < 10
        assert len(store.loads("default")) == 26
    assert len(stored(bucket)) == 26
    assert len(stored(bucket, as_of=between)) == 13


def test_loads_at_once_into_a_new_bucket_all_arrive(bucket, tmp_path):
    """The log's next file is written only where none is (If-None-Match): whoever comes second goes on."""
    exports = [
        export_csv(tmp_path / f"{at}.csv", [item(number) for number in range(at * 100, at * 100 + 50)])
        for at in range(3)
    ]
    processes = [LoadProcess(path, bucket) for path in (*exports, exports[0])]
    for process in processes:
        process.begin()
    results = [json.loads(process.told())["files"][0] for process in processes]
    assert [result["refused"] for result in results] == [None] * 4
    assert len(stored(bucket)) == 150
    assert {load.source_file for load in Store(bucket).loads("default")} == {"0.csv", "1.csv", "2.csv"}


def test_the_command_line_makes_a_whole_report_from_a_bucket(bucket, tmp_path, accounts):
    demo = write_demo(tmp_path / "demo", items=200)
    for store in (bucket, "store"):
        done = run_xsync(
            "load", *demo.exports, "--store", store, "--organisation", demo.organisation, folder=tmp_path
        )
        assert done.returncode == 0, done.stderr
    (tmp_path / "weekly.yaml").write_text("period: all_time\nthresholds: {failed: 0}\n", encoding="utf-8")
    results = {}
    for store in (bucket, "store"):
        done = run_xsync("report", "weekly.yaml", "--json", folder=tmp_path, XSYNC_STORE=store)
        assert (done.returncode, done.stderr) == (4, "")
        results[store] = json.loads(done.stdout)["result"]
    for figures in ("by_type_and_status", "items_shown", "control_totals", "crossed", "complete"):
        assert results[bucket][figures] == results["store"][figures]
    secret = accounts["writer"]["AWS_SECRET_ACCESS_KEY"].encode()
    kept = [path for path in tmp_path.rglob("*") if path.is_file()]
    assert any(path.name == "report.html" for path in kept)
    assert [path for path in kept if secret in path.read_bytes()] == []
    doctor = run_xsync("doctor", "--store", bucket, folder=tmp_path)
    assert f"ok   Store: {bucket}: {demo.organisation}" in doctor.stdout


def test_an_account_that_may_only_read_reads_and_is_refused_a_load(bucket, tmp_path, accounts, monkeypatch):
    loaded(export_csv(tmp_path / "1.csv", [item(1)]), bucket)
    as_account(monkeypatch, accounts["reader"])
    assert len(stored(bucket)) == 1
    with pytest.raises(StoreUnreachable) as refusal:
        loaded(export_csv(tmp_path / "2.csv", [item(2)]), bucket)
    assert str(refusal.value) == (
        f"The store {bucket} could not be written: the credentials in the environment do not permit it. "
        "Try again once it can: nothing half was kept."
    )
    assert len(stored(bucket)) == 1


FAILURES = {
    "a wrong secret": (
        {"AWS_SECRET_ACCESS_KEY": A_SECRET},
        "its server does not know the credentials in the environment, or they have run out",
    ),
    "an unknown key": (
        {"AWS_ACCESS_KEY_ID": "AKIANOBODY"},
        "its server does not know the credentials in the environment, or they have run out",
    ),
    "half of the credentials": (
        {"AWS_SECRET_ACCESS_KEY": None},
        "the environment holds no complete credentials for it",
    ),
    "no credentials": (
        {
            "AWS_ACCESS_KEY_ID": None,
            "AWS_SECRET_ACCESS_KEY": None,
            "AWS_METADATA_ENDPOINT": NOBODY_LISTENS,  # where a machine of Amazon's asks for its own
        },
        "the environment holds no complete credentials for it",
    ),
    "plain http": (
        {"AWS_ALLOW_HTTP": None},
        "its server's address begins with http://; set AWS_ALLOW_HTTP=true if no encryption is meant",
    ),
}


@pytest.mark.parametrize(("environment", "cause"), FAILURES.values(), ids=FAILURES)
def test_a_bucket_that_cannot_be_read_is_named_with_the_cause(bucket, monkeypatch, environment, cause):
    for name, value in environment.items():
        monkeypatch.delenv(name) if value is None else monkeypatch.setenv(name, value)
    with pytest.raises(StoreUnreachable) as failure:
        Store(bucket).organisations()
    assert str(failure.value) == f"The store {bucket} could not be read: {cause}."


def test_a_server_that_does_not_answer_is_named_with_what_the_system_says(bucket, monkeypatch):
    monkeypatch.setenv("AWS_ENDPOINT_URL", NOBODY_LISTENS)
    with pytest.raises(StoreUnreachable, match=r"could not be read: its server cannot be reached \(.+\)\.$"):
        Store(bucket).organisations()


def test_a_bucket_that_is_none_is_named(bucket):
    with pytest.raises(StoreUnreachable, match="could not be read: there is no such bucket; check its name"):
        Store(bucket.replace("books", "looks")).organisations()


def test_a_bucket_out_of_reach_ends_every_command_in_a_sentence_without_the_secret(bucket, tmp_path):
    path = export_csv(tmp_path / "export.csv", [item(1)])
    (tmp_path / "weekly.yaml").write_text(f"store: {bucket}\n", encoding="utf-8")
    for command in (["load", path], ["report", "weekly.yaml"], ["doctor"]):
        done = run_xsync(*command, folder=tmp_path, XSYNC_STORE=bucket, AWS_SECRET_ACCESS_KEY=A_SECRET)
        told = done.stdout + done.stderr
        assert done.returncode == 1
        assert told.count(f"The store {bucket} could not be read: its server does not know") == 1
        assert "Traceback" not in told
        assert A_SECRET not in told


def test_a_copy_that_broke_off_is_no_copy(bucket, tmp_path, monkeypatch):
    loaded(export_csv(tmp_path / "1.csv", [item(1)]), bucket)
    with monkeypatch.context() as broken:
        broken.setattr("xsync.store.tables._BLOCK_BYTES", "not a number of bytes")
        with pytest.raises(TypeError):
            stored(bucket)
    assert [path for path in (tmp_path / "cache").rglob("*") if path.is_file()] == []
    assert len(stored(bucket)) == 1


def test_where_no_copies_can_be_kept_the_way_out_is_named(bucket, tmp_path, monkeypatch):
    loaded(export_csv(tmp_path / "1.csv", [item(1)]), bucket)
    (tmp_path / "file").touch()
    monkeypatch.setenv("XSYNC_CACHE", str(tmp_path / "file"))
    with pytest.raises(StoreUnreachable, match=r"can be kept in .+: .+\. Make room, .* with XSYNC_CACHE"):
        stored(bucket)


def test_a_bucket_with_a_policy_lets_in_whom_it_names_and_keeps_the_log(bucket, tmp_path, hub, monkeypatch):
    for name in ("Acme", "Bolt"):
        xsync.load(export_csv(tmp_path / "export.csv", [item(1)]), store=bucket, organisation=name)
    policy = b"\xef\xbb\xbforganisations: {Acme: {Financial Reporting: {users: [anna]}}}"
    assert write_in_bucket(bucket, "access.yaml", policy)
    hub.session_of("anna", monkeypatch)
    assert xsync.sync_report(store=bucket, period="all_time").counts.items_shown == 1
    with pytest.raises(AccessRefused, match="Financial Reporting for 'Bolt' is missing"):
        xsync.sync_report("Bolt", bucket)
    remote = PyFileSystem(DeltaStorageHandler(bucket))
    log = sorted(each.path for each in remote.get_file_info(FileSelector("access-log")))
    told = [json.loads(remote.open_input_file(path).read()) for path in log]
    assert [(each["user"], each["organisation"], each["granted"]) for each in told][-2:] == [
        ("anna", "Acme", True),
        ("anna", "Bolt", False),
    ]


def test_a_bucket_with_a_broken_policy_lets_nobody_in(bucket, tmp_path):
    xsync.load(export_csv(tmp_path / "export.csv", [item(1)]), store=bucket)
    assert write_in_bucket(bucket, "access.yaml", b"organisations: [\xff]")
    with pytest.raises(AccessRefused, match="cannot be used; until it is mended nobody is let in"):
        xsync.sync_report(store=bucket)
