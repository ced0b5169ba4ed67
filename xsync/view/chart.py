"""A chart: a Vega-Lite drawing with its text alternative, as SVG that needs no browser, network or script.

Text takes the colour of its surroundings and statuses take the page's own colours, so that one drawing
reads well on light and on dark.
"""

from __future__ import annotations

from dataclasses import dataclass
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Final

from xsync.unprintable import printable
from xsync.view.wording import escaped

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

MEASURED_FONT: Final = "Liberation Sans"
"""The font vl-convert brings along: text is measured by it on every machine, and shown in the system's."""

SHOWN_FONT: Final = "'Segoe UI', Roboto, 'Helvetica Neue', Arial, 'Liberation Sans', sans-serif"
"""Sans-serif faces of the usual systems that run about as wide as the one measured."""

INK: Final = "#6b7785"
"""Text where no style sheet says otherwise: legible on white and on black."""

STATUS_COLOURS: Final[Mapping[str, tuple[str, str]]] = MappingProxyType(
    {
        "Failed": ("#c2410c", "#ffffff"),
        "Pending": ("#eab308", "#1c1917"),
        "Skipped": ("#6d5fb3", "#ffffff"),
        "Warning": ("#0e7490", "#ffffff"),
        "Completed": ("#aab4be", "#1c1917"),
    }
)
"""Fill and text of each status. Lightness differs as much as hue, for eyes that see few hues."""

OTHER_COLOUR: Final = ("#78716c", "#ffffff")

HOUSE_STYLE: Final[Mapping[str, Any]] = MappingProxyType(
    {
        "background": None,
        "padding": {"left": 12, "right": 16, "top": 4, "bottom": 4},
        "config": {
            "aria": False,
            "mark": {"aria": False},  # the drawing has one name and one description for all its parts
            "font": MEASURED_FONT,
            "view": {"stroke": None},
            "text": {"color": "currentColor", "fontSize": 12, "baseline": "middle"},
            "axis": {
                "labelColor": "currentColor",
                "titleColor": "currentColor",
                "labelFontSize": 12,
                "titleFontSize": 12,
                "titleFontWeight": "normal",
                "gridColor": "currentColor",
                "gridOpacity": 0.15,
                "domainColor": "currentColor",
                "domainOpacity": 0.4,
            },
            "legend": {"labelColor": "currentColor", "labelFontSize": 12, "symbolSize": 110, "offset": 8},
        },
    }
)
"""What every chart has in common."""


@dataclass(frozen=True)
class Chart:
    """A chart with its text alternative.

    Parameters
    ----------
    title
        What the chart shows.
    description
        The same in words with the main figures, for people who do not see it.
    spec
        Vega-Lite, or nothing where there is nothing to draw: then the description stands alone.
    """

    title: str
    description: str
    spec: Mapping[str, Any] | None

    def svg(self) -> str:
        """Draw the chart; the same chart gives the same text.

        Returns
        -------
        str
            SVG, or an empty text where there is nothing to draw.
        """
        if self.spec is None:
            return ""
        import vl_convert  # loads a JavaScript engine: only for drawing

        drawn = printable(vl_convert.vegalite_to_svg({**HOUSE_STYLE, **self.spec}, vl_version="6.4"))
        alternative = f"<title>{escaped(self.title)}</title><desc>{escaped(self.description)}</desc>"
        return (
            drawn.replace('class="marks"', f'role="img" class="xsync-drawing" color="{INK}"', 1)
            .replace(">", f">{alternative}", 1)
            .replace(f'font-family="{MEASURED_FONT}"', f'font-family="{SHOWN_FONT}"')
        )

    def _repr_mimebundle_(self, **_wishes: object) -> dict[str, str]:
        """Show the chart in a notebook: inside the page's own HTML, or as a picture elsewhere."""
        svg = self.svg()
        html = {"text/html": self._figure(svg)}
        return {**html, "image/svg+xml": svg, "text/plain": self.description} if svg else html

    def figure(self) -> str:
        """Return the chart as HTML for a section: drawn, or in words where there is nothing to draw."""
        return self._figure(self.svg())

    def _figure(self, svg: str) -> str:
        if not svg:
            return f'<p class="xsync-empty">{escaped(self.description)}</p>'
        return f'<figure class="xsync-chart"><figcaption>{escaped(self.title)}</figcaption>\n{svg}\n</figure>'


def colour_by_status(statuses: Sequence[str]) -> dict[str, Any]:
    """Encode statuses by colour, with a legend in the order given."""
    colours = [
        f"var(--xsync-fill-{status.lower()}, {STATUS_COLOURS[status][0]})"
        if status in STATUS_COLOURS
        else OTHER_COLOUR[0]
        for status in statuses
    ]
    return {
        "field": "status",
        "type": "nominal",
        "sort": list(statuses),
        "scale": {"domain": list(statuses), "range": colours},
        "legend": {"title": None, "orient": "top", "direction": "horizontal", "symbolType": "square"},
    }
