"""The filter builder's filter as text: in words, as SQL, as YAML to copy out and to paste in."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from xsync.errors import UsageError
from xsync.report.filter_sql import to_expression
from xsync.report.filter_words import in_words
from xsync.report.filter_yaml import filter_yaml, parse_filter_yaml
from xsync.view.wording import escaped

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from xsync.report.filter_tree import Filter

_PRE: Final = (
    "margin: 4px 0; padding: 8px; max-width: 100%; box-sizing: border-box; overflow: auto; "
    "white-space: pre-wrap; font-family: var(--jp-code-font-family); font-size: var(--jp-code-font-size); "
    "color: var(--jp-content-font-color1); background: var(--jp-layout-color2); "
    "border: 1px solid var(--jp-ui-font-color2)"
)
_UNFINISHED: Final = "Finish the filter first: what is missing stands above."
_MOST_ROWS: Final = 20


class Disclosure:
    """A button that shows and hides what belongs to it; its own words say which of the two it will do.

    Parameters
    ----------
    closed, opened
        What the button says while nothing shows, and while it does.
    write
        Returns what to show, as HTML; asked only while it shows.
    """

    def __init__(self, closed: str, opened: str, write: Callable[[], str] | None = None) -> None:
        import ipywidgets as widgets

        self._closed, self._opened, self._write = closed, opened, write
        self.button = widgets.Button(description=closed, layout=widgets.Layout(width="auto"))
        self._text = widgets.HTML()
        self.box = widgets.VBox([self._text], layout=widgets.Layout(display="none"))
        self.button.on_click(lambda _: self._turn())

    def fill(self) -> None:
        """Write the text anew if it shows."""
        if self._write and self.box.layout.display != "none":
            self._text.value = self._write()

    def _turn(self) -> None:
        opening = self.box.layout.display == "none"
        self.box.layout.display = None if opening else "none"
        self.button.description = self._opened if opening else self._closed
        self.fill()


class FilterText:
    """The texts that stand beside a filter.

    Parameters
    ----------
    use
        Takes over a filter that was pasted.
    """

    def __init__(self, use: Callable[[Filter | None], None]) -> None:
        import ipywidgets as widgets

        self._use = use
        self._tree: Filter | None = None
        self._words = widgets.HTML()
        self._finished = True
        self._sql = Disclosure("Show SQL", "Hide SQL", self._as_sql)
        self._yaml = Disclosure("Show YAML", "Hide YAML", self._as_yaml)
        self._pasted = widgets.Textarea(
            description="Paste filter",
            placeholder="filter:\n  all:\n    - {field: sync_status, equals: Failed}",
            rows=6,
            style={"description_width": "initial"},
            layout=widgets.Layout(width="auto"),
        )
        self._use_button = widgets.Button(
            description="Use this filter", layout=widgets.Layout(width="auto", align_self="flex-start")
        )
        self._alert = widgets.HTML()
        self._paste = Disclosure("Paste a filter", "Close pasting")
        self._paste.box.children = [self._pasted, self._use_button, self._alert]
        buttons = [self._sql.button, self._yaml.button, self._paste.button]
        self.box = widgets.VBox(
            [
                self._words,
                widgets.HBox(buttons, layout=widgets.Layout(flex_flow="row wrap")),
                *(each.box for each in (self._sql, self._yaml, self._paste)),
            ]
        )
        self._use_button.on_click(lambda _: self._take())

    def show(self, tree: Filter | None, mistakes: Sequence[str]) -> None:
        """Say what the filter means, or what keeps it from meaning anything yet."""
        self._tree, self._finished = tree, not mistakes
        told = f"Not finished: {'; '.join(mistakes)}" if mistakes else f"In words: {in_words(tree)}"
        self._words.value = f'<div role="status" aria-live="polite">{escaped(told)}</div>'
        self._sql.fill()
        self._yaml.fill()

    def _as_sql(self) -> str:
        if not self._finished:
            return _UNFINISHED
        sql = to_expression(self._tree).sql(dialect="duckdb", pretty=True)
        return (
            f'<pre tabindex="0" role="region" aria-label="Filter as SQL" style="{_PRE}">{escaped(sql)}</pre>'
        )

    def _as_yaml(self) -> str:
        if not self._finished:
            return _UNFINISHED
        text = filter_yaml(self._tree)
        rows = min(text.count("\n") + 1, _MOST_ROWS)
        return (
            f'<textarea readonly aria-label="Filter as YAML" rows="{rows}" style="{_PRE}; width: 100%">'
            f"{escaped(text)}</textarea>"
        )

    def _take(self) -> None:
        try:
            tree = parse_filter_yaml(self._pasted.value)
        except UsageError as refused:
            mistakes = "".join(f"<li>{escaped(mistake)}</li>" for mistake in refused.mistakes)
            self._alert.value = (
                f'<div role="alert" style="color: var(--jp-error-color1)">⚠ {escaped(refused.summary)}'
                f"<ul>{mistakes}</ul></div>"
            )
            return
        self._alert.value, self._pasted.value = "", ""
        self._use(tree)
