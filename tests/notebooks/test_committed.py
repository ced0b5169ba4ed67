"""Committed notebooks read well as they are, on a code host, before anybody runs them."""

from __future__ import annotations

import nbformat
import pytest

from tests.checkout import ROOT, committed_files

NOTEBOOKS = [
    path for path in committed_files() if path.suffix == ".ipynb" and path.parent == ROOT / "notebooks"
]
MOST_BYTES = 1_000_000
RENEW = "run `make golden`"

pytestmark = pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)


def cells(path):
    notebook = nbformat.read(path, as_version=4)
    nbformat.validate(notebook)
    return [cell for cell in notebook.cells if cell.cell_type == "code" and cell.source.strip()]


def outputs(path):
    return [output for cell in cells(path) for output in cell.outputs]


def test_it_was_run_from_top_to_bottom(path):
    counts = [cell.execution_count for cell in cells(path)]
    assert counts == list(range(1, len(counts) + 1)), RENEW


def test_it_shows_results_and_no_error_or_noise(path):
    kinds = {output.output_type for output in outputs(path)}
    assert kinds & {"display_data", "execute_result"}, RENEW
    assert "error" not in kinds
    assert [output.text for output in outputs(path) if output.get("name") == "stderr"] == []


def test_it_is_light(path):
    assert path.stat().st_size <= MOST_BYTES


def test_it_carries_nothing_of_the_run_that_made_it(path):
    notebook = nbformat.read(path, as_version=4)
    assert {"papermill", "widgets"} & set(notebook.metadata) == set(), RENEW
    assert [cell.id for cell in notebook.cells if {"papermill", "execution"} & set(cell.metadata)] == [], (
        RENEW
    )


def test_it_opens_with_the_kernel_of_the_environment(path):
    assert nbformat.read(path, as_version=4).metadata.kernelspec.name == "python3"
