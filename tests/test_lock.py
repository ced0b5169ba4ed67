"""One set of packages: pyproject.toml asks, requirements.lock answers, environment.yml points to the lock."""

from __future__ import annotations

import ast
import importlib.metadata
import re
import sys
import tomllib
from typing import TYPE_CHECKING

import pytest
import yaml
from packaging.requirements import Requirement
from packaging.specifiers import SpecifierSet
from packaging.utils import canonicalize_name
from packaging.version import Version

from tests.checkout import ROOT, committed_files, text_of

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
ASKED = [Requirement(line) for line in (*PROJECT["dependencies"], *PROJECT["optional-dependencies"]["dev"])]
ENTRIES, SPARK_ENTRIES = (
    (ROOT / lock).read_text(encoding="utf-8").replace("\\\n", " ").splitlines()
    for lock in ("requirements.lock", "requirements-spark.lock")
)
LOCKED, LOCKED_FOR_SPARK = (
    [Requirement(entry.partition("--hash")[0]) for entry in entries] for entries in (ENTRIES, SPARK_ENTRIES)
)
ENVIRONMENT = yaml.safe_load((ROOT / "environment.yml").read_text(encoding="utf-8"))

MACHINES = [
    {
        "python_version": minor,
        "python_full_version": f"{minor}.5",
        "sys_platform": platform,
        "platform_system": system,
    }
    for minor in ("3.11", "3.12", "3.13")
    for platform, system in (("linux", "Linux"), ("darwin", "Darwin"), ("win32", "Windows"))
]

NEVER_IMPORTED = {
    "jupyterlab": "`xsync lab` starts it as a program",
    "ipykernel": "notebooks name it as their kernel",
    "tzdata": "zoneinfo reads its files where the system has none",
}

INDEX_ADDRESS = re.compile(
    r"--(extra-)?index[-]url|--find[-]links|--trusted[-]host|//\S+/simple[/]", re.IGNORECASE
)


def pins(name: str, machine: dict[str, str]) -> list[Version]:
    """The versions that the lock gives a machine of a package."""
    return [
        Version(next(iter(entry.specifier)).version)
        for entry in LOCKED
        if canonicalize_name(entry.name) == canonicalize_name(name) and wanted(entry, machine)
    ]


def wanted(requirement: Requirement, machine: dict[str, str]) -> bool:
    return requirement.marker is None or requirement.marker.evaluate(dict(machine))


def unmet(asked: Iterable[Requirement], machine: dict[str, str]) -> list[str]:
    return [
        str(requirement)
        for requirement in asked
        if wanted(requirement, machine)
        and not any(requirement.specifier.contains(pin) for pin in pins(requirement.name, machine))
    ]


def distributions(modules: Iterable[str]) -> dict[str, set[str]]:
    """By module, the names of the installed packages that hold it."""
    installed = importlib.metadata.packages_distributions()
    return {module: {canonicalize_name(name) for name in installed.get(module, ())} for module in modules}


def imported(files: Iterable[Path]) -> set[str]:
    """The modules of other projects that some files import, wherever in them."""
    found = set()
    for path in files:
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Import):
                found |= {each.name for each in node.names}
            elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
                found.add(node.module)
    return {name.partition(".")[0] for name in found} - sys.stdlib_module_names - {"xsync", "tests", "bench"}


def names_of(requirements: Iterable[Requirement]) -> set[str]:
    return {canonicalize_name(requirement.name) for requirement in requirements}


@pytest.mark.parametrize(
    "machine", MACHINES, ids=lambda machine: f"{machine['python_version']}-{machine['sys_platform']}"
)
def test_the_lock_meets_every_dependency(machine):
    assert unmet(ASKED, machine) == [], "run `make lock`"


def test_an_unmet_dependency_would_be_found():
    assert unmet([Requirement("pandas>=99"), Requirement("no-such-package")], MACHINES[0]) == [
        "pandas>=99",
        "no-such-package",
    ]


@pytest.mark.parametrize(
    ("folders", "asked"), [(["xsync"], PROJECT["dependencies"]), (["xsync", "tests", "bench"], ASKED)]
)
def test_what_is_imported_is_asked_for_by_name(folders, asked):
    """What only comes along with another package goes when that one no longer needs it."""
    python = [path for path in committed_files() if path.suffix == ".py"]
    files = [path for path in python if path.relative_to(ROOT).parts[0] in folders]
    declared = names_of(Requirement(str(each)) for each in asked)
    holders = distributions(imported(files))
    assert {module: held_by for module, held_by in holders.items() if not held_by & declared} == {}


def test_what_the_package_asks_for_it_imports_or_uses_otherwise():
    python = [path for path in committed_files() if path.suffix == ".py"]
    files = [path for path in python if path.is_relative_to(ROOT / "xsync")]
    used = set().union(*distributions(imported(files)).values())
    assert names_of(map(Requirement, PROJECT["dependencies"])) - used == set(NEVER_IMPORTED)


def test_an_undeclared_import_would_be_found(tmp_path):
    module = tmp_path / "module.py"
    module.write_text("def f():\n    import yaml.reader, json\n    from . import own\n", encoding="utf-8")
    assert distributions(imported([module])) == {"yaml": {"pyyaml"}}


def test_every_lock_entry_is_one_version_with_hashes():
    for entry, requirement in zip([*ENTRIES, *SPARK_ENTRIES], [*LOCKED, *LOCKED_FOR_SPARK], strict=True):
        assert [specifier.operator for specifier in requirement.specifier] == ["=="], entry[:80]
        assert re.search(r"--hash=sha256:[0-9a-f]{64}", entry), entry[:80]


def test_spark_has_a_lock_of_its_own_on_top_of_the_other():
    asked = [Requirement(line) for line in PROJECT["optional-dependencies"]["spark"]]
    pinned = {entry.name: next(iter(entry.specifier)).version for entry in LOCKED_FOR_SPARK}
    assert [each.name for each in asked if not each.specifier.contains(pinned[each.name])] == []
    assert pinned.keys() & names_of(LOCKED) == set()


def test_this_environment_is_the_one_locked():
    here = {entry.name: entry.specifier for entry in LOCKED if wanted(entry, {})}
    other = {
        name: importlib.metadata.version(name)
        for name, specifier in here.items()
        if not specifier.contains(importlib.metadata.version(name), prereleases=True)
    }
    assert other == {}, "run `make setup`"


def test_conda_takes_python_and_pip_from_conda_forge_and_the_rest_from_the_lock():
    conda = [name for name in ENVIRONMENT["dependencies"] if isinstance(name, str)]
    [by_pip] = [entry["pip"] for entry in ENVIRONMENT["dependencies"] if isinstance(entry, dict)]
    assert ENVIRONMENT["channels"] == ["conda-forge", "nodefaults"]
    assert [Requirement(name).name for name in conda] == ["python", "pip"]
    assert by_pip == ["-r requirements.lock"]


def test_conda_takes_a_python_that_the_project_and_the_lock_allow():
    [python] = [Requirement(name) for name in ENVIRONMENT["dependencies"] if str(name).startswith("python")]
    allowed = [minor for minor in range(8, 20) if python.specifier.contains(f"3.{minor}.5")]
    assert [f"3.{minor}" for minor in allowed] == sorted({machine["python_version"] for machine in MACHINES})
    assert all(SpecifierSet(PROJECT["requires-python"]).contains(f"3.{minor}.5") for minor in allowed)


def test_the_packages_the_user_asked_for_are_there():
    asked_for = {"jupyterlab", "ipywidgets", "pandas", "itables", "papermill", "nbval"}
    assert asked_for <= {requirement.name for requirement in ASKED}
    assert asked_for <= {requirement.name for requirement in LOCKED}


def test_no_committed_file_names_a_package_index():
    found = [path.name for path in committed_files() if INDEX_ADDRESS.search(text_of(path) or "")]
    assert found == []


@pytest.mark.parametrize(
    "line", ["pip install --index" + "-url x", "https://packages.example/simple" + "/pandas"]
)
def test_the_name_of_a_package_index_would_be_found(line):
    assert INDEX_ADDRESS.search(line)
