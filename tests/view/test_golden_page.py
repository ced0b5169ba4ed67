from __future__ import annotations

import os
import re
from pathlib import Path

from tests.view.sample import HEADER, sample_notebook, sample_rows
from xsync.view.assets import page_script, page_style
from xsync.view.page import write_page

GOLDEN = Path(__file__).parent / "golden" / "page.html"
RENEW = "XSYNC_RENEW_GOLDEN"


def test_the_page_is_as_agreed(tmp_path: Path):
    write_page(sample_notebook(sample_rows(6)), tmp_path / "page.html", HEADER)
    page = (tmp_path / "page.html").read_text(encoding="utf-8")
    # Style and script are large and have tests of their own; here they would hide what matters.
    page = page.replace(page_script(), "(script)").replace(page_style(), "(style)")
    page = re.sub(r"'sha256-[^']+'", "'sha256-(digest)'", page)
    if os.environ.get(RENEW):
        GOLDEN.write_bytes(page.encode())
    agreed = GOLDEN.read_text(encoding="utf-8") if GOLDEN.exists() else ""
    assert page.splitlines() == agreed.splitlines(), (
        f"The page differs from {GOLDEN.name}. "
        f"If that is meant, run the tests once with {RENEW}=1 and review the change."
    )
