"""What the panel's widgets lack by themselves: JupyterLab's shortcuts kept off, the focus kept and seen."""

from __future__ import annotations

from typing import Any, Final

from xsync.view.assets import panel_script, panel_style

PANEL_CLASS: Final = "xsync-panel"
"""On the outermost box of a panel: style and script look for it."""


def manners() -> Any:  # noqa: ANN401 - untyped library
    """Return a widget to place first in a panel; it shows nothing while the kernel is there.

    Its script needs neither a network nor an extension of JupyterLab of our own.
    """
    import anywidget

    class Manners(anywidget.AnyWidget):
        _esm = panel_script()
        _css = panel_style()

    return Manners()
