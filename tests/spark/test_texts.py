"""Texts, hashes and recursion mean the same on Spark, character by character."""

from __future__ import annotations

import signal
import threading
from pathlib import Path

import pytest

from xsync.errors import UsageError
from xsync.reconcile.shorthands import fold
from xsync.store.engine import Engine, QueryRefused, parquet_relation
from xsync.store.spark import spark_engine

FOLDED = f"""
SELECT code, {fold("text")} AS folded, lower(text) AS low, upper(text) AS up, trim(text) AS bare FROM texts
"""
WORDS = "SELECT code, string_split(translate(text, ',;', '  '), ' ') AS words FROM texts"
HASHED = """
SELECT hash(1, NULL) = hash(NULL, 1) AS shifted, hash(NULL) IS NULL AS lost,
    hash('ab', 'c') = hash('a', 'bc') AS joined, hash('a', 1) = hash('a', 1) AS same
"""
REACHED = """
WITH RECURSIVE reached AS (
    SELECT code AS start, code AS goal FROM texts WHERE code < 4
    UNION
    SELECT reached.start, (reached.goal + 1) % 4 FROM reached
)
SELECT start, min(goal) AS lowest, count(*) AS goals FROM reached GROUP BY start
"""


@pytest.fixture(scope="module")
def embedded(tmp_path_factory):
    engine = Engine()
    file = tmp_path_factory.mktemp("texts") / "texts.parquet"
    engine.write_parquet(
        """WITH codes AS (FROM range(1, 55296) UNION ALL FROM range(57344, 131072)),
        letters AS (SELECT range AS code, chr(range::INTEGER) AS letter FROM codes)
        SELECT code, concat(letter, ' Ab', letter, letter, 'c,', letter) AS text FROM letters
        UNION ALL SELECT code, concat('Ab', letter) FROM letters""",
        file,
    )
    engine.execute(f"CREATE VIEW texts AS FROM {parquet_relation([file])}")
    return engine, file


def test_every_letter_and_blank_is_read_alike(spark, embedded, tmp_path, monkeypatch):
    engine, file = embedded
    monkeypatch.chdir(tmp_path)
    interrupts = signal.getsignal(signal.SIGINT)
    with spark_engine(spark, tmp_path / "kept") as opened:
        opened.read("texts", file)
        for name, query in (
            ("folded", FOLDED),
            ("words", WORDS),
            ("hashed", HASHED),
            ("reached_all", REACHED),
        ):
            files = opened.keep(name, query)
            found = f"SELECT * FROM {parquet_relation(files)} ORDER BY ALL"
            assert engine.rows(found) == engine.rows(f"SELECT * FROM ({query}) ORDER BY ALL")
        with pytest.raises(UsageError, match="another Spark session is open"), spark_engine(spark, tmp_path):
            pass
    assert signal.getsignal(signal.SIGINT) is interrupts
    assert [path.name for path in Path().iterdir()] == ["kept"]


def test_what_spark_refuses_is_told_in_one_line(spark, tmp_path):
    told = []

    def ask() -> None:
        try:
            with spark_engine(spark, tmp_path) as opened:
                opened.keep("nothing", "SELECT no_such_column FROM range(3)")
        except QueryRefused as refused:
            told.append(refused.summary)

    elsewhere = threading.Thread(target=ask)
    elsewhere.start()
    elsewhere.join()
    [sentence] = told
    assert sentence.startswith("Spark could not answer: ")
    assert "no_such_column" in sentence
    assert "\n" not in sentence
