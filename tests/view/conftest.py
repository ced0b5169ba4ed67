"""What the tests of widgets need: a thread without an event loop, as a plain Python session has it."""

from __future__ import annotations

import asyncio

import pytest


@pytest.fixture(autouse=True)
def no_loop_of_others():
    """Set the loop aside that a browser leaves running in the thread where it was driven before."""
    loop = asyncio._get_running_loop()  # noqa: SLF001 - there is no public way
    asyncio._set_running_loop(None)  # noqa: SLF001
    yield
    asyncio._set_running_loop(loop)  # noqa: SLF001
