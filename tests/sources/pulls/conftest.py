"""Pulls against interfaces on loopback, each with a store and a memory of calls of its own."""

from __future__ import annotations

import os

import pytest

from tests.sources.pulls.ledgers import Ledgers
from tests.sources.pulls.scripted import Scripted


@pytest.fixture(autouse=True)
def of_this_test_alone(tmp_path, monkeypatch):
    """No setting, secret or count of calls comes from outside the test."""
    for name in list(os.environ):
        if name.startswith(("XSYNC_CIN7_", "XSYNC_XERO_", "XSYNC_MINUTE")):
            monkeypatch.delenv(name)
    monkeypatch.setenv("XSYNC_STATE", str(tmp_path / "state"))
    monkeypatch.setenv("XSYNC_PARAMS", str(tmp_path / "params"))
    monkeypatch.setenv("PYTHON_KEYRING_BACKEND", "keyring.backends.null.Keyring")
    monkeypatch.setenv("XSYNC_STORE", str(tmp_path / "store"))


@pytest.fixture
def ledgers():
    return Ledgers()


@pytest.fixture
def server(ledgers, monkeypatch):
    with Scripted(ledgers.say) as scripted:
        for name, value in scripted.environment.items():
            monkeypatch.setenv(name, value)
        yield scripted
