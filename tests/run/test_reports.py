"""Several runs from one file, by real processes: one that fails, the overview, and what can interrupt."""

from __future__ import annotations

import hashlib
import json
import os
import re
import shutil
import signal
import subprocess
import time
from html import unescape
from pathlib import Path
from urllib.parse import unquote

import pytest

import xsync
from tests.checkout import ROOT
from tests.reconcile.demo_company import ledgers_store
from tests.run.receivers import hook
from tests.run.surroundings import AS_OF, ORGANISATION, RECORDING, XSYNC, run_xsync, write_notebook

OTHER = "<b>Nordwind</b> & Söhne"
ENOUGH = 120
FAILING = f"if organisation == {OTHER!r}:\n    raise ValueError('this one cannot be read')"
SLOW = "import os, time, pathlib\npathlib.Path(f'running-{os.getpid()}').touch()\ntime.sleep(600)"

needs_posix = pytest.mark.skipif(os.name != "posix", reason="Windows has no such signals to send")


@pytest.fixture(scope="module")
def two_companies(store, tmp_path_factory):
    """The store of the demo company and one other."""
    folder = tmp_path_factory.mktemp("two")
    shutil.copytree(store, folder / "store")
    header = "Cin7 Core Number,Xero Number,Sync date,Sync status,Type\n"
    (folder / "one.csv").write_text(f"{header}INV-1,,2026-10-31 10:00,Failed,Invoices\n", encoding="utf-8")
    xsync.load(folder / "one.csv", organisation=OTHER, store=folder / "store")
    return folder / "store"


@pytest.fixture(autouse=True)
def _settings_of_nobody(monkeypatch, tmp_path, two_companies):
    monkeypatch.setenv("XSYNC_PARAMS", str(tmp_path / "no params"))
    monkeypatch.setenv("XSYNC_STORE", str(two_companies))


def nightly(folder, *cells, more=""):
    """Write a parameter file for both companies and a notebook of the cells."""
    limits = RECORDING.replace("as_of=as_of)", "as_of=as_of, thresholds=thresholds)")
    names = "organisation = None\nstore = None\nperiod = None\nas_of = None\nthresholds = None"
    write_notebook(folder / "own.ipynb", *cells, limits, parameters=names)
    text = f"organisations: all\nnotebook: own.ipynb\nas_of: {AS_OF}\nperiod: all_time\n{more}"
    (folder / "nightly.yaml").write_text(text, encoding="utf-8")


def overviews(out):
    return sorted(out.glob("nightly.overview/*/overview.json"))


def read(path):
    return json.loads(path.read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def finished(two_companies, tmp_path_factory):
    """Two organisations, one of which fails; a threshold that the other crosses; delivery to a web hook."""
    folder = tmp_path_factory.mktemp("nightly")
    nightly(folder, FAILING, more="thresholds: {failed: 0}\ndeliver: {to: XSYNC_DELIVER_TEST}\nworkers: 2\n")
    with hook() as web:
        done = run_xsync(
            "report",
            "nightly.yaml",
            folder=folder,
            XSYNC_STORE=str(two_companies),
            XSYNC_PARAMS=str(folder),
            XSYNC_DELIVER_TEST=web.address("s3cret"),
        )
    [overview] = overviews(folder / "reports")
    return done, overview.parent, web.got


def test_one_that_fails_does_not_stop_the_others_and_the_worst_exit_code_is_that_of_all(finished):
    done, folder, _ = finished
    assert done.returncode == 1
    result = read(folder / "overview.json")
    assert result["answer"] == "2 of 2 runs need somebody: 1 failed and 1 crossed a threshold."
    assert [(run["organisation"], run["status"], run["exit_code"]) for run in result["runs"]] == [
        (OTHER, "Failed", 1),
        (ORGANISATION, "Threshold crossed", 4),
    ]
    broken, crossed = result["runs"]
    assert "this one cannot be read" in broken["failure"]
    assert broken["page"] == ""
    own = read(folder.parents[1] / Path(crossed["page"]).parent / "result.json")
    assert (crossed["answer"], crossed["counts"]) == (own["answer"], own["by_status"])
    assert crossed["crossed"] == own["crossed"]
    assert crossed["period"] == own["asked"]["Reporting period"]
    assert (result["exit_code"], result["complete"]) == (1, True)


def test_the_terminal_says_the_same(finished):
    done, folder, _ = finished
    lines = done.stdout.splitlines()
    assert lines[0] == "2 of 2 runs need somebody: 1 failed and 1 crossed a threshold."
    assert lines[1].startswith(f"Failed: {OTHER}, Own, All time: ")
    assert lines[2].startswith(f"Threshold crossed: {ORGANISATION}, Own, All time: every item")
    assert lines[-1] == str(folder / "overview.html")
    steps = [line for line in done.stderr.splitlines() if line.endswith(" ...")]
    assert steps[0] == "2 runs, 2 at a time ..."
    assert [step.split(" of ")[0] for step in steps[1:3]] == ["1", "2"]


def test_the_overview_lies_beside_the_runs_and_links_to_them(finished):
    _, folder, _ = finished
    page = (folder / "overview.html").read_text(encoding="utf-8")
    assert page.rstrip().endswith("</html>")
    assert "<b>Nordwind" not in page
    assert "&lt;b&gt;Nordwind&lt;/b&gt; &amp; Söhne" in page
    [link] = re.findall(r'href="([^"#]+)"', page)
    assert (folder / unquote(unescape(link))).resolve().name == "report.html"
    assert (folder / unquote(unescape(link))).is_file()
    assert page.index("2 of 2 runs need somebody") < page.index("this one cannot be read")
    held = hashlib.sha256((folder / "overview.html").read_bytes()).hexdigest()
    assert read(folder / "overview.json")["files"] == {"overview.html": held}


def test_the_overview_is_delivered_with_what_needs_somebody_first(finished):
    _, folder, [got] = finished
    assert got["title"] == "Nightly: 2 of 2 runs need somebody: 1 failed and 1 crossed a threshold."
    lines = got["message"].splitlines()
    assert lines[2] == f"Failed: {OTHER}, Own, All time"
    assert lines[4].startswith(f"Threshold crossed: {ORGANISATION}, Own, All time")
    assert lines[-1] == f"Page: {folder / 'overview.html'}"
    [attached] = got["attachments"]
    assert attached["filename"] == f"nightly-overview-{folder.name}.html"
    assert read(folder / "delivery.json")["deliveries"][0]["outcome"] == "delivered"
    assert [path for path in folder.rglob("*") if b"s3cret" in path.read_bytes()] == []


def test_python_does_what_the_command_line_does(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    nightly(tmp_path, more="deliver: XSYNC_DELIVER_UNSET\nkeep: 1\n")
    steps: list[str] = []
    first = xsync.run_reports("nightly.yaml", out="out", progress=steps.append, overrides=["workers=1"])
    assert steps[0] == "2 runs, 1 at a time"
    assert steps[-1] == "delivering the overview"
    assert first.exit_code == 6, "nothing but the delivery failed"
    assert first.result["exit_code"] == 0
    assert first.result["answer"] == "Nothing to do: 2 runs, no threshold crossed."
    assert first.remarks[-1].startswith("Not delivered to XSYNC_DELIVER_UNSET")
    again = xsync.run_reports(
        {"organisations": [ORGANISATION], "notebook": "own.ipynb", "as_of": AS_OF, "keep": 1}, out="out"
    )
    assert again.exit_code == 0
    assert again.page.parent.parent.name == "runs.overview"
    assert first.page.exists(), "another file's overviews are another's"
    [kept] = Path("out").glob("Harbour*/own/*")
    assert kept.name == Path(again.result["runs"][0]["page"]).parts[2]
    third = xsync.run_reports("nightly.yaml", out="out")
    assert overviews(Path("out")) == [third.folder.relative_to(tmp_path.resolve()) / "overview.json"]


def test_as_json_it_is_one_object(tmp_path):
    nightly(tmp_path)
    done = run_xsync(
        "report", "nightly.yaml", "--json", "-p", f"organisations=['{ORGANISATION}']", folder=tmp_path
    )
    assert (done.returncode, done.stderr) == (0, "")
    told = json.loads(done.stdout)
    assert told["result"] == read(Path(told["page"]).with_name("overview.json"))


def test_two_schedulers_at_once_do_not_disturb_one_another(tmp_path):
    nightly(tmp_path, more="keep: 3\nworkers: 1\n")
    both = [
        subprocess.Popen(
            [XSYNC, "report", "nightly.yaml", "--out", "out"], cwd=tmp_path, stderr=subprocess.DEVNULL
        )
        for _ in range(2)
    ]
    assert [process.wait(ENOUGH) for process in both] == [0, 0]
    results = [read(path) for path in overviews(tmp_path / "out")]
    pages = [run["page"] for result in results for run in result["runs"]]
    assert len(set(pages)) == 4
    assert all((tmp_path / "out" / page).is_file() for page in pages)
    assert [path.name for path in (tmp_path / "out").iterdir() if path.name.startswith(".")] == []


def started(folder, **options):
    """Start the command line on runs that do not end, and wait until a kernel is at work in each worker."""
    nightly(folder, SLOW, more="workers: 2\n")
    process = subprocess.Popen(
        [XSYNC, "report", "nightly.yaml", "--out", "out"],
        cwd=folder,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        **options,
    )
    latest = time.monotonic() + ENOUGH
    while len(list(folder.glob("running-*"))) < 2 and process.poll() is None and time.monotonic() < latest:
        time.sleep(0.01)
    return process


def gone(folder) -> bool:
    """Whether the kernels end: they are waited for, as they may outlive who is asked to stop them."""
    latest = time.monotonic() + ENOUGH
    for path in folder.glob("running-*"):
        while time.monotonic() < latest:
            try:
                os.kill(int(path.name.removeprefix("running-")), 0)
            except ProcessLookupError:
                break
            time.sleep(0.05)
        else:
            return False
    return True


def pages_left(out):
    return [path for path in out.rglob("*.html") if not path.parent.name.startswith(".")]


@needs_posix
@pytest.mark.parametrize("how", [signal.SIGINT, signal.SIGTERM, signal.SIGKILL])
def test_what_stops_the_command_stops_its_workers_and_leaves_no_half_page(tmp_path, how):
    process = started(tmp_path, start_new_session=True)
    process.send_signal(how)
    stdout, stderr = process.communicate(timeout=ENOUGH)
    assert process.returncode == (130 if how == signal.SIGINT else -how)
    assert gone(tmp_path)
    assert stdout == ""
    if how == signal.SIGINT:
        assert stderr.splitlines()[-1] == "xsync: stopped."
        assert [path.name for path in (tmp_path / "out").iterdir() if path.name.startswith(".")] == []
    assert pages_left(tmp_path / "out") == []
    assert overviews(tmp_path / "out") == []


def test_the_nightly_file_of_this_project_runs_on_the_demo_company_as_it_stands(
    tmp_path, tmp_path_factory, monkeypatch
):
    monkeypatch.setenv("XSYNC_PARAMS", str(ROOT / "params"))
    monkeypatch.setenv("XSYNC_STORE", str(ledgers_store(tmp_path_factory)))
    overview = xsync.run_reports(ROOT / "params" / "nightly.yaml", out=tmp_path / "out")
    assert [(run["notebook"], run["exit_code"]) for run in overview.result["runs"]] == [
        ("Sync report", 4),
        ("Reconciliation", 4),
        ("Close readiness", 0),
    ]
    assert overview.exit_code == 4
    assert overview.folder.parent.name == "nightly.overview"
