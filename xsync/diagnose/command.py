"""What `xsync explain` takes and says."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Annotated, Final

import typer

from xsync.terminal import tell, tell_json

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from xsync.diagnose.catalogue import Catalogue
    from xsync.diagnose.explain import Explanation

_FROM_INPUT: Final = "-"
_LONGEST: Final = 200
"""Characters of a message that are repeated; people know the rest."""


def explain(
    texts: Annotated[
        list[str], typer.Argument(help="Messages; - reads them from the input, one a line.", metavar="TEXT")
    ],
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON list instead of text.")] = False,
) -> None:
    """Say what a message means: its cause, what to do, who does it, and whether another try helps."""
    from xsync.diagnose.catalogue import catalogue
    from xsync.diagnose.explain import explain as explain_texts

    explained = explain_texts(_given(texts))
    if as_json:
        tell_json([each.to_dict() for each in explained])
    else:
        tell("\n\n".join("\n".join(_told(each, catalogue())) for each in explained))


def _given(texts: Iterable[str]) -> Iterator[str]:
    """Yield the messages, those of the input in the place of ``-``; an answer of several lines is one."""
    for text in texts:
        if text != _FROM_INPUT:
            yield text
            continue
        read = sys.stdin.read().strip()
        yield from [read] if read.startswith(("{", "[", "<")) else filter(str.strip, read.splitlines())


def _told(explanation: Explanation, known: Catalogue) -> Iterator[str]:
    principal = explanation.principal
    message = "".join(
        letter if letter.isprintable() else "\ufffd" for letter in " ".join(explanation.message.split())
    )
    yield message if len(message) <= _LONGEST else f"{message[: _LONGEST - 1]}…"
    facts = {
        "Category": known.categories[principal.category],
        "Cause": explanation.cause,
        "Fix": principal.fix,
        "Who": principal.owner,
        "Retry": principal.retry,
        "Also": " ".join(each.cause for each in explanation.others),
    }
    yield from (f"  {name + ':':10}{value}" for name, value in facts.items() if value)
