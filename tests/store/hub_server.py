"""What JupyterHub answers a session that asks whose it is, on loopback."""

from __future__ import annotations

import json
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import ssl
    from collections.abc import Iterator

    import pytest

USERS = {
    "anna": ["bookkeepers"],
    "ben": ["auditors", "visitors"],
    "carol": [],
}


class Hub:
    """A Hub whose users' tokens are their names and ``-token``."""

    def __init__(self, address: str, asked: list[str]) -> None:
        self.address, self.asked = address, asked

    def session_of(self, name: str, environment: pytest.MonkeyPatch) -> None:
        """Make this process part of somebody's session."""
        environment.setenv("JUPYTERHUB_API_URL", self.address)
        environment.setenv("JUPYTERHUB_API_TOKEN", f"{name}-token")


class _Answers(BaseHTTPRequestHandler):
    asked: list[str]

    def do_GET(self) -> None:
        token = self.headers.get("Authorization", "").removeprefix("token ")
        self.asked.append(self.path)
        name = token.removesuffix("-token")
        if name == "elsewhere":
            self._answer(302, b"", Location=f"http://127.0.0.1:{self.server.server_port}/stolen")  # type: ignore[attr-defined]
        elif name == "service":
            self._answer(200, json.dumps({"kind": "service", "name": "anna"}).encode())
        elif name == "page":
            self._answer(200, b"<html>Sign in</html>")
        elif self.path != "/hub/api/user" or name not in USERS:
            self._answer(403, b'{"status": 403, "message": "Forbidden"}')
        else:
            told = {"kind": "user", "name": name, "groups": USERS[name], "admin": False}
            self._answer(200, json.dumps(told).encode())

    def _answer(self, status: int, body: bytes, **headers: str) -> None:
        self.send_response(status)
        for title, value in {**headers, "Content-Length": str(len(body))}.items():
            self.send_header(title, value)
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        """Keep silent."""


@contextmanager
def hub_server(secured: ssl.SSLContext | None = None) -> Iterator[Hub]:
    """Run it, with certificates or without."""
    asked: list[str] = []
    server = ThreadingHTTPServer(("127.0.0.1", 0), type("Answers", (_Answers,), {"asked": asked}))
    if secured:
        server.socket = secured.wrap_socket(server.socket, server_side=True)
    thread = Thread(target=server.serve_forever)
    thread.start()
    try:
        yield Hub(f"http{'s' if secured else ''}://127.0.0.1:{server.server_port}/hub/api", asked)
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
