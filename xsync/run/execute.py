"""Execute a notebook with parameters and leave its page and evidence, all or nothing."""

from __future__ import annotations

import json
import re
import secrets
import shutil
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import UTC, datetime
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from xsync.errors import AccessRefused, RunFailed, UsageError
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
from xsync.run.evidence import RESULT_FILE, sha256_of_files, write_json
from xsync.run.notebooks import find_notebook, parameter_names
from xsync.store.access import Access
from xsync.store.caller import account_name
from xsync.store.location import location_of
from xsync.store.object_storage import checked_location

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from nbformat import NotebookNode

    from xsync.store.private import Rights

DEFAULT_NOTEBOOK: Final = "sync_report"
CROSSED_EXIT_CODE: Final = 4
_PAGE: Final = "report.html"
_PARTIAL: Final = re.compile(r"\.[0-9]{8}T[0-9]{6}Z-[0-9a-f]{6}\.partial")
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
    """

    folder: Path
    result: Mapping[str, Any]

    @property
    def page(self) -> Path:
        """The page."""
        return self.folder / _PAGE

    @property
    def exit_code(self) -> int:
        """4 where a threshold was crossed, else 0."""
        return CROSSED_EXIT_CODE if self.result["crossed"] else 0


def run_report(
    parameters: str | Path | Mapping[str, Any],
    *,
    overrides: Iterable[str] = (),
    out: str | Path = "reports",
    progress: Callable[[str], None] = lambda _: None,
) -> RunResult:
    """Execute a notebook with parameters and leave page, notebook, items and figures.

    Parameters
    ----------
    parameters
        A parameter file, or names and values. ``notebook`` names what to run, by default the report.
    overrides
        ``NAME=VALUE``, each in place of the file's own.
    out
        The run goes to ``<out>/<organisation>/<notebook>/<run id>/``.
    progress
        Called with a line of text before each step.

    Raises
    ------
    UsageError
        If the parameters are wrong; all mistakes are named and nothing was run.
    RunFailed
        If a cell failed or the kernel died; no page is left under the final name.
    AccessRefused
        If who asks may not read that organisation; nothing is left at all.
    """
    given = read_parameter_file(Path(parameters)) if isinstance(parameters, (str, Path)) else dict(parameters)
    wanted = with_overrides(given, overrides)
    notebook = find_notebook(str(wanted.pop(NOTEBOOK, None) or DEFAULT_NOTEBOOK))
    plain = _checked(wanted, notebook)
    run_id = f"{datetime.now(UTC):%Y%m%dT%H%M%SZ}-{secrets.token_hex(3)}"
    account_name()  # asked for now: a Hub that does not say must not lose a run at its end
    rights = Access(location_of(plain.get("store"))).rights
    with rights.creating():
        return _run(notebook, plain, run_id, Path(out).resolve(), progress, rights=rights)


def _checked(parameters: Mapping[str, Any], notebook: Path) -> dict[str, Any]:
    """Return the parameters as plain data, or refuse wrong ones before anything is started."""
    from xsync.run.questions import question_of

    names = parameter_names(notebook)
    question = question_of(names)
    mistakes = unknown_names(parameters, [*names, NOTEBOOK])
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
        raise UsageError("The parameters cannot be used; nothing was run:", mistakes)
    return plain


def _run(
    notebook: Path,
    parameters: Mapping[str, Any],
    run_id: str,
    out: Path,
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
        return _finish(notebook, executed, partial, run_id, out, rights=rights)
    except AccessRefused:
        shutil.rmtree(partial, ignore_errors=True)
        raise
    except BaseException as failure:
        failed = out / f"{run_id}.failed"
        _keep_what_helps(partial, failed)
        if (failed / kernel.EXECUTED).exists():
            failure.add_note(f"The notebook as far as it ran: {failed / kernel.EXECUTED}")
        raise


def _finish(
    notebook: Path, executed: NotebookNode, partial: Path, run_id: str, out: Path, *, rights: Rights
) -> RunResult:
    """Make the page and give the run its final name; that it is complete is the last thing written."""
    from xsync.run.kernel import KERNEL_LOG
    from xsync.view.page import PageHeader, write_page

    try:
        recorded = json.loads((partial / RESULT_FILE).read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise RunFailed(
            "The notebook ended without recording its result: its last cell calls xsync.record."
        ) from None
    run_by = account_name()
    header = PageHeader(
        organisation=recorded["organisation"],
        period=recorded["asked"]["Reporting period"],
        as_of=recorded["asked"]["As of"],
        run_by=run_by,
        run_id=run_id,
        complete=True,
        alerts=tuple(recorded["crossed"]),
    )
    write_page(executed, partial / _PAGE, header)
    (partial / KERNEL_LOG).unlink()
    result = {
        **recorded,
        "run": {"id": run_id, "notebook": notebook.stem, "run_by": run_by},
        "files": sha256_of_files(partial),
        "complete": True,
    }
    folder = out / safe_file_name(recorded["organisation"]) / safe_file_name(notebook.stem) / run_id
    rights.folder(folder.parent)
    partial.rename(folder)
    write_json(folder / RESULT_FILE, result)
    return RunResult(folder, result)


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
