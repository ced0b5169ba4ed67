"""The demo company as everybody knows it, made once."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from xsync.sources.demo import write_demo
from xsync.sources.demo.business import business
from xsync.sources.demo.sync import SyncLog

if TYPE_CHECKING:
    from xsync.sources.demo import DemoFiles
    from xsync.sources.demo.documents import Document
    from xsync.sources.demo.history import History

ITEMS = 5000


@pytest.fixture(scope="session")
def followed() -> list[tuple[Document, History]]:
    return list(SyncLog().follow(business(ITEMS)))


@pytest.fixture(scope="session")
def documents(followed: list[tuple[Document, History]]) -> list[Document]:
    return [document for document, _ in followed]


@pytest.fixture(scope="session")
def files(tmp_path_factory: pytest.TempPathFactory) -> DemoFiles:
    return write_demo(tmp_path_factory.mktemp("demo"), items=ITEMS)
