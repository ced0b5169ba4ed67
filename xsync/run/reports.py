"""Several runs from one parameter file, in worker processes, and an overview of all of them."""

from __future__ import annotations

import json
import shutil
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from xsync.errors import UsageError
from xsync.names import safe_file_name
from xsync.run.crew import Crew
from xsync.run.deliver import FAILED
from xsync.run.evidence import RESULT_FILE, sha256_of_files, write_json
from xsync.run.execute import UNDELIVERED_EXIT_CODE, given_parameters, run_report
from xsync.run.exit_codes import WORST_FIRST, severity, worst
from xsync.run.fan_out import FanOut, label
from xsync.run.overview import line_of, overview_message, sentence, write_overview
from xsync.run.paper import find_browser
from xsync.run.run_folders import OVERVIEW_FILE, OVERVIEW_PAGE, new_run_id
from xsync.store.access import Access
from xsync.store.caller import account_name
from xsync.store.location import location_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from xsync.run.crew import Outcome
    from xsync.run.deliver import Sent
    from xsync.store.private import Rights
    from xsync.view.overview_page import Line

__all__ = ["Overview", "run_report", "run_reports"]


@dataclass(frozen=True)
class Overview:
    """Several finished runs.

    Parameters
    ----------
    folder
        Where the overview lies; each run has its own folder.
    result
        What ``overview.json`` holds.
    deliveries
        What became of each address the overview was to be sent to.
    remarks
        What went wrong beside the runs, in a sentence each.
    """

    folder: Path
    result: Mapping[str, Any]
    deliveries: tuple[Sent, ...] = ()
    remarks: tuple[str, ...] = ()

    @property
    def page(self) -> Path:
        """The overview's page."""
        return self.folder / OVERVIEW_PAGE

    @property
    def exit_code(self) -> int:
        """The worst of the runs' exit codes; else 6 where a delivery of the overview failed, else 0."""
        undelivered = any(sent.outcome == FAILED for sent in self.deliveries)
        return self.result["exit_code"] or (UNDELIVERED_EXIT_CODE if undelivered else 0)


def run_reports(
    parameters: str | Path | Mapping[str, Any],
    *,
    overrides: Iterable[str] = (),
    out: str | Path = "reports",
    pdf: bool = False,
    progress: Callable[[str], None] = lambda _: None,
) -> Overview:
    """Make the runs that a parameter file describes, and an overview of them.

    A run that fails does not stop the others: the overview names it and why.

    Parameters
    ----------
    parameters
        A parameter file with ``organisations``, ``notebooks``, ``periods`` or ``runs``; or such entries.
    overrides
        ``NAME=VALUE``, each in place of the file's own.
    out
        Each run goes to ``<out>/<organisation>/<notebook>/<run id>/``, the overview to
        ``<out>/<name of the file>.overview/<run id>/``.
    pdf
        Whether each run leaves its page as ``report.pdf`` too.
    progress
        Called with a line of text as each run ends.

    Raises
    ------
    UsageError
        If anything in the file is wrong, or PDFs are wanted and no browser is here; nothing was run.
    """
    fan_out = FanOut.of(given_parameters(parameters, overrides))
    if pdf:
        find_browser()
    place, begun, run_id = Path(out).resolve(), datetime.now(UTC), new_run_id()
    name = Path(parameters).stem if isinstance(parameters, (str, Path)) else "runs"
    total, done = len(fan_out.runs), 0

    def ended(number: int, outcome: Outcome) -> None:
        nonlocal done
        done += 1
        how = outcome.said.splitlines()[0] if outcome.said else f"exit code {outcome.exit_code}"
        progress(f"{done} of {total}: {label(fan_out.runs[number])}: {how}")

    rights = Access(location_of(_one_store(fan_out.runs))).rights
    with rights.creating():
        try:
            rights.folder(place)
        except OSError as error:
            raise UsageError(f"No run can be written to {place}: {error.strerror}.") from error
        progress(f"{total} runs, {fan_out.workers} at a time")
        outcomes = Crew(fan_out.workers, place, pdf=pdf).make(fan_out.runs, ended)
        lines = [_line(run, outcome, place) for run, outcome in zip(fan_out.runs, outcomes, strict=True)]
        lines.sort(key=lambda line: severity(line.exit_code))
        facts = {
            "run": {"id": run_id, "name": name, "run_by": account_name()},
            "begun_at": begun.isoformat(timespec="seconds"),
            "ended_at": datetime.now(UTC).isoformat(timespec="seconds"),
            "workers": fan_out.workers,
            "exit_code": worst(line.exit_code for line in lines),
            "exit_codes_worst_first": list(WORST_FIRST),
            "answer": sentence(lines),
            "runs": [line.to_dict() for line in lines],
        }
        folder, result = _written(lines, facts, place / f"{safe_file_name(name)}.overview", rights)
        if fan_out.afterwards.deliveries:
            progress("delivering the overview")
        message = overview_message(lines, result, folder)
        sent, wrong = fan_out.afterwards.follow(message, folder, place, record=OVERVIEW_FILE)
    beside = [f"{line.label}: {remark}" for line in lines for remark in line.remarks]
    return Overview(folder, result, tuple(sent), (*beside, *wrong))


def _one_store(runs: Iterable[Mapping[str, Any]]) -> str | None:
    """Return the store that all runs read; where they read several, the overview is for its owner alone."""
    stores = {run.get("store") for run in runs}
    return stores.pop() if len(stores) == 1 else None


def _line(run: Mapping[str, Any], outcome: Outcome, out: Path) -> Line:
    result: dict[str, Any] = {}
    if outcome.folder:
        result = json.loads((Path(outcome.folder) / RESULT_FILE).read_text(encoding="utf-8"))
    return line_of(run, outcome, result, out)


def _written(
    lines: list[Line], facts: dict[str, Any], overviews: Path, rights: Rights
) -> tuple[Path, dict[str, Any]]:
    """Write page and figures; that they are complete is the last thing written."""
    run_id = facts["run"]["id"]
    partial = rights.folder(overviews.parent / f".{run_id}.partial")
    folder = overviews / run_id
    try:
        write_overview(lines, facts, partial / OVERVIEW_PAGE)
        result = {**facts, "files": sha256_of_files(partial), "complete": True}
        rights.folder(overviews)
        partial.rename(folder)
    except BaseException:
        shutil.rmtree(partial, ignore_errors=True)
        raise
    write_json(folder / OVERVIEW_FILE, result)
    return folder, result
