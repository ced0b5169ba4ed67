"""Check a machine: what is installed, what the store looks like, whether notebooks can run."""

from __future__ import annotations

import os
import platform
import shutil
import stat
import sys
from dataclasses import asdict, dataclass
from importlib.metadata import PackageNotFoundError, requires, version
from pathlib import Path
from shlex import quote
from typing import TYPE_CHECKING, Any, Final

from xsync.errors import XsyncError
from xsync.run.notebooks import notebooks_folder
from xsync.store.spark import spark_missing
from xsync.store.store import Store

if TYPE_CHECKING:
    from collections.abc import Iterator

BROWSERS: Final = ("chromium", "chromium-browser", "google-chrome", "chrome", "msedge")
_OTHERS_MAY: Final = stat.S_IRWXG | stat.S_IRWXO


@dataclass(frozen=True)
class Finding:
    """One thing looked at.

    Parameters
    ----------
    what
        What was looked at.
    is_good
        Whether it is as it should be.
    sentence
        What was found and, where it is not good, what to do.
    """

    what: str
    is_good: bool
    sentence: str

    def to_dict(self) -> dict[str, Any]:
        """Return plain data."""
        return asdict(self)


def examine(store: str | None = None) -> list[Finding]:
    """Look over this machine and the store; nothing is changed."""
    return [_python(), *_packages(), _kernel(), _notebooks(), *_store(Store(store)), _browser(), _spark()]


def _python() -> Finding:
    return Finding(
        "Python", sys.version_info >= (3, 11), f"{platform.python_version()} on {platform.system()}"
    )


def _packages() -> Iterator[Finding]:
    """Compare what is installed with what the package asks for."""
    from packaging.requirements import Requirement

    wrong = []
    wanted = [Requirement(each) for each in requires("xsync") or []]
    needed = [each for each in wanted if each.marker is None or each.marker.evaluate({"extra": ""})]
    for each in needed:
        try:
            found = version(each.name)
        except PackageNotFoundError:
            wrong.append(f"{each.name} is missing")
            continue
        if not each.specifier.contains(found, prereleases=True):
            wrong.append(f"{each.name} is {found}, not {each.specifier}")
    told = (
        f"{len(needed)} packages as required"
        if not wrong
        else f"{'; '.join(wrong)}. Install requirements.lock"
    )
    yield Finding("Packages", not wrong, told)


def _kernel() -> Finding:
    """Find the program that a run would start, the way a run does."""
    from jupyter_client.kernelspec import NoSuchKernel
    from jupyter_client.manager import KernelManager

    try:
        program = Path(KernelManager(kernel_name="python3").format_kernel_cmd()[0])
    except NoSuchKernel:
        return Finding("Kernel", is_good=False, sentence="no python3 kernel; install ipykernel here")
    if program.parent != Path(sys.executable).parent:
        told = f"python3 runs {program}, where xsync may be missing; set JUPYTER_PREFER_ENV_PATH=1"
        return Finding("Kernel", is_good=False, sentence=told)
    return Finding("Kernel", is_good=True, sentence=f"python3 runs {program}")


def _notebooks() -> Finding:
    names = [path.stem for path in sorted(notebooks_folder().glob("*.ipynb"))]
    return Finding("Notebooks", bool(names), ", ".join(names) or "none found; reinstall xsync")


def _store(store: Store) -> Iterator[Finding]:
    folder = None if "://" in store.location else Path(store.location)
    if folder and folder.exists() and not folder.is_dir():
        yield Finding("Store", is_good=False, sentence=f"{folder} is a file; name the store's folder")
        return
    try:
        organisations = store.organisations()
    except XsyncError as failure:
        yield Finding("Store", is_good=False, sentence=failure.summary)
        return
    held = ", ".join(organisations) or "empty; bring in an export with xsync load"
    yield Finding("Store", is_good=True, sentence=f"{store.location}: {held}")
    if folder and folder.exists() and os.name == "posix":
        open_to_others = [path for path in (folder, *folder.rglob("*")) if _others_may_open(path)]
        told = "only its owner may open it"
        if open_to_others:
            told = f"others may open {len(open_to_others)} of its files and folders; "
            told += f"run chmod -R go= {quote(str(folder))}"
        yield Finding("Store rights", not open_to_others, told)


def _others_may_open(path: Path) -> bool:
    try:
        found = path.lstat().st_mode
    except FileNotFoundError:  # a load that goes on meanwhile has tidied up
        return False
    return not stat.S_ISLNK(found) and bool(found & _OTHERS_MAY)


def _browser() -> Finding:
    found = next(filter(None, map(shutil.which, BROWSERS)), None)
    return Finding("Browser", is_good=True, sentence=found or "none found; pages can be made all the same")


def _spark() -> Finding:
    missing = spark_missing()
    told = f"only engine: spark://… needs it: {missing}" if missing else "pyspark and Java are there"
    return Finding("Spark", is_good=True, sentence=told)
