"""The report's panel: live controls in JupyterLab, the settings in force and the whole table in a page."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from xsync.report.asked import asked
from xsync.view.sections import answer_in_words, is_headless, items
from xsync.view.tables import facts_table

if TYPE_CHECKING:
    from xsync.report.sync_report import SyncReport
    from xsync.view.panel_controls import PanelControls


class Panel:
    """The report with its controls.

    Changing a control asks nothing yet: *Apply filter* takes the filter fields, *Update* everything. Until
    then a line says that the table is out of date, and what would change.

    Parameters
    ----------
    report
        What is shown first; it follows what people ask in the panel.
    """

    def __init__(self, report: SyncReport) -> None:
        self.report = report
        self._controls: PanelControls | None = None

    def _repr_mimebundle_(self, **wishes: Any) -> dict[str, Any]:  # noqa: ANN401 - as IPython calls it
        live: dict[str, Any] = {}
        if not is_headless():
            live = self.controls().box._repr_mimebundle_(**wishes)
        static = facts_table(asked(self.report)) + items(self.report).html
        return {**live, "text/html": static, "text/plain": answer_in_words(self.report)}

    def controls(self) -> PanelControls:
        """Return the panel's widgets, made when they are first shown."""
        from xsync.view.panel_controls import PanelControls

        if self._controls is None:
            self._controls = PanelControls(self.report, self._follow)
        return self._controls

    def _follow(self, report: SyncReport) -> None:
        self.report = report


def panel(report: SyncReport) -> Panel:
    """Return the panel of a report, to stand last in a cell."""
    return Panel(report)
