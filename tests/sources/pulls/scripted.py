"""A server on loopback that answers as a test says, and notes what it was asked and when."""

from __future__ import annotations

import json
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Lock, Thread
from typing import TYPE_CHECKING, Any, NamedTuple, Self
from urllib.parse import parse_qsl, urlsplit

if TYPE_CHECKING:
    from collections.abc import Callable


class Asked(NamedTuple):
    method: str
    path: str
    query: dict[str, str]
    headers: dict[str, str]
    form: dict[str, str]
    at: float


class Said(NamedTuple):
    body: Any
    status: int = 200
    headers: dict[str, str] = {}  # noqa: RUF012 - never changed
    seconds: float = 0
    cut: bool = False


class Scripted:
    """Serves while its context lasts; ``say`` answers each call."""

    def __init__(self, say: Callable[[Asked], Said]) -> None:
        self.asked: list[Asked] = []
        self.say = say
        self._lock = Lock()
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), self._handler())
        self._server.daemon_threads = True
        self._thread = Thread(target=self._server.serve_forever, args=(0.02,), daemon=True)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._server.shutdown()
        self._thread.join()
        self._server.server_close()

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self._server.server_address[1]}"

    @property
    def environment(self) -> dict[str, str]:
        return {
            "XSYNC_CIN7_BASE_URL": f"{self.address}/cin7",
            "XSYNC_CIN7_ACCOUNT_ID": "account",
            "XSYNC_CIN7_APPLICATION_KEY": "key-that-nobody-may-see",
            "XSYNC_XERO_BASE_URL": f"{self.address}/xero",
            "XSYNC_XERO_TOKEN_URL": f"{self.address}/token",
            "XSYNC_XERO_CLIENT_ID": "client",
            "XSYNC_XERO_CLIENT_SECRET": "secret-that-nobody-may-see",
            "XSYNC_MINUTE": "0.3",
        }

    def paths(self) -> list[str]:
        return [each.path for each in self.asked]

    def _handler(self) -> type[BaseHTTPRequestHandler]:
        scripted = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"
            wbufsize = -1
            disable_nagle_algorithm = True

            def do_GET(self) -> None:
                target = urlsplit(self.path)
                form = self.rfile.read(int(self.headers.get("Content-Length") or 0)).decode()
                asked = Asked(
                    self.command,
                    target.path.strip("/"),
                    dict(parse_qsl(target.query)),
                    {name.lower(): value for name, value in self.headers.items()},
                    dict(parse_qsl(form)),
                    time.monotonic(),
                )
                with scripted._lock:
                    scripted.asked.append(asked)
                    said = scripted.say(asked)
                time.sleep(said.seconds)
                body = said.body if isinstance(said.body, str) else json.dumps(said.body)
                raw = body.encode()
                try:
                    self.send_response(said.status)
                    for name, value in said.headers.items():
                        self.send_header(name, value)
                    self.send_header("Content-Length", str(len(raw)))
                    self.end_headers()
                    self.wfile.write(raw[: len(raw) // 2] if said.cut else raw)
                    self.wfile.flush()
                except ConnectionError:
                    said = said._replace(cut=True)
                self.close_connection = self.close_connection or said.cut

            do_POST = do_GET  # noqa: N815 - as the library calls them

            def log_message(self, *_: object) -> None:
                """Say nothing."""

        return Handler
