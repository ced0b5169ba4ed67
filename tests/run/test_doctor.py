"""The check of a machine: good where it is good, and a sentence with the remedy where it is not."""

from __future__ import annotations

import json
import os
import shutil

import pytest

from tests.run.surroundings import ORGANISATION, demo_store
from xsync.run.doctor import examine


@pytest.fixture
def store(tmp_path_factory, tmp_path):
    return shutil.copytree(demo_store(tmp_path_factory), tmp_path / "store(1)")


def found(store):
    return {finding.what: finding for finding in examine(str(store))}


def test_everything_is_good_here(store, monkeypatch):
    monkeypatch.setenv("PATH", os.devnull)  # as where nobody activated the environment
    findings = found(store)
    assert [each.what for each in findings.values() if not each.is_good] == []
    assert findings["Store"].sentence == f"{store}: {ORGANISATION}"
    assert "none found" in findings["Browser"].sentence
    assert findings["Notebooks"].sentence == "reconciliation, sync_report"


@pytest.mark.skipif(os.name != "posix", reason="Windows keeps rights by folder")
def test_a_store_that_others_may_open_is_bad_and_the_remedy_is_named(store):
    (store / "loads" / "loads.txt").write_text("", encoding="utf-8")
    (store / "loads" / "loads.txt").chmod(0o644)
    (store / "elsewhere").symlink_to(store / "nowhere")
    finding = found(store)["Store rights"]
    assert not finding.is_good
    assert finding.sentence == f"others may open 1 of its files and folders; run chmod -R go= '{store}'"


def test_a_store_that_is_no_folder_is_bad(tmp_path):
    (tmp_path / "store").write_text("", encoding="utf-8")
    finding = found(tmp_path / "store")["Store"]
    assert not finding.is_good
    assert "is a file" in finding.sentence


def test_no_store_yet_is_no_fault_and_none_is_made(tmp_path):
    assert found(tmp_path / "store")["Store"].is_good
    assert list(tmp_path.iterdir()) == []


def test_a_kernel_of_another_python_is_bad(tmp_path, monkeypatch):
    kernel = tmp_path / "kernels" / "python3"
    kernel.mkdir(parents=True)
    elsewhere = {"argv": [str(tmp_path / "python"), "-m", "x"], "display_name": "P", "language": "python"}
    (kernel / "kernel.json").write_text(json.dumps(elsewhere), encoding="utf-8")
    monkeypatch.setenv("JUPYTER_PATH", str(tmp_path))
    finding = found(tmp_path / "store")["Kernel"]
    assert not finding.is_good
    assert finding.sentence.startswith(f"python3 runs {tmp_path / 'python'}, where xsync may be missing")
