"""Small companies, short minutes, and HTTP clients that are let in."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import httpx

if TYPE_CHECKING:
    from xsync.sandbox import Sandbox

ITEMS: Final = 300
SHORT_MINUTE: Final = 0.005
"""A third of a second: long enough to be broken, short enough to be waited for."""


def cin7(sandbox: Sandbox) -> httpx.Client:
    settings = sandbox.environment
    headers = {
        "api-auth-accountid": settings["XSYNC_CIN7_ACCOUNT_ID"],
        "api-auth-applicationkey": settings["XSYNC_CIN7_APPLICATION_KEY"],
    }
    return httpx.Client(base_url=settings["XSYNC_CIN7_BASE_URL"], headers=headers)


def xero(sandbox: Sandbox) -> httpx.Client:
    settings = sandbox.environment
    client = (settings["XSYNC_XERO_CLIENT_ID"], settings["XSYNC_XERO_CLIENT_SECRET"])
    form = {"grant_type": "client_credentials"}
    token = httpx.post(settings["XSYNC_XERO_TOKEN_URL"], data=form, auth=client).json()["access_token"]
    headers = {"Authorization": f"Bearer {token}", "Accept": "application/json"}
    return httpx.Client(base_url=settings["XSYNC_XERO_BASE_URL"], headers=headers)
