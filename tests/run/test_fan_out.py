"""A parameter file of several runs: what it multiplies to, and every mistake named before any is started."""

from __future__ import annotations

from typing import Any

import pytest

import xsync
from tests.run.surroundings import AS_OF, ORGANISATION, write_notebook
from xsync.errors import UsageError
from xsync.plain_yaml import read_plain_yaml
from xsync.run.fan_out import FanOut

OTHER = "Nordwind GmbH"


@pytest.fixture(autouse=True)
def _settings_of_nobody(monkeypatch, tmp_path, two_companies):
    monkeypatch.setenv("XSYNC_PARAMS", str(tmp_path / "no params"))
    monkeypatch.setenv("XSYNC_STORE", str(two_companies))


@pytest.fixture(scope="module")
def two_companies(tmp_path_factory):
    folder = tmp_path_factory.mktemp("two")
    header = "Cin7 Core Number,Xero Number,Sync date,Sync status,Type\n"
    (folder / "one.csv").write_text(f"{header}INV-1,,2026-10-31 10:00,Failed,Invoices\n", encoding="utf-8")
    for name in (ORGANISATION, OTHER):
        xsync.load(folder / "one.csv", organisation=name, store=folder / "store")
    return folder / "store"


def planned(text: str) -> FanOut:
    given: Any = read_plain_yaml(text)
    return FanOut.of(given)


def mistakes(text: str) -> list[str]:
    with pytest.raises(UsageError) as refused:
        planned(text)
    assert refused.value.exit_code == 2
    return list(refused.value.mistakes)


def test_each_organisation_runs_each_notebook_for_each_period():
    runs = planned("""
        organisations: all
        notebooks: [sync_report, reconciliation]
        periods: [last_month, {period: custom, date_from: 2026-01-01, date_to: 2026-03-31}]
    """).runs
    assert len(runs) == 2 * 2 * 2
    assert {run["organisation"] for run in runs} == {ORGANISATION, OTHER}
    assert {run["notebook"] for run in runs} == {"sync_report", "reconciliation"}
    assert [run["date_from"] for run in runs if run["period"] == "custom"] == ["2026-01-01"] * 4


def test_what_is_shared_goes_to_the_notebooks_that_take_it_and_an_item_of_a_list_goes_before_it():
    runs = planned(f"""
        organisations:
          - {ORGANISATION}
          - {{organisation: {OTHER}, thresholds: {{failed: 5}}, time_zone: Europe/Berlin}}
        notebooks: [sync_report, {{notebook: reconciliation, period: all_time}}]
        period: last_month
        filter: {{field: item_type, equals: invoice}}
        thresholds: {{failed: 0, findings: {{duplicate: 0}}, amount_not_in_xero: {{GBP: 1}}}}
        keep: 3
    """).runs
    by_name = {(run["organisation"], run["notebook"]): run for run in runs}
    assert by_name[ORGANISATION, "sync_report"]["thresholds"] == {
        "failed": "0",
        "amount_not_in_xero": {"GBP": "1"},
    }
    assert by_name[OTHER, "sync_report"]["thresholds"] == {"failed": "5", "amount_not_in_xero": {"GBP": "1"}}
    recon = by_name[OTHER, "reconciliation"]
    assert recon["thresholds"] == {"findings": {"duplicate": "0"}, "amount_not_in_xero": {"GBP": "1"}}
    assert (recon["period"], recon["time_zone"], recon["keep"]) == ("all_time", "Europe/Berlin", "3")
    assert by_name[ORGANISATION, "sync_report"]["period"] == "last_month"
    assert [run for run in runs if ("filter" in run) == (run["notebook"] == "reconciliation")] == []


def test_runs_are_listed_one_by_one_where_they_have_little_in_common():
    runs = planned(f"""
        organisation: {ORGANISATION}
        as_of: {AS_OF}
        runs:
          - {{period: last_month}}
          - {{organisations: all, notebook: reconciliation, deliver: XSYNC_DELIVER_TEST}}
        deliver: XSYNC_DELIVER_ALL
    """).runs
    assert [(run["organisation"], run.get("notebook"), run.get("deliver")) for run in runs] == [
        (ORGANISATION, None, None),
        (ORGANISATION, "reconciliation", "XSYNC_DELIVER_TEST"),
        (OTHER, "reconciliation", "XSYNC_DELIVER_TEST"),
    ]
    assert {run["as_of"] for run in runs} == {AS_OF}


@pytest.mark.parametrize(("asked", "workers"), [("1", 1), ("2", 2), ("50", 2)])
def test_there_are_no_more_workers_than_runs(asked, workers):
    assert planned(f"organisations: all\nworkers: {asked}").workers == workers


def test_every_mistake_is_named_at_once_each_once_with_near_names():
    told = mistakes(f"""
        organisations: [Nordwnd GmbH, {{organisation: {ORGANISATION}, filtr: x}}]
        notebooks: [sync_reprt, reconciliation, {{notebook: sync_report, findigs: 1}}]
        period: last_mont
        perids: [today]
        workers: 0
        thresholds: {{faild: 0}}
        deliver: {{to: OFFICE, when: crosed}}
        keep: 0 days
    """)
    beginnings = [
        "deliver.when: 'crosed' is no such time, did you mean 'crossed'?",
        "keep: '0 days': write how many runs to keep",
        "workers: 0 is not between 1 and 64",
        "perids: no such parameter of these runs, did you mean 'periods'",
        "thresholds.faild: no such threshold of these runs, did you mean 'failed'?",
        "organisations[2]: filtr: no such parameter of these runs, did you mean 'filter'?",
        "notebooks[3]: findigs: no such parameter of these runs",
        "Nordwnd GmbH, sync_reprt, last_mont and 1 more: notebook: there is no notebook 'sync_reprt'",
        "Nordwnd GmbH, sync_reprt, last_mont and 2 more: organisation: there is none of this name in the",
        "Nordwnd GmbH, reconciliation, last_mont and 3 more: period: unknown period 'last_mont', did you",
    ]
    for beginning in beginnings:
        assert [each for each in told if each.startswith(beginning)], beginning
    assert len(told) == len(beginnings)


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("organisations: []", "organisations: write a list or all"),
        ("organisations: Acme", "organisations: write a list or all"),
        ("periods: last_month", "periods: write a list"),
        ("runs: {period: today}", "runs: write a list of runs, each with its own 'name: value' entries"),
        ("periods: [today]\nperiod: today", "periods: period stands there as well; write one of the two"),
        ("runs: [{periods: [today], period: today}]", "runs[1].periods: period stands there as well"),
        ("notebooks: [{period: today}]", "notebooks[1]: it does not name its notebook"),
        (
            "notebooks: [{notebook: sync_report, period: today}]\nperiods: [today]",
            "notebooks[1]: period: a list of its own says that",
        ),
        (
            f"organisation: {OTHER}\nperiods: [today, today]",
            f"{OTHER}, sync_report, today: it stands twice among the runs",
        ),
        ("workers: two\norganisations: all", "workers: 'two'"),
    ],
)
def test_what_cannot_be_multiplied_is_refused(text, told):
    assert [each for each in mistakes(text) if each.startswith(told)], mistakes(text)


def test_a_filter_that_no_notebook_takes_is_no_parameter_of_these_runs():
    told = mistakes("organisations: all\nnotebook: reconciliation\nfilter: {field: amount, equals: 1}")
    assert [each.split(",")[0] for each in told] == ["filter: no such parameter of these runs"]


def test_a_notebook_of_ones_own_takes_its_own_parameters(tmp_path):
    path = write_notebook(tmp_path / "own.ipynb", parameters="organisation = None\nmargin = None")
    runs = planned(
        f"organisations: all\nnotebooks: [sync_report, {path}]\nmargin: 007\nperiod: last_month"
    ).runs
    assert [(run.get("margin"), run.get("period")) for run in runs] == [
        (None, "last_month"),
        (None, "last_month"),
        ("007", None),
        ("007", None),
    ]


def test_a_file_of_several_runs_is_refused_where_one_is_asked_for(tmp_path):
    with pytest.raises(UsageError, match=r"^organisations, workers: .*use xsync\.run_reports"):
        xsync.run_report({"organisations": "all", "workers": 2}, out=tmp_path)


def test_all_of_an_empty_store_is_nothing_to_run(tmp_path):
    [told] = mistakes(f"organisations: all\nstore: {tmp_path / 'nothing'}")
    assert told == f"organisations: the store {tmp_path / 'nothing'} is empty; xsync load brings exports in"
