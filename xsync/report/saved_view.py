"""A view of the report as the parameter file that makes it again without anybody at the screen."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from xsync.errors import UsageError
from xsync.names import write_whole
from xsync.parameters import NOTEBOOK
from xsync.plain_yaml import plain_yaml

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from xsync.report.sync_report import SyncReport

_NOTEBOOK_OF_THE_REPORT: Final = "sync_report"
_SUFFIXES: Final = (".yaml", ".yml")


def to_parameters(report: SyncReport, *, with_as_of: bool = True) -> dict[str, Any]:
    """Return the parameters that show a view of the report again.

    Parameters
    ----------
    report
        The view.
    with_as_of
        Keep the instant, so that the very same items are shown again. Without it relative periods move on
        with the day, as a schedule wants it.

    Returns
    -------
    dict
        Plain data: what a parameter file holds. The layout goes by its name where the saved layout of that
        name is the one in force, else whole. Where the store is, is left to the machine that runs it.
    """
    settled = {
        NOTEBOOK: _NOTEBOOK_OF_THE_REPORT,
        "organisation": report.snapshot.organisation,
        **report.question.parameters(),
        "layout": _layout(report),
    }
    if not with_as_of:
        del settled["as_of"]
    return {name: value for name, value in settled.items() if value not in (None, {})}


def parameters_yaml(parameters: Mapping[str, Any]) -> str:
    """Write parameters as the text of a parameter file."""
    return plain_yaml(dict(parameters), short_groups_in_line=True)


def save_parameters(text: str, path: Path, *, overwrite: bool = False) -> Path:
    """Save the text of a parameter file, whole or not at all, and return its path.

    Raises
    ------
    UsageError
        If the name does not end in ``.yaml``, if the file exists and may not be replaced, or if it cannot
        be written.
    """
    if path.suffix.lower() not in _SUFFIXES:
        raise UsageError(f"A parameter file's name ends in .yaml, unlike {path.name!r}.")
    taken = UsageError(f"{path} exists already; choose another name, or say that it may be overwritten.")
    if path.exists() and not overwrite:
        raise taken
    try:
        write_whole(path, text, new=not path.exists())
    except OSError as fault:
        if isinstance(fault, FileExistsError) and path.exists():
            raise taken from fault  # somebody else saved that name just now
        raise UsageError(f"{path} cannot be written: {fault.strerror}") from fault
    return path


def _layout(report: SyncReport) -> object:
    layout = report.question.layout
    try:
        saved = report.layouts.load(layout.name)
    except UsageError:  # never saved, or its file was broken since
        saved = None
    return layout.name if layout == saved else layout.to_data()
