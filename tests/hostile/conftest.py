"""Ledgers that answer as a test says, and nothing of the machine's own settings."""

from __future__ import annotations

from tests.sources.pulls.conftest import ledgers, of_this_test_alone, server

__all__ = ["ledgers", "of_this_test_alone", "server"]
