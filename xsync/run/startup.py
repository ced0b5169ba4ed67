"""What a process that does nothing but runs can spare itself."""

from __future__ import annotations

import sys


def skip_grammar_of_web_addresses() -> None:
    """Keep jsonschema from building a grammar to check web addresses with, which takes a second.

    Notebooks have none of them. It holds for the whole process, so a process of our own alone does it.
    """
    sys.modules.setdefault("rfc3987_syntax", None)  # type: ignore[arg-type] # None: not to be imported
