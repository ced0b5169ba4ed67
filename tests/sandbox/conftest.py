"""Small companies served for a whole module, and the client that reads them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.sandbox.patient_client import PatientClient
from xsync.sandbox import Sandbox

if TYPE_CHECKING:
    from collections.abc import Iterator

ITEMS = 300
SHORT_MINUTE = 0.005
"""A third of a second: long enough to be broken, short enough to be waited for."""


@pytest.fixture(scope="module")
def sandbox() -> Iterator[Sandbox]:
    with Sandbox(items=ITEMS, limit_scale=SHORT_MINUTE) as served:
        yield served


@pytest.fixture
def client(sandbox: Sandbox) -> Iterator[PatientClient]:
    patient = PatientClient(sandbox)
    yield patient
    patient.close()
