"""Pruning: what goes, and above all what stays."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from multiprocessing import get_context
from typing import TYPE_CHECKING

import pytest

from xsync.errors import UsageError
from xsync.run.retention import Keep, prune, read_keep

if TYPE_CHECKING:
    from pathlib import Path

NOW = datetime.now(UTC)


@pytest.fixture
def runs(tmp_path):
    folder = tmp_path / "out" / "Acme" / "sync_report"
    folder.mkdir(parents=True)
    return folder


def id_of(days_ago: float, number: int = 0) -> str:
    return f"{NOW - timedelta(days=days_ago):%Y%m%dT%H%M%SZ}-{number:06x}"


def a_run(runs: Path, days_ago: float, *, complete: bool = True, **extra: str) -> Path:
    folder = runs / id_of(days_ago)
    folder.mkdir()
    for name in ("report.html", "items.csv"):
        (folder / name).write_text(name, encoding="utf-8")
    result = {
        "run": {"id": folder.name},
        "files": {"report.html": "", "items.csv": ""},
        "complete": complete,
    }
    (folder / "result.json").write_text(json.dumps(result), encoding="utf-8")
    for name, text in extra.items():
        (folder / name.replace("__", ".")).write_text(text, encoding="utf-8")
    return folder


def left(runs: Path) -> list[str]:
    return sorted(path.name for path in runs.iterdir())


@pytest.mark.parametrize(
    ("text", "keep"),
    [
        ("30", Keep(runs=30)),
        (30, Keep(runs=30)),
        ("1 run", Keep(runs=1)),
        ("90 days", Keep(days=90)),
        ("2 Weeks", Keep(days=14)),
        ("6 months", Keep(days=186)),
        ("1 year", Keep(days=366)),
        ("", None),
        (None, None),
    ],
)
def test_what_can_be_kept(text, keep):
    assert read_keep(text) == keep


@pytest.mark.parametrize("text", ["0", "-1", "none", "3 moons", "1.5", True, ["30"], "0 days", "99999999"])
def test_anything_else_is_refused(text):
    with pytest.raises(UsageError, match="write how many runs to keep"):
        read_keep(text)


def test_by_count_the_newest_stay(runs):
    made = [a_run(runs, days) for days in (5, 4, 3, 2, 1)]
    gone = prune(made[-1], Keep(runs=2), runs.parents[1])
    assert sorted(gone) == made[:3]
    assert left(runs) == [path.name for path in made[3:]]


def test_by_age_the_latest_stays_however_old(runs):
    made = [a_run(runs, days) for days in (500, 400)]
    assert prune(made[-1], Keep(days=90), runs.parents[1]) == [made[0]]
    assert left(runs) == [made[1].name]


def test_by_age_all_younger_ones_stay(runs):
    made = [a_run(runs, days) for days in (100, 80, 40, 0.1)]
    assert prune(made[-1], Keep(days=90), runs.parents[1]) == [made[0]]


def test_a_published_run_stays_and_does_not_count(runs):
    published = a_run(runs, 9, manifest__json="{}")
    made = [a_run(runs, days) for days in (8, 7, 6)]
    assert prune(made[-1], Keep(runs=2), runs.parents[1]) == [made[0]]
    assert left(runs) == [path.name for path in (published, *made[1:])]


def test_what_is_not_ours_stays(runs, tmp_path):
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    valued = a_run(elsewhere, 30)
    (runs / valued.name).symlink_to(valued, target_is_directory=True)
    a_run(runs, 29, notes__txt="looked into it")
    linked = a_run(runs, 28)
    (linked / "delivery.json").symlink_to(valued / "result.json")
    foldered = a_run(runs, 27)
    (foldered / "items.csv").unlink()
    (foldered / "items.csv").mkdir()
    (runs / "20260101T000000Z").mkdir()
    (runs / "20269999T999999Z-abcdef").mkdir()
    (runs / "old").mkdir()
    (runs / f"{id_of(26)}.txt").write_text("a file", encoding="utf-8")
    before = left(runs)
    latest = a_run(runs, 1)
    assert prune(latest, Keep(runs=1), runs.parents[1]) == []
    assert left(runs) == sorted([*before, latest.name])
    assert left(valued) == ["items.csv", "report.html", "result.json"]


def test_a_copy_of_another_run_is_neither_a_run_of_its_own_nor_pruned(runs):
    copied = a_run(runs, 30)
    (copied / "result.json").write_text('{"complete": true, "run": {"id": "x"}}', encoding="utf-8")
    made = [a_run(runs, days) for days in (20, 10)]
    assert prune(made[-1], Keep(runs=1), runs.parents[1]) == [made[0]]
    assert copied.exists()


def test_half_runs_and_failed_ones_go_with_their_time_and_not_within_a_week(runs):
    out = runs.parents[1]
    failed = {}
    for days in (40, 20, 2):
        failed[days] = out / f"{id_of(days)}.failed"
        failed[days].mkdir()
        (failed[days] / "report.ipynb").write_text("{}", encoding="utf-8")
    noted = out / f"{id_of(50)}.failed"
    noted.mkdir()
    (noted / "mine.txt").write_text("", encoding="utf-8")
    half = {days: a_run(runs, days, complete=False) for days in (41, 3)}
    made = [a_run(runs, days) for days in (30, 1)]
    gone = prune(made[-1], Keep(runs=2), out)
    assert sorted(gone) == sorted([half[41], failed[40]])
    gone = prune(made[-1], Keep(runs=1), out)
    assert sorted(gone) == sorted([made[0], failed[20]])
    assert half[3].exists()
    assert failed[2].exists()
    assert noted.exists()


def test_a_pruning_that_was_killed_is_finished_and_spares_what_was_published_meanwhile(runs):
    killed, published = a_run(runs, 9), a_run(runs, 8, manifest__json="{}")
    for path in (killed, published):
        path.rename(runs / f".{path.name}.pruned")
    (runs / ".other.pruned").mkdir()
    latest = a_run(runs, 1)
    prune(latest, Keep(runs=1), runs.parents[1])
    assert left(runs) == [".other.pruned", published.name, latest.name]


def test_several_at_once_are_in_nobodys_way(runs):
    made = [a_run(runs, days) for days in range(40, 0, -1)]
    processes = get_context("spawn").Pool(3)
    with processes:
        every = processes.starmap(prune, [(made[-1], Keep(runs=3), runs.parents[1])] * 3, chunksize=1)
    processes.join()
    assert sorted(path for gone in every for path in gone) == made[:-3], "each by one of them"
    assert left(runs) == [path.name for path in made[-3:]]
