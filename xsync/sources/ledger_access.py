"""What lets calls in: Cin7 Core's keys, and Xero's tokens, whose refresh tokens serve once."""

from __future__ import annotations

import hashlib
import os
import re
import sqlite3
import time
from contextlib import closing
from importlib import import_module
from threading import Lock
from typing import TYPE_CHECKING, Any, Final

from xsync.errors import LedgerUnreachable
from xsync.sources.ledger_settings import keyring_secret, variable
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

_REFRESH_TOKEN: Final = "xero_refresh_token"  # noqa: S105 - its name
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
        Where the newest refresh token is kept, for the owner alone, unless the system's keyring has it.
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
        private_folder(self._file.parent)
        with (
            owner_only(),
            closing(sqlite3.connect(self._file, timeout=_BUSY_SECONDS, isolation_level=None)) as kept,
        ):
            kept.execute("CREATE TABLE IF NOT EXISTS tokens (first TEXT PRIMARY KEY, newest TEXT)")
            kept.execute("BEGIN IMMEDIATE")
            row = kept.execute("SELECT newest FROM tokens WHERE first = ?", (self._key,)).fetchone()
            used = self._in_keyring() or (row[0] if row else self._settings["refresh_token"])
            token = self._answered({"grant_type": "refresh_token", "refresh_token": used})
            newest = str(token.get("refresh_token") or used)
            if not (self._in_keyring() and self._kept_in_keyring(newest)):
                kept.execute("INSERT OR REPLACE INTO tokens VALUES (?, ?)", (self._key, newest))
            kept.execute("COMMIT")
        return token

    @property
    def _key(self) -> str:
        """Under which the newest token is kept: another first one means that somebody connected anew."""
        named = f"{self._settings['client_id']} {self._settings['refresh_token']}"
        return hashlib.sha256(named.encode()).hexdigest()

    def _in_keyring(self) -> str:
        """Return the refresh token in the system's keyring, unless the environment goes before it."""
        if os.environ.get(variable(_REFRESH_TOKEN)):
            return ""
        return keyring_secret(self._organisation, _REFRESH_TOKEN)

    def _kept_in_keyring(self, newest: str) -> bool:
        try:
            import_module("keyring").set_password(f"xsync {self._organisation}", _REFRESH_TOKEN, newest)
        except Exception:  # noqa: BLE001 - as many kinds of failures as systems; the file is there for them
            return False
        return True

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
                    token = dict(grants.refresh_token(url, refresh_token=form["refresh_token"], auth=who))
                else:
                    token = dict(grants.fetch_token(url, auth=who, **form))
                if _can_be_sent(token.get("access_token")):
                    return token
                reason = "gave no token"
            except httpx.TransportError:
                reason = "could not be reached"
            except AuthlibBaseError as error:
                if error.error in {"invalid_grant", "invalid_client", "unauthorized_client", "invalid_scope"}:
                    raise LedgerUnreachable(_refused(str(error.error))) from None
                is_a_code = re.fullmatch(r"[a-z_]+", str(error.error))
                reason = f"answered {error.error}" if is_a_code else "answered with an error"
            except (httpx.HTTPError, ValueError, TypeError, OverflowError, RecursionError):
                reason = "gave no token"
            time.sleep(pause * 2**last)
        raise LedgerUnreachable(f"Xero's token endpoint {reason}, {_TRIES} times. Pull again later.")


def _can_be_sent(token: object) -> bool:
    """Whether this is a token, and may stand in a header."""
    return isinstance(token, str) and token.isascii() and token.isprintable()


def _refused(error: str) -> str:
    remedy = {
        "invalid_grant": "the refresh token is used up; connect again and set XSYNC_XERO_REFRESH_TOKEN",
        "invalid_scope": f"the app must have these scopes: {' '.join(XERO_SCOPES)}",
    }.get(error, "check XSYNC_XERO_CLIENT_ID and XSYNC_XERO_CLIENT_SECRET")
    return f"Xero gives no token ({error}): {remedy}."
