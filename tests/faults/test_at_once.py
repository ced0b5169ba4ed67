"""Two schedulers at once on one store and one folder of reports: all of both is there."""

from __future__ import annotations

import json

import xsync
from tests.faults.company import ORGANISATION, export, parameters, start
from tests.run.test_killed import unsound


def ended(processes):
    said = [process.communicate()[1] for process in processes]
    assert [process.returncode for process in processes] == [0] * len(processes), said


def test_two_loads_and_two_runs_at_once(tmp_path):
    store, out = tmp_path / "store", tmp_path / "out"
    xsync.load(export(tmp_path / "one.csv", range(3)), organisation=ORGANISATION, store=store)
    asked = parameters(tmp_path, store)
    files = [export(tmp_path / f"{number}.csv", range(number, number + 5)) for number in (10, 20)]
    loads = [
        start("load", file, "--organisation", ORGANISATION, "--store", store, folder=tmp_path)
        for file in files
    ]
    runs = [start("report", asked, "--out", out, folder=tmp_path) for _ in range(2)]
    ended([*loads, *runs])
    assert xsync.sync_report(ORGANISATION, store, period="all_time").counts.items_shown == 13
    assert unsound(out) == []
    results = [json.loads(path.read_text(encoding="utf-8")) for path in out.rglob("result.json")]
    assert [result["complete"] for result in results] == [True, True]


def test_two_fan_outs_at_once(tmp_path):
    store, out = tmp_path / "store", tmp_path / "out"
    for organisation in ("Acme", "Bolt"):
        xsync.load(export(tmp_path / f"{organisation}.csv", range(3)), organisation=organisation, store=store)
    (tmp_path / "nightly.yaml").write_text(
        f"organisations: [Acme, Bolt]\nstore: {store}\nperiod: all_time\nkeep: 3\n", encoding="utf-8"
    )
    ended([start("report", "nightly.yaml", "--out", out, folder=tmp_path) for _ in range(2)])
    assert unsound(out) == []
    for organisation in ("Acme", "Bolt"):
        results = [
            json.loads(path.read_text(encoding="utf-8")) for path in (out / organisation).rglob("result.json")
        ]
        assert [result["complete"] for result in results] == [True, True]
