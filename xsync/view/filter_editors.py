"""Editors of a condition's value, by what the field holds and how much the operator takes.

Each has a ``box`` to place, ``name`` to say whose it is, and ``raw``, what was entered, for `parse_filter`.
"""

from __future__ import annotations

from datetime import date, datetime, time
from typing import TYPE_CHECKING, Any, Final, Protocol

from xsync.model import Field, Kind
from xsync.report.filter_tree import BLANK_OPERATORS, LIST_OPERATORS
from xsync.view.filter_choices import LISTED, Present, value_label, value_text
from xsync.view.wording import escaped

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from xsync.report.values import Value

    Held = Value | tuple[Value, ...] | None
    Changed = Callable[[], None]

UNSEEN_NAME: Final = {"description_width": "0px"}
"""A label without width names a control for screen readers, where its place in the row says it to the eye."""


class UnfinishedError(ValueError):
    """Nothing has been entered yet: no mistake while someone is still at it."""


class Editor(Protocol):
    """What a row asks of an editor."""

    box: Any

    def name(self, owner: str) -> None:
        """Name the controls after the condition they belong to, for screen readers."""

    def raw(self) -> object:
        """Return what was entered, as `parse_filter` takes it.

        Raises
        ------
        ValueError
            If it cannot be read; `UnfinishedError` where nothing stands there yet.
        """

    def offer(self, present: Present) -> None:
        """List the values present, where the editor has a list."""


def shape(field: Field, operator: str) -> str:
    """Tell which editor an operator needs; two operators of one shape share it, and what stands in it."""
    if operator in BLANK_OPERATORS:
        return "none"
    if operator in LIST_OPERATORS:
        return "list"
    if operator == "between":
        return "two"
    return "pick" if field.kind is Kind.TEXT and operator in {"equals", "not_equals"} else "one"


def editor(field: Field, operator: str, value: Held, changed: Changed) -> Editor:
    """Return the editor for a condition's value, showing one if there is any."""
    match shape(field, operator):
        case "none":
            return Nothing()
        case "list":
            return Several(field, value if isinstance(value, tuple) else (), changed)
        case "two":
            ends = value if isinstance(value, tuple) else (None, None)
            return Range([_one(field, end, changed) for end in ends])
        case "pick":
            return Written(field, value, changed, pick=True)
    return _one(field, value, changed)


def _one(field: Field, value: Held, changed: Changed) -> Editor:
    if field.kind in {Kind.DATE, Kind.TIMESTAMP}:
        return Moment(value, changed, timed=field.kind is Kind.TIMESTAMP)
    return Written(field, value, changed)


def discard(boxes: Iterable[Any]) -> None:
    """Let go of widgets that no longer show, with all inside; the kernel would keep them for ever."""
    for box in boxes:
        discard(getattr(box, "children", ()))
        for widget in (box.layout, getattr(box, "style", None), box):
            if widget is not None:
                widget.close()


class Nothing:
    """For operators that take no value."""

    def __init__(self) -> None:
        import ipywidgets as widgets

        self.box = widgets.Box([])

    def name(self, owner: str) -> None:
        """Name nothing."""

    def raw(self) -> object:
        """Return what the blank operators take."""
        return True

    def offer(self, present: Present) -> None:
        """List nothing."""


class Written:
    """A line of text, for texts and for numbers that must stay exact; with suggestions if wished."""

    def __init__(self, field: Field, value: Held, changed: Changed, *, pick: bool = False) -> None:
        import ipywidgets as widgets

        self._field, self._pick = field, pick
        if value is None or isinstance(value, tuple):
            text = ""
        else:
            # A text that is looked for inside others stands as it was written, even in the field of types.
            text = value if isinstance(value, str) and not pick else value_text(field, value)
        kind = widgets.Combobox if pick else widgets.Text
        self.box = kind(
            value=text,
            placeholder="such as 1234.50" if field.kind is Kind.DECIMAL else "",
            continuous_update=False,
            style=UNSEEN_NAME,
            layout=widgets.Layout(width="185px"),
        )
        self.box.observe(lambda _: changed(), names="value")

    def name(self, owner: str) -> None:
        """Name the line."""
        self.box.description = owner if owner.endswith((" from", " to")) else f"{owner} value"

    def raw(self) -> object:
        """Return the text as it stands."""
        if not self.box.value:
            raise UnfinishedError("choose a value")
        return self.box.value

    def offer(self, present: Present) -> None:
        """Suggest the most frequent values."""
        if self._pick:
            self.box.options = [value_text(self._field, value) for value in list(present.counts)[:LISTED]]


class Moment:
    """A day, and for timestamps a time of day that may stay empty: then the whole day is meant."""

    def __init__(self, value: Held, changed: Changed, *, timed: bool) -> None:
        import ipywidgets as widgets

        instant = value if isinstance(value, datetime) else None
        day = instant.date() if instant else value
        self._day = widgets.DatePicker(
            value=day if isinstance(day, date) else None,
            style=UNSEEN_NAME,
            layout=widgets.Layout(width="auto"),
        )
        self._time = widgets.Text(
            value=instant.time().isoformat("auto" if instant.second or instant.microsecond else "minutes")
            if instant
            else "",
            placeholder="any time",
            continuous_update=False,
            style=UNSEEN_NAME,
            layout=widgets.Layout(width="90px"),
        )
        self._timed = timed
        self.box = widgets.HBox([self._day, self._time] if timed else [self._day])
        for control in (self._day, self._time):
            control.observe(lambda _: changed(), names="value")

    def name(self, owner: str) -> None:
        """Name the day and the time."""
        self._day.description = owner if owner.endswith((" from", " to")) else f"{owner} date"
        self._time.description = f"{owner} time"

    def raw(self) -> object:
        """Return the day, or the day and the time as text."""
        day, clock = self._day.value, self._time.value.strip() if self._timed else ""
        if day is None:
            raise UnfinishedError("choose a date")
        if not clock:
            return day
        try:
            return datetime.combine(day, time.fromisoformat(clock))
        except ValueError as mistake:
            raise ValueError(f"{clock!r} is no time of day; write it as 14:30") from mistake

    def offer(self, present: Present) -> None:
        """List nothing: a calendar does."""


class Range:
    """Two editors, for the lower and the upper end."""

    def __init__(self, ends: Sequence[Editor]) -> None:
        import ipywidgets as widgets

        self._low, self._high = ends
        self.box = widgets.HBox(
            [self._low.box, widgets.Label("and"), self._high.box], layout=widgets.Layout(flex_flow="row wrap")
        )

    def name(self, owner: str) -> None:
        """Name both ends."""
        self._low.name(f"{owner} from")
        self._high.name(f"{owner} to")

    def raw(self) -> object:
        """Return both ends."""
        return [self._low.raw(), self._high.raw()]

    def offer(self, present: Present) -> None:
        """List nothing: the ends need not be present."""


class Several:
    """A list of values present with their counts, and lines for others."""

    def __init__(self, field: Field, chosen: tuple[Value, ...], changed: Changed) -> None:
        import ipywidgets as widgets

        self._field, self._filling = field, False
        self._list = widgets.SelectMultiple(
            options=[(value_label(field, value), value) for value in dict.fromkeys(chosen)],
            value=chosen,
            rows=min(max(len(chosen), 2), 6),
            style=UNSEEN_NAME,
            layout=widgets.Layout(width="250px"),
        )
        self._others = widgets.Textarea(
            placeholder="Other values, one per line",
            continuous_update=False,
            rows=1,
            style=UNSEEN_NAME,
            layout=widgets.Layout(width="250px"),
        )
        self._note = widgets.HTML()
        self.box = widgets.VBox(
            [self._list, self._others, self._note], layout=widgets.Layout(max_width="270px")
        )
        for control in (self._list, self._others):
            control.observe(lambda _: None if self._filling else changed(), names="value")

    def name(self, owner: str) -> None:
        """Name the list and the lines."""
        self._list.description, self._others.description = f"{owner} values", f"{owner} other values"

    def raw(self) -> object:
        """Return the values chosen, then those written."""
        written = [line for line in self._others.value.splitlines() if line.strip()]
        if not (self._list.value or written):
            raise UnfinishedError("choose one value at least")
        return [*self._list.value, *written]

    def offer(self, present: Present) -> None:
        """List the values present; what was chosen stays chosen."""
        chosen = self._list.value
        # New options choose none of them on the way; nobody has let go of a value.
        self._filling = True
        self._list.options = present.options(self._field, chosen)
        self._list.value = chosen
        self._filling = False
        self._list.rows = min(max(len(self._list.options), 2), 6)
        notes = filter(None, ["Ctrl or ⌘ and click takes several", present.told()])
        self._note.value = (
            f'<small style="line-height: 1.3; display: block">{escaped("; ".join(notes))}</small>'
        )
