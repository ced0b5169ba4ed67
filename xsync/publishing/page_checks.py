"""Whether a page is the one that its run's notebook and figures make."""

from __future__ import annotations

import html
import json
import re
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Final

from xsync.publishing.asking_again import other_versions
from xsync.publishing.checks import FAILED, OK, REMARK, Check
from xsync.run.execute import header_of
from xsync.run.kernel import EXECUTED
from xsync.run.run_folders import PAGE

if TYPE_CHECKING:
    from collections.abc import Iterator

    from xsync.publishing.runs import Run

_PAGE_IS_MADE_BY: Final = ("xsync", "python", "nbconvert", "itables")
_TAG: Final = re.compile(r"<[^>]*>")


def page_checks(run: Run, page: bytes) -> list[Check]:
    """Hold a page, as the run left it, against ``result.json`` and against the executed notebook."""
    wrong = [*_first_lines(run, page.decode("utf-8", errors="replace"))]
    if wrong:
        return wrong
    if others := [name for name in _PAGE_IS_MADE_BY if name in other_versions(run.result["versions"])]:
        return [
            Check(
                "page",
                REMARK,
                "The page begins with what result.json says. It was not made again from report.ipynb: "
                f"{' and '.join(others)} {'is' if len(others) == 1 else 'are'} of another version here.",
            )
        ]
    if _made_again(run) != page:
        told = f"The page is not the one that {EXECUTED} makes: one of the two was altered."
        return [Check("page", FAILED, told, PAGE)]
    told = f"The page says what result.json says, and is byte for byte the one that {EXECUTED} makes."
    return [Check("page", OK, told)]


def _first_lines(run: Run, page: str) -> Iterator[Check]:
    header = header_of(run.result)
    head, _, body = page.partition("</header>")
    said, text = _plain(head), _plain(body)
    facts = {
        "organisation": header.organisation,
        "reporting period": header.period,
        "instant": header.as_of,
        "account": header.run_by,
        "run id": header.run_id,
        "thresholds": header.thresholds,
        **{f"threshold crossed ({number})": alert for number, alert in enumerate(header.alerts, start=1)},
    }
    for name, value in facts.items():
        if _folded(value) not in said:
            yield Check("page", FAILED, f"The page does not begin with the run's {name}, {value}.", PAGE)
    answer = run.result["answer"]
    notebook = (run.folder / EXECUTED).read_text(encoding="utf-8", errors="replace")
    if json.dumps(answer, ensure_ascii=False)[1:-1] in notebook and _folded(answer) not in text:
        yield Check("page", FAILED, f"The page does not give the run's answer: {answer}", PAGE)


def _made_again(run: Run) -> bytes:
    """Return the page that the executed notebook makes; nothing of it is executed."""
    import nbformat

    from xsync.view.page import write_page

    notebook = nbformat.read(run.folder / EXECUTED, as_version=4)  # type: ignore[no-untyped-call]
    with TemporaryDirectory(prefix="xsync-") as folder:
        made = Path(folder) / PAGE
        write_page(notebook, made, header_of(run.result))
        return made.read_bytes()


def _plain(markup: str) -> str:
    return _folded(html.unescape(_TAG.sub(" ", markup)))


def _folded(text: str) -> str:
    return " ".join(text.split())
