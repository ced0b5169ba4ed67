"""What a run was made with."""

from __future__ import annotations

import platform
from importlib.metadata import PackageNotFoundError, version
from typing import Final

_VERSIONS_OF: Final = (
    "xsync",
    "duckdb",
    "deltalake",
    "pyarrow",
    "pandas",
    "sqlglot",
    "itables",
    "papermill",
    "nbconvert",
    "jupyterlab",
    "vl-convert-python",
    "xlsxwriter",
)


def versions() -> dict[str, str]:
    """Return what a run was made with."""
    found = {"python": platform.python_version()}
    for name in _VERSIONS_OF:
        try:
            found[name] = version(name)
        except PackageNotFoundError:
            found[name] = "not installed"
    return found
