"""The report's charts in JupyterLab: clicking a bar and brushing a span lead to their items."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any, Final

from xsync.view.chart import HOUSE_STYLE, SHOWN_FONT
from xsync.view.charts import SPANS
from xsync.view.sections import chart_by_type, chart_over_time
from xsync.view.wording import escaped

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from xsync.report.sync_report import SyncReport
    from xsync.view.chart import Chart

PICKED: Final = "picked"
BRUSHED: Final = "brushed"
RELEASED: Final = "released"

_PICK: Final = {"type": "point", "fields": ["stored", "status"], "toggle": False}
_BRUSH: Final = {
    "type": "interval",
    "encodings": ["x"],
    # Every brush asks the engine: moving and stretching one would ask it for each day passed on the way.
    "translate": False,
    "zoom": False,
}

_TOLD: Final = [
    {"field": "type", "title": "Type"},
    {"field": "status", "title": "Sync status"},
    {"field": "items", "title": "Items", "format": ",d"},
]
"""What is said of a bar's part while the pointer rests on it: the narrow ones show no number."""

_ON_RELEASE: Final = {
    "op": "add",
    "path": "/signals/-",
    "value": {
        "name": RELEASED,
        "value": [],
        "on": [
            {"events": "window:pointerup, window:pointercancel", "update": f"{BRUSHED}.unit || {RELEASED}"}
        ],
    },
}
"""What the drawing says of a brush once the hand lets go, however long it rested on the way."""


class LiveCharts:
    """The charts by type and over time; ``box`` is the widget to show.

    Parameters
    ----------
    picked
        Called with the stored item type and the status of a bar that someone clicks.
    brushed
        Called with the first and last day of the columns that someone draws a span over.
    """

    def __init__(self, picked: Callable[[str, str], None], brushed: Callable[[date, date], None]) -> None:
        import ipywidgets as widgets

        self._picked, self._brushed = picked, brushed
        self._by_type = _LiveChart(
            PICKED, _PICK, "Click a bar to see its items.", lambda picked: self._pick(picked.value)
        )
        self._over_time = _LiveChart(
            BRUSHED, _BRUSH, "Drag across the columns to see the items of those days.", self._brush
        )
        self._spans: Mapping[str, tuple[str, str]] = {}
        self.box = widgets.VBox([self._by_type.box, self._over_time.box])

    def show(self, report: SyncReport) -> None:
        """Draw another report; nothing is selected then."""
        by_type, over_time = chart_by_type(report), chart_over_time(report)
        self._spans = over_time.spec["usermeta"][SPANS] if over_time.spec else {}
        self._by_type.show(by_type)
        self._over_time.show(over_time)

    def _pick(self, points: list[Mapping[str, Any]]) -> None:
        for point in points:
            item_type, status = point.get("stored"), point.get("status")
            # The words at a bar's end belong to no status: a click on them picks nothing.
            if isinstance(item_type, str) and isinstance(status, str):
                self._picked(item_type, status)

    def _brush(self, labels: list[str]) -> None:
        spans = [self._spans[label] for label in labels if label in self._spans]
        if spans:
            first, last = min(first for first, _ in spans), max(last for _, last in spans)
            self._brushed(date.fromisoformat(first), date.fromisoformat(last))


class _LiveChart:
    """One chart with one selection, its title and its words.

    Parameters
    ----------
    name, select
        The Vega-Lite selection.
    hint
        What there is to do.
    selected
        Called with what is selected, as altair reads it: a selection of points, or the labels of the columns
        brushed.
    """

    def __init__(
        self, name: str, select: Mapping[str, Any], hint: str, selected: Callable[[Any], None]
    ) -> None:
        import altair as alt
        import ipywidgets as widgets

        alt.JupyterChart.enable_offline()
        self._name, self._select, self._hint, self._selected = name, select, hint, selected
        self._words = widgets.HTML()
        self._widget = alt.JupyterChart(
            None,  # type: ignore[arg-type]  # its trait takes nothing, only its annotation does not say so
            embed_options=_embedding(),
        )
        self.box = widgets.VBox([self._words, self._widget], layout=widgets.Layout(overflow="auto hidden"))

    def show(self, chart: Chart) -> None:
        """Draw another chart, or say why there is none."""
        described = f"<p>{escaped(chart.description)}</p>"
        self._words.value = f"<strong>{escaped(chart.title)}</strong>" + (
            f"<br>{escaped(self._hint)}<details><summary>In words</summary>{described}</details>"
            if chart.spec
            else described
        )
        if chart.spec and self._name == BRUSHED:
            # The brush lies under and over the layers, and Vega-Lite lets nobody say that it is decoration.
            silent = (_kept_from_screen_readers(at) for at in (0, len(chart.spec["layer"]) + 1))
            self._widget.embed_options = _embedding(_ON_RELEASE, *silent)
        self._widget.chart = _with_selection(chart, self._name, self._select) if chart.spec else None
        if chart.spec:
            # Each chart has traits of its own; watching those of the same chart twice is watching once.
            if self._name == BRUSHED:
                self._widget.params.observe(self._follow, names=[RELEASED])
            else:
                self._widget.selections.observe(self._follow, names=[self._name])

    def _follow(self, change: Mapping[str, Any]) -> None:
        self._selected(change["new"])


def _embedding(*patch: Mapping[str, Any]) -> dict[str, Any]:
    """Say how to draw: without a menu, and with what Vega-Lite cannot say put into its Vega drawing.

    Only SVG takes the colours of its surroundings, light or dark.
    """
    return {"renderer": "svg", "actions": False, "patch": list(patch)}


def _kept_from_screen_readers(mark: int) -> dict[str, Any]:
    return {"op": "add", "path": f"/marks/{mark}/aria", "value": False}


def _with_selection(chart: Chart, name: str, select: Mapping[str, Any]) -> Any:  # noqa: ANN401 - lazy library
    """Return a chart of altair's with a selection; screen readers call it by its title.

    altair's own classes refuse colours that a style sheet defines, so this one hands the drawing on unread.
    One layer holds the selection for all: two of the same name would be one too many for Vega, which takes
    the clicks of the whole drawing to it anyway.
    """
    import altair as alt

    class Drawing(alt.TopLevelSpec):
        def to_dict(self, *_args: object, **_wishes: object) -> dict[str, Any]:
            drawing: dict[str, Any] = self._kwds["drawing"]
            return drawing

    spec = {**(chart.spec or {}), "description": chart.title}
    layers = [_clickable(layer) for layer in spec["layer"]] if name == PICKED else [*spec["layer"]]
    layers[0] = {**layers[0], "params": [{"name": name, "select": select}]}
    config = {**HOUSE_STYLE["config"], "font": SHOWN_FONT}
    return Drawing(  # type: ignore[no-untyped-call]  # altair's constructors are
        params=[
            alt.TopLevelSelectionParameter(name=name, select=dict(select))
            if name == PICKED
            else alt.VariableParameter(name=RELEASED, value=[])
        ],
        drawing={**HOUSE_STYLE, **spec, "config": config, "layer": layers},
    )


def _clickable(layer: Mapping[str, Any]) -> dict[str, Any]:
    """Let a layer of bars take clicks; one with neither a selection nor a tooltip lets them through."""
    if not all("stored" in row for row in layer["data"]["values"]):
        return dict(layer)
    return {
        **layer,
        "mark": {**layer["mark"], "cursor": "pointer"},
        "encoding": {**layer["encoding"], "tooltip": _TOLD},
    }
