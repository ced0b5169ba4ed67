"""What one pass over a file's bytes tells: which file it is, and whether its lines are plain."""

from __future__ import annotations

import codecs
import hashlib
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from pathlib import Path

_BLOCK_BYTES: Final = 1 << 20
_ODD: Final = (b"\t", b"\0", "\N{NO-BREAK SPACE}".encode(), codecs.BOM_UTF8)
"""Blanks that the engine's trim leaves alone, and what no text holds."""


@dataclass(frozen=True)
class Fingerprint:
    """A file's identity and shape.

    Parameters
    ----------
    sha256
        Of its bytes, in hexadecimal.
    lines
        How many lines it has; an unfinished last one counts.
    is_plain
        Whether the engine reads its cells as the record reader does: no blanks but spaces and line ends in
        it, and no carriage return by itself.
    """

    sha256: str
    lines: int
    is_plain: bool

    @classmethod
    def of(cls, path: Path) -> Fingerprint:
        """Read a file once and return its fingerprint."""
        digest, lines, returns, is_odd = hashlib.sha256(), 0, 0, False
        tail = b""
        with path.open("rb") as file:
            while block := file.read(_BLOCK_BYTES):
                digest.update(block)
                lines += block.count(b"\n")
                returns += block.count(b"\r") - (tail[-1:] + block).count(b"\r\n")
                seen = tail + block if tail else block.removeprefix(codecs.BOM_UTF8)
                is_odd = is_odd or any(odd in seen for odd in _ODD)
                tail = block[-2:]
        return cls(digest.hexdigest(), lines + (tail[-1:] != b"\n"), not is_odd and not returns)
