"""Execute a notebook with parameters and leave its page and evidence, all or nothing."""

from __future__ import annotations

import getpass
import json
import os
import secrets
import shutil
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from xsync import errors
from xsync.errors import RunFailed, UsageError, XsyncError
from xsync.names import safe_file_name
from xsync.parameters import (
    NOTEBOOK,
    PARAMETERS,
    organisation_settings,
    parameters_folder,
    read_parameter_file,
    unknown_names,
    with_overrides,
)
from xsync.run.evidence import RESULT_FILE, sha256_of_files, write_json
from xsync.run.notebooks import find_notebook, parameter_names
from xsync.store.private import owner_only, private_folder
from xsync.view.sections import RUN_FOLDER_VARIABLE

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping

    from nbformat import NotebookNode

DEFAULT_NOTEBOOK: Final = "sync_report"
CROSSED_EXIT_CODE: Final = 4
_PAGE: Final = "report.html"
_EXECUTED: Final = "report.ipynb"
_QUIET_KERNEL: Final = ["--log-level=ERROR"]
"""A kernel on loopback warns at every start that its line is not encrypted; only errors are for people."""


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
    """
    given = read_parameter_file(Path(parameters)) if isinstance(parameters, (str, Path)) else dict(parameters)
    wanted = with_overrides(given, overrides)
    notebook = find_notebook(str(wanted.pop(NOTEBOOK, None) or DEFAULT_NOTEBOOK))
    _check(wanted, notebook)
    run_id = f"{datetime.now(UTC):%Y%m%dT%H%M%SZ}-{secrets.token_hex(3)}"
    with owner_only():
        return _run(notebook, wanted, run_id, Path(out), progress)


def _check(parameters: Mapping[str, Any], notebook: Path) -> None:
    """Refuse wrong parameters before anything is started."""
    from xsync.report.layouts import Layouts
    from xsync.report.question import Question

    names = parameter_names(notebook)
    mistakes = unknown_names(parameters, [*names, NOTEBOOK])
    known = {name: value for name, value in parameters.items() if name in names and name in PARAMETERS}
    organisation = known.pop("organisation", None)
    known.pop("store", None)
    try:
        settings = organisation_settings(organisation) if isinstance(organisation, str) else {}
        Question.of(known, settings, Layouts(parameters_folder() / "layouts"))
    except UsageError as refused:
        mistakes += refused.mistakes or [refused.summary]
    if mistakes:
        raise UsageError("The parameters cannot be used; nothing was run:", mistakes)


def _run(
    notebook: Path, parameters: Mapping[str, Any], run_id: str, out: Path, progress: Callable[[str], None]
) -> RunResult:
    partial = private_folder(out / f".{run_id}.partial").resolve()
    try:
        progress(f"running {notebook.stem}")
        with ThreadPoolExecutor(1) as beside:
            warmed = beside.submit(_import_page_maker)
            executed = _execute(notebook, partial, parameters)
            warmed.result()
        progress("writing the page")
        return _finish(notebook, executed, partial, run_id, out)
    except BaseException:
        _keep_failed_notebook(partial, out / f"{run_id}.failed")
        raise


def _import_page_maker() -> None:
    """Import what the page needs while the kernel works: both take seconds."""
    import xsync.view.page  # noqa: F401 - imported for later


def _execute(notebook: Path, partial: Path, parameters: Mapping[str, Any]) -> NotebookNode:
    import papermill
    from nbclient.exceptions import CellTimeoutError, DeadKernelError
    from papermill.exceptions import PapermillExecutionError

    with _environment(RUN_FOLDER_VARIABLE, str(partial)):
        try:
            executed: NotebookNode = papermill.execute_notebook(
                str(notebook),
                str(partial / _EXECUTED),
                parameters=dict(parameters),
                progress_bar=False,
                extra_arguments=_QUIET_KERNEL,
            )
        except PapermillExecutionError as failure:
            raise _cell_failure(failure.ename, failure.evalue, failure.cell_index) from failure
        except (DeadKernelError, CellTimeoutError, RuntimeError) as failure:
            raise RunFailed(f"The kernel died or did not answer: {str(failure).strip()}") from failure
    _check_executed(executed, partial)
    return executed


def _cell_failure(kind: str, message: str, cell: int) -> XsyncError:
    """Return what a failed cell said as our own error: with its exit code where it is one of ours."""
    ours = getattr(errors, kind, None)
    if isinstance(ours, type) and issubclass(ours, XsyncError):
        return ours(message)
    return RunFailed(f"Cell {cell} failed: {kind}: {message}")


def _check_executed(executed: NotebookNode, partial: Path) -> None:
    """Refuse a notebook that came to an end without having run to it.

    A cell that leaves by ``exit()`` and an unknown magic both count as success for papermill.
    """
    for number, cell in enumerate(executed.cells, start=1):
        if cell.cell_type != "code" or not cell.source.strip():
            continue
        if cell.execution_count is None:
            raise RunFailed(f"Cell {number} was not run.")
        for output in cell.outputs:
            if output.output_type == "error":
                raise RunFailed(f"Cell {number} failed: {output.ename}: {output.evalue}")
            if output.get("name") == "stderr" and output.text.startswith("UsageError:"):
                raise RunFailed(f"Cell {number} failed: {output.text.strip()}")
    if not (partial / RESULT_FILE).is_file():
        raise RunFailed("The notebook ended without recording its result: its last cell calls xsync.record.")


def _finish(notebook: Path, executed: NotebookNode, partial: Path, run_id: str, out: Path) -> RunResult:
    from xsync.view.page import PageHeader, write_page

    recorded = json.loads((partial / RESULT_FILE).read_text(encoding="utf-8"))
    run_by = getpass.getuser()
    header = PageHeader(
        organisation=recorded["organisation"],
        title="Xero Synchronization Report",
        period=recorded["asked"]["Reporting period"],
        as_of=recorded["asked"]["As of"],
        run_by=run_by,
        run_id=run_id,
        complete=True,
        alerts=tuple(recorded["crossed"]),
    )
    write_page(executed, partial / _PAGE, header)
    result = {
        **recorded,
        "run": {"id": run_id, "notebook": notebook.stem, "run_by": run_by},
        "files": sha256_of_files(partial),
        "complete": True,
    }
    folder = (
        out / safe_file_name(recorded["organisation"]) / safe_file_name(notebook.stem) / run_id
    ).resolve()
    private_folder(folder.parent)
    write_json(partial / RESULT_FILE, result)
    partial.rename(folder)
    return RunResult(folder, result)


def _keep_failed_notebook(partial: Path, failed: Path) -> None:
    """Keep what a failed run executed for whoever mends it, under a name that nobody takes for a run."""
    if (partial / _EXECUTED).exists():
        failed.mkdir(parents=True, exist_ok=True)
        (partial / _EXECUTED).replace(failed / _EXECUTED)
    shutil.rmtree(partial, ignore_errors=True)


@contextmanager
def _environment(name: str, value: str) -> Iterator[None]:
    before = os.environ.get(name)
    os.environ[name] = value
    try:
        yield
    finally:
        if before is None:
            del os.environ[name]
        else:
            os.environ[name] = before
