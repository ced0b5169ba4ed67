"""Worker processes: one that dies takes its own run along and no other, and memory is shared out."""

from __future__ import annotations

import os

import pytest

from tests.run.surroundings import AS_OF, RECORDING, write_notebook
from xsync.run import crew
from xsync.run.crew import Crew, Outcome, shared_memory_limit

needs_posix = pytest.mark.skipif(os.name != "posix", reason="Windows has no such signals")
NOTING = "import os, pathlib\nwith open('seen', 'a') as file:\n    print({what}, file=file)"


@pytest.fixture(autouse=True)
def _here(monkeypatch, tmp_path):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("XSYNC_PARAMS", str(tmp_path / "no params"))


def made(workers, runs, out) -> list[Outcome]:
    places = []
    outcomes = Crew(workers, out).make(runs, lambda place, _: places.append(place))
    assert sorted(places) == list(range(len(runs)))
    return outcomes


def a_run(store, path, *cells):
    return {"notebook": str(write_notebook(path, *cells)), "store": str(store), "as_of": AS_OF}


@needs_posix
def test_a_process_that_is_killed_takes_only_its_own_run_along(store, tmp_path):
    killed = a_run(store, tmp_path / "killed.ipynb", "import os\nos.kill(os.getppid(), 9)", "1")
    good = a_run(store, tmp_path / "good.ipynb", RECORDING)
    outcomes = made(1, [good, killed, good], tmp_path / "out")
    assert [outcome.exit_code for outcome in outcomes] == [0, 1, 0]
    assert outcomes[1].said.startswith(
        "The run's process was killed by signal 9; if the machine ran out of memory, let fewer work at once."
    )
    assert len(list((tmp_path / "out").glob("*/good/*/report.html"))) == 2


def test_what_fails_is_said_with_its_exit_code(store, tmp_path):
    runs = [
        a_run(store, tmp_path / "one.ipynb", "1/0"),
        {**a_run(store, tmp_path / "two.ipynb", RECORDING), "organisation": "Nobody"},
    ]
    broken, unknown = made(2, runs, tmp_path / "out")
    assert (broken.exit_code, unknown.exit_code) == (1, 2)
    assert "division by zero" in broken.said
    assert broken.remarks[0].startswith("The notebook as far as it ran: ")
    assert "No organisation 'Nobody' in the store" in unknown.said


@needs_posix
def test_a_worker_is_replaced_after_so_many_runs(store, tmp_path, monkeypatch):
    monkeypatch.setattr(crew, "RUNS_PER_WORKER", 2)
    run = a_run(store, tmp_path / "own.ipynb", NOTING.format(what="os.getppid()"), RECORDING)
    made(1, [run] * 3, tmp_path / "out")
    first, second, third = (tmp_path / "seen").read_text(encoding="utf-8").split()
    assert first == second != third


def test_each_process_may_hold_its_share_of_memory(store, tmp_path, monkeypatch):
    monkeypatch.setenv("XSYNC_MEMORY_LIMIT", "900MB")
    run = a_run(
        store, tmp_path / "own.ipynb", NOTING.format(what="os.environ['XSYNC_MEMORY_LIMIT']"), RECORDING
    )
    [outcome] = made(3, [run], tmp_path / "out")
    assert outcome.exit_code == 0
    assert (tmp_path / "seen").read_text(encoding="utf-8") == "300MB\n"


@pytest.mark.parametrize(
    ("limit", "workers", "share"),
    [("", 2, "0.5GB"), ("1 GiB", 4, "0.25GiB"), ("80%", 3, "26.6667%"), ("a lot", 3, "a lot")],
)
def test_the_share_is_one_part_of_what_one_process_may_hold(monkeypatch, limit, workers, share):
    monkeypatch.setenv("XSYNC_MEMORY_LIMIT", limit)
    assert shared_memory_limit(workers) == share
