"""What lets calls in: Cin7 Core's keys, and Xero's tokens, whose refresh tokens serve once."""

from __future__ import annotations

import hashlib
import sqlite3
import time
from contextlib import closing, suppress
from importlib import import_module
from threading import Lock
from typing import TYPE_CHECKING, Any, Final

from xsync.errors import LedgerUnreachable
from xsync.sources.ledger_settings import keyring_secret
from xsync.store.private import owner_only, private_folder

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    import httpx

    from xsync.sources.ledger_settings import LedgerSettings

XERO_SCOPES: Final = (
    "accounting.invoices.read",
    "accounting.payments.read",
    "accounting.banktransactions.read",
    "accounting.manualjournals.read",
    "accounting.contacts.read",
    "accounting.settings.read",
    "accounting.attachments.read",
)
"""What a pull needs to read, and nothing that writes."""

_TRIES: Final = 4
_EARLY: Final = 60.0
"""Seconds before its end at which a token is not used any more, or half its life for short ones."""
_BUSY_SECONDS: Final = 120.0


class Cin7Keys:
    """The two keys that Cin7 Core wants with each call."""

    def __init__(self, settings: LedgerSettings) -> None:
        self._headers = {
            "api-auth-accountid": settings["account_id"],
            "api-auth-applicationkey": settings["application_key"],
        }

    def headers(self) -> Mapping[str, str]:
        """Return the headers that say who calls."""
        return self._headers

    def renew(self, refused: Mapping[str, str]) -> bool:  # noqa: ARG002 - keys are for good
        """Say that there are no others."""
        return False


class XeroTokens:
    """Access tokens, fetched when needed: by client credentials, or by a refresh token that rotates.

    The newest refresh token is kept before the access token that came with it is used. Between Xero's answer
    and that instant a killed process leaves the one before, which Xero takes once more for half an hour.

    Parameters
    ----------
    settings, organisation
        Whose, and where they come from.
    client
        Fetches them.
    file
        Where the newest refresh token is kept, for the owner alone.
    """

    def __init__(self, settings: LedgerSettings, organisation: str, client: httpx.Client, file: Path) -> None:
        self._settings, self._organisation, self._client, self._file = settings, organisation, client, file
        self._lock = Lock()
        self._token: dict[str, Any] = {}
        self._good_until = 0.0

    def headers(self) -> Mapping[str, str]:
        """Return the headers that say who calls."""
        with self._lock:
            if time.monotonic() >= self._good_until:
                self._fetch()
            bearer = {"Authorization": f"Bearer {self._token['access_token']}"}
        tenant = self._settings["tenant_id"]
        return {**bearer, "xero-tenant-id": tenant} if tenant else bearer

    def renew(self, refused: Mapping[str, str]) -> bool:
        """Forget a token that was not accepted, unless another call did so before."""
        with self._lock:
            if refused.get("Authorization") == f"Bearer {self._token.get('access_token')}":
                self._good_until = 0.0
        return True

    def _fetch(self) -> None:
        began = time.monotonic()
        if self._settings["refresh_token"]:
            self._token = self._refreshed()
        else:
            self._token = self._answered({"grant_type": "client_credentials", "scope": " ".join(XERO_SCOPES)})
        lifetime = float(self._token.get("expires_in") or 0)
        self._good_until = began + max(lifetime - _EARLY, lifetime / 2)

    def _refreshed(self) -> dict[str, Any]:
        """Use the newest refresh token and keep the next, while no other process does."""
        first = self._settings["refresh_token"]
        key = hashlib.sha256(f"{self._settings['client_id']} {first}".encode()).hexdigest()
        private_folder(self._file.parent)
        with (
            owner_only(),
            closing(sqlite3.connect(self._file, timeout=_BUSY_SECONDS, isolation_level=None)) as kept,
        ):
            kept.execute("CREATE TABLE IF NOT EXISTS tokens (first TEXT PRIMARY KEY, newest TEXT)")
            kept.execute("BEGIN IMMEDIATE")
            row = kept.execute("SELECT newest FROM tokens WHERE first = ?", (key,)).fetchone()
            token = self._answered({"grant_type": "refresh_token", "refresh_token": row[0] if row else first})
            newest = token.get("refresh_token") or (row[0] if row else first)
            if keyring_secret(self._organisation, "xero_refresh_token") == first:
                with suppress(Exception):  # whatever a keyring fails with, the file has it too
                    import_module("keyring").set_password(
                        f"xsync {self._organisation}", "xero_refresh_token", newest
                    )
                    key = hashlib.sha256(f"{self._settings['client_id']} {newest}".encode()).hexdigest()
            kept.execute("INSERT OR REPLACE INTO tokens VALUES (?, ?)", (key, newest))
            kept.execute("COMMIT")
        return token

    def _answered(self, form: dict[str, str]) -> dict[str, Any]:
        """Ask the token endpoint, some times where it or the line fails."""
        import httpx
        from authlib.common.errors import AuthlibBaseError
        from authlib.oauth2.client import OAuth2Client

        url = self._settings["token_url"]
        who = (self._settings["client_id"], self._settings["client_secret"])
        grants = OAuth2Client(self._client, *who)
        pause = self._settings.minute / 60.0
        for last in range(_TRIES):
            try:
                if form["grant_type"] == "refresh_token":
                    return dict(grants.refresh_token(url, refresh_token=form["refresh_token"], auth=who))
                return dict(grants.fetch_token(url, auth=who, **form))
            except httpx.TransportError:
                reason = "could not be reached"
            except AuthlibBaseError as error:
                if error.error in {"invalid_grant", "invalid_client", "unauthorized_client", "invalid_scope"}:
                    raise LedgerUnreachable(_refused(str(error.error))) from None
                reason = f"answered {error.error}"
            except (httpx.HTTPError, ValueError):
                reason = "gave no token"
            time.sleep(pause * 2**last)
        raise LedgerUnreachable(f"Xero's token endpoint {reason}, {_TRIES} times. Pull again later.")


def _refused(error: str) -> str:
    remedy = {
        "invalid_grant": "the refresh token is used up; connect again and set XSYNC_XERO_REFRESH_TOKEN",
        "invalid_scope": f"the app must have these scopes: {' '.join(XERO_SCOPES)}",
    }.get(error, "check XSYNC_XERO_CLIENT_ID and XSYNC_XERO_CLIENT_SECRET")
    return f"Xero gives no token ({error}): {remedy}."
