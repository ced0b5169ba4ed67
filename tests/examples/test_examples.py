"""The examples do what they say: each is executed as it stands, in a folder like the one it names."""

from __future__ import annotations

import os
import re
import runpy
import shutil
import subprocess
import sys
import types
from typing import TYPE_CHECKING, Any, ClassVar, Self

import nbformat
import papermill
import pytest

from tests.checkout import ROOT
from tests.reconcile.demo_company import ledgers_store
from tests.run.surroundings import ORGANISATION, XSYNC
from xsync.plain_yaml import read_plain_yaml

if TYPE_CHECKING:
    from pathlib import Path

EXAMPLES = ROOT / "examples"
NAMED = "/srv/xsync"
BARE = {"PATH": "/usr/bin:/bin", "HOME": os.environ.get("HOME", "/"), "LANG": "C.UTF-8"}
"""What cron and systemd hand on: next to nothing."""

needs_shell = pytest.mark.skipif(os.name != "posix", reason="cron, systemd and a POSIX shell")


@pytest.fixture
def server(tmp_path, tmp_path_factory):
    """A server's folder as the examples want it: the environment, the parameters, the store."""
    folder = tmp_path / "srv"
    (folder / ".venv" / "bin").mkdir(parents=True)
    (folder / ".venv" / "bin" / "xsync").symlink_to(XSYNC)
    shutil.copytree(ROOT / "params", folder / "params")
    shutil.copytree(ROOT / "notebooks", folder / "notebooks")
    (folder / "store").symlink_to(ledgers_store(tmp_path_factory), target_is_directory=True)
    (folder / "nightly.env").write_text(text_of("nightly.env", folder), encoding="utf-8")
    return folder


def text_of(name: str, folder: Path) -> str:
    text = (EXAMPLES / name).read_text(encoding="utf-8")
    assert NAMED in text or name == "github-actions.yml"
    return text.replace(NAMED, str(folder))


def overviews(folder: Path) -> list[Path]:
    return list(folder.glob("reports/nightly.overview/*/overview.html"))


FIELD = r"(\*|[0-9]+(-[0-9]+)?(,[0-9]+(-[0-9]+)?)*)(/[0-9]+)?"


@needs_shell
def test_the_crontab_line_runs_and_prints_only_what_needs_somebody(server):
    lines = [line for line in text_of("crontab", server).splitlines() if line and not line.startswith("#")]
    setting, line = lines
    assert re.fullmatch(r"[A-Z]+=\S+", setting)
    *when, command = line.split(maxsplit=5)
    assert [field for field in when if not re.fullmatch(FIELD, field)] == []
    assert "%" not in command, "cron takes it for the end of the line"
    done = subprocess.run(
        ["/bin/sh", "-c", command], env=BARE, cwd="/", capture_output=True, text=True, check=False
    )
    assert done.stdout == (server / "nightly.log").read_text(encoding="utf-8")
    assert "2 of 3 runs need somebody: 2 crossed a threshold." in done.stdout
    assert done.stderr == ""
    [page] = overviews(server)
    assert str(page) in done.stdout
    quiet = command.replace("params/nightly.yaml", "params/demo.yaml")
    done = subprocess.run(
        ["/bin/sh", "-c", quiet], env=BARE, cwd="/", capture_output=True, text=True, check=False
    )
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")


def settings_of(unit: str) -> dict[str, str]:
    return dict(line.split("=", 1) for line in unit.splitlines() if re.match(r"[A-Za-z]+=", line))


@needs_shell
def test_the_systemd_units_are_sound_and_what_they_start_runs(server, tmp_path):
    service = text_of("xsync-nightly.service", server)
    timer = (EXAMPLES / "xsync-nightly.timer").read_text(encoding="utf-8")
    units = tmp_path / "units"
    units.mkdir()
    (units / "xsync-nightly.service").write_text(service, encoding="utf-8")
    (units / "xsync-nightly.timer").write_text(timer, encoding="utf-8")
    if analyze := shutil.which("systemd-analyze"):
        found = subprocess.run(
            [analyze, "verify", "--man=no", *sorted(units.iterdir())],
            capture_output=True,
            text=True,
            check=False,
        )
        complaints = [line for line in found.stderr.splitlines() if "xsync-nightly" in line]
        assert complaints == []
        when = settings_of(timer)["OnCalendar"]
        assert subprocess.run([analyze, "calendar", when], capture_output=True, check=False).returncode == 0
    settings = settings_of(service)
    pairs = re.findall(
        r"^([A-Z_]+)=(.*)$", (server / "nightly.env").read_text(encoding="utf-8"), re.MULTILINE
    )
    assert settings["EnvironmentFile"] == str(server / "nightly.env")
    done = subprocess.run(
        settings["ExecStart"].split(),
        cwd=settings["WorkingDirectory"],
        env={**BARE, **dict(pairs)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 4, done.stderr
    [page] = overviews(server)
    assert page.stat().st_mode & 0o077 == 0


@needs_shell
def test_the_workflow_is_one_and_its_steps_run(server):
    text = text_of("github-actions.yml", server)
    workflow: Any = read_plain_yaml(text)
    assert set(workflow) <= {"name", "on", "permissions", "concurrency", "jobs"}
    [schedule] = workflow["on"]["schedule"]
    assert [field for field in schedule["cron"].split() if not re.fullmatch(FIELD, field)] == []
    assert len(schedule["cron"].split()) == 5
    [job] = workflow["jobs"].values()
    assert set(job) <= {"runs-on", "timeout-minutes", "env", "steps"}
    known = {"name", "id", "if", "uses", "with", "run", "env"}
    for step in job["steps"]:
        assert set(step) <= known
        assert ("uses" in step) != ("run" in step)
        assert re.fullmatch(r"actions/[a-z-]+@v[0-9]+", step.get("uses", "actions/none@v1"))
    install, report = (step["run"] for step in job["steps"] if "run" in step)
    dry = subprocess.run(
        ["bash", "-e", "-c", install],
        cwd=ROOT,
        env={**os.environ, "MAKEFLAGS": "n"},
        capture_output=True,
        check=False,
    )
    assert dry.returncode == 0
    done = subprocess.run(
        ["bash", "-e", "-c", report],
        cwd=server,
        env={**BARE, "XSYNC_STORE": str(server / "store")},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 4, done.stderr
    [kept] = [step for step in job["steps"] if "upload-artifact" in step.get("uses", "")]
    assert kept["if"] == "always()"
    assert overviews(server)[0].is_relative_to(server / kept["with"]["path"])


class Operator:
    """As much of an operator of Airflow's as it takes to be told what to do."""

    made: ClassVar[list[Operator]]

    def __init__(self, *, task_id: str, **wanted: Any) -> None:
        self.task_id, self.wanted = task_id, wanted
        type(self).made.append(self)


class Dag:
    def __init__(self, dag_id: str, **settings: Any) -> None:
        self.dag_id, self.settings = dag_id, settings

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None: ...


def rendered(value: Any, known: dict[str, str]) -> Any:
    """Fill in what Airflow fills in, wherever it stands."""
    if isinstance(value, str):
        return re.sub(r"\{\{ (\w+) \}\}", lambda found: known[found[1]], value)
    return {name: rendered(each, known) for name, each in value.items()} if isinstance(value, dict) else value


@needs_shell
def test_what_the_airflow_example_asks_of_papermill_and_the_shell_runs(server, monkeypatch):
    """Airflow itself is not installed: its names are stood in for, and what they are told to do is done."""

    class Notebooks(Operator):
        made: ClassVar[list[Operator]] = []

    class Commands(Operator):
        made: ClassVar[list[Operator]] = []

    homes: dict[str, dict[str, Any]] = {
        "airflow": {},
        "airflow.sdk": {"DAG": Dag},
        "airflow.providers.standard": {},
        "airflow.providers.standard.operators": {},
        "airflow.providers.standard.operators.bash": {"BashOperator": Commands},
        "airflow.providers": {},
        "airflow.providers.papermill": {},
        "airflow.providers.papermill.operators": {},
        "airflow.providers.papermill.operators.papermill": {"PapermillOperator": Notebooks},
    }
    for name, held in homes.items():
        module = types.ModuleType(name)
        module.__dict__.update(held)
        monkeypatch.setitem(sys.modules, name, module)
    example = server / "airflow_nightly.py"
    example.write_text(text_of("airflow_nightly.py", server), encoding="utf-8")
    runpy.run_path(str(example))
    monkeypatch.chdir(server)

    [notebook] = Notebooks.made
    instant = {"ds": "2026-11-02", "data_interval_end": "2026-11-02T02:30:00+00:00"}
    wanted = rendered(notebook.wanted, instant)
    assert set(wanted) == {"input_nb", "output_nb", "parameters"}
    (server / "reports" / "airflow").mkdir(parents=True)
    papermill.execute_notebook(
        wanted["input_nb"],
        wanted["output_nb"],
        parameters=wanted["parameters"],
        progress_bar=False,
        report_mode=True,
        kernel_name="python3",
        language="python",
    )
    left = nbformat.read(server / "reports" / "airflow" / "sync_report-2026-11-02.ipynb", as_version=4)
    assert left.metadata.papermill.exception is None
    assert left.metadata.papermill.parameters.organisation == ORGANISATION
    outputs = [output for cell in left.cells for output in cell.get("outputs", ())]
    assert [output for output in outputs if output.output_type == "error"] == []
    assert any("failed; 0 are allowed" in str(output) for output in outputs)

    [pages] = Commands.made
    assert pages.wanted["append_env"] is True
    done = subprocess.run(
        ["bash", "-c", pages.wanted["bash_command"]],
        cwd=pages.wanted["cwd"],
        env={**BARE, **pages.wanted["env"]},
        check=False,
    )
    assert done.returncode == 4
    assert len(overviews(server)) == 1
