"""What several commands share: options, and how steps are told."""

from __future__ import annotations

import sys
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

StoreOption = Annotated[
    str | None,
    typer.Option(
        help="Folder or object-store URL of the store; default: XSYNC_STORE, else store/.", metavar="DIR"
    ),
]
JsonOption = Annotated[bool, typer.Option("--json", help="Print one JSON object instead of text.")]


@contextmanager
def progress(*, quiet: bool = False) -> Iterator[Callable[[str], None]]:
    """Give a function to tell steps by: a live line on a terminal, plain lines elsewhere, or silence."""
    if quiet:
        yield lambda _: None
    elif sys.stderr.isatty():
        from rich.console import Console
        from rich.text import Text

        with Console(stderr=True).status("starting") as status:
            yield lambda step: status.update(Text(step))  # brackets in a file's name are no markup
    else:
        yield _tell


def _tell(step: str) -> None:
    with suppress(OSError):  # nobody listens any more: no reason to give up the work
        typer.echo(f"{step} ...", err=True)
