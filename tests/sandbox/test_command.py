"""`xsync sandbox`: it says how to come in, serves, and ends when it is told to."""

from __future__ import annotations

import re
import signal
import socket
import subprocess
import sys
from typing import TYPE_CHECKING

import httpx
import pytest

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

COMMAND = [sys.executable, "-m", "xsync", "sandbox"]
SETTINGS = [
    "XSYNC_CIN7_BASE_URL",
    "XSYNC_CIN7_ACCOUNT_ID",
    "XSYNC_CIN7_APPLICATION_KEY",
    "XSYNC_XERO_BASE_URL",
    "XSYNC_XERO_TOKEN_URL",
    "XSYNC_XERO_CLIENT_ID",
    "XSYNC_XERO_CLIENT_SECRET",
    "XSYNC_XERO_TENANT_ID",
]


@pytest.fixture
def running(tmp_path: Path) -> Iterator[tuple[subprocess.Popen[str], list[str]]]:
    options = ["--port", "0", "--items", "50", "--fault", "slow", "--folder", "exports"]
    process = subprocess.Popen([*COMMAND, *options], cwd=tmp_path, stdout=subprocess.PIPE, text=True)
    assert process.stdout
    said = []
    for line in process.stdout:
        said.append(line.rstrip("\n"))
        if "Ctrl-C" in line:
            break
    yield process, said
    process.kill()
    process.wait()
    process.stdout.close()


def test_it_says_what_to_export_and_serves(
    running: tuple[subprocess.Popen[str], list[str]], tmp_path: Path
) -> None:
    _, said = running
    settings = dict(re.findall(r"^export (\w+)=(\S+)$", "\n".join(said), re.MULTILINE))
    assert list(settings) == SETTINGS
    headers = {
        "api-auth-accountid": settings["XSYNC_CIN7_ACCOUNT_ID"],
        "api-auth-applicationkey": settings["XSYNC_CIN7_APPLICATION_KEY"],
    }
    answer = httpx.get(settings["XSYNC_CIN7_BASE_URL"] + "me", headers=headers)
    assert answer.json()["Company"] == "Harbour & Pine Ltd"
    assert any(line.startswith("# fault slow: ") for line in said)
    statistics = next(line.split()[-1] for line in said if line.endswith("/sandbox/statistics"))
    assert httpx.get(statistics).json()["cin7"]["calls"] == 1
    assert {f"# wrote exports/{path.name}" for path in (tmp_path / "exports").iterdir()} <= set(said)


@pytest.mark.skipif(sys.platform == "win32", reason="Windows ends a process without asking it")
@pytest.mark.parametrize("stop", [signal.SIGINT, signal.SIGTERM])
def test_it_ends_well_when_it_is_told_to(
    running: tuple[subprocess.Popen[str], list[str]], stop: signal.Signals
) -> None:
    process, _ = running
    process.send_signal(stop)
    assert process.wait(timeout=30) == 0


@pytest.mark.parametrize(
    ("options", "sentence"),
    [
        (["--fault", "slwo"], "slwo: no such fault, did you mean 'slow'?"),
        (["--items", "10"], "ask for 50 or more"),
    ],
)
def test_what_cannot_be_served_is_said(tmp_path: Path, options: list[str], sentence: str) -> None:
    done = subprocess.run(
        [*COMMAND, "--port", "0", *options], cwd=tmp_path, capture_output=True, text=True, check=False
    )
    assert done.returncode == 2
    assert sentence in done.stderr


def test_a_port_that_is_taken_is_named(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = str(taken.getsockname()[1])
        done = subprocess.run(
            [*COMMAND, "--port", port, "--items", "50"],
            cwd=tmp_path,
            capture_output=True,
            text=True,
            check=False,
        )
    assert done.returncode == 2
    assert f"Nothing can listen on port {port}" in done.stderr
    assert "--port" in done.stderr
