"""What one pass over a file's bytes tells: which file it is, and whether its lines are plain."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from pathlib import Path

_BLOCK_BYTES: Final = 1 << 20
_ODD_BLANKS: Final = (b"\t", "\N{NO-BREAK SPACE}".encode())
"""Blanks that the engine's trim leaves alone."""


@dataclass(frozen=True)
class Fingerprint:
    """A file's identity and shape.

    Parameters
    ----------
    sha256
        Of its bytes, in hexadecimal.
    lines
        How many lines it has; an unfinished last one counts.
    odd_blanks
        Whether tabs or no-break spaces stand in it.
    """

    sha256: str
    lines: int
    odd_blanks: bool

    @classmethod
    def of(cls, path: Path) -> Fingerprint:
        """Read a file once and return its fingerprint."""
        digest, lines, odd_blanks, block = hashlib.sha256(), 0, False, b"\n"
        with path.open("rb") as file:
            while following := file.read(_BLOCK_BYTES):
                block = following
                digest.update(block)
                lines += block.count(b"\n")
                odd_blanks = odd_blanks or any(blank in block for blank in _ODD_BLANKS)
        return cls(digest.hexdigest(), lines + (not block.endswith(b"\n")), odd_blanks)
