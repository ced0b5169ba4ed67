"""Which notebook is meant, and what it takes."""

from __future__ import annotations

import pytest

from tests.run.surroundings import write_notebook
from xsync.errors import UsageError
from xsync.parameters import PARAMETERS
from xsync.run.notebooks import find_notebook, notebooks_folder, parameter_names


def test_a_carried_notebook_is_found_by_its_name():
    assert find_notebook("sync_report") == notebooks_folder() / "sync_report.ipynb"


def test_a_misspelt_name_is_refused_with_the_right_one():
    with pytest.raises(UsageError, match="no notebook 'sync_repot', did you mean 'sync_report'"):
        find_notebook("sync_repot")


def test_a_path_starts_at_the_working_folder(tmp_path, monkeypatch):
    write_notebook(tmp_path / "own.ipynb")
    monkeypatch.chdir(tmp_path)
    assert find_notebook("own.ipynb").samefile(tmp_path / "own.ipynb")
    with pytest.raises(UsageError, match=r"there is no file other\.ipynb; relative paths start at"):
        find_notebook("other.ipynb")


def test_the_reports_notebook_takes_every_parameter_of_the_contract():
    assert set(parameter_names(find_notebook("sync_report"))) == {*PARAMETERS, "notebook"}


def test_parameters_are_the_names_that_the_tagged_cell_assigns(tmp_path):
    cell = "import datetime\na = b = 1\nc: int = 2\nd.e = 3\n'text'"
    assert set(parameter_names(write_notebook(tmp_path / "own.ipynb", parameters=cell))) == {"a", "b", "c"}


@pytest.mark.parametrize("content", ["", "[]", "{}", '{"cells": [{"metadata": 1}]}', '{"cells": 1}', "\xff"])
def test_what_is_no_notebook_is_refused(content, tmp_path):
    path = tmp_path / "own.ipynb"
    path.write_text(content, encoding="latin-1")
    with pytest.raises(UsageError, match="is no notebook"):
        parameter_names(path)


def test_a_parameters_cell_that_cannot_be_read_is_refused(tmp_path):
    with pytest.raises(UsageError, match="is no notebook with a readable 'parameters' cell"):
        parameter_names(write_notebook(tmp_path / "own.ipynb", parameters="a ="))
