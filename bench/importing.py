"""`import xsync`, beside `import pandas`, each in a fresh interpreter."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

from bench.measure import Row, compared, in_turns, process

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bench.data import Scale

AT_MOST = 0.3


def import_rows(scale: Scale) -> Iterator[Row]:
    pairs = in_turns(
        lambda: process([sys.executable, "-c", "import xsync"]),
        lambda: process([sys.executable, "-c", "import pandas"]),
        scale.import_turns,
    )
    yield compared("`import xsync`; `import pandas`", pairs, AT_MOST)
