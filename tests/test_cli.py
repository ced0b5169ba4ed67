"""The command line as people and schedulers meet it: real processes, what they print and how they end."""

from __future__ import annotations

import importlib.metadata
import json
import os
import subprocess
from typing import TYPE_CHECKING

import pytest

from tests.run.surroundings import ORGANISATION, XSYNC, run_xsync, written

if TYPE_CHECKING:
    from pathlib import Path

COMMANDS = {
    "load": ["--organisation", "--store", "--date-order", "--documents", "--json"],
    "report": ["--parameter", "--out", "--pdf", "--json"],
    "publish": ["--note", "--sign-off", "--pdf", "--out", "--store", "--json"],
    "verify": ["--out", "--store", "--manifest-sha256", "--json"],
    "demo": ["--folder", "--items", "--seed", "--no-load", "--no-ledgers", "--store"],
    "sandbox": ["--port", "--items", "--seed", "--fault", "--limit-scale", "--folder"],
    "explain": ["--json"],
    "triage": [
        "--type",
        "--finding",
        "--owner",
        "--disposition",
        "--reason",
        "--expires",
        "--dated",
        "--each",
    ],
    "lab": ["after --"],
    "doctor": ["--store", "--json"],
}
posix_only = pytest.mark.skipif(
    os.name != "posix", reason="Windows has no pseudo-terminals, nor these rights"
)


@pytest.fixture(scope="module")
def demo(tmp_path_factory):
    """A folder in which the demo company was made and loaded: the folder, and what was printed."""
    folder = tmp_path_factory.mktemp("demo")
    return folder, run_xsync("demo", "--items", "400", folder=folder)


def test_the_version_is_the_installed_one(tmp_path):
    done = run_xsync("--version", folder=tmp_path)
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout == f"xsync {importlib.metadata.version('xsync')}\n"


def test_without_a_command_it_says_which_there_are(tmp_path):
    done = run_xsync(folder=tmp_path)
    assert done.returncode == 2
    assert [command for command in COMMANDS if f"\n  {command} " not in done.stdout + done.stderr] == []


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_explains_itself(command, tmp_path):
    done = run_xsync(command, "--help", folder=tmp_path)
    assert (done.returncode, done.stderr) == (0, "")
    assert [option for option in COMMANDS[command] if option not in done.stdout] == []


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["repot"], "No such command 'repot'. Did you mean 'report'?"),
        (["--nosuch"], "No such option: --nosuch"),
        (["report", "--nosuch", "x.yaml"], "No such option: --nosuch"),
        (["report"], "Missing argument 'PARAMS.yaml'."),
        (["report", "none.yaml"], "xsync: none.yaml cannot be read: No such file or directory."),
        (["report", "none.yaml", "extra"], "unexpected extra argument"),
        (["demo", "--items", "many"], "Invalid value for '--items'"),
    ],
)
def test_wrong_usage_is_said_in_a_sentence_and_ends_in_exit_code_2(arguments, told, tmp_path):
    done = run_xsync(*arguments, folder=tmp_path)
    assert done.returncode == 2
    assert done.stdout == ""
    assert told in done.stderr
    assert "Traceback" not in done.stderr
    assert list(tmp_path.iterdir()) == []


def test_a_misspelt_parameter_is_refused_with_the_right_one_before_anything_runs(tmp_path):
    (tmp_path / "weekly.yaml").write_text("perid: last_month\nlayuot: Default\n", encoding="utf-8")
    done = run_xsync("report", "weekly.yaml", "-p", "as_off=2026-07-31", folder=tmp_path)
    assert done.returncode == 2
    assert done.stdout == ""
    assert done.stderr.splitlines() == [
        "xsync: The parameters cannot be used; nothing was run:",
        "  - perid: no such parameter, did you mean 'period'?",
        "  - layuot: no such parameter, did you mean 'layout'?",
        "  - as_off: no such parameter, did you mean 'as_of'?",
    ]
    assert written(tmp_path) == ["weekly.yaml"]


def test_the_demo_writes_and_loads_and_says_so_step_by_step(demo):
    folder, done = demo
    assert done.returncode == 0, done.stderr
    assert done.stderr.splitlines()[0] == "writing 400 items ..."
    assert all(line.endswith(" ...") for line in done.stderr.splitlines())
    written_files = {f"wrote {path.relative_to(folder)}" for path in (folder / "demo").iterdir()}
    assert set(done.stdout.splitlines()[:4]) == written_files
    assert done.stdout.splitlines()[4] == f"Organisation: {ORGANISATION}"
    read = [line for line in done.stdout.splitlines() if " rows read = " in line]
    assert [line.split(":")[0].rpartition("/")[2] for line in read] == [
        "xero-sync-report-2026-09-30.csv",
        "xero-sync-report-2026-11-02.xlsx",
        "cin7-documents.csv",
        "xero-documents.csv",
    ]
    assert ": 400 rows read = " in read[1]


def test_the_demo_again_brings_nothing_new(demo):
    folder, _ = demo
    before = {path: path.read_bytes() for path in (folder / "store").rglob("*.parquet")}
    done = run_xsync("demo", "--items", "400", folder=folder)
    assert done.returncode == 0, done.stderr
    assert done.stdout.count("nothing new") == 4
    assert " 0 new + 400 known + 0 rejected" in done.stdout
    assert {path: path.read_bytes() for path in (folder / "store").rglob("*.parquet")} == before


def test_the_demo_can_be_written_without_a_store(tmp_path):
    done = run_xsync("demo", "--items", "400", "--no-load", "--folder", "elsewhere", folder=tmp_path)
    assert done.returncode == 0, done.stderr
    assert [path.name for path in tmp_path.iterdir()] == ["elsewhere"]
    assert len(done.stdout.splitlines()) == 4


def test_the_demo_can_be_written_without_its_ledgers(tmp_path):
    done = run_xsync("demo", "--items", "400", "--no-load", "--no-ledgers", folder=tmp_path)
    assert done.returncode == 0, done.stderr
    assert all("xero-sync-report-" in line for line in done.stdout.splitlines())
    assert len(list((tmp_path / "demo").iterdir())) == 2


def test_doctor_is_content_with_a_good_store(demo):
    folder, _ = demo
    done = run_xsync("doctor", folder=folder)
    assert done.returncode == 0, done.stdout
    assert all(line.startswith("ok ") for line in done.stdout.splitlines())
    assert ORGANISATION in done.stdout
    findings = json.loads(run_xsync("doctor", "--json", folder=folder).stdout)
    assert [f"ok   {each['what']}: {each['sentence']}" for each in findings] == done.stdout.splitlines()


@posix_only
def test_doctor_fails_on_a_store_that_others_may_open(tmp_path):
    (tmp_path / "store").mkdir(mode=0o755)
    done = run_xsync("doctor", "--store", "store", folder=tmp_path)
    assert done.returncode == 1
    assert "BAD  Store rights: others may open store; run chmod -R go= store" in done.stdout


def test_lab_hands_its_arguments_on_and_brings_the_notebooks_to_an_empty_folder(tmp_path):
    done = run_xsync("lab", "--", "--version", folder=tmp_path)
    assert done.returncode == 0, done.stderr
    assert done.stdout.strip() == importlib.metadata.version("jupyterlab")
    assert written(tmp_path) == [
        f"notebooks/{name}.ipynb" for name in ("close_readiness", "reconciliation", "sync_report")
    ]
    assert done.stderr.splitlines() == [f"The notebooks were copied to {tmp_path / 'notebooks'}."]


def test_an_unforeseen_fault_is_a_sentence_and_a_traceback_only_for_those_who_ask(tmp_path):
    (tmp_path / "notebooks").write_text("in the way", encoding="utf-8")
    done = run_xsync("lab", folder=tmp_path)
    assert done.returncode == 1
    [sentence] = done.stderr.splitlines()
    assert sentence.startswith("xsync: unexpected fault: FileExistsError: ")
    assert sentence.endswith("(XSYNC_DEBUG=1 shows where)")
    debugged = run_xsync("lab", folder=tmp_path, XSYNC_DEBUG="1")
    assert debugged.returncode == 1
    assert "Traceback" in debugged.stderr
    assert debugged.stderr.splitlines()[-1] == sentence


def test_a_store_that_cannot_be_written_is_a_sentence(tmp_path):
    (tmp_path / "store").write_text("a file", encoding="utf-8")
    done = run_xsync("demo", "--items", "400", folder=tmp_path)
    assert done.returncode == 1
    assert "Traceback" not in done.stderr
    assert done.stderr.splitlines()[-1].startswith("xsync: The store ")
    assert (tmp_path / "store").read_text(encoding="utf-8") == "a file"


def test_a_console_that_knows_only_ascii_is_no_obstacle(tmp_path):
    (tmp_path / "wöchentlich.yaml").write_text("periöd: today\n", encoding="utf-8")
    done = run_xsync("report", "wöchentlich.yaml", folder=tmp_path, PYTHONIOENCODING="ascii")
    assert done.returncode == 2
    assert "periöd: no such parameter" in done.stderr
    done = run_xsync("report", "nächste.yaml", folder=tmp_path, PYTHONIOENCODING="ascii")
    assert done.stderr == "xsync: nächste.yaml cannot be read: No such file or directory.\n"


def test_nobody_listening_to_the_result_is_no_fault(demo):
    folder, _ = demo
    running = start(folder, "doctor", stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    assert running.stdout
    running.stdout.close()
    assert running.stderr
    assert running.stderr.read() == ""
    running.stderr.close()
    running.wait()


def test_nobody_listening_to_the_progress_does_not_stop_the_work(tmp_path):
    running = start(tmp_path, "demo", "--items", "400", "--no-load", stderr=subprocess.PIPE)
    assert running.stderr
    running.stderr.close()
    assert running.wait() == 0
    assert len(list((tmp_path / "demo").iterdir())) == 4


@posix_only
def test_a_terminal_gets_a_live_line_whatever_a_file_is_called(tmp_path):
    import pty

    (tmp_path / "[bold].csv").write_text("no export\n", encoding="utf-8")
    ours, theirs = pty.openpty()
    variables = {"TERM": "xterm", "COLUMNS": "100"}
    running = start(
        tmp_path,
        "load",
        "[bold].csv",
        "--organisation",
        "Acme",
        stderr=theirs,
        stdout=subprocess.PIPE,
        **variables,
    )
    os.close(theirs)
    shown = b""
    while block := _read(ours):
        shown += block
    os.close(ours)
    assert running.stdout
    told = running.stdout.read()
    running.stdout.close()
    assert running.wait() == 3
    assert "[bold].csv: refused." in told
    assert b"\x1b[" in shown
    assert b"[bold].csv: reading" in shown
    assert b" ..." not in shown


def _read(terminal: int) -> bytes:
    try:
        return os.read(terminal, 4096)
    except OSError:  # the other side is closed
        return b""


def start(folder: Path, *arguments: str, stderr: int, stdout: int = subprocess.DEVNULL, **variables: str):
    return subprocess.Popen(
        [XSYNC, *arguments],
        cwd=folder,
        env={**os.environ, **variables},
        stdout=stdout,
        stderr=stderr,
        text=True,
        encoding="utf-8",
    )
