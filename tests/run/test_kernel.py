"""A cell that fails, leaves or kills: no page, a sentence that says so, and the notebook as far as it ran."""

from __future__ import annotations

import nbformat
import pytest

import xsync
from tests.run.surroundings import run_xsync, write_notebook, written
from xsync.errors import DataRefused, RunFailed
from xsync.store.tables import StoreUnreachable

ENDINGS = {
    "raise OSError('one\\ntwo')": "The cell “raise OSError('one\\ntwo')” failed: OSError: one",
    "import sys; sys.exit(0)": "The cell “import sys; sys.exit(0)” failed: SystemExit: 0",
    "exit()": "The notebook was left before its end, by the cell “exit()”.",
    "import os; os._exit(0)": "The kernel died in the cell “import os; os._exit(0)”.",
    "import os; os.kill(os.getpid(), 9)": "The kernel died in the cell “import os; os.kill(os.getpid(), 9)”.",
    "import sys; print('careful', file=sys.stderr)\n%nosuch": (
        "The cell “import sys; print('careful', file=sys.stderr)” failed: "
        "UsageError: Line magic function `%nosuch` not found."
    ),
    "done = True": "The notebook ended without recording its result: its last cell calls xsync.record.",
}


@pytest.mark.parametrize("cell", ENDINGS)
def test_a_cell_that_keeps_the_notebook_from_its_end_leaves_no_page(cell, tmp_path):
    folder = tmp_path / "{braces} are no {placeholders}"
    folder.mkdir()
    notebook = write_notebook(folder / "own.ipynb", "before = 1", cell)
    with pytest.raises(RunFailed) as failure:
        xsync.run_report({"notebook": str(notebook)}, out=folder / "out")
    assert failure.value.summary == ENDINGS[cell]
    assert failure.value.exit_code == 1
    [kept] = [name for name in written(folder / "out") if not name.endswith("kernel.log")]
    assert kept.endswith(".failed/report.ipynb")
    assert failure.value.__notes__ == [f"The notebook as far as it ran: {folder / 'out' / kept}"]
    cells = nbformat.read(folder / "out" / kept, as_version=4).cells
    assert [each.source for each in cells[2:]] == ["before = 1", cell]
    assert cells[2].execution_count == 2


@pytest.mark.parametrize(
    ("raised", "kind", "exit_code"),
    [
        ("xsync.errors.DataRefused('The data is bad:', ['a', 'b'])", DataRefused, 3),
        ("xsync.store.tables.StoreUnreachable('The bucket is away.')", StoreUnreachable, 1),
    ],
)
def test_an_error_of_our_own_keeps_its_words_and_its_exit_code(raised, kind, exit_code, tmp_path):
    cell = f"import xsync.errors, xsync.store.tables\nraise {raised}"
    notebook = write_notebook(tmp_path / "own.ipynb", cell)
    with pytest.raises(kind) as failure:
        xsync.run_report({"notebook": str(notebook)}, out=tmp_path / "out")
    told = {"DataRefused": "The data is bad:\n  - a\n  - b", "StoreUnreachable": "The bucket is away."}
    assert str(failure.value) == told[kind.__name__]
    assert failure.value.exit_code == exit_code


def test_the_kernels_own_noise_is_kept_beside_the_failed_notebook_and_off_the_terminal(tmp_path):
    cell = "import os\nos.system('echo noise')\nos.system('echo more noise >&2')\nos._exit(1)"
    write_notebook(tmp_path / "own.ipynb", cell)
    (tmp_path / "own.yaml").write_text("notebook: own.ipynb\n", encoding="utf-8")
    done = run_xsync("report", "own.yaml", folder=tmp_path)
    assert done.returncode == 1
    assert done.stdout == ""
    running, sentence, where = done.stderr.splitlines()
    assert running == "running own ..."
    assert sentence == "xsync: The kernel died in the cell “import os”."
    [log] = (tmp_path / "reports").glob("*.failed/kernel.log")
    assert where == f"The notebook as far as it ran: {log.with_name('report.ipynb')}"
    assert "more noise" in log.read_text(encoding="utf-8")
