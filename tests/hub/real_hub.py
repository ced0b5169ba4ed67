"""A real JupyterHub: its proxy, a server for each user, and kernels in which the users' code runs."""

from __future__ import annotations

import json
import os
import secrets
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
import uuid
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

import websocket

from tests.checkout import ROOT

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

PROGRAMS: Final = ROOT / "build" / "hub" / "bin"
GROUPS: Final = {"anna": [], "ben": [], "carol": ["auditors"]}
"""The users, and the groups that the Hub keeps them in."""

_KERNEL: Final = "xsync"
_PATIENCE: Final = 60
_RIGHTS: Final = ["admin:users", "admin:servers", "tokens"]


@dataclass(frozen=True)
class RunningHub:
    """A Hub that runs.

    Parameters
    ----------
    address
        Of its proxy.
    token
        Of the service that the tests are.
    """

    address: str
    token: str

    def call(self, method: str, path: str, token: str | None = None, body: object = None) -> Any:
        """Call the Hub, or a user's server behind its proxy."""
        request = urllib.request.Request(  # noqa: S310 - on loopback
            f"{self.address}{path}",
            method=method,
            data=None if body is None else json.dumps(body).encode(),
            headers={"Authorization": f"token {token or self.token}", "Content-Type": "application/json"},
        )
        with urllib.request.urlopen(request, timeout=_PATIENCE) as answer:  # noqa: S310 - as above
            return json.loads(answer.read() or b"null")

    def run_as(self, user: str, code: str) -> str:
        """Run code in a kernel of a user's own server; return what it printed, or how it failed."""
        token = self.call("POST", f"/hub/api/users/{user}/tokens", body={"note": "tests"})["token"]
        kernel = self.call("POST", f"/user/{user}/api/kernels", token, {"name": _KERNEL})["id"]
        address = f"{self.address.replace('http', 'ws')}/user/{user}/api/kernels/{kernel}/channels"
        channels = websocket.create_connection(
            address, timeout=_PATIENCE, header=[f"Authorization: token {token}"]
        )
        try:
            return _told(channels, code)
        finally:
            channels.close()
            self.call("DELETE", f"/user/{user}/api/kernels/{kernel}", token)

    def start_servers(self) -> None:
        """Start every user's server, side by side."""
        for user in GROUPS:
            self.call("POST", f"/hub/api/users/{user}/server")
        for user in GROUPS:
            _wait_until(lambda of=user: self.call("GET", f"/hub/api/users/{of}")["servers"][""]["ready"])


def _told(channels: websocket.WebSocket, code: str) -> str:
    message = uuid.uuid4().hex
    header = {"msg_id": message, "msg_type": "execute_request", "username": "", "session": message}
    content = {"code": code, "silent": False, "store_history": False, "allow_stdin": False}
    channels.send(
        json.dumps(
            {
                "header": {**header, "version": "5.3", "date": ""},
                "parent_header": {},
                "metadata": {},
                "content": content,
                "channel": "shell",
            }
        )
    )
    told = ""
    while True:
        answer = json.loads(channels.recv())
        if answer["parent_header"].get("msg_id") != message:
            continue
        if answer["msg_type"] == "stream":
            told += answer["content"]["text"]
        elif answer["msg_type"] == "error":
            told += "\n".join([f"<{answer['content']['ename']}>", *answer["content"]["traceback"]])
        elif answer["msg_type"] == "status" and answer["content"]["execution_state"] == "idle":
            return told


@contextmanager
def real_hub(folder: Path, **environment: str) -> Iterator[RunningHub]:
    """Run a Hub whose users all share this account, with what the environment of their servers holds."""
    ports, token = _free_ports(3), secrets.token_hex()
    (folder / "hub.json").write_text(json.dumps(_configuration(folder, ports, token, environment)))
    with (folder / "hub.log").open("wb") as log:
        hub = subprocess.Popen(
            [PROGRAMS / "python", "-m", "jupyterhub", "-f", "hub.json"],
            cwd=folder,
            env={**os.environ, "PATH": f"{PROGRAMS}{os.pathsep}{os.environ['PATH']}"},
            stdout=log,
            stderr=log,
        )
    running = RunningHub(f"http://127.0.0.1:{ports[0]}", token)
    try:
        _wait_until(lambda: hub.poll() is not None or running.call("GET", "/hub/api/")["version"])
        assert hub.poll() is None, (folder / "hub.log").read_text(encoding="utf-8")
        running.start_servers()
        yield running
    finally:
        hub.terminate()
        hub.wait(_PATIENCE)


def _configuration(folder: Path, ports: list[int], token: str, environment: dict[str, str]) -> dict[str, Any]:
    addresses = [f"http://127.0.0.1:{port}" for port in ports]
    kernel = folder / "jupyter" / "kernels" / _KERNEL
    kernel.mkdir(parents=True)
    command = [sys.executable, "-m", "ipykernel_launcher", "-f", "{connection_file}"]
    (kernel / "kernel.json").write_text(
        json.dumps({"argv": command, "display_name": _KERNEL, "language": "python"})
    )
    members = {group: [user for user, of in GROUPS.items() if group in of] for group in ("auditors",)}
    is_root = hasattr(os, "geteuid") and os.geteuid() == 0
    return {
        "JupyterHub": {
            "bind_url": addresses[0],
            "hub_bind_url": addresses[1],
            "db_url": "sqlite://",
            "cookie_secret_file": str(folder / "cookie_secret"),
            "authenticator_class": "dummy",
            "spawner_class": "simple",
            "cleanup_servers": True,
            "load_groups": {group: {"users": users} for group, users in members.items()},
            "services": [{"name": "tests", "api_token": token}],
            "load_roles": [{"name": "tests", "scopes": _RIGHTS, "services": ["tests"]}],
        },
        "ConfigurableHTTPProxy": {
            "command": [str(PROGRAMS / "configurable-http-proxy")],
            "api_url": addresses[2],
            "pid_file": str(folder / "proxy.pid"),
        },
        "Authenticator": {"allowed_users": sorted(GROUPS)},
        "SimpleLocalProcessSpawner": {"home_dir_template": f"{folder}/homes/{{username}}"},
        "Spawner": {
            "cmd": [str(PROGRAMS / "jupyterhub-singleuser")],
            "args": ["--allow-root"] if is_root else [],
            "environment": {"JUPYTER_PATH": str(folder / "jupyter"), **environment},
        },
    }


def _free_ports(number: int) -> list[int]:
    held = [socket.create_server(("127.0.0.1", 0)) for _ in range(number)]
    try:
        return [each.getsockname()[1] for each in held]
    finally:
        for each in held:
            each.close()


def _wait_until(is_so: Any) -> None:
    until = time.monotonic() + _PATIENCE
    while True:
        try:
            if is_so():
                return
        except (OSError, KeyError, ValueError):
            pass
        assert time.monotonic() < until, "it takes too long"
        time.sleep(0.1)
