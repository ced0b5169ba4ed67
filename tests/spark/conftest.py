"""Spark for the tests of this folder: on two cores of this machine, in `make test-spark` alone."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from xsync.store.spark import spark_missing

ASKED = "XSYNC_TEST_SPARK"


@pytest.fixture(scope="session")
def spark() -> str:
    """The engine's name; `make test` leaves these tests out and says so."""
    if not os.environ.get(ASKED):
        pytest.skip("the Spark engine was not tested: make test-spark does")
    if missing := spark_missing():
        pytest.fail(f"{missing} ({ASKED} is set)")
    os.environ["SPARK_CONF_DIR"] = str(Path(__file__).with_name("conf"))
    return "spark://local[2]"
