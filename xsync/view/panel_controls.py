"""The panel's widgets: what they say is staged, applied when asked, undone, saved and exported."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any, TypeVar

from xsync.diagnose.blocked_item import item_standing
from xsync.errors import UsageError, XsyncError
from xsync.model import FIELDS
from xsync.report.period import DATE_FIELDS, PERIODS
from xsync.view.arrangement import Arrangement
from xsync.view.asking import Asker, is_loop_running
from xsync.view.filter_builder import FilterBuilder
from xsync.view.live_table import LiveTable
from xsync.view.panel_answer import PanelAnswer
from xsync.view.panel_files import PanelFiles
from xsync.view.panel_manners import PANEL_CLASS, manners
from xsync.view.quick_pickers import LABELS, QuickPickers, offer
from xsync.view.remembered import Remembered
from xsync.view.settings import Choice, Settings
from xsync.view.staged import Staged
from xsync.view.story_view import story_html
from xsync.view.triage_form import TriageForm
from xsync.view.wording import escaped

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import date

    from xsync.diagnose.blocked_item import ItemStanding
    from xsync.report.story import ItemStory
    from xsync.report.sync_report import SyncReport
    from xsync.view.live_charts import LiveCharts

Answer = TypeVar("Answer")


class PanelControls:
    """The widgets of a panel; ``box`` is the one to show.

    Parameters
    ----------
    report
        What the notebook opens.
    follow
        Called with every report that the panel comes to show.
    """

    def __init__(self, report: SyncReport, follow: Callable[[SyncReport], None]) -> None:
        import ipywidgets as widgets

        self._report, self._follow = report, follow
        self._remembered = Remembered(report)
        self._in_force = Settings.of(report)
        self._steps, self._step = [self._in_force.choice], 0
        self._is_settling = False
        self._shown: PanelAnswer | None = None
        self._make_controls()
        self._asker = Asker(self._say_busy)
        self._table = LiveTable(
            report,
            self._tell_story,
            self._ask,
            lambda name, beside: self._do(lambda: self._sort(name, beside)),
        )
        self._triage = TriageForm(report.snapshot.notes, self._show_notes)
        self._files = PanelFiles(self._do)
        self._note, self._summary, self._subtotals, self._story = (widgets.HTML() for _ in range(4))
        self._busy = widgets.HTML()
        self._charts: LiveCharts | None = None
        self._charts_place = widgets.VBox()
        self.box = self._arranged()
        self._observe()
        self._begin()

    def _make_controls(self) -> None:
        import ipywidgets as widgets

        self._period = widgets.Dropdown(
            options=[(label, name) for name, label in PERIODS.items()],
            description="Reporting period",
            style=LABELS,
        )
        self._from = widgets.DatePicker(description="From", style=LABELS)
        self._to = widgets.DatePicker(description="To", style=LABELS)
        self._date = widgets.Dropdown(
            options=[(FIELDS[name].title, name) for name in DATE_FIELDS], description="Date", style=LABELS
        )
        self._layout = widgets.Dropdown(description="Layout", style=LABELS)
        self._reset = widgets.Button(description="Reset layout", icon="undo")
        self._name = widgets.Text(description="Save layout as", placeholder="a name", style=LABELS)
        self._save = widgets.Button(description="Save layout", icon="save")
        self._replace = widgets.Checkbox(
            description="Replace the layout of that name", indent=False, layout={"width": "auto"}
        )
        self._pickers = QuickPickers()
        self._search = widgets.Text(
            description="Search",
            placeholder="number, reference, contact or message",
            style=LABELS,
            layout={"width": "26rem"},
        )
        self._builder = FilterBuilder(self._values_of, self._stage)
        self._arrangement = Arrangement(self._stage)
        self._apply = widgets.Button(description="Apply filter", icon="filter")
        self._update = widgets.Button(description="Update", icon="refresh", button_style="primary")
        self._undo = widgets.Button(description="Undo filter", icon="reply", disabled=True)
        self._redo = widgets.Button(description="Redo filter", icon="share", disabled=True)
        self._afresh = widgets.Button(description="Start afresh", tooltip="As the notebook opens the report")

    def _arranged(self) -> Any:  # noqa: ANN401 - untyped library
        import ipywidgets as widgets

        def row(*controls: Any) -> Any:  # noqa: ANN401 - untyped library
            return widgets.HBox(controls, layout=widgets.Layout(flex_flow="row wrap", overflow="visible"))

        self._folded = widgets.Accordion([self._builder.box, self._arrangement.box, self._charts_place])
        self._folded.titles = ("Conditions", "Columns, sorting and groups", "Charts")
        box = widgets.VBox(
            [
                manners(),
                row(self._period, self._from, self._to, self._date),
                row(self._layout, self._reset, self._name, self._save, self._replace),
                row(*self._pickers.controls, self._search),
                self._folded,
                row(self._apply, self._update, self._undo, self._redo, self._afresh, self._busy),
                self._note,
                self._summary,
                self._subtotals,
                self._table.box,
                self._triage.box,
                self._story,
                self._files.box,
            ],
            layout=widgets.Layout(overflow="visible"),
        )
        box.add_class(PANEL_CLASS)
        return box

    def _observe(self) -> None:
        acts: dict[Any, Callable[[], None]] = {
            self._apply: self._apply_filter,
            self._update: lambda: self._go(self._finished(), self._staged()),
            self._undo: lambda: self._take_step(-1),
            self._redo: lambda: self._take_step(1),
            self._reset: self._reset_layout,
            self._save: self._save_layout,
            self._afresh: self._start_afresh,
        }
        for button, act in acts.items():
            button.on_click(lambda _, act=act: self._do(act))
        self._layout.observe(lambda _: self._do(self._stage_layout), names="value")
        self._folded.observe(lambda _: self._do(self._open_charts), names="selected_index")
        for control in (self._period, self._from, self._to, self._date, self._search):
            control.observe(lambda _: self._stage(), names="value")
        for picker in self._pickers.controls:
            picker.observe(lambda _: self._stage(), names="value")

    def _begin(self) -> None:
        """Show what was shown last in this notebook, or what it opens."""
        opened = self._in_force
        try:
            last = self._remembered.settings() or opened
            self._take(last, PanelAnswer.to(last.applied_to(self._report)), Staged(last), None)
        except XsyncError:  # what was remembered no longer fits the store or the layouts
            self._take(opened, PanelAnswer.to(opened.applied_to(self._report)), Staged(opened), None)
        self._steps, self._step = [self._in_force.choice], 0
        self._undo.disabled = self._redo.disabled = True

    def _do(self, act: Callable[[], None]) -> None:
        """Do what a control stands for; what goes wrong is said in the panel."""
        try:
            act()
        except XsyncError as mistake:
            self._say_mistake(mistake)

    def _say_mistake(self, mistake: XsyncError) -> None:
        lines = "<br>".join(escaped(line) for line in str(mistake).splitlines())
        self._note.value = f'<div role="alert">⚠ {lines}</div>'
        self._table.stay()

    def _say_busy(self, busy: bool) -> None:  # noqa: FBT001 - as the asker calls it
        self._busy.value = '<span role="status">⏳ asking …</span>' if busy else ""

    def _ask(self, work: Callable[[], Answer], then: Callable[[Answer], None]) -> None:
        """Find something out beside the kernel's own thread; what is asked later overtakes it."""
        self._asker.ask(work, then, self._say_mistake)
        if not is_loop_running():  # nobody but this thread would take the answer
            self._asker.wait()

    def _open_charts(self) -> None:
        """Make the charts when they are first looked at: loading their library takes seconds."""
        if self._charts or self._folded.selected_index != self._folded.children.index(self._charts_place):
            return
        from xsync.view.live_charts import LiveCharts

        charts = LiveCharts(
            lambda item_type, status: self._do(lambda: self._pick(item_type, status)),
            lambda first, last: self._do(lambda: self._narrow_to(first, last)),
        )
        charts.show(self._in_force.applied_to(self._report))
        self._charts, self._charts_place.children = charts, (charts.box,)

    def _pick(self, item_type: str, status: str) -> None:
        picked = {"sync_status": (status,), "item_type": (item_type,)}
        self._change(lambda settings: replace(settings, choice=replace(settings.choice, picked=picked)))

    def _narrow_to(self, first: date, last: date) -> None:
        name = self._in_force.date_field
        self._change(lambda settings: replace(settings, choice=settings.choice.within(name, first, last)))

    def _sort(self, name: str, beside: bool) -> None:  # noqa: FBT001 - as the table calls it
        """Sort at once by a header that was pressed; whatever else is staged stays staged."""
        shown = self._in_force.layout
        wanted = shown.sorted_by(name, beside=beside)
        self._change(
            lambda each: (
                replace(each, layout=replace(each.layout, sort=wanted.sort))
                if each.layout.name == shown.name
                else each
            )
        )

    def _apply_filter(self) -> None:
        self._go(replace(self._in_force, choice=self._finished().choice), self._staged())

    def _change(self, by: Callable[[Settings], Settings], *, step: int | None = None) -> None:
        """Change what is in force at once; what is staged beside it stays staged."""
        self._go(by(self._in_force), self._staged().changed(by), step=step)

    def _go(self, wanted: Settings, said: Staged, *, step: int | None = None, note: str = "") -> None:
        """Ask what is wanted; only once it is answered is it in force, and do the controls say what is said.

        A control that someone changes while the question is on its way keeps that change.
        """
        report, before, shown = wanted.applied_to(self._report), self._staged(), self._shown

        def take(answer: PanelAnswer) -> None:
            now = self._staged()
            self._take(wanted, answer, now.rebased(before, said), now, step=step)
            self._remembered.keep(wanted)
            if note:
                self._note.value = f'<div role="status">{note}</div>'

        self._ask(lambda: PanelAnswer.to(report, shown), take)

    def _take(
        self,
        wanted: Settings,
        answer: PanelAnswer,
        said: Staged,
        now: Staged | None,
        *,
        step: int | None = None,
    ) -> None:
        """Show an answer, and take what was wanted for what is in force."""
        self._shown = answer
        self._table.show(answer.report, answer.first_page)
        if step is not None:
            self._step = step
        elif wanted.choice != self._in_force.choice:
            self._steps = [*self._steps[: self._step + 1], wanted.choice]
            self._step += 1
        self._in_force = wanted
        self._show(answer)
        self._settle(answer, said, now)
        self._follow(answer.report)
        self._stage()

    def _show(self, answer: PanelAnswer) -> None:
        report = answer.report
        self._summary.value, self._subtotals.value = answer.summary(), answer.subtotals_open()
        self._story.value = ""
        self._triage.hide()
        self._files.show(report)
        if self._charts:
            self._charts.show(report)
        self._undo.disabled, self._redo.disabled = self._step == 0, self._step == len(self._steps) - 1

    def _settle(self, answer: PanelAnswer, said: Staged, now: Staged | None) -> None:
        """Let the controls say something; one that says it already is left alone, with whoever works it."""
        self._is_settling = True
        try:
            wanted, before = said.settings, now.settings if now else None
            self._period.value, self._date.value = wanted.period, wanted.date_field
            shown = answer.report.question.period
            days = shown if wanted.period == shown.name != "custom" else wanted
            self._from.value, self._to.value = days.date_from, days.date_to
            names = dict.fromkeys([*answer.report.layouts.names(), wanted.layout.name])
            offer(self._layout, [(name, name) for name in names])
            if before is None or wanted.layout != before.layout:
                self._arrangement.show(wanted.layout)
                self._layout.value = wanted.layout.name
            self._pickers.show(answer, wanted.choice.picked)
            if before is None or wanted.choice.search != before.choice.search:
                self._search.value = wanted.choice.search
            if now is None or said.conditions() != now.conditions():
                self._builder.show(wanted.choice.tree)
        finally:
            self._is_settling = False

    def _finished(self) -> Settings:
        """Return what the controls say, ready to be asked.

        Raises
        ------
        UsageError
            If a condition is not finished.
        """
        self._builder.tree()
        return self._staged().settings

    def _staged(self) -> Staged:
        """Return what the controls say now."""
        tree, gaps = self._builder.draft()
        settings = Settings(
            self._period.value,
            self._from.value,
            self._to.value,
            self._date.value,
            self._arrangement.layout(),
            Choice(self._pickers.picked(), self._search.value.strip(), tree),
        )
        return Staged(settings, gaps)

    def _stage(self) -> None:
        """Say whether the table is what the controls say, and what would change."""
        custom = self._period.value == "custom"
        self._from.disabled = self._to.disabled = not custom
        if self._is_settling:
            return
        staged = self._staged()
        changes = self._in_force.differences(staged.settings)
        if staged.gaps:
            changes = ["The filter is not finished", *staged.gaps]
        self._note.value = (
            '<div role="status">The table is out of date. Press <em>Apply filter</em> for the filter alone, '
            f"<em>Update</em> for everything: {escaped('; '.join(changes))}.</div>"
            if changes
            else ""
        )

    def _stage_layout(self) -> None:
        """Stage a layout that was chosen, with the period it brings; *Update* then takes both."""
        if self._is_settling:
            return
        layout = self._report.layouts.load(self._layout.value)
        self._arrangement.show(layout)
        self._period.value = layout.period or self._period.value
        self._stage()

    def _reset_layout(self) -> None:
        layout = self._report.layouts.load(self._layout.value)
        period = layout.period or self._in_force.period
        wanted = replace(self._in_force, layout=layout, period=period, choice=Choice())
        self._go(wanted, Staged(wanted))

    def _save_layout(self) -> None:
        if not self._name.value.strip():
            raise UsageError("Write a name under “Save layout as” first.")
        staged = self._finished()
        name = self._name.value.strip()
        staged.applied_to(self._report).save_layout(name, overwrite=self._replace.value)
        self._name.value, self._replace.value = "", False
        saved = self._report.layouts.load(name)
        note = f"The layout {escaped(saved.name)} is saved."
        wanted = replace(staged, layout=saved, choice=Choice())
        self._go(wanted, Staged(wanted), note=note)

    def _take_step(self, by: int) -> None:
        step = min(max(self._step + by, 0), len(self._steps) - 1)
        before, after = self._in_force.choice, self._steps[step]
        self._change(
            lambda settings: replace(settings, choice=settings.choice.rebased(before, after)), step=step
        )

    def _start_afresh(self) -> None:
        opened = Settings.of(self._report)
        self._go(opened, Staged(opened))
        self._remembered.forget()

    def _values_of(self, name: str) -> list[tuple[object, int]]:
        return list(self._in_force.applied_to(self._report).values_of(name))

    def _show_notes(self, load_id: str, source_row: int) -> None:
        self._table.show_notes()
        self._tell_story(load_id, source_row)

    def _tell_story(self, load_id: str, source_row: int) -> None:
        def told() -> tuple[ItemStory, ItemStanding]:
            story = self._report.story(load_id, source_row)
            return story, item_standing(self._report, story.item)

        def show(answer: tuple[ItemStory, ItemStanding]) -> None:
            self._story.value = story_html(*answer)
            self._triage.show(answer[0])

        self._ask(told, show)
