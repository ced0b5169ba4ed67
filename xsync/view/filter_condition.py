"""One condition of the filter builder: a field, an operator that fits it, a value."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from xsync.errors import UsageError, XsyncError
from xsync.model import FIELDS, Field
from xsync.report.filter import parse_filter
from xsync.view.filter_choices import FIELD_OPTIONS, Present, first_operator, operator_options
from xsync.view.filter_editors import UNSEEN_NAME, Editor, Nothing, UnfinishedError, discard, editor, shape
from xsync.view.wording import escaped

if TYPE_CHECKING:
    from collections.abc import Callable

    from xsync.report.filter_tree import Condition, Filter

    ValuesOf = Callable[[str], list[tuple[object, int]]]


class ConditionRow:
    """The controls of one condition.

    Parameters
    ----------
    condition
        What it shows first; a blank row without one.
    values_of
        Field name → values present with counts; asked only once someone works on the row.
    changed
        Called after every change of what the row says.
    """

    def __init__(self, condition: Condition | None, values_of: ValuesOf, changed: Callable[[], None]) -> None:
        import ipywidgets as widgets

        self._values_of, self._changed = values_of, changed
        self._number = 0
        self.on_group: Callable[[], None] = changed
        self.on_remove: Callable[[], None] = changed
        self._present: dict[str, Present] = {}
        self._editor: Editor = Nothing()
        self._shape: tuple[str, str] | None = None
        self._field = widgets.Dropdown(
            options=FIELD_OPTIONS,
            index=[name for _, name in FIELD_OPTIONS].index(condition.field if condition else None),
            style={"description_width": "initial"},
            layout=widgets.Layout(width="270px"),
        )
        self._operator = self._operator_list([], None)
        self._place = widgets.Box()
        self._list_values = widgets.Button(layout=widgets.Layout(width="auto"))
        self._group = widgets.Button(layout=widgets.Layout(width="auto"))
        self._remove = widgets.Button(layout=widgets.Layout(width="auto"))
        self._alert = widgets.HTML()
        buttons = widgets.HBox([self._list_values, self._group, self._remove])
        self._row = widgets.HBox(
            [self._field, self._operator, self._place, buttons], layout=widgets.Layout(flex_flow="row wrap")
        )
        self.box = widgets.VBox([self._row, self._alert], layout=widgets.Layout(overflow="visible"))
        if condition:
            self._take(condition)
        self._settle_list_button()
        self._field.observe(lambda _: self._field_chosen(), names="value")
        self._list_values.on_click(lambda _: self._offer())
        # Whose row it is can change while one of these is at work; it asks for its owner's answer then.
        self._group.on_click(lambda _: self.on_group())
        self._remove.on_click(lambda _: self.on_remove())

    def name(self, number: int) -> None:
        """Give the row its number; every control then has a name of its own for screen readers."""
        if number == self._number:
            return
        self._number = number
        owner = f"Condition {number}"
        self._field.description = owner
        self._operator.description = f"{owner} operator"
        self._list_values.description = f"List values for condition {number}"
        self._group.description = f"Group condition {number}"
        self._remove.description = f"Remove condition {number}"
        self._editor.name(owner)

    def read(self, mistakes: list[str], *, strict: bool) -> Filter | None:
        """Return the condition, or say in place and in the list what is wrong with it.

        Parameters
        ----------
        mistakes
            Is given what is wrong.
        strict
            Whether what is merely unfinished is said in place too.
        """
        said, told = "", ""
        try:
            return self._read()
        except UnfinishedError as gap:
            said = f"Condition {self._number}: {gap}"
            told = said if strict else ""
        except ValueError as mistake:
            said = told = f"Condition {self._number}: {mistake}"
        finally:
            self._say(told)
        mistakes.append(said)
        return None

    def _read(self) -> Filter | None:
        if self._field.value is None:
            raise UnfinishedError("choose a field")
        raw = self._editor.raw()
        try:
            return parse_filter({"field": self._field.value, self._operator.value: raw})
        except UsageError as refused:
            # The place in the tree comes first; here the row itself is the place.
            said = "; ".join(mistake.partition(": ")[2] for mistake in refused.mistakes)
            raise ValueError(said) from refused

    def _take(self, condition: Condition) -> None:
        of = FIELDS[condition.field]
        self._fill_operators(of, condition.operator)
        self._edit(editor(of, condition.operator, condition.value, self._changed))

    def _field_chosen(self) -> None:
        if self._field.value is None:
            self._replace_operators(self._operator_list([], None))
            self._edit(Nothing())
            self._changed()
            return
        of = FIELDS[self._field.value]
        self._fill_operators(of, first_operator(of))
        self._operator_chosen()

    def _fill_operators(self, of: Field, chosen: str) -> None:
        self._replace_operators(self._operator_list(operator_options(of), chosen))

    def _operator_list(self, options: list[tuple[str, str]], chosen: str | None) -> Any:  # noqa: ANN401 - untyped library
        import ipywidgets as widgets

        control = widgets.Dropdown(
            options=options,
            value=chosen,
            disabled=not options,
            description=f"Condition {self._number} operator" if self._number else "",
            style=UNSEEN_NAME,
            layout=widgets.Layout(width="195px"),
        )
        control.observe(lambda change: self._operator_told(control, change["new"]), names="value")
        return control

    def _replace_operators(self, control: Any) -> None:  # noqa: ANN401 - untyped library
        """Show another list of operators.

        A browser tells only the place of what someone chooses. A choice from the list before can still be on
        its way and would be taken for whatever stands in that place now; so that list stays, unseen, to
        translate it.
        """
        former, self._operator = self._operator, control
        former.description, former.layout.display = "", "none"
        before = self._row.children
        self._row.children = [self._field, control, *before[2:4], former]
        discard(before[4:])

    def _operator_told(self, control: Any, operator: str | None) -> None:  # noqa: ANN401 - untyped library
        if control is self._operator:
            self._operator_chosen()
        elif operator in [each for _, each in self._operator.options]:
            self._operator.value = operator

    def _operator_chosen(self) -> None:
        name, operator = self._field.value, self._operator.value
        if name is None or operator is None:
            return
        reshaped = self._shape != (name, shape(FIELDS[name], operator))
        if reshaped:
            self._edit(editor(FIELDS[name], operator, None, self._changed))
        self._changed()
        if reshaped:
            self._offer()  # last, so that what it may say of a store that cannot be read stays

    def _edit(self, chosen: Editor) -> None:
        name, operator = self._field.value, self._operator.value
        self._shape = (name, shape(FIELDS[name], operator)) if name and operator else None
        self._editor = chosen
        if self._number:
            chosen.name(f"Condition {self._number}")
        before, self._place.children = self._place.children, [chosen.box]
        discard(before)
        self._settle_list_button()

    def _offer(self) -> None:
        """List the values present where the editor has a list; each field is asked for once."""
        if not self._lists():
            return
        name = self._field.value
        try:
            if name not in self._present:
                self._present[name] = Present.of(FIELDS[name], self._values_of(name))
        except XsyncError as trouble:
            self._say(str(trouble))
            return
        self._editor.offer(self._present[name])
        self._list_values.layout.display = "none"

    def _settle_list_button(self) -> None:
        self._list_values.layout.display = None if self._lists() else "none"

    def _lists(self) -> bool:
        return self._shape is not None and self._shape[1] in {"list", "pick"}

    def _say(self, mistake: str) -> None:
        told = f'<div role="alert" style="color: var(--jp-error-color1)">⚠ {escaped(mistake)}</div>'
        told = told if mistake else ""
        if self._alert.value != told:
            self._alert.value = told
