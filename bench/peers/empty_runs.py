"""The floor of many headless runs: papermill, one run after another, on a notebook of one cell."""

from __future__ import annotations

import sys
from pathlib import Path

import nbformat
import papermill
from nbformat.v4 import new_code_cell, new_notebook


def main(folder: str, runs: str) -> None:
    source = Path(folder, "empty.ipynb")
    kernel = {"name": "python3", "display_name": "Python 3", "language": "python"}
    nbformat.write(new_notebook(cells=[new_code_cell("pass")], metadata={"kernelspec": kernel}), source)
    for number in range(int(runs)):
        papermill.execute_notebook(source, Path(folder, f"executed-{number}.ipynb"), progress_bar=False)


if __name__ == "__main__":
    main(*sys.argv[1:])
