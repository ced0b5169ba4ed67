"""The committed notebooks under papermill as they stand, without anything of ours around them."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import nbformat
import pytest

import xsync
from tests.checkout import ROOT
from tests.reconcile.demo_company import ledgers_store
from tests.run.surroundings import AS_OF, ITEMS, ORGANISATION, demo_store
from xsync.view.reconciliation_answer import answer_in_words

PAPERMILL = Path(sys.executable).with_name("papermill")


@pytest.fixture(scope="module")
def store(tmp_path_factory):
    return demo_store(tmp_path_factory)


def executed(store, folder, *arguments, notebook="sync_report"):
    out = folder / "out.ipynb"
    done = subprocess.run(
        [PAPERMILL, f"notebooks/{notebook}.ipynb", out, *arguments],
        cwd=ROOT,
        env={**os.environ, "XSYNC_STORE": str(store)},
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert "unknown parameter" not in done.stderr
    assert "Executing notebook with kernel" in done.stderr
    assert "IPKernelApp] WARNING" not in done.stderr  # the kernel's own noise, such as its warning about TCP
    cells = nbformat.read(out, as_version=4).cells
    outputs = [output for cell in cells for output in cell.get("outputs", ())]
    assert [output for output in outputs if output.output_type in {"error", "stream"}] == []
    return [output.data["text/plain"] for output in outputs]


def test_it_takes_a_parameter_file(store, tmp_path):
    shown = executed(store, tmp_path, "-f", "params/demo.yaml")
    assert f" of {ITEMS} items have not reached Xero: " in shown[0]
    assert f"Organisation: {ORGANISATION}" in shown[1]
    assert "Reporting period: All time" in shown[1]
    assert shown[-1] == "Opened by hand: nothing was written."


def test_the_reconciliation_takes_a_parameter_file(tmp_path_factory, tmp_path):
    store = ledgers_store(tmp_path_factory)
    shown = executed(store, tmp_path, "-f", "params/reconciliation.yaml", notebook="reconciliation")
    report = xsync.reconciliation(store=store, as_of=AS_OF)
    assert shown[0].splitlines()[0] == answer_in_words(report)
    assert " missing from Xero" in shown[0]
    assert f"Organisation: {ORGANISATION}" in shown[1]
    assert shown[-1] == "Opened by hand: nothing was written."


def test_it_takes_a_single_parameter(store, tmp_path):
    shown = executed(store, tmp_path, "-p", "period", "last_quarter")
    assert "Reporting period: Last quarter: 1 July 2026 to 30 September 2026, by sync date" in shown[1]
