"""The house rules that no other tool holds."""

from __future__ import annotations

import ast
import importlib
import re
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from tests.checkout import ROOT, committed_files, text_of

if TYPE_CHECKING:
    from pathlib import Path

FILES = committed_files()
MODULES = [path for path in FILES if path.suffix == ".py"]
PACKAGES = [path for path in MODULES if path.name == "__init__.py" and path.is_relative_to(ROOT / "xsync")]

NOTE_TO_SELF = re.compile(r"\b(?:TOD[O]|FIXM[E]|HAC[K])\b")
MACHINE_PATH = re.compile(
    r"(?<![\w./~-])/(?:root|work|workspace|builds|home/\w+|Users/\w+)/\w" + r"|\b[A-Z]:\\+Users\\+\w"
)
HEAVY = {
    "altair",
    "papermill",
    "jupyterlab",
    "nbconvert",
    "itables",
    "ipywidgets",
    "duckdb",
    "deltalake",
    "pandas",
}


def name_of(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def lines_with(pattern: re.Pattern[str]) -> list[str]:
    return [
        f"{name_of(path)}:{number}: {line.strip()[:120]}"
        for path in FILES
        for number, line in enumerate((text_of(path) or "").splitlines(), start=1)
        if pattern.search(line)
    ]


def test_no_module_grows_past_400_lines():
    lengths = {name_of(path): len(path.read_text(encoding="utf-8").splitlines()) for path in MODULES}
    assert {name: length for name, length in lengths.items() if length > 400} == {}


def test_no_notes_to_self_are_left_behind():
    assert lines_with(NOTE_TO_SELF) == []


@pytest.mark.parametrize("line", ["# TO" + "DO later", "x = 1  # FIX" + "ME"])
def test_a_note_to_self_would_be_found(line):
    assert NOTE_TO_SELF.search(line)


def test_no_committed_file_holds_a_path_of_somebodys_machine():
    here = re.compile(re.escape(str(ROOT)) + r"\b") if len(ROOT.parts) > 2 else MACHINE_PATH
    assert lines_with(MACHINE_PATH) == []
    assert lines_with(here) == []


@pytest.mark.parametrize(
    ("line", "found"),
    [
        ("open('/ho" + "me/ann/books.csv')", True),
        (r"C:\\Us" + r"ers\\ann\\books.csv", True),
        ("https://example.org/work/orders", False),
        ("params/work/demo.yaml", False),
    ],
)
def test_a_machine_path_would_be_found(line, found):
    assert bool(MACHINE_PATH.search(line)) is found


def test_import_xsync_brings_nothing_heavy_with_it():
    probe = f"import sys, xsync; print(*sorted({HEAVY!r} & set(sys.modules)))"
    done = subprocess.run(
        [sys.executable, "-c", probe], cwd=ROOT, capture_output=True, text=True, encoding="utf-8", check=True
    )
    assert done.stdout.split() == []


@pytest.mark.parametrize("path", PACKAGES, ids=name_of)
def test_a_package_is_its_public_names_and_nothing_else(path):
    text = path.read_text(encoding="utf-8")
    assert len(text.splitlines()) < 30
    assert ast.get_docstring(ast.parse(text)), "says what the package is for"
    package = importlib.import_module(".".join(path.parent.relative_to(ROOT).parts))
    if any(isinstance(node, ast.Import | ast.ImportFrom | ast.FunctionDef) for node in ast.parse(text).body):
        assert package.__all__, "names what is public"
    for public in getattr(package, "__all__", ()):
        assert getattr(package, public) is not None
