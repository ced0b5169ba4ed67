"""Xero's token endpoint: client credentials, and refresh tokens that serve once."""

from __future__ import annotations

import base64
import secrets
import time
from binascii import Error as NotBase64
from threading import Lock
from typing import TYPE_CHECKING, Final

from xsync.sandbox.answers import Answer, Request, json_answer

if TYPE_CHECKING:
    from collections.abc import Mapping

LIFETIME: Final = 1800
"""Seconds that an access token holds."""


class Tokens:
    """Gives tokens out and knows which of them hold.

    Parameters
    ----------
    client_id, client_secret
        Whose they are.
    lifetime
        Seconds that an access token holds.
    """

    def __init__(self, client_id: str, client_secret: str, lifetime: float = LIFETIME) -> None:
        self._client = (client_id, client_secret)
        self._lifetime = lifetime
        self._lock = Lock()
        self._access: dict[str, tuple[float, bool]] = {}
        self._refresh = {f"demo-refresh-{secrets.token_hex(8)}"}
        self.given = 0

    @property
    def refresh_token(self) -> str:
        """The refresh token that holds at present."""
        with self._lock:
            return next(iter(self._refresh))

    def answer(self, request: Request) -> Answer:
        """Answer a call of the token endpoint."""
        if request.method != "POST":
            return json_answer({"error": "invalid_request"}, 405)
        if _client(request) != self._client:
            return json_answer({"error": "invalid_client"}, 400)
        grant = request.form.get("grant_type", "")
        if grant == "client_credentials":
            return json_answer(self._token(refreshed=False))
        if grant != "refresh_token":
            return json_answer({"error": "unsupported_grant_type"}, 400)
        with self._lock:
            known = request.form.get("refresh_token", "") in self._refresh
            if known:
                self._refresh = {f"demo-refresh-{secrets.token_hex(8)}"}
        return (
            json_answer(self._token(refreshed=True))
            if known
            else json_answer({"error": "invalid_grant"}, 400)
        )

    def holds(self, request: Request) -> bool:
        """Whether a call bears an access token that holds."""
        with self._lock:
            until, _ = self._access.get(_bearer(request), (0.0, False))
            return time.monotonic() < until

    def needs_tenant(self, request: Request) -> bool:
        """Whether the token is one of a user, who may have several organisations."""
        with self._lock:
            return self._access.get(_bearer(request), (0.0, False))[1]

    def expire(self) -> None:
        """Let every access token end now."""
        with self._lock:
            self._access.clear()

    def _token(self, *, refreshed: bool) -> Mapping[str, str | int]:
        token = f"demo-access-{secrets.token_hex(16)}"
        with self._lock:
            self.given += 1
            self._access[token] = (time.monotonic() + self._lifetime, refreshed)
            refresh = {"refresh_token": next(iter(self._refresh))} if refreshed else {}
        return {"access_token": token, "expires_in": int(self._lifetime), "token_type": "Bearer", **refresh}


def _bearer(request: Request) -> str:
    kind, _, token = request.headers.get("authorization", "").partition(" ")
    return token if kind.casefold() == "bearer" else ""


def _client(request: Request) -> tuple[str, str]:
    """Return id and secret, from the header or from the form."""
    kind, _, encoded = request.headers.get("authorization", "").partition(" ")
    if kind.casefold() != "basic":
        return request.form.get("client_id", ""), request.form.get("client_secret", "")
    try:
        name, _, secret = base64.b64decode(encoded, validate=True).decode().partition(":")
    except (NotBase64, UnicodeDecodeError):
        return "", ""
    return name, secret
