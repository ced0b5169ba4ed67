"""Export what is shown: all items of the filter as CSV and XLSX, and the parameter file of the view."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Final
from urllib.parse import quote

from xsync.diagnose.files import csv_with_causes, xlsx_with_causes
from xsync.errors import UsageError
from xsync.names import safe_file_name
from xsync.view.wording import count, escaped

if TYPE_CHECKING:
    from collections.abc import Callable

    from xsync.report.sync_report import SyncReport

EXPORTS_FOLDER: Final = "exports"
"""Beside the notebook."""


class PanelFiles:
    """Buttons that write files beside the notebook; ``box`` is the widget to place.

    Parameters
    ----------
    do
        Does what a button stands for and says what goes wrong.
    """

    def __init__(self, do: Callable[[Callable[[], None]], None]) -> None:
        import ipywidgets as widgets

        self._report: SyncReport | None = None
        self._told = widgets.HTML()
        writers: dict[str, tuple[str, Callable[[SyncReport, Path], object]]] = {
            "Export CSV": ("csv", csv_with_causes),
            "Export Excel": ("xlsx", xlsx_with_causes),
            "Export parameter file": ("yaml", lambda report, path: report.save_parameters(path)),
        }
        buttons = []
        for name, (ending, write) in writers.items():
            button = widgets.Button(description=name, icon="download", layout={"width": "auto"})
            button.on_click(lambda _, ending=ending, write=write: do(lambda: self._write(ending, write)))
            buttons.append(button)
        self.box = widgets.VBox(
            [widgets.HBox(buttons, layout=widgets.Layout(flex_flow="row wrap")), self._told]
        )

    def show(self, report: SyncReport) -> None:
        """Take the report that is shown now."""
        self._report = report
        self._told.value = ""

    def _write(self, ending: str, write: Callable[[SyncReport, Path], object]) -> None:
        report = self._report
        if report is None:
            return
        name = safe_file_name(f"{report.snapshot.organisation} {report.question.period.name}")
        folder = Path(EXPORTS_FOLDER)
        try:
            folder.mkdir(mode=0o700, exist_ok=True)
            path = _free(folder, name, ending)
            write(report, path)
        except OSError as error:
            raise UsageError(f"Nothing can be written to {folder.resolve()}: {error.strerror}.") from error
        items = f", {count(report.counts.items_shown)} items" if ending != "yaml" else ""
        self._told.value = (
            f'<div role="status">Written: <a href="{escaped(quote(path.as_posix()))}" target="_blank">'
            f"{escaped(path.as_posix())}</a>{items}</div>"
        )


def _free(folder: Path, name: str, ending: str) -> Path:
    """Return a path that nothing lies at yet: an export never replaces another."""
    path, number = folder / f"{name}.{ending}", 1
    while path.exists():
        number += 1
        path = folder / f"{name}-{number}.{ending}"
    return path
