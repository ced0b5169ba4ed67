"""What hinders Spark is said at once and in plain words, with what to do."""

from __future__ import annotations

import os
import socket

import pytest

from xsync.errors import UsageError
from xsync.store import spark
from xsync.store.spark import SparkUnreachable, spark_engine, spark_missing


@pytest.fixture
def pyspark(monkeypatch):
    """As if pyspark were installed."""
    monkeypatch.setattr(spark, "find_spec", lambda _: object())


def java(monkeypatch, folder, told):
    """Put a program called java before everything else, which tells a version."""
    program = folder / "bin" / "java"
    program.parent.mkdir()
    program.write_text(f"#!/bin/sh\necho '{told}' >&2\n", encoding="utf-8")
    program.chmod(0o755)
    monkeypatch.setenv("JAVA_HOME", str(folder))


def test_without_pyspark_it_is_said_how_to_install_it(monkeypatch, tmp_path):
    monkeypatch.setattr(spark, "find_spec", lambda _: None)
    unusable = pytest.raises(UsageError, match="Run make setup-spark")
    with unusable as refused, spark_engine("spark://local", tmp_path):
        pass
    assert refused.value.exit_code == 2


@pytest.mark.usefixtures("pyspark")
def test_without_java_it_is_said_what_to_install(monkeypatch, tmp_path):
    monkeypatch.setenv("PATH", os.devnull)
    monkeypatch.delenv("JAVA_HOME", raising=False)
    assert spark_missing() == (
        "Java is not installed. Install version 17 or later: on Debian and Ubuntu, apt install "
        "openjdk-17-jre-headless"
    )
    monkeypatch.setenv("JAVA_HOME", str(tmp_path))
    assert str(spark_missing()).startswith(f"JAVA_HOME is {tmp_path}, and there is no Java")


@pytest.mark.skipif(os.name != "posix", reason="the java of this test is a shell script")
@pytest.mark.parametrize(
    ("told", "missing"),
    [
        (
            'openjdk version "11.0.2" 2019-01-15',
            'says openjdk version "11.0.2" 2019-01-15; Spark needs Java 17',
        ),
        ("no words of a Java", "says no words of a Java; Spark needs Java 17"),
        ('openjdk version "17.0.15" 2025-04-15', None),
        ('java version "21" 2023-09-19 LTS', None),
    ],
)
@pytest.mark.usefixtures("pyspark")
def test_a_java_too_old_is_named(told, missing, monkeypatch, tmp_path):
    java(monkeypatch, tmp_path, told)
    if missing is None:
        assert spark_missing() is None
    else:
        assert missing in str(spark_missing())


def test_a_master_that_does_not_answer_is_named_at_once(monkeypatch, tmp_path):
    monkeypatch.setattr(spark, "spark_missing", lambda: None)
    with socket.socket() as taken:  # a port that nobody listens on
        taken.bind(("127.0.0.1", 0))
        address = f"127.0.0.1:{taken.getsockname()[1]}"
        unreachable = pytest.raises(SparkUnreachable, match="no Spark master answers")
        with unreachable as refused, spark_engine(f"spark://{address}", tmp_path):
            pass
    assert refused.value.exit_code == 6
    [cause] = refused.value.mistakes
    assert cause.startswith(address)
