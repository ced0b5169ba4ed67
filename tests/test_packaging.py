"""What `pip install .` gives: everything the report needs, away from the checkout, without a network."""

from __future__ import annotations

import site
import subprocess
import sys
import sysconfig
import venv
import zipfile
from pathlib import Path

import pytest

from tests.checkout import ROOT, committed_files


@pytest.fixture(scope="module")
def wheel(tmp_path_factory) -> Path:
    folder = tmp_path_factory.mktemp("wheel")
    subprocess.run(
        [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", folder], cwd=ROOT, check=True
    )
    [built] = Path(folder).glob("*.whl")
    return built


@pytest.fixture(scope="module")
def installed(wheel, tmp_path_factory) -> Path:
    """The scripts folder of a fresh environment: xsync from the wheel, its dependencies from this one."""
    folder = tmp_path_factory.mktemp("environment")
    venv.create(folder, with_pip=False, symlinks=sys.platform != "win32")
    paths = sysconfig.get_paths("venv", vars={"base": str(folder), "platbase": str(folder)})
    subprocess.run(
        [
            sys.executable,
            "-m",
            "pip",
            "--python",
            folder,
            "install",
            "--quiet",
            "--no-index",
            "--no-deps",
            wheel,
        ],
        check=True,
    )
    Path(paths["purelib"], "dependencies.pth").write_text("\n".join(site.getsitepackages()), encoding="utf-8")
    return Path(paths["scripts"])


def run(program: Path, *arguments: str, folder: Path) -> str:
    done = subprocess.run(
        [program, *arguments], cwd=folder, capture_output=True, text=True, encoding="utf-8", check=False
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_the_wheel_holds_every_file_of_the_package_and_its_notebooks(wheel):
    expected = {
        f"xsync/{path.relative_to(ROOT)}"
        if path.parent == ROOT / "notebooks"
        else str(path.relative_to(ROOT))
        for path in committed_files()
        if path.is_relative_to(ROOT / "xsync") or path.parent == ROOT / "notebooks"
    }
    held = {name for name in zipfile.ZipFile(wheel).namelist() if ".dist-info/" not in name}
    assert held == {Path(name).as_posix() for name in expected}


def test_the_installed_command_runs_in_an_empty_folder(installed, tmp_path):
    assert "0." in run(installed / "xsync", "--version", folder=tmp_path)
    assert list(tmp_path.iterdir()) == []


def test_the_installed_package_is_the_wheel_and_carries_its_notebooks(installed, tmp_path):
    probe = """
from importlib.resources import files
print(files("xsync"))
print(*sorted(found.name for found in (files("xsync") / "notebooks").iterdir()))
"""
    where, notebooks = run(installed / "python", "-c", probe, folder=tmp_path).splitlines()
    assert Path(where).is_relative_to(installed.parent)
    assert "sync_report.ipynb" in notebooks.split()
