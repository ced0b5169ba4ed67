"""What the tests of runs share: a small demo company in a store, small notebooks, and the command line."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import nbformat
import yaml
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook

import xsync
from xsync.sources.demo import DEMO_ORGANISATION, write_demo

if TYPE_CHECKING:
    from collections.abc import Mapping

    import pytest

ITEMS = 600
ORGANISATION = DEMO_ORGANISATION
AS_OF = "2026-11-02T09:00:00+00:00"
SETTINGS: dict[str, Any] = {"as_of": AS_OF, "time_zone": "Europe/London", "financial_year_start": 4}
"""What a report takes from the machine where nobody says otherwise."""

XSYNC = Path(sys.executable).with_name("xsync")

RECORDING = (
    "import xsync\n"
    "report = xsync.sync_report(organisation, store, period=period, as_of=as_of)\n"
    "xsync.record(report)"
)
ITS_PARAMETERS = "organisation = None\nstore = None\nperiod = None\nas_of = None"


def demo_store(factory: pytest.TempPathFactory) -> Path:
    """The store of a small demo company, made once per process."""
    folder = factory.getbasetemp() / "demo-company"
    if not folder.exists():
        files = write_demo(folder / "exports", items=ITEMS)
        xsync.load(*files.exports, organisation=files.organisation, store=folder / "store")
    return folder / "store"


def write_notebook(
    path: Path, *cells: str, parameters: str = ITS_PARAMETERS, title: str = "A notebook of our own"
) -> Path:
    """Write a notebook of a title, a parameters cell, and some more cells."""
    tagged = new_code_cell(parameters, metadata={"tags": ["parameters"]})
    everything = [new_markdown_cell(f"# {title}"), tagged, *map(new_code_cell, cells)]
    nbformat.write(new_notebook(cells=everything), path)
    return path


def run_from_the_command_line(
    parameters: Mapping[str, Any], store: Path, folder: Path
) -> tuple[subprocess.CompletedProcess[str], Path, dict[str, Any]]:
    """Run a notebook whose thresholds are crossed: the process, the run's folder, its result."""
    (folder / "asked.yaml").write_text(yaml.safe_dump(dict(parameters), sort_keys=False), encoding="utf-8")
    done = run_xsync("report", "asked.yaml", "--out", "out", folder=folder, XSYNC_STORE=str(store))
    assert done.returncode == 4, done.stderr
    [page] = (folder / "out").glob(f"*/{parameters['notebook']}/*/report.html")
    return done, page.parent, json.loads((page.parent / "result.json").read_text(encoding="utf-8"))


def run_xsync(*arguments: str | Path, folder: Path, **variables: str) -> subprocess.CompletedProcess[str]:
    """Run the command line to its end, in a folder."""
    return subprocess.run(
        [XSYNC, *arguments],
        cwd=folder,
        env={**os.environ, **variables},
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
    )


def written(folder: Path) -> list[str]:
    """Every file under a folder, hidden ones too, by its path in it."""
    return sorted(path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file())


def plain_rows(table: Any) -> list[tuple[Any, ...]]:
    """An Arrow table's rows as tuples."""
    return list(zip(*(column.to_pylist() for column in table.columns), strict=True))
