"""What every test needs: the same generated cases everywhere, no leaks from the person's own set-up."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import settings
from xdist.scheduler import LoadFileScheduling

from tests.run.surroundings import demo_store
from tests.skips import pytest_runtest_makereport
from tests.store.hub_server import hub_server

__all__ = ["pytest_runtest_makereport"]

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from tests.store.hub_server import Hub

# A test sees no store but its own: not the analyst's, whatever stands in the shell it is started from. Nor is
# it part of the session of a JupyterHub.
for variable in ("XSYNC_STORE", "XSYNC_PARAMS", "XSYNC_CACHE", "JUPYTERHUB_API_URL", "JUPYTERHUB_API_TOKEN"):
    os.environ.pop(variable, None)

settings.register_profile("everywhere", deadline=None)  # a slow machine is not a failed test
settings.register_profile("ci", deadline=None, derandomize=True, database=None)
settings.load_profile("ci" if os.environ.get("CI") else "everywhere")


class InOrder(LoadFileScheduling):
    """Files are spread over the cores, each kept whole, in the order of its tests.

    All browser tests count as one file: two browsers at once only take the memory from each other.
    """

    def _split_scope(self, nodeid: str) -> str:
        return "tests/browser" if nodeid.startswith("tests/browser/") else str(super()._split_scope(nodeid))


def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> LoadFileScheduling | None:
    return InOrder(config, log) if config.getoption("dist") == "loadfile" else None


@pytest.fixture(scope="session")
def store(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The store of a small demo company."""
    return demo_store(tmp_path_factory)


@pytest.fixture(scope="session")
def hub() -> Iterator[Hub]:
    """What JupyterHub answers sessions that ask whose they are."""
    with hub_server() as running:
        yield running


@pytest.fixture
def own_params(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """A folder of parameters, layouts and organisations for the one test."""
    monkeypatch.setenv("XSYNC_PARAMS", str(tmp_path / "params"))
