"""Footnotes and sign-offs on the published page: a block of its own at its head, and the page without it."""

from __future__ import annotations

import re
from datetime import datetime
from typing import TYPE_CHECKING, Final

from xsync.errors import DataRefused
from xsync.report.words import minute_in_words
from xsync.view.wording import escaped

if TYPE_CHECKING:
    from xsync.publishing.manifest import Manifest, Note

_HEAD_ENDS: Final = b"</header>"
_BEGIN: Final = b"\n<!-- published -->"
_END: Final = b"<!-- /published -->"
_BLOCK: Final = re.compile(re.escape(_BEGIN) + rb".*?" + re.escape(_END), re.DOTALL)


def block(manifest: Manifest) -> bytes:
    """Return what a published page says of its publication, as HTML."""
    said = f"Published {_instant(manifest.published_at)} by {manifest.published_by}"
    place = f"number {manifest.number} of {manifest.organisation}'s published runs"
    parts = [f"<p>{escaped(said)}, {escaped(place)}.</p>"]
    if footnotes := [note for note in manifest.notes if note.kind == "footnote"]:
        listed = "\n".join(f"<li>{_note(note)}</li>" for note in footnotes)
        parts.append(f"<h2>Footnotes</h2>\n<ol>\n{listed}\n</ol>")
    if signed := [note for note in manifest.notes if note.kind == "sign-off"]:
        listed = "\n".join(f"<li>{_note(note)}</li>" for note in signed)
        parts.append(f"<h2>Signed off</h2>\n<ul>\n{listed}\n</ul>")
    content = "\n".join(parts)
    html = f'\n<section class="published wide" aria-label="Publication">\n{content}\n</section>\n'
    return _BEGIN + html.encode() + _END


def with_block(page: bytes, manifest: Manifest) -> bytes:
    """Return a run's page with the block behind its head.

    Raises
    ------
    DataRefused
        If the page has no head, or a block already.
    """
    before, found, after = page.partition(_HEAD_ENDS)
    if not found or _BLOCK.search(page):
        raise DataRefused("report.html is no page that a run leaves.")
    return before + found + block(manifest) + after


def without_block(page: bytes) -> tuple[bytes, bytes]:
    """Return the page as the run left it, and the block that was added; empty where there is none."""
    found = _BLOCK.search(page)
    return (page[: found.start()] + page[found.end() :], found[0]) if found else (page, b"")


def _note(note: Note) -> str:
    return f'{escaped(note.text)} <span class="by">{escaped(f"{note.by}, {_instant(note.at)}")}</span>'


def _instant(text: str) -> str:
    return f"{minute_in_words(datetime.fromisoformat(text))} UTC"
