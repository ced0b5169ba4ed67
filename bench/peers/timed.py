"""A job's own clock: what it takes once its program is up and has imported what it needs."""

from __future__ import annotations

import time
from contextlib import contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator


@contextmanager
def timed() -> Iterator[None]:
    """Print how many seconds the body took, last of all."""
    started = time.perf_counter()
    yield
    print(time.perf_counter() - started)
