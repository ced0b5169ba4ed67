"""A notebook executed in a kernel of its own: unseen, and whatever keeps it from its end is a failure."""

from __future__ import annotations

import logging
import os
from contextlib import contextmanager
from textwrap import shorten
from typing import TYPE_CHECKING, Any, Final

from jupyter_client.manager import AsyncKernelManager
from jupyter_core.utils import run_sync

from xsync.errors import RunFailed, XsyncError
from xsync.view.sections import RUN_FOLDER_VARIABLE

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping
    from pathlib import Path

    from nbformat import NotebookNode

EXECUTED: Final = "report.ipynb"
KERNEL_LOG: Final = "kernel.log"

_KERNEL: Final = "python3"
"""The environment's own, whichever kernel a notebook was last opened with: there xsync is installed."""

_KERNEL_OPTIONS: Final = ["--log-level=CRITICAL", "--HistoryManager.hist_file=:memory:"]
_LONGEST_NAME: Final = 60

_log = logging.getLogger(__name__)
_log.addHandler(logging.NullHandler())  # what papermill and its client log is said by our own failures


def execute(
    notebook: Path,
    parameters: Mapping[str, Any],
    folder: Path,
    begun: Callable[[], object] = lambda: None,
) -> NotebookNode:
    """Execute a notebook from its first cell to its last.

    Whether it succeeds or not, the notebook as far as it ran is left in the folder as ``report.ipynb``, and
    what the kernel's process itself printed as ``kernel.log``.

    Parameters
    ----------
    notebook
        The notebook's file; it is not changed.
    parameters
        Plain data, put in place of what its ``parameters`` cell says.
    folder
        The run's folder; the kernel knows it as ``XSYNC_RUN_FOLDER``.
    begun
        Called once the kernel is at work and this process is idle.

    Raises
    ------
    RunFailed
        If a cell fails or leaves, or the kernel dies.
    XsyncError
        If a cell fails with an error of our own: that error.
    """
    with _kernel(folder) as kernel:
        # Reading in papermill takes longer than a kernel takes to start, so that it is ready by now.
        import nbformat
        import papermill
        from nbclient.exceptions import DeadKernelError
        from papermill.clientwrap import PapermillNotebookClient
        from papermill.engines import NotebookExecutionManager

        literal_path = str(notebook).replace("{", "{{").replace("}", "}}")  # papermill fills in braces
        prepared = papermill.execute_notebook(
            literal_path,
            None,
            dict(parameters),
            kernel_name=_KERNEL,
            language="python",
            prepare_only=True,
            progress_bar=False,
        )
        course = _Course()
        managed = NotebookExecutionManager(prepared, progress_bar=False, autosave_cell_every=0)
        client = PapermillNotebookClient(
            managed,
            km=kernel,
            log=_log,
            on_notebook_start=lambda **_: begun(),
            on_cell_execute=course.begins,
            on_cell_executed=course.ended,
        )
        managed.notebook_start()
        try:
            client.execute(cleanup_kc=True)
        except DeadKernelError as failure:
            raise RunFailed(f"The kernel died {course.at}.") from failure
        except RuntimeError as failure:
            raise RunFailed(f"The kernel did not start: {failure}") from failure
        finally:
            managed.notebook_complete()
            text: str = nbformat.writes(prepared)  # type: ignore[no-untyped-call] # nbformat's own
            (folder / EXECUTED).write_text(f"{text}\n", encoding="utf-8", newline="\n")
    _refuse_failed(prepared)
    executed: NotebookNode = prepared
    return executed


@contextmanager
def _kernel(folder: Path) -> Iterator[AsyncKernelManager]:
    """Start a kernel, and stop it if nobody did; what its process prints is kept from the terminal."""
    kernel = AsyncKernelManager(kernel_name=_KERNEL)
    environment = {**os.environ, RUN_FOLDER_VARIABLE: str(folder)}
    with (folder / KERNEL_LOG).open("wb") as log:
        run_sync(kernel.start_kernel)(
            extra_arguments=_KERNEL_OPTIONS, env=environment, stdout=log, stderr=log
        )
    try:
        yield kernel
    finally:
        if kernel.has_kernel:
            run_sync(kernel.shutdown_kernel)(now=True)


class _Course:
    """Which cell is running; papermill takes a cell that ends the kernel politely for a success."""

    def __init__(self) -> None:
        self.at = "before the first cell"

    def begins(self, *, cell: NotebookNode, **_: object) -> None:
        self.at = f"in the cell {_named(cell)}"

    def ended(self, *, cell: NotebookNode, execute_reply: Mapping[str, Any], **_: object) -> None:
        wishes = execute_reply["content"].get("payload", ())
        if any(wish.get("source") == "ask_exit" for wish in wishes):
            raise RunFailed(f"The notebook was left before its end, by the cell {_named(cell)}.")


def _refuse_failed(executed: NotebookNode) -> None:
    for cell in executed.cells:
        outputs = cell.get("outputs", ())
        for output in outputs:
            if output.output_type == "error":
                raise _failure(cell, output.ename, output.evalue)
        if cell.metadata.papermill.get("exception"):  # an unknown magic: nothing but words on stderr
            words = "".join(output.text for output in outputs if output.get("name") == "stderr")
            raise RunFailed(f"The cell {_named(cell)} failed: {_lines(words)[-1]}")


def _failure(cell: NotebookNode, kind: str, message: str) -> XsyncError:
    """Return what a cell raised as our own error, with its exit code, where it is one of ours."""
    import xsync.report.sync_report  # noqa: F401 - every error that a report raises is known from here on

    ours = {each.__name__: each for each in _descendants(XsyncError)}
    if kind in ours:
        return ours[kind](message)
    return RunFailed(f"The cell {_named(cell)} failed: {': '.join(filter(None, [kind, _lines(message)[0]]))}")


def _descendants(kind: type[XsyncError]) -> Iterator[type[XsyncError]]:
    yield kind
    for each in kind.__subclasses__():
        yield from _descendants(each)


def _named(cell: NotebookNode) -> str:
    """Name a cell by how its code begins: numbers differ between JupyterLab and papermill."""
    return f"“{shorten(_lines(cell.source)[0], _LONGEST_NAME, placeholder=' …')}”"


def _lines(text: str) -> list[str]:
    return [line.strip() for line in text.splitlines() if line.strip()] or [""]
