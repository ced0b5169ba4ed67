"""Where nothing may be skipped, a skipped test is a failed one: nobody would notice what is missing."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Final

import pytest

if TYPE_CHECKING:
    from collections.abc import Generator

VARIABLE: Final = "XSYNC_SKIP_NOTHING"
ELSEWHERE: Final = (
    "tests/spark/",  # `make test-spark` runs them, and fails where Spark is missing
    "tests/sandbox/test_openapi.py",  # needs a file that Xero publishes and this project does not hold
)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(
    item: pytest.Item,
) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Turn a skip into a failure that tells its reason."""
    report = yield
    if report.skipped and os.environ.get(VARIABLE) and not item.nodeid.startswith(ELSEWHERE):
        reason = report.longrepr[2] if isinstance(report.longrepr, tuple) else report.longrepr
        report.outcome = "failed"
        report.longrepr = f"{reason} ({VARIABLE} is set)"
    return report
