"""The overview of several runs: a line for each, what they say together, their page and their message."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from xsync.parameters import NOTEBOOK
from xsync.report.words import minute_in_words
from xsync.run.deliver import Message
from xsync.run.execute import CROSSED_EXIT_CODE, DEFAULT_NOTEBOOK, UNDELIVERED_EXIT_CODE
from xsync.run.run_folders import OVERVIEW_PAGE, PAGE
from xsync.run.summary import counts_in_words, name_in_words, one_line
from xsync.view.overview_page import CROSSED, DONE, FAILED, UNDELIVERED, Line, overview_page, tally

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from xsync.run.crew import Outcome

_MOST_LINES_IN_A_MESSAGE: Final = 40
_STATUS: Final = {CROSSED_EXIT_CODE: CROSSED, UNDELIVERED_EXIT_CODE: UNDELIVERED}


def line_of(run: Mapping[str, Any], outcome: Outcome, result: Mapping[str, Any], out: Path) -> Line:
    """Return the line of a run.

    Parameters
    ----------
    run
        What it was asked.
    outcome
        How it ended.
    result
        What its ``result.json`` holds; nothing where it failed.
    out
        The folder of all runs.
    """
    if not result:
        return Line(
            status=FAILED,
            organisation=str(run.get("organisation") or ""),
            notebook=name_in_words(Path(str(run.get(NOTEBOOK) or DEFAULT_NOTEBOOK)).stem),
            period=str(run.get("period") or "").replace("_", " ").capitalize(),
            exit_code=outcome.exit_code,
            failure=outcome.said,
            remarks=outcome.remarks,
        )
    return Line(
        status=_STATUS.get(outcome.exit_code, DONE),
        organisation=str(result["organisation"]),
        notebook=name_in_words(result["run"]["notebook"]),
        period=str(result["asked"].get("Reporting period", "")),
        exit_code=outcome.exit_code,
        answer=str(result["answer"]),
        counts=counts_in_words(result),
        crossed=tuple(result["crossed"]),
        page=Path(outcome.folder, PAGE).relative_to(out).as_posix(),
        remarks=outcome.remarks,
    )


def sentence(lines: Sequence[Line]) -> str:
    """Return what several runs say together."""
    counted = tally(lines)
    all_of_them = f"{len(lines):,} run{'' if len(lines) == 1 else 's'}"
    wrong = len(lines) - counted[DONE]
    if not wrong:
        return f"Nothing to do: {all_of_them}, no threshold crossed."
    kinds = [
        f"{counted[FAILED]:,} failed",
        f"{counted[CROSSED]:,} crossed a threshold",
        f"{counted[UNDELIVERED]:,} could not be delivered",
    ]
    said = [kind for kind in kinds if not kind.startswith("0 ")]
    need = "needs" if wrong == 1 else "need"
    listed = " and ".join(filter(None, [", ".join(said[:-1]), said[-1]]))
    return f"{wrong:,} of {all_of_them} {need} somebody: {listed}."


def write_overview(lines: Sequence[Line], facts: Mapping[str, Any], path: Path) -> None:
    """Write the overview's page: one file that needs neither network nor server.

    Parameters
    ----------
    lines
        The runs, the worst first.
    facts
        What ``overview.json`` holds.
    path
        Where the page is written to; it comes to lie two folders below that of all runs.
    """
    made = {
        "Ended": f"{minute_in_words(datetime.fromisoformat(facts['ended_at']))} (UTC)",
        "Run by": facts["run"]["run_by"],
        "Run": facts["run"]["id"],
        "Exit code": str(facts["exit_code"]),
    }
    title = f"Overview: {_name_in_words(facts)}"
    page = overview_page(lines, title=title, sentence=facts["answer"], made=made)
    path.write_bytes(page.encode("utf-8", errors="replace"))


def overview_message(lines: Sequence[Line], result: Mapping[str, Any], folder: Path) -> Message:
    """Return what is delivered of an overview; what needs somebody stands first.

    Parameters
    ----------
    lines
        The runs, the worst first.
    result
        What ``overview.json`` holds.
    folder
        Where the overview lies.
    """
    answer = str(result["answer"])
    told = [_told(line) for line in lines[:_MOST_LINES_IN_A_MESSAGE]]
    if more := len(lines) - len(told):
        told.append(f"… and {more:,} more in the overview")
    return Message(
        title=one_line(f"{_name_in_words(result)}: {answer}"),
        body="\n".join([answer, "", *told]),
        is_alarm=any(line.failure or line.crossed for line in lines),
        page=folder / OVERVIEW_PAGE,
        place="/".join([*folder.parts[-2:], OVERVIEW_PAGE]),
        file_name=f"{folder.parent.name.removesuffix('.overview')}-overview-{folder.name}.html",
    )


def _name_in_words(facts: Mapping[str, Any]) -> str:
    return name_in_words(str(facts["run"]["name"]).replace("-", " "))


def _told(line: Line) -> str:
    what = line.failure.splitlines()[0] if line.failure else line.answer
    return "\n".join([f"{line.status}: {line.label}", f"  {what}", *(f"  - {each}" for each in line.crossed)])
