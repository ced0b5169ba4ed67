"""Pulls against interfaces on loopback, each with a store and a memory of calls of its own."""

from __future__ import annotations

import pytest

VARIABLES = ("BASE_URL", "ACCOUNT_ID", "APPLICATION_KEY", "CALLS_PER_MINUTE")


@pytest.fixture(autouse=True)
def of_this_test_alone(tmp_path, monkeypatch):
    """No setting, secret or count of calls comes from outside the test."""
    import os

    for name in list(os.environ):
        if name.startswith(("XSYNC_CIN7_", "XSYNC_XERO_", "XSYNC_MINUTE")):
            monkeypatch.delenv(name)
    monkeypatch.setenv("XSYNC_STATE", str(tmp_path / "state"))
    monkeypatch.setenv("XSYNC_PARAMS", str(tmp_path / "params"))
    monkeypatch.setenv("PYTHON_KEYRING_BACKEND", "keyring.backends.null.Keyring")
    monkeypatch.setenv("XSYNC_STORE", str(tmp_path / "store"))
