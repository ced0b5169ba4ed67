"""Both ledgers side by side in JupyterLab: a search and pickers that ask all lines, not only those shown."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import ipywidgets as widgets

from xsync.errors import XsyncError
from xsync.model import ITEM_TYPES, type_label
from xsync.reconcile.documents_shown import FINDING_LABELS, VERDICT_LABELS, LinesWanted
from xsync.view.documents_table import documents_table
from xsync.view.wording import count, escaped

if TYPE_CHECKING:
    from collections.abc import Mapping

    from xsync.reconcile.report import ReconciliationReport

_ANY: Final = "Any"


class LiveDocuments:
    """The search, the pickers and the lines that they leave.

    Parameters
    ----------
    report
        Whose lines.
    most
        How many are shown at once.
    """

    def __init__(self, report: ReconciliationReport, most: int) -> None:
        self._report, self._most = report, most
        self._search = widgets.Text(
            description="Search", placeholder="number, reference or contact", continuous_update=False
        )
        found = [name for name, counted in report.counts.findings.items() if counted["count"]]
        types = [name for name in ITEM_TYPES if name in report.documents_by_type()]
        self._finding = _picker("Finding", {name: FINDING_LABELS[name] for name in found})
        self._verdict = _picker("Verdict", VERDICT_LABELS)
        self._type = _picker("Type", {name: type_label(name) for name in types})
        self._told, self._lines = widgets.HTML(), widgets.HTML()
        controls = (self._search, self._finding, self._verdict, self._type)
        for control in controls:
            control.observe(lambda _: self._show(), "value")
        picked = widgets.Box(controls, layout={"flex_flow": "row wrap"})
        self.box = widgets.VBox([picked, self._told, self._lines])
        self._show()

    def wanted(self) -> LinesWanted:
        """Return which lines the controls leave."""
        return LinesWanted(
            self._search.value.strip(), *map(_picked, (self._finding, self._verdict, self._type))
        )

    def _show(self) -> None:
        try:
            wanted = self.wanted()
            rows, total = self._report.lines_wanted(wanted, self._most)
        except XsyncError as failure:
            self._told.value = f'<p role="alert">{escaped(str(failure))}</p>'
            return
        self._told.value = (
            f'<p role="status"><strong>{count(total)} of {count(self._report.lines)} lines</strong></p>'
        )
        self._lines.value = documents_table(rows, total=total, complete_file=None)


def _picker(description: str, labels: Mapping[str, str]) -> Any:  # noqa: ANN401 - an untyped library's
    options = [(_ANY, ""), *((label, stored) for stored, label in labels.items())]
    return widgets.Dropdown(description=description, options=options)


def _picked(picker: Any) -> str:  # noqa: ANN401 - an untyped library's
    return str(picker.value)
