"""What `pip install .` gives: everything the report needs, away from the checkout, without a network."""

from __future__ import annotations

import os
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


def test_the_wheel_holds_every_file_of_the_package_its_notebooks_and_its_settings(wheel):
    data = f"{wheel.name.partition('-py3')[0]}.data/data"
    places = {
        "xsync": "xsync",
        "notebooks": "xsync/notebooks",
        "etc/ipython": f"{data}/etc/ipython",
        "etc/jupyterlab": f"{data}/share/jupyter/lab/settings/overrides.d",
    }
    expected = {
        Path(place, path.relative_to(ROOT / folder)).as_posix()
        for folder, place in places.items()
        for path in committed_files()
        if path.is_relative_to(ROOT / folder)
    }
    held = {name for name in zipfile.ZipFile(wheel).namelist() if ".dist-info/" not in name}
    assert held == expected


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


def test_kernels_where_it_is_installed_do_not_warn_of_tcp_within_the_machine(installed, tmp_path):
    probe = """
from ipykernel.kernelapp import IPKernelApp
kernel = IPKernelApp.instance()
kernel.initialize(["-f", "connection.json", "--no-stdout", "--no-stderr"])
kernel.log.warning("another warning")
kernel.ip = "192.0.2.1"
kernel.log.warning("Kernel is running over TCP without encryption. So it is.")
"""
    done = subprocess.run(
        [installed / "python", "-c", probe],
        cwd=tmp_path,
        env={**os.environ, "IPYTHONDIR": str(tmp_path / "ipython")},
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=True,
    )
    said = [line for line in done.stderr.splitlines() if line.startswith("[IPKernelApp]")]
    assert said == [
        "[IPKernelApp] WARNING | another warning",
        "[IPKernelApp] WARNING | Kernel is running over TCP without encryption. So it is.",
    ]
