"""A server on loopback that answers as a test says, and notes what it was asked and when."""

from __future__ import annotations

import json
import time
from threading import Lock
from typing import TYPE_CHECKING, Any, NamedTuple, Self

from xsync.sandbox.answers import Answer, Request
from xsync.sandbox.http_server import LoopbackServer

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
        self._server = LoopbackServer(0, self._answer)

    def __enter__(self) -> Self:
        self._server.__enter__()
        return self

    def __exit__(self, *_: object) -> None:
        self._server.__exit__()

    @property
    def address(self) -> str:
        return self._server.address

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

    def _answer(self, request: Request) -> Answer:
        asked = Asked(
            request.method,
            request.path.strip("/"),
            dict(request.query),
            dict(request.headers),
            dict(request.form),
            time.monotonic(),
        )
        with self._lock:
            self.asked.append(asked)
            said = self.say(asked)
        time.sleep(said.seconds)
        body = said.body if isinstance(said.body, str) else json.dumps(said.body)
        return Answer(said.status, body.encode(), said.headers, cut=said.cut)
