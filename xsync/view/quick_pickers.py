"""The panel's quick pickers: statuses and types to choose from, with how many items have each."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from xsync.model import FIELDS, KNOWN_STATUSES, type_label
from xsync.view.settings import QUICK_FIELDS
from xsync.view.wording import count

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from xsync.view.panel_answer import PanelAnswer

LABELS: Final = {"description_width": "120px"}
"""The style of the panel's labelled controls, which stand in columns."""


class QuickPickers:
    """One list per quick field; ``controls`` are the widgets to place."""

    def __init__(self) -> None:
        import ipywidgets as widgets

        self._pickers = {
            name: widgets.SelectMultiple(description=FIELDS[name].title, rows=5, style=LABELS)
            for name in QUICK_FIELDS
        }

    @property
    def controls(self) -> tuple[Any, ...]:
        """The widgets, in the order of the quick fields."""
        return tuple(self._pickers.values())

    def picked(self) -> dict[str, tuple[str, ...]]:
        """Return the values chosen, of the fields that have any."""
        return {name: tuple(picker.value) for name, picker in self._pickers.items() if picker.value}

    def show(self, answer: PanelAnswer, picked: Mapping[str, tuple[str, ...]]) -> None:
        """Offer the statuses and types there can be and are, and choose those picked.

        A browser tells which places of the list are chosen, so that no value ever changes its place.
        """
        for name, picker in self._pickers.items():
            present = {str(value): number for value, number in answer.values[name] if value}
            known = [*KNOWN_STATUSES[:-1]] if name == "sync_status" else list(answer.report.counts.by_type)
            earlier = [value for _, value in picker.options]
            values = dict.fromkeys([*earlier, *known, *present, *picked.get(name, ())])
            label = type_label if name == "item_type" else str
            offer(picker, [(f"{label(value)} ({count(present.get(value, 0))})", value) for value in values])
            picker.value = picked.get(name, ())


def offer(selection: Any, options: Iterable[tuple[str, str]]) -> None:  # noqa: ANN401 - untyped library
    """Offer other options in one step, what is chosen staying chosen; the same options are left alone."""
    offered = tuple(options)
    if offered != tuple(selection.options):
        chosen = selection.value
        with selection.hold_sync():
            selection.options = offered
            selection.value = chosen
