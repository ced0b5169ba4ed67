"""The headline: one sentence that says what has not reached Xero, and the figures behind it, large."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from xsync.errors import UsageError, did_you_mean
from xsync.view.wording import escaped, shown

if TYPE_CHECKING:
    from collections.abc import Sequence

TONES: Final = ("failed", "pending", "skipped", "completed", "plain")
"""How a figure is meant; the colour only repeats what its label says."""


def headline(sentence: str, figures: Sequence[tuple[str, int | str, str]]) -> str:
    """Show the report's answer in a sentence and a row of large figures.

    Parameters
    ----------
    sentence
        The answer in words.
    figures
        Label, value and tone (one of ``TONES``) of each figure. Whole numbers get thousands separators.

    Returns
    -------
    str
        HTML that reads in order without any style: the sentence, then label and value of each figure.

    Raises
    ------
    UsageError
        A tone is unknown.
    """
    mistakes = [
        f"figure {label!r}: unknown tone {tone!r}, {did_you_mean(tone, TONES)}"
        for label, _, tone in figures
        if tone not in TONES
    ]
    if mistakes:
        raise UsageError("The headline's figures cannot be shown.", mistakes)
    cards = "\n".join(
        f'<div class="xsync-card tone-{tone}"><dt>{escaped(label)}</dt><dd>{escaped(shown(value))}</dd></div>'
        for label, value, tone in figures
    )
    return (
        f'<div class="xsync-headline">\n<p class="xsync-sentence">{escaped(sentence)}</p>\n'
        f'<dl class="xsync-cards">\n{cards}\n</dl>\n</div>'
    )
