"""Make the demo company's store for the committed notebooks, loaded by somebody of one name everywhere.

``make notebook-data`` runs it. A load is recorded as of who truly did it; the committed notebooks shall read
the same whoever renews them.
"""

from __future__ import annotations

import sys
from pathlib import Path
from unittest.mock import patch

import xsync
from xsync.sources.demo import write_demo

BOOKKEEPER = "bookkeeper"
_RECORDING = ("xsync.sources.report_loading.account_name", "xsync.sources.document_loading.account_name")


def make(folder: Path) -> None:
    """Write the company and load it."""
    files = write_demo(folder / "demo", ledgers=True)
    wanted = [(None, files.exports), *((side, (path,)) for side, path in files.documents.items())]
    results = [
        xsync.load(*paths, documents=side, organisation=files.organisation, store=folder / "store")
        for side, paths in wanted
    ]
    assert {each.exit_code for each in results} == {0}, results


if __name__ == "__main__":
    report, documents = _RECORDING
    with patch(report, lambda: BOOKKEEPER), patch(documents, lambda: BOOKKEEPER):
        make(Path(sys.argv[1]))
