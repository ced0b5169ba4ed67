"""What several commands share: options, how steps are told, and how all else is."""

from __future__ import annotations

import json
import sys
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING, Annotated

import typer

from xsync.unprintable import REPLACEMENT, UNPRINTABLE_IN_TEXT, printable

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

StoreOption = Annotated[
    str | None,
    typer.Option(
        help="Folder or object-store URL of the store; default: XSYNC_STORE, else store/.", metavar="DIR"
    ),
]
JsonOption = Annotated[bool, typer.Option("--json", help="Print one JSON object instead of text.")]


def tell(text: str, *, err: bool = False) -> None:
    """Print a text in which nothing steers the terminal, whoever wrote it."""
    lines = text.replace("\r\n", "\n").replace("\r", REPLACEMENT)
    typer.echo(printable(lines), err=err)


def tell_json(data: object) -> None:
    """Print data as one JSON text; what a terminal would obey stands there as its escape."""
    text = json.dumps(data, ensure_ascii=False, default=str)
    typer.echo(UNPRINTABLE_IN_TEXT.sub(lambda found: f"\\u{ord(found[0]):04x}", text))


@contextmanager
def progress(*, quiet: bool = False) -> Iterator[Callable[[str], None]]:
    """Give a function to tell steps by: a live line on a terminal, plain lines elsewhere, or silence."""
    if quiet:
        yield lambda _: None
    elif sys.stderr.isatty():
        from rich.console import Console
        from rich.text import Text

        with Console(stderr=True).status("starting") as status:
            yield lambda step: status.update(Text(printable(step)))  # brackets in a file's name are no markup
    else:
        yield _tell


def _tell(step: str) -> None:
    with suppress(OSError):  # nobody listens any more: no reason to give up the work
        tell(f"{step} ...", err=True)
