"""Names people give things, made safe for the file system."""

from __future__ import annotations

import hashlib
import re
import unicodedata

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
