"""A builder for any filter of the grammar: by clicks, with words, SQL and YAML of it beside."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from xsync.errors import UsageError
from xsync.report.filter import DEEPEST, parse_filter
from xsync.view.filter_editors import discard
from xsync.view.filter_group import Group
from xsync.view.filter_text import FilterText

if TYPE_CHECKING:
    from collections.abc import Callable

    from xsync.report.filter_tree import Filter
    from xsync.view.filter_condition import ValuesOf

_STYLE: Final = "<style>.xsync-filter ::placeholder { color: var(--jp-ui-font-color2); opacity: 1 }</style>"
"""Hints inside empty fields are too faint to read in the dark theme as they come."""


class FilterBuilder:
    """A filter that people put together; ``box`` is the widget to place.

    Parameters
    ----------
    values_of
        Field name → values present with their counts, None for blank among them; asked lazily, for a field
        that someone has just chosen.
    changed
        Called after every change by hand; not by `show`.

    Examples
    --------
    >>> builder = FilterBuilder(values_of=lambda field: [("Failed", 3)], changed=lambda: None)
    >>> builder.show(parse_filter({"field": "sync_status", "equals": "failed"}))
    >>> builder.tree()
    Condition(field='sync_status', operator='equals', value='Failed')
    """

    def __init__(self, values_of: ValuesOf, changed: Callable[[], None]) -> None:
        import ipywidgets as widgets

        self._values_of, self._told = values_of, changed
        self._place = widgets.VBox(layout=widgets.Layout(overflow="visible"))
        self._text = FilterText(self._use)
        style = widgets.HTML(_STYLE, layout=widgets.Layout(display="none"))
        self.box = widgets.VBox(
            [style, self._place, self._text.box], layout=widgets.Layout(overflow="visible")
        )
        self.box.add_class("xsync-filter")
        self.show(None)

    def show(self, tree: Filter | None) -> None:
        """Take a tree over in place of what stands there; nothing empties the builder."""
        self._root = Group(tree, self._values_of, self._changed, inner=False)
        before, self._place.children = self._place.children, [self._root.box]
        discard(before)
        self._settle()

    def tree(self) -> Filter | None:
        """Return the filter as it stands.

        Returns
        -------
        Filter or None
            None where no condition has been added.

        Raises
        ------
        UsageError
            With everything that is wrong or still missing, each by the name its condition shows; the
            builder then says it in place too.
        """
        tree, mistakes = self._read(strict=True)
        if mistakes:
            raise UsageError("The filter is not finished:", mistakes)
        return tree

    def draft(self) -> tuple[Filter | None, tuple[str, ...]]:
        """Return the filter as far as it is finished, and what keeps the rest from being one.

        What is merely unfinished is no alarm: nothing is said of it in place.
        """
        return self._read(strict=False)

    def _read(self, *, strict: bool) -> tuple[Filter | None, tuple[str, ...]]:
        mistakes: list[str] = []
        tree = self._root.read(mistakes, strict=strict)
        if not mistakes:
            try:
                return parse_filter(tree), ()
            except UsageError:
                # Every condition has been read by itself; what is left to refuse is the depth of the whole.
                mistakes.append(f"Filter: groups stand inside one another more than {DEEPEST} levels deep")
        return tree, tuple(mistakes)

    def _use(self, tree: Filter | None) -> None:
        self.show(tree)
        self._told()

    def _changed(self) -> None:
        self._settle()
        self._told()

    def _settle(self) -> None:
        """Renew numbers and texts."""
        self._root.name()
        self._text.show(*self.draft())
