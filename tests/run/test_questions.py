"""Which question a notebook puts, by the names in its parameters cell."""

from __future__ import annotations

import pytest

from tests.run.surroundings import write_notebook
from xsync.errors import UsageError
from xsync.parameters import PARAMETERS, RECONCILIATION_PARAMETERS
from xsync.run.notebooks import find_notebook, parameter_names
from xsync.run.questions import question_of


@pytest.mark.parametrize(
    ("names", "parameters"),
    [
        (PARAMETERS, PARAMETERS),
        (RECONCILIATION_PARAMETERS, RECONCILIATION_PARAMETERS),
        (("organisation", "period", "our_own"), PARAMETERS),
        (("organisation", "types", "our_own"), RECONCILIATION_PARAMETERS),
        (("period", "layout"), PARAMETERS),
        ((), PARAMETERS),
    ],
)
def test_the_names_decide(names, parameters):
    assert question_of(names).parameters == parameters


def test_the_reconciliations_notebook_takes_every_parameter_of_its_own():
    assert set(parameter_names(find_notebook("reconciliation"))) == {*RECONCILIATION_PARAMETERS, "notebook"}


def test_a_notebook_of_ones_own_may_reconcile_too(tmp_path):
    path = write_notebook(tmp_path / "own.ipynb", parameters="organisation = None\ndate_window = None")
    with pytest.raises(UsageError, match="date_window: 'x' is no whole number"):
        question_of(parameter_names(path)).check({"date_window": "x"}, {})


def test_a_broken_catalogue_of_causes_is_refused_with_every_other_mistake(monkeypatch, tmp_path):
    monkeypatch.setenv("XSYNC_PARAMS", str(tmp_path))
    (tmp_path / "causes.yaml").write_text("causes: {odd: text}", encoding="utf-8")
    with pytest.raises(UsageError) as refused:
        question_of(PARAMETERS).check({"period": "last_wek"}, {})
    said = "\n".join(refused.value.mistakes)
    assert "causes.yaml: odd: a cause is a mapping" in said
    assert "last_wek" in said
