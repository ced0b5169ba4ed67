"""The floor of any headless report: papermill runs a notebook without cells, nbconvert makes a page of it."""

from __future__ import annotations

import sys
from pathlib import Path

import nbformat
import papermill
from nbconvert import HTMLExporter
from nbformat.v4 import new_notebook


def main(folder: str) -> None:
    empty, executed = Path(folder, "empty.ipynb"), Path(folder, "executed.ipynb")
    kernel = {"name": "python3", "display_name": "Python 3", "language": "python"}
    nbformat.write(new_notebook(metadata={"kernelspec": kernel}), empty)
    papermill.execute_notebook(empty, executed, progress_bar=False)
    page, _ = HTMLExporter().from_filename(str(executed))
    Path(folder, "page.html").write_text(page, encoding="utf-8")


if __name__ == "__main__":
    main(*sys.argv[1:])
