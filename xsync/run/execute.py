"""Execute a notebook with parameters and leave its page and evidence, all or nothing."""

from __future__ import annotations

import errno
import json
import re
import shutil
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from xsync.errors import AccessRefused, Mistakes, RunFailed, UsageError, XsyncError
from xsync.names import safe_file_name
from xsync.parameters import (
    NOTEBOOK,
    not_text,
    organisation_settings,
    plain_value,
    read_parameter_file,
    unknown_names,
    with_overrides,
)
from xsync.run.afterwards import AFTERWARDS, Afterwards
from xsync.run.deliver import FAILED, deliver
from xsync.run.evidence import RESULT_FILE, sha256_of_files, write_json
from xsync.run.fan_out_layers import describes_several
from xsync.run.notebooks import find_notebook, parameter_names
from xsync.run.paper import PDF_FILE, find_browser, print_page
from xsync.run.run_folders import PAGE, RUN_ID, new_run_id
from xsync.run.summary import failure_message, run_message
from xsync.store.access import Access
from xsync.store.caller import account_name
from xsync.store.location import location_of
from xsync.store.object_storage import checked_location
from xsync.store.store import Store

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    from nbformat import NotebookNode

    from xsync.run.deliver import Sent
    from xsync.store.private import Rights
    from xsync.view.page import PageHeader

DEFAULT_NOTEBOOK: Final = "sync_report"
CROSSED_EXIT_CODE: Final = 4
UNDELIVERED_EXIT_CODE: Final = 6
WRONG_PARAMETERS: Final = "The parameters cannot be used; nothing was run:"
_PARTIAL: Final = re.compile(rf"\.{RUN_ID.pattern}\.partial")
_FULL: Final = {errno.ENOSPC, errno.EDQUOT}
_A_DAY: Final = 86_400
"""Seconds after which nobody works any more on what a killed run left half."""


@dataclass(frozen=True)
class RunResult:
    """A finished run.

    Parameters
    ----------
    folder
        Where its files lie.
    result
        What ``result.json`` holds.
    deliveries
        What became of each address it was to be sent to.
    remarks
        What went wrong once it had ended, in a sentence each.
    """

    folder: Path
    result: Mapping[str, Any]
    deliveries: tuple[Sent, ...] = ()
    remarks: tuple[str, ...] = ()

    @property
    def page(self) -> Path:
        """The page."""
        return self.folder / PAGE

    @property
    def exit_code(self) -> int:
        """4 where a threshold was crossed, else 6 where a delivery failed, else 0."""
        if self.result["crossed"]:
            return CROSSED_EXIT_CODE
        undelivered = any(sent.outcome == FAILED for sent in self.deliveries)
        return UNDELIVERED_EXIT_CODE if undelivered else 0


@dataclass(frozen=True)
class PlannedRun:
    """A run whose parameters were checked.

    Parameters
    ----------
    notebook
        The notebook's file.
    parameters
        What it is handed, as plain data.
    afterwards
        What is done with the finished run.
    """

    notebook: Path
    parameters: dict[str, Any]
    afterwards: Afterwards

    @classmethod
    def of(cls, wanted: Mapping[str, Any]) -> PlannedRun:
        """Check a parameter file's entries.

        Raises
        ------
        UsageError
            With all the mistakes there are.
        """
        mistakes = Mistakes()
        afterwards = Afterwards.of(wanted, mistakes)
        notebook = find_notebook(str(wanted.get(NOTEBOOK) or DEFAULT_NOTEBOOK))
        handed = {name: value for name, value in wanted.items() if name not in {NOTEBOOK, *AFTERWARDS}}
        plain = mistakes.checked(lambda: _checked(handed, notebook))
        if mistakes:
            raise UsageError(WRONG_PARAMETERS, mistakes)
        return cls(notebook, plain or {}, afterwards)


def run_report(
    parameters: str | Path | Mapping[str, Any],
    *,
    overrides: Iterable[str] = (),
    out: str | Path = "reports",
    pdf: bool = False,
    progress: Callable[[str], None] = lambda _: None,
) -> RunResult:
    """Execute a notebook with parameters and leave page, notebook, items and figures.

    Parameters
    ----------
    parameters
        A parameter file, or names and values. ``notebook`` names what to run, by default the report;
        ``deliver`` and ``keep`` say what is done with the finished run.
    overrides
        ``NAME=VALUE``, each in place of the file's own.
    out
        The run goes to ``<out>/<organisation>/<notebook>/<run id>/``.
    pdf
        Whether to leave the page as ``report.pdf`` too.
    progress
        Called with a line of text before each step.

    Raises
    ------
    UsageError
        If the parameters are wrong, or a PDF is wanted and no browser is here; nothing was run.
    RunFailed
        If a cell failed or the kernel died, and no page is left under the final name; or if the browser
        failed, and the complete run is left without its PDF.
    AccessRefused
        If who asks may not read that organisation; nothing is left at all.
    """
    wanted = given_parameters(parameters, overrides)
    if names := describes_several(wanted):
        raise UsageError(f"{', '.join(names)}: this describes several runs; use xsync.run_reports.")
    planned = PlannedRun.of(wanted)
    browser = find_browser() if pdf else None
    account_name()  # asked for now: a Hub that does not say must not lose a run at its end
    rights = Access(location_of(planned.parameters.get("store"))).rights
    with rights.creating():
        return _run_and_follow(planned, new_run_id(), Path(out).resolve(), browser, progress, rights=rights)


def given_parameters(
    parameters: str | Path | Mapping[str, Any], overrides: Iterable[str] = ()
) -> dict[str, Any]:
    """Return a parameter file's entries, or the ones given, with the overrides in their places."""
    given = read_parameter_file(Path(parameters)) if isinstance(parameters, (str, Path)) else dict(parameters)
    return with_overrides(given, overrides)


def _run_and_follow(
    planned: PlannedRun,
    run_id: str,
    out: Path,
    browser: str | None,
    progress: Callable[[str], None],
    *,
    rights: Rights,
) -> RunResult:
    """Run, and do what is to be done afterwards; of a run that fails, that it failed is delivered."""
    afterwards = planned.afterwards
    try:
        run = _run(planned.notebook, planned.parameters, run_id, out, browser, progress, rights=rights)
    except Exception as failure:
        sentence = (
            failure.summary if isinstance(failure, XsyncError) else f"{type(failure).__name__}: {failure}"
        )
        whose = str(planned.parameters.get("organisation") or "")
        sent = deliver(failure_message(whose, planned.notebook.stem, sentence), afterwards.deliveries)
        for each in sent:
            if each.outcome == FAILED:
                failure.add_note(each.sentence)
        raise
    if afterwards.deliveries:
        progress("delivering")
    sent, wrong = afterwards.follow(run_message(run.result, run.folder), run.folder, out)
    return RunResult(run.folder, run.result, tuple(sent), tuple(wrong))


def _checked(parameters: Mapping[str, Any], notebook: Path) -> dict[str, Any]:
    """Return the parameters as plain data, or refuse wrong ones before anything is started."""
    from xsync.run.questions import question_of

    names = parameter_names(notebook)
    question = question_of(names)
    mistakes = unknown_names(parameters, [*names, NOTEBOOK, *AFTERWARDS])
    taken = set(names) & set(question.parameters)
    known = {name: value for name, value in parameters.items() if name in taken}
    organisation, store = known.pop("organisation", None), known.pop("store", None)
    mistakes += not_text(organisation=organisation, store=store)
    if isinstance(store, str):
        try:
            checked_location(store)
        except UsageError as refused:
            mistakes.append(f"store: {refused.summary}")
    settings: dict[str, Any] = {}
    try:
        settings = organisation_settings(organisation) if isinstance(organisation, str) else {}
    except UsageError as refused:
        mistakes += refused.mistakes or [refused.summary]
    try:
        question.check(known, settings)
    except UsageError as refused:
        mistakes += refused.mistakes or [refused.summary]
    plain = {}
    for name, value in parameters.items():
        try:
            plain[name] = plain_value(value)
        except ValueError as mistake:
            mistakes.append(f"{name}: {mistake}")
    if mistakes:
        raise UsageError(WRONG_PARAMETERS, mistakes)
    return plain


def _run(  # noqa: PLR0917 - what a run is made of
    notebook: Path,
    parameters: Mapping[str, Any],
    run_id: str,
    out: Path,
    browser: str | None,
    progress: Callable[[str], None],
    *,
    rights: Rights,
) -> RunResult:
    from xsync.run import kernel

    try:
        _clear_away_killed_runs(out)
        partial = rights.folder(out / f".{run_id}.partial")
    except OSError as error:
        raise UsageError(f"No run can be written to {out}: {error.strerror}.") from error
    try:
        progress(f"running {notebook.stem}")
        with ThreadPoolExecutor(1) as beside:
            # What the page needs is imported while the kernel works: both take their time.
            executed = kernel.execute(
                notebook, parameters, partial, lambda: beside.submit(import_module, "xsync.view.page")
            )
        progress("writing the page")
        run = {
            "id": run_id,
            "notebook": notebook.stem,
            "run_by": account_name(),
            "store": _store_location(parameters.get("store")),
        }
        recorded = _with_page(executed, partial, run)
        unprinted = _printed(partial, browser, progress)
        finished = _finish(recorded, partial, out, rights)
    except AccessRefused:
        shutil.rmtree(partial, ignore_errors=True)
        raise
    except BaseException as failure:
        failed = out / f"{run_id}.failed"
        _keep_what_helps(partial, failed)
        if (failed / kernel.EXECUTED).exists():
            failure.add_note(f"The notebook as far as it ran: {failed / kernel.EXECUTED}")
        if isinstance(failure, OSError) and failure.errno in _FULL:
            raise RunFailed(
                f"The run cannot be written to {out}: {failure.strerror}. Make room, then run it again."
            ) from failure
        raise
    if unprinted:
        unprinted.add_note(f"All else of the run is there: {finished.folder}")
        raise unprinted
    return finished


def header_of(result: Mapping[str, Any]) -> PageHeader:
    """Return what stands at the head of a run's page, from its ``result.json``."""
    from xsync.view.page import PageHeader

    return PageHeader(
        organisation=result["organisation"],
        period=result["asked"]["Reporting period"],
        as_of=result["asked"]["As of"],
        run_by=result["run"]["run_by"],
        run_id=result["run"]["id"],
        complete=True,
        thresholds=_in_words(result["thresholds"]),
        alerts=tuple(result["crossed"]),
    )


def _in_words(thresholds: Sequence[Mapping[str, Any]]) -> str:
    crossed = sum(bool(each["crossed"]) for each in thresholds)
    if not thresholds:
        return "none set"
    return f"{crossed} of {len(thresholds)} crossed" if crossed else f"{len(thresholds)} set, none crossed"


def _with_page(executed: NotebookNode, partial: Path, run: Mapping[str, str]) -> dict[str, Any]:
    """Make the page of an executed notebook; return what its run recorded."""
    from xsync.run.kernel import KERNEL_LOG
    from xsync.view.page import write_page

    try:
        recorded = json.loads((partial / RESULT_FILE).read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise RunFailed(
            "The notebook ended without recording its result: its last cell calls xsync.record."
        ) from None
    result = {**recorded, "run": run}
    write_page(executed, partial / PAGE, header_of(result))
    (partial / KERNEL_LOG).unlink()
    return result


def _printed(partial: Path, browser: str | None, progress: Callable[[str], None]) -> RunFailed | None:
    """Put the page on paper; a browser that fails does not cost the run."""
    if browser is None:
        return None
    progress("printing the page")
    try:
        print_page(browser, partial / PAGE, partial / PDF_FILE)
    except RunFailed as failure:
        return failure
    return None


def _finish(recorded: Mapping[str, Any], partial: Path, out: Path, rights: Rights) -> RunResult:
    """Give the run its final name; that it is complete is the last thing written."""
    result = {**recorded, "files": sha256_of_files(partial), "complete": True}
    run = recorded["run"]
    folder = out / safe_file_name(recorded["organisation"]) / safe_file_name(run["notebook"]) / run["id"]
    rights.folder(folder.parent)
    partial.rename(folder)
    write_json(folder / RESULT_FILE, result)
    return RunResult(folder, result)


def _store_location(named: object) -> str:
    """Return where the store of a run lies, so that it is found again from any other folder."""
    location = Store(str(named) if named else None).location
    return location if "://" in location else str(Path(location).resolve())


def _keep_what_helps(partial: Path, failed: Path) -> None:
    """Keep what tells of a failure under a name that nobody takes for a run; the rest of it goes."""
    from xsync.run.kernel import EXECUTED, KERNEL_LOG

    for path in (partial / EXECUTED, partial / KERNEL_LOG):
        if path.exists() and path.stat().st_size:
            failed.mkdir(exist_ok=True)
            path.replace(failed / path.name)
    shutil.rmtree(partial, ignore_errors=True)


def _clear_away_killed_runs(out: Path) -> None:
    for path in out.glob(".*.partial"):
        if _PARTIAL.fullmatch(path.name) and time.time() - path.stat().st_mtime > _A_DAY:
            shutil.rmtree(path, ignore_errors=True)
