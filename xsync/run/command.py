"""What `xsync report` does and says: one run, or several and their overview."""

from __future__ import annotations

from typing import TYPE_CHECKING

from xsync.run.execute import given_parameters, run_report
from xsync.run.fan_out_layers import describes_several
from xsync.terminal import tell, tell_json

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from pathlib import Path

    from xsync.run.execute import RunResult
    from xsync.run.reports import Overview


def run_and_tell(
    parameters: Path,
    overrides: Iterable[str],
    out: Path,
    progress: Callable[[str], None],
    *,
    pdf: bool,
    as_json: bool,
) -> int:
    """Run what a parameter file describes, say what came of it, and return the exit code.

    Raises
    ------
    XsyncError
        If the file is wrong, or the one run it describes failed.
    """
    given = list(overrides)
    if describes_several(given_parameters(parameters, given)):
        from xsync.run.reports import run_reports

        overview = run_reports(parameters, overrides=given, out=out, pdf=pdf, progress=progress)
        _say(overview, _told_of_several(overview), as_json=as_json)
        return overview.exit_code
    run = run_report(parameters, overrides=given, out=out, pdf=pdf, progress=progress)
    crossed = [f"Threshold crossed: {sentence}." for sentence in run.result["crossed"]]
    _say(run, [run.result["answer"], *crossed], as_json=as_json)
    return run.exit_code


def _say(ended: RunResult | Overview, lines: Iterable[str], *, as_json: bool) -> None:
    for remark in ended.remarks:
        tell(f"xsync: {remark}", err=True)
    if as_json:
        tell_json({"page": str(ended.page), "result": ended.result})
    else:
        tell("\n".join([*lines, str(ended.page)]))


def _told_of_several(overview: Overview) -> list[str]:
    lines = [overview.result["answer"]]
    for run in overview.result["runs"]:
        whose = ", ".join(filter(None, [run["organisation"], run["notebook"], run["period"]]))
        if run["failure"]:
            lines.append(f"Failed: {whose}: {run['failure']}")
        lines += [f"Threshold crossed: {whose}: {sentence}." for sentence in run["crossed"]]
    return lines
