"""A group of the filter builder: conditions and groups under a word that joins or negates them."""

from __future__ import annotations

from itertools import count
from typing import TYPE_CHECKING, Final

from xsync.report.filter_tree import AllOf, AnyOf, Condition, Filter, NotOf
from xsync.view.filter_condition import ConditionRow
from xsync.view.filter_editors import discard
from xsync.view.wording import escaped

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from xsync.view.filter_condition import ValuesOf

JOINS: Final = (
    ("All of these hold", "all"),
    ("At least one of these holds", "any"),
    ("None of these holds", "none"),
    ("Not all of these hold", "not_all"),
    ("This does not hold", "not"),
)
"""How a group joins its parts: the last three are ``not`` of an ``any``, of an ``all``, of a single part."""


class Group:
    """The controls of one group.

    Parameters
    ----------
    tree
        What it shows first; nothing means an empty group.
    values_of
        Field name → values present with counts.
    changed
        Called after every change inside.
    inner
        Whether it stands inside another; only the outermost may be empty, or leave a lone condition
        ungrouped.
    """

    def __init__(
        self, tree: Filter | None, values_of: ValuesOf, changed: Callable[[], None], *, inner: bool = True
    ) -> None:
        import ipywidgets as widgets

        self._values_of, self._changed, self._inner = values_of, changed, inner
        self.on_remove: Callable[[], None] = changed
        joined, parts = _taken_apart(tree)
        self._lone = tree is None or isinstance(tree, Condition)
        fitting = {"layout": widgets.Layout(width="auto")}
        self._join = widgets.Dropdown(
            options=JOINS,
            value=joined,
            description="Filter",
            style={"description_width": "initial"},
            layout=widgets.Layout(width="300px"),
        )
        self._add_condition = widgets.Button(description="Add condition", **fitting)
        self._add_group = widgets.Button(description="Add group", **fitting)
        self._remove = widgets.Button(**fitting)
        self._alert = widgets.HTML()
        self._inside = widgets.VBox(layout=widgets.Layout(overflow="visible"))
        wrapping = widgets.Layout(flex_flow="row wrap")
        self.box = widgets.VBox(
            [
                widgets.HBox([self._join, *([self._remove] if inner else [])], layout=wrapping),
                self._alert,
                self._inside,
                widgets.HBox([self._add_condition, self._add_group], layout=wrapping),
            ],
            layout=_bordered(),
        )
        self._parts: list[ConditionRow | Group] = [self._part(part) for part in parts]
        self._place()
        self._join.observe(lambda _: self._rejoined(), names="value")
        self._add_condition.on_click(lambda _: self._added(self._part(None)))
        self._remove.on_click(lambda _: self.on_remove())
        self._add_group.on_click(lambda _: self._added(self._new_group()))

    def name(self, conditions: Iterator[int] | None = None, groups: Iterator[int] | None = None) -> None:
        """Give numbers to everything inside in reading order, so that every control has a name of its own."""
        conditions, groups = conditions or count(1), groups or count(1)
        if self._inner:
            number = next(groups)
            self._join.description = f"Group {number}"
            self._add_condition.description = f"Add condition to group {number}"
            self._add_group.description = f"Add group to group {number}"
            self._remove.description = f"Remove group {number}"
        for part in self._parts:
            if isinstance(part, Group):
                part.name(conditions, groups)
            else:
                part.name(next(conditions))

    def read(self, mistakes: list[str], *, strict: bool) -> Filter | None:
        """Return the tree, or say in place and in the list what is wrong.

        Parameters
        ----------
        mistakes
            Is given everything that is wrong.
        strict
            Whether what is merely unfinished is said in place too.
        """
        parts = [part.read(mistakes, strict=strict) for part in self._parts]
        said, joined = "", self._join.value
        if not parts and self._inner:
            said = "add a condition, or remove the group"
        if joined == "not" and len(parts) > 1:
            said = "only one part can stand here; for more choose “None of these holds”"
        if said:
            said = f"{self._join.description}: {said}"
            mistakes.append(said)
        self._say(said if strict or parts else "")
        good = tuple(part for part in parts if part is not None)
        return _put_together(joined, good, lone=self._lone and not self._inner) if good else None

    def adopt(self, row: ConditionRow) -> None:
        """Take a row over from another group, as the only part of this one."""
        self._parts = [self._owned(row)]
        self._place()

    def _part(self, tree: Filter | None) -> ConditionRow | Group:
        if tree is None or isinstance(tree, Condition):
            return self._owned(ConditionRow(tree, self._values_of, self._changed))
        return self._owned(Group(tree, self._values_of, self._changed))

    def _owned(self, part: ConditionRow | Group) -> ConditionRow | Group:
        part.on_remove = lambda: self._drop(part)
        if isinstance(part, ConditionRow):
            part.on_group = lambda: self._wrap(part)
        return part

    def _new_group(self) -> Group:
        group = Group(None, self._values_of, self._changed)
        self._owned(group)
        return group

    def _added(self, part: ConditionRow | Group) -> None:
        self._parts.append(part)
        self._settle()

    def _wrap(self, row: ConditionRow) -> None:
        """Put a condition in a group of its own, where it can be joined with others or negated."""
        group = self._new_group()
        self._parts[self._parts.index(row)] = group
        group.adopt(row)
        self._settle()

    def _drop(self, part: ConditionRow | Group) -> None:
        self._parts.remove(part)
        self._settle()
        discard([part.box])
        self._add_condition.focus()  # what had the focus is gone

    def _rejoined(self) -> None:
        self._lone = False
        self._settle()

    def _settle(self) -> None:
        self._place()
        self._changed()

    def _place(self) -> None:
        self._inside.children = [part.box for part in self._parts]
        full = self._join.value == "not" and bool(self._parts)
        self._add_condition.disabled = self._add_group.disabled = full

    def _say(self, mistake: str) -> None:
        told = f'<div role="alert" style="color: var(--jp-error-color1)">⚠ {escaped(mistake)}</div>'
        told = told if mistake else ""
        if self._alert.value != told:
            self._alert.value = told


def _taken_apart(tree: Filter | None) -> tuple[str, tuple[Filter, ...]]:
    match tree:
        case NotOf(AnyOf(parts)):
            return "none", parts
        case NotOf(AllOf(parts)):
            return "not_all", parts
        case NotOf(part):
            return "not", (part,)
        case AllOf(parts) | AnyOf(parts):
            return "all" if isinstance(tree, AllOf) else "any", parts
    return "all", () if tree is None else (tree,)


def _put_together(joined: str, parts: tuple[Filter, ...], *, lone: bool) -> Filter:
    if joined == "all" and lone and len(parts) == 1 and isinstance(parts[0], Condition):
        return parts[0]
    if joined == "not":
        return NotOf(parts[0])
    whole = AllOf(parts) if joined in {"all", "not_all"} else AnyOf(parts)
    return whole if joined in {"all", "any"} else NotOf(whole)


def _bordered() -> object:
    """Return a layout that shows nesting by line and indentation."""
    import ipywidgets as widgets

    return widgets.Layout(
        border_left="3px solid var(--jp-ui-font-color2)",
        margin="4px 0 4px 12px",
        padding="2px 0 2px 8px",
        overflow="visible",
    )
