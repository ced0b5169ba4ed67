"""In CI no test is skipped in silence."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest

from tests.checkout import ROOT
from tests.skips import ELSEWHERE, VARIABLE

SKIPPED = """
import pytest

@pytest.mark.skip(reason="no cheese")
def test_it():
    pass

def test_another():
    pytest.skip("no wine")
"""


@pytest.mark.parametrize(("value", "told"), [("1", "1 failed, 1 error"), ("", "2 skipped")])
def test_a_skip_fails_where_nothing_may_be_skipped(tmp_path, value, told):
    (tmp_path / "test_made.py").write_text(SKIPPED, encoding="utf-8")
    done = subprocess.run(
        [sys.executable, "-m", "pytest", "-p", "tests.skips", "-p", "no:cacheprovider", "-rfEs", tmp_path],
        env={**os.environ, "PYTHONPATH": str(ROOT), VARIABLE: value},
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=False,
    )
    assert told in done.stdout
    assert "no cheese" in done.stdout
    assert "no wine" in done.stdout


def test_what_runs_elsewhere_is_there():
    assert all((ROOT / place).exists() for place in ELSEWHERE)


def test_ci_skips_nothing():
    assert f"export {VARIABLE}=1\n" in (ROOT / ".ci" / "run").read_text(encoding="utf-8")
