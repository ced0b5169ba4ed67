"""The report's panel: live controls in JupyterLab, the settings in force and the whole table in a page."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from xsync.errors import XsyncError
from xsync.model import FIELDS, KNOWN_STATUSES, type_label
from xsync.report.asked import asked
from xsync.report.filter import to_data
from xsync.report.period import DATE_FIELDS, PERIODS
from xsync.view.live_table import LiveTable
from xsync.view.sections import answer_in_words, is_headless, items
from xsync.view.tables import facts_table
from xsync.view.wording import escaped

if TYPE_CHECKING:
    from collections.abc import Callable

    from xsync.report.sync_report import SyncReport

_QUICK: Final = ("sync_status", "item_type")
"""Fields with a picker of their own."""


class Panel:
    """The report with its controls.

    Changing a control asks nothing yet: *Apply filter* takes the filter fields, *Update* everything. Until
    then a line says that the table is out of date.

    Parameters
    ----------
    report
        What is shown first; its filter stays in force beside the pickers.
    """

    def __init__(self, report: SyncReport) -> None:
        self.report = report
        self._given = report.question.narrowing
        self._controls: _Controls | None = None

    def _repr_mimebundle_(self, **wishes: Any) -> dict[str, Any]:  # noqa: ANN401 - as IPython calls it
        static = facts_table(asked(self.report)) + items(self.report).html
        told = answer_in_words(self.report)
        if is_headless():
            return {"text/html": static, "text/plain": told}
        if self._controls is None:
            self._controls = _Controls(self)
        live: dict[str, Any] = self._controls.box._repr_mimebundle_(**wishes)
        return {**live, "text/html": static, "text/plain": told}

    def apply_filter(self, chosen: dict[str, tuple[str, ...]]) -> None:
        """Take the quick pickers' choice; nothing chosen in one means any.

        Parameters
        ----------
        chosen
            Field name → values.
        """
        conditions: list[object] = [
            {"field": name, "in": list(values)} for name, values in chosen.items() if values
        ]
        if self._given is not None:
            conditions.append(to_data(self._given))
        self.report = self.report.filter({"all": conditions} if conditions else None)

    def update(self, period: str, date_field: str, days: dict[str, object], layout: str) -> None:
        """Take period and layout.

        Parameters
        ----------
        period, date_field
            Stored values.
        days
            ``date_from`` and ``date_to`` of a custom period.
        layout
            Name of a layout.
        """
        report = self.report
        if layout != report.question.layout.name:
            report = report.layout(layout)
        custom = days if period == "custom" else {}
        self.report = report.period(period, date_field=date_field, **custom)  # type: ignore[arg-type] # dates or nothing


class _Controls:
    """The widgets of a panel."""

    def __init__(self, panel: Panel) -> None:
        import ipywidgets as widgets

        self._panel = panel
        question, counts = panel.report.question, panel.report.counts
        wide = {"description_width": "120px"}
        self._period = widgets.Dropdown(
            options=[(label, name) for name, label in PERIODS.items()],
            value=question.period.name,
            description="Reporting period",
            style=wide,
        )
        self._from = widgets.DatePicker(value=question.period.date_from, description="From", style=wide)
        self._to = widgets.DatePicker(value=question.period.date_to, description="To", style=wide)
        self._date = widgets.Dropdown(
            options=[(FIELDS[name].title, name) for name in DATE_FIELDS],
            value=question.period.date_field,
            description="Date",
            style=wide,
        )
        self._layout = widgets.Dropdown(
            options=list(dict.fromkeys([*panel.report.layouts.names(), question.layout.name])),
            value=question.layout.name,
            description="Layout",
            style=wide,
        )
        statuses = [status for status in KNOWN_STATUSES if status in counts.by_status]
        others = [status for status in counts.by_status if status not in KNOWN_STATUSES]
        self._pickers = {
            "sync_status": widgets.SelectMultiple(
                options=[*statuses, *others], description="Sync status", rows=5, style=wide
            ),
            "item_type": widgets.SelectMultiple(
                options=[(type_label(stored), stored) for stored in counts.by_type],
                description="Type",
                rows=5,
                style=wide,
            ),
        }
        self._filter_button = widgets.Button(description="Apply filter", icon="filter")
        self._update_button = widgets.Button(description="Update", icon="refresh", button_style="primary")
        self._note = widgets.HTML()
        self._summary = widgets.HTML()
        self._table = LiveTable(panel.report)
        self.box = widgets.VBox(
            [
                widgets.HBox([self._period, self._from, self._to, self._date], layout=_wrapping()),
                widgets.HBox([self._pickers[name] for name in _QUICK], layout=_wrapping()),
                widgets.HBox([self._layout, self._filter_button, self._update_button], layout=_wrapping()),
                self._note,
                self._summary,
                self._table.box,
            ]
        )
        self._filter_button.on_click(lambda _: self._do(self._apply_filter))
        self._update_button.on_click(lambda _: self._do(self._update))
        for control in (*self._everything(), *self._pickers.values()):
            control.observe(lambda _: self._say_out_of_date(), names="value")
        self._layout.observe(lambda _: self._do(self._stage_layout_period, show=False), names="value")
        self._settle_days()
        self._show()

    def _everything(self) -> tuple[Any, ...]:
        return (self._period, self._from, self._to, self._date, self._layout)

    def _apply_filter(self) -> None:
        self._panel.apply_filter({name: tuple(picker.value) for name, picker in self._pickers.items()})

    def _update(self) -> None:
        days = {"date_from": self._from.value, "date_to": self._to.value}
        self._panel.update(self._period.value, self._date.value, days, self._layout.value)
        self._apply_filter()

    def _stage_layout_period(self) -> None:
        """Choose the period that comes with a layout; *Update* then takes both."""
        layouts = self._panel.report.layouts
        self._period.value = layouts.load(self._layout.value).period or self._period.value

    def _do(self, act: Callable[[], None], *, show: bool = True) -> None:
        """Do what a control stands for; what goes wrong is said in the panel."""
        try:
            act()
            if show:
                self._show()
        except XsyncError as mistake:
            self._note.value = f'<div role="alert">⚠ {escaped(str(mistake))}</div>'

    def _show(self) -> None:
        report = self._panel.report
        self._table.show(report)
        period = report.question.period
        self._period.value, self._date.value = period.name, period.date_field
        self._layout.value = report.question.layout.name
        if period.name != "custom":
            self._from.value, self._to.value = period.date_from, period.date_to
        words = [period.in_words(), f"Filter: {report.question.filter_in_words()}"]
        self._summary.value = (
            f"<strong>{escaped(answer_in_words(report))}</strong><br>{'<br>'.join(map(escaped, words))}"
        )
        self._note.value = ""

    def _settle_days(self) -> None:
        """From and To belong to the custom period; elsewhere they only show its days."""
        custom = self._period.value == "custom"
        self._from.disabled = self._to.disabled = not custom

    def _say_out_of_date(self) -> None:
        self._settle_days()
        self._note.value = (
            '<div role="status">The table is out of date: press <em>Apply filter</em> for status and type, '
            "<em>Update</em> for everything.</div>"
        )


def _wrapping() -> Any:  # noqa: ANN401 - untyped library
    import ipywidgets as widgets

    return widgets.Layout(flex_flow="row wrap")


def panel(report: SyncReport) -> Panel:
    """Return the panel of a report, to stand last in a cell."""
    return Panel(report)
