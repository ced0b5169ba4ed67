"""Addresses that a store may have, and failures of object storage in words."""

from __future__ import annotations

import pytest

import xsync
from xsync.errors import UsageError
from xsync.store.object_storage import cause_of, checked_location
from xsync.store.store import Store

GOOD = [
    "store",
    "C:\\books\\store",
    "file:///srv/store",
    "s3://bucket",
    "s3a://bucket/a/b",
    "abfss://container@account.dfs.core.windows.net/xsync",
    "az://container/xsync",
    "gs://bucket/xsync",
]
BAD = {
    "ftp://server/xsync": "cannot lie under ftp://: known: s3, s3a,",
    "S3://bucket/xsync": "cannot lie under S3://: did you mean 's3'",
    "https://key:hunter2@s3.example.com/bucket": "cannot lie under https://",
    "s3:///xsync": "names no bucket; write s3://bucket/folder",
    "s3://AKIAKEY:hunter2@bucket/xsync": "credentials belong in the environment",
    "s3://hunter2@bucket/xsync": "credentials belong in the environment",
    "az://container/xsync?sig=hunter2": "credentials belong in the environment",
    "abfss://container:hunter2@account.dfs.core.windows.net/": "credentials belong in the environment",
}


@pytest.mark.parametrize("location", GOOD)
def test_folders_and_buckets_are_taken_as_they_are(location):
    assert checked_location(location) == location


@pytest.mark.parametrize("location", BAD)
def test_an_address_that_cannot_be_one_is_refused_and_no_secret_repeated(location):
    with pytest.raises(UsageError) as refusal:
        Store(location)
    assert BAD[location] in str(refusal.value)
    assert "hunter2" not in str(refusal.value)


@pytest.mark.parametrize("server", ["", "localhost:9000", "ftp://localhost", "http://", "http://a b"])
def test_an_s3_server_without_a_whole_address_is_refused_by_its_variable(server, monkeypatch):
    monkeypatch.setenv("AWS_ENDPOINT_URL", server)
    with pytest.raises(UsageError, match="AWS_ENDPOINT_URL names no server; write its whole address"):
        checked_location("s3://bucket")
    assert checked_location("gs://bucket") == "gs://bucket"


CHAIN = "Kernel error -> Generic S3 error\n   \x1b[31m↳\x1b[0m Error performing GET {} in 2s\n"
CAUSES = {
    CHAIN.format("https://x.blob/a?sig=hunter2")
    + "  \x1b[31m↳\x1b[0m error sending request\n  \x1b[31m↳\x1b[0m operation timed out\n": (
        "its server cannot be reached (operation timed out)"
    ),
    CHAIN.format("http://169.254.169.254/latest/api/token")
    + "  \x1b[31m↳\x1b[0m error sending request\n": "the environment holds no complete credentials for it",
    CHAIN.format("https://s3.example.com/latest/x")
    + "\x1b[31m↳\x1b[0m 301\n <Error><Code>PermanentRedirect</Code></Error>": (
        "it lies in another region than AWS_REGION says"
    ),
    'Generic Config error\n  \x1b[31m↳\x1b[0m failed to parse "oui" as boolean\n': (
        'failed to parse "oui" as boolean'
    ),
    "Something new at https://x.blob/a?sig=hunter2": "Something new at",
    "": "OSError",
}


@pytest.mark.parametrize("said", CAUSES)
def test_the_cause_of_a_failure_is_said_in_words_and_without_addresses(said):
    assert cause_of(OSError(said)) == CAUSES[said]


def test_a_run_with_such_an_address_is_refused_before_it_could_keep_it(tmp_path):
    with pytest.raises(UsageError) as refusal:
        xsync.run_report({"store": "s3://AKIAKEY:hunter2@bucket/xsync"}, out=tmp_path / "out")
    assert [mistake.partition(":")[0] for mistake in refusal.value.mistakes] == ["store"]
    assert "hunter2" not in str(refusal.value)
    assert list(tmp_path.iterdir()) == []
