"""Style and script of the page: our own files, and the DataTables bundle that itables brings along."""

from __future__ import annotations

import re
from importlib.util import find_spec
from pathlib import Path
from typing import Final

from xsync.errors import RunFailed

TEMPLATES: Final = Path(__file__).parent / "template"
"""Folder of nbconvert templates; the page's own is called ``xsync``."""

OWN_SCRIPTS: Final = ("values.js", "export.js", "filters.js", "tables.js", "page.js")

ANNOUNCEMENT: Final = 'document.documentElement.classList.add("scripted")'
"""Run before the rows are read: they are then laid out only once, by DataTables, a page at a time."""

EXPORTS: Final = re.compile(r"export\{([^}]*)\};?")
DEFAULT_EXPORT: Final = re.compile(r"(?:^|,)\s*([\w$]+) as default\b")


def fragment_style() -> str:
    """Return the style of what cells show, as CSS; it serves the page and JupyterLab alike."""
    return _own("fragments.css")


def page_style() -> str:
    """Return the whole style of a page, as CSS."""
    return "\n".join([_bundled("dt_bundle.css"), fragment_style(), _own("page.css")])


def plain_page_style() -> str:
    """Return the style of a page without tables that a script makes, as CSS."""
    return _own("page.css")


def panel_style() -> str:
    """Return the style of the panel's controls, as CSS."""
    return _own("panel.css")


def panel_script() -> str:
    """Return the script of the panel, as a module of anywidget's."""
    return _own("panel.js")


def page_script() -> str:
    """Return the whole script of a page: one module, DataTables first, that imports nothing.

    Raises
    ------
    RunFailed
        itables is missing or its bundle has another form than expected.
    """
    bundle = _in_place(_bundled("dt_bundle.js"), "DataTable")
    return _inline("\n".join([bundle, *(_own(script) for script in OWN_SCRIPTS)]))


def sortable_script(widget: str) -> str:
    """Return the script of itables' table widget with our own around it: one module.

    Raises
    ------
    RunFailed
        It has another form than expected.
    """
    return f"{_in_place(widget, 'itable')}\n{_own('sortable.js')}"


def _in_place(bundle: str, name: str) -> str:
    """Give a bundle's default export a name, for our scripts after it: inside one module none is exported."""
    exports = EXPORTS.search(bundle)
    exported = DEFAULT_EXPORT.search(exports[1]) if exports else None
    if exports is None or exported is None:
        raise RunFailed(
            "A script inside itables has no default export any more; "
            "install the version of itables that requirements.lock names."
        )
    return f"{bundle[: exports.start()]}const {name}={exported[1]};{bundle[exports.end() :]}"


def _inline(script: str) -> str:
    r"""Keep a script's own texts from ending or nesting the ``<script>`` element they stand in.

    Inside strings and patterns, where alone they occur, ``\x3C`` means the same as ``<``.
    """
    return re.sub(r"<(?=!--|/?script)", r"\\x3C", script, flags=re.IGNORECASE)


def _own(name: str) -> str:
    # Line ends are fixed, whatever git did to them: the page is the same on every system.
    return (TEMPLATES / "xsync" / name).read_text(encoding="utf-8").replace("\r\n", "\n")


def _bundled(name: str) -> str:
    # Found without importing itables, which would import pandas.
    spec = find_spec("itables")
    if spec is None or spec.origin is None:
        raise RunFailed("itables is not installed; install what requirements.lock names.")
    return (Path(spec.origin).parent / "html" / name).read_text(encoding="utf-8").replace("\r\n", "\n")
