"""Check a machine: what is installed, the store and who may open it, credentials, and what else is of use."""

from __future__ import annotations

import platform
import sys
from pathlib import Path

from xsync.errors import XsyncError
from xsync.run.doctor_credentials import examine_credentials
from xsync.run.doctor_finding import Finding
from xsync.run.doctor_packages import examine_packages
from xsync.run.doctor_store import examine_store
from xsync.run.notebooks import notebooks_folder
from xsync.run.paper import installed_browser
from xsync.store.spark import spark_missing
from xsync.store.store import Store


def examine(store: str | None = None) -> list[Finding]:
    """Look over this machine and the store; nothing is changed."""
    kept = Store(store)
    return [
        _python(),
        *examine_packages(),
        _kernel(),
        _notebooks(),
        *examine_store(kept),
        *examine_credentials(_readable(kept), kept.location),
        _browser(),
        _spark(),
    ]


def _readable(store: Store) -> tuple[str, ...]:
    """Return the organisations that who asks may open; none where the store cannot be read at all."""
    try:
        return store.organisations()
    except XsyncError:
        return ()


def _python() -> Finding:
    return Finding(
        "Python", sys.version_info >= (3, 11), f"{platform.python_version()} on {platform.system()}"
    )


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


def _browser() -> Finding:
    found = installed_browser()
    told = (
        found or "none found, so that no PDF can be made; pages can be all the same. Install chromium for it"
    )
    return Finding("Browser", is_good=True, sentence=told)


def _spark() -> Finding:
    missing = spark_missing()
    told = f"only engine: spark://… needs it: {missing}" if missing else "pyspark and Java are there"
    return Finding("Spark", is_good=True, sentence=told)
