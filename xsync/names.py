"""Names people give things, made safe for the file system, and text files written whole or not at all."""

from __future__ import annotations

import hashlib
import re
import secrets
import unicodedata
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

LONGEST_FILE_NAME = 60
_RESERVED_ON_WINDOWS = re.compile(r"(?i)^(con|prn|aux|nul|com[0-9]|lpt[0-9])($|[.])")


def safe_file_name(name: str) -> str:
    """Return a file name that stays inside its folder on every operating system.

    A name made of letters, digits, ``-`` and ``_`` alone is its own file name. Any other is reduced to
    those characters and gets six digits of its hash, so that two names never share one file.

    Examples
    --------
    >>> safe_file_name("Acme"), safe_file_name("../etc")
    ('Acme', 'etc-f7f912')
    """
    if re.fullmatch(r"[A-Za-z0-9_-]{1,60}", name) and not _RESERVED_ON_WINDOWS.match(name):
        return name
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode("ascii")
    reduced = re.sub(r"[^A-Za-z0-9_]+", "-", plain).strip("-")[: LONGEST_FILE_NAME - 7].rstrip("-")
    return f"{reduced or 'name'}-{hashlib.sha256(name.encode()).hexdigest()[:6]}"


def write_whole(path: Path, text: str, *, new: bool) -> None:
    """Write a text file (UTF-8, Unix line ends) whole or not at all.

    Parameters
    ----------
    path
        The file; its folder is made where there is none.
    text
        What it holds.
    new
        Whether the file must not exist yet.

    Raises
    ------
    FileExistsError
        If it is to be new and exists.
    OSError
        If it cannot be written.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = path.with_name(f".{secrets.token_hex(8)}.draft")
    try:
        with draft.open("x", encoding="utf-8", newline="\n") as file:
            file.write(text)
        if new:
            path.touch(exist_ok=False)  # of two who save the same name at once, one is told
        draft.replace(path)
    finally:
        draft.unlink(missing_ok=True)
