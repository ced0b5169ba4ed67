"""The permission at the command line and in scheduled runs: exit code 5, a sentence, and nothing left."""

from __future__ import annotations

import shutil

import nbformat
import pytest

from tests.run.surroundings import ORGANISATION, demo_store, run_xsync, write_notebook, written
from tests.sources.exports import contents, export_csv, item
from xsync.errors import AccessRefused
from xsync.run.kernel import EXECUTED, execute

POLICY = f"""
organisations:
  {ORGANISATION}:
    Financial Reporting: {{users: [anna]}}
"""


@pytest.fixture
def store(tmp_path_factory, tmp_path):
    copied = shutil.copytree(demo_store(tmp_path_factory), tmp_path / "store")
    (copied / "access.yaml").write_text(POLICY, encoding="utf-8")
    (copied / "access.yaml").chmod(0o600)
    return copied


@pytest.fixture
def run_as(hub, tmp_path, store):
    def run(name, *arguments):
        session = {"JUPYTERHUB_API_URL": hub.address, "JUPYTERHUB_API_TOKEN": f"{name}-token"}
        return run_xsync(*arguments, folder=tmp_path, XSYNC_STORE=str(store), **session)

    return run


def test_a_run_without_the_permission_ends_in_exit_code_5_and_leaves_nothing(run_as, tmp_path):
    (tmp_path / "params.yaml").write_text(f"organisation: {ORGANISATION}\nperiod: all_time\n")
    done = run_as("ben", "report", "params.yaml")
    assert done.returncode == 5
    assert done.stdout == ""
    assert done.stderr.splitlines()[-1] == (
        f"xsync: The permission Financial Reporting for {ORGANISATION!r} is missing: 'ben' (a user of "
        "JupyterHub) does not hold it. Whoever keeps the store grants it in the store's access.yaml."
    )
    assert "Traceback" not in done.stderr
    assert written(tmp_path / "reports") == []
    assert run_as("anna", "report", "params.yaml").returncode == 0


def test_in_a_notebook_a_refusal_is_a_sentence_and_no_traceback(hub, store, tmp_path, monkeypatch):
    monkeypatch.setenv("XSYNC_STORE", str(store))
    hub.session_of("ben", monkeypatch)
    notebook = write_notebook(tmp_path / "own.ipynb", "import xsync\nxsync.sync_report(organisation)")
    with pytest.raises(AccessRefused) as refused:
        execute(notebook, {"organisation": ORGANISATION}, tmp_path)
    (cell,) = (cell for cell in nbformat.read(tmp_path / EXECUTED, as_version=4).cells if cell.get("outputs"))
    assert cell.outputs[0].traceback == [str(refused.value)]


def test_what_a_run_says_of_who_ran_it_is_not_what_a_variable_says(run_as, tmp_path, monkeypatch):
    monkeypatch.setenv("LOGNAME", "somebody-else")
    monkeypatch.setenv("JUPYTERHUB_USER", "somebody-else")
    (tmp_path / "params.yaml").write_text("period: all_time\n")
    assert run_as("anna", "report", "params.yaml").returncode == 0
    (page,) = (tmp_path / "reports").rglob("report.html")
    (result,) = (tmp_path / "reports").rglob("result.json")
    assert '"run_by": "anna"' in result.read_text("utf-8")
    assert "somebody-else" not in page.read_text("utf-8")


@pytest.mark.parametrize("command", [["load", "export.csv"], ["pull", "all", "--organisation", "Acme"]])
def test_managing_without_the_permission_ends_in_exit_code_5_and_changes_nothing(
    run_as, store, tmp_path, command
):
    export_csv(tmp_path / "export.csv", [item(1)])
    before = contents(store)
    done = run_as("anna", *command)
    assert done.returncode == 5
    assert "The permission Financial Reporting – manage for" in done.stderr
    assert "Traceback" not in done.stderr
    assert contents(store) == before
