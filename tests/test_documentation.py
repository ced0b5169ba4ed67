"""The documentation cannot rot: what exists is described."""

from __future__ import annotations

import ast
import re
from dataclasses import fields
from typing import TYPE_CHECKING, Any

import nbformat
import pytest
import typer
from nbformat.v4 import new_code_cell, new_notebook

from tests.checkout import ROOT
from xsync.documents import DOCUMENT_FIELDS
from xsync.model import FIELDS
from xsync.reconcile.report import ReconciliationReport
from xsync.reconcile.vocabulary import FINDINGS, RULES, VERDICTS
from xsync.report.sync_report import SyncReport

if TYPE_CHECKING:
    from collections.abc import Iterator

PAGES = [ROOT / "README.md", *sorted((ROOT / "docs").rglob("*.md"))]
NOTEBOOKS = sorted((ROOT / "notebooks").glob("*.ipynb"))
FOR_FREE = {"--help", "--install-completion", "--show-completion"}


@pytest.fixture(scope="module")
def documentation() -> str:
    return "\n".join(page.read_text(encoding="utf-8") for page in PAGES)


def mentioned(name: str, text: str) -> bool:
    """Whether a name stands in a text as a whole, not as a part of a longer one."""
    return re.search(rf"(?<![\w-]){re.escape(name)}(?![\w-])", text) is not None


def commands_and_options(command: Any, name: str) -> Iterator[tuple[str, tuple[str, ...]]]:
    """Every visible command and option below a click command: where it is, and its spellings."""
    yield name, (name,)
    for parameter in command.params:
        if parameter.param_type_name == "option" and not parameter.hidden:
            spellings = (*parameter.opts, *parameter.secondary_opts)
            if not FOR_FREE & set(spellings):
                yield name, spellings
    for child, inner in getattr(command, "commands", {}).items():
        if not inner.hidden:
            yield from commands_and_options(inner, f"{name} {child}")


def parameters_of(notebook: Any) -> Iterator[str]:
    """The names assigned in a notebook's cell tagged `parameters`."""
    for cell in notebook.cells:
        if "parameters" in cell.metadata.get("tags", ()):
            for node in ast.parse(cell.source).body:
                if isinstance(node, ast.Assign | ast.AnnAssign):
                    targets = node.targets if isinstance(node, ast.Assign) else [node.target]
                    yield from (target.id for target in targets if isinstance(target, ast.Name))


def test_every_command_and_option_is_documented(documentation):
    from xsync.cli import app

    undocumented = [
        f"{command}: {' or '.join(spellings)}"
        for command, spellings in commands_and_options(typer.main.get_command(app), "xsync")
        if not any(mentioned(spelling, documentation) for spelling in spellings)
    ]
    assert undocumented == []


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_every_notebook_parameter_is_documented(path, documentation):
    names = list(parameters_of(nbformat.read(path, as_version=4)))
    assert names, "a notebook has a cell tagged `parameters`"
    assert [name for name in names if f"`{name}`" not in documentation] == []


def test_every_column_is_documented_by_name_and_title(documentation):
    undocumented = [
        field.name
        for field in (*FIELDS.values(), *DOCUMENT_FIELDS)
        if f"`{field.name}`" not in documentation or not mentioned(field.title, documentation)
    ]
    assert undocumented == []


def test_everything_a_report_does_is_documented(documentation):
    does = [name for name in dir(SyncReport) if not name.startswith("_") and not name.endswith("_statement")]
    assert [name for name in does if not re.search(rf"`{name}[(`]", documentation)] == []


def test_everything_a_reconciliation_does_is_documented(documentation):
    does = {*dir(ReconciliationReport), *(each.name for each in fields(ReconciliationReport))}
    given = {"snapshot", "ledgers", "question", "reconciliation", "store", "ledgers_predate"}
    names = sorted(name for name in does - given if not name.startswith("_"))
    assert [name for name in names if not re.search(rf"`{name}[(`]", documentation)] == []


def test_every_rule_verdict_and_finding_is_documented(documentation):
    assert [word for word in (*RULES, *VERDICTS, *FINDINGS) if f"`{word}`" not in documentation] == []


def test_an_undocumented_command_or_option_would_be_found():
    app = typer.Typer(add_completion=False)

    @app.command()
    def load(*, date_order: str = "", quiet: bool = False) -> None: ...

    @app.command(hidden=True)
    def secret() -> None: ...

    @app.callback()
    def top() -> None: ...

    spelt = [spellings for _, spellings in commands_and_options(typer.main.get_command(app), "xsync")]
    assert spelt == [("xsync",), ("xsync load",), ("--date-order",), ("--quiet", "--no-quiet")]
    assert not mentioned("--date", "`xsync load FILE --date-order dmy`")
    assert mentioned("xsync load", "`xsync load FILE --date-order dmy`")


def test_an_undocumented_parameter_would_be_found():
    cell = new_code_cell('period = "last_month"\nstore: str | None = None', metadata={"tags": ["parameters"]})
    assert list(parameters_of(new_notebook(cells=[new_code_cell("other = 1"), cell]))) == ["period", "store"]
