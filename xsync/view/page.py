"""The page: an executed notebook as one HTML file that needs neither network nor server."""

from __future__ import annotations

import base64
import hashlib
import html
import re
from dataclasses import asdict, dataclass, field, fields, replace
from typing import TYPE_CHECKING, Any, Final

from jinja2 import pass_context
from nbconvert.exporters import HTMLExporter, TemplateExporter
from nbformat import from_dict
from traitlets import default
from traitlets.config import Config

from xsync.view.assets import ANNOUNCEMENT, TEMPLATES, page_script, page_style

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from jinja2.runtime import Context
    from nbformat import NotebookNode

HEADING: Final = re.compile(r"<h([1-6])\b[^>]*>(.*?)</h\1>", re.DOTALL)
FIRST_TITLE: Final = re.compile(r"^#\s+(.+?)\s*#*$", re.MULTILINE)
TAG: Final = re.compile(r"<[^>]*>")
NAVIGATED_LEVEL: Final = "2"
UNPLAIN_IN_CSS: Final = re.compile(r"[^A-Za-z0-9 .,-]")

DISPLAY_PRIORITY: Final = (
    "text/html",
    "image/svg+xml",
    "text/markdown",
    "image/png",
    "image/jpeg",
    # Live controls cannot live in a page; named here so that their "VBox(…)" text does not show instead.
    "application/vnd.jupyter.widget-view+json",
    "text/plain",
)


@dataclass(frozen=True)
class PageHeader:
    """What stands at the head of a page; blank parts are left out.

    Parameters
    ----------
    organisation
        Whose books.
    title
        What the page is.
    period
        The reporting period, in words.
    as_of
        The instant the report looks from, in words.
    run_by
        Who ran it.
    run_id
        Which run made it.
    complete
        Whether the run came to its end.
    thresholds
        How the thresholds stand, in words.
    alerts
        Thresholds crossed, a sentence each.
    notes
        Further lines.
    """

    organisation: str = ""
    title: str = ""
    period: str = ""
    as_of: str = ""
    run_by: str = ""
    run_id: str = ""
    complete: bool = True
    thresholds: str = ""
    alerts: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()

    @classmethod
    def from_metadata(cls, metadata: Mapping[str, Any]) -> PageHeader:
        """Read the header from a notebook's ``xsync`` metadata; what it does not know it leaves alone."""
        known = {part.name: metadata[part.name] for part in fields(cls) if part.name in metadata}
        header = cls(**known)
        return replace(header, alerts=tuple(header.alerts), notes=tuple(header.notes))


@dataclass(frozen=True)
class Section:
    """A heading that the navigation leads to."""

    anchor: str
    title: str


@dataclass(frozen=True)
class PageParts:
    """What the template adds around the cells."""

    header: PageHeader
    style: str
    script: str
    announcement: str = ANNOUNCEMENT
    sections: list[Section] = field(default_factory=list)
    anchors: set[str] = field(default_factory=set)

    @property
    def running_foot(self) -> str:
        """What stands at the foot of each sheet of paper: whose page it is and of which run, as CSS text."""
        named = " · ".join(filter(None, [self.header.organisation, self.header.title, self.header.run_id]))
        return UNPLAIN_IN_CSS.sub(lambda found: f"\\{ord(found[0]):x} ", named)

    @property
    def policy(self) -> str:
        """The Content-Security-Policy: this page's own scripts run, nothing is fetched or sent."""
        digests = [hashlib.sha256(script.encode()).digest() for script in (self.announcement, self.script)]
        sources = " ".join(f"'sha256-{base64.b64encode(digest).decode()}'" for digest in digests)
        return (
            f"default-src 'none'; script-src {sources}; style-src 'unsafe-inline'; "
            "img-src data:; font-src data:; base-uri 'none'; form-action 'none'"
        )


class PageExporter(HTMLExporter):
    """Export an executed notebook as a self-contained page (``jupyter nbconvert --to xsync``).

    The header comes from the notebook's metadata ``xsync``, see `PageHeader`.
    """

    export_from_notebook = "Self-contained page"

    def __init__(self, config: Config | None = None, **options: Any) -> None:  # noqa: ANN401 - as in nbconvert
        super().__init__(config=config, **options)  # type: ignore[no-untyped-call] # nbconvert's own
        self.exclude_anchor_links = True
        for name in self.trait_names():
            if name.endswith("_url"):
                setattr(self, name, "")

    @default("template_name")
    def _template_name_default(self) -> str:
        return "xsync"

    @default("extra_template_basedirs")
    def _default_extra_template_basedirs(self) -> list[str]:
        return [str(TEMPLATES)]

    @property
    def default_config(self) -> Config:
        """Prefer a cell's static HTML to its live widget."""
        config = Config({"NbConvertBase": {"display_data_priority": list(DISPLAY_PRIORITY)}})
        inherited: Config = super().default_config.copy()
        inherited.merge(config)
        return inherited

    def from_notebook_node(  # type: ignore[override] # nbconvert's exporters differ in what they return
        self,
        nb: NotebookNode,
        resources: dict[str, Any] | None = None,
        **kw: Any,  # noqa: ANN401 - as in nbconvert
    ) -> tuple[str, dict[str, Any]]:
        """Convert a notebook to a page.

        Parameters
        ----------
        nb
            An executed notebook.
        resources
            What nbconvert hands along.
        **kw
            As in nbconvert.

        Returns
        -------
        tuple of str and dict
            The page and nbconvert's resources.
        """
        header = PageHeader.from_metadata(nb.metadata.get("xsync", {}))
        if not header.title:
            header = replace(header, title=_first_title(nb))
        parts = PageParts(header=header, style=page_style(), script=page_script())
        # HTMLExporter would parse the finished page once more, to mend what this template does not
        # contain; with 100,000 rows that takes minutes. Its own parent converts as well.
        return TemplateExporter.from_notebook_node(self, nb, {**(resources or {}), "page": parts}, **kw)

    @pass_context
    def markdown2html(self, context: Context, source: str) -> str:
        """Turn a markdown cell into HTML and note its headings for the navigation."""
        parts: PageParts = context["resources"]["page"]
        return HEADING.sub(lambda found: _heading(found, parts), super().markdown2html(context, source))


def write_page(notebook: NotebookNode, path: Path, header: PageHeader) -> None:
    """Write an executed notebook as a self-contained page.

    The same notebook and header give the same bytes. A page that cannot be written whole is not left
    half under its name.

    Parameters
    ----------
    notebook
        An executed notebook; it is not changed.
    path
        The page's file, replaced if it exists.
    header
        What stands at its head.
    """
    metadata = {**notebook.metadata, "xsync": asdict(header)}
    headed: NotebookNode = from_dict({**notebook, "metadata": metadata})  # type: ignore[no-untyped-call]
    page, _ = PageExporter().from_notebook_node(headed)
    partial = path.with_name(f"{path.name}.partial")
    try:
        partial.write_bytes(page.encode("utf-8", errors="replace"))
        partial.replace(path)
    finally:
        partial.unlink(missing_ok=True)


def _heading(found: re.Match[str], parts: PageParts) -> str:
    """Give a heading its anchor; drop the notebook's own title where the header already shows it."""
    level, content = found[1], found[2]
    title = html.unescape(TAG.sub("", content)).strip()
    if level == "1" and title.casefold() == parts.header.title.casefold():
        return ""
    # The prefix keeps headings apart from the ids of tables.
    slug = "-".join(["section", *re.findall(r"\w+", title.casefold())])
    anchor, again = slug, 1
    while anchor in parts.anchors:
        again += 1
        anchor = f"{slug}-{again}"
    parts.anchors.add(anchor)
    if level == NAVIGATED_LEVEL:
        parts.sections.append(Section(anchor, title))
    return f'<h{level} id="{html.escape(anchor)}">{content}</h{level}>'


def _first_title(notebook: NotebookNode) -> str:
    titles = (FIRST_TITLE.search(cell.source) for cell in notebook.cells if cell.cell_type == "markdown")
    return next((title[1] for title in titles if title), "Report")
