"""Which endpoints a pull had read to their end when the day's limit stopped it: the next need not ask again.

Otherwise a ledger whose changes take more calls than a day allows would spend each day on the same endpoints.
"""

from __future__ import annotations

import json
from datetime import datetime
from typing import TYPE_CHECKING, Any

from xsync.sources.spool import YOUNG, now
from xsync.store.private import owner_only, private_folder

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path


class StoppedPull:
    """A pull that the day's limit stopped, if the one before was of that kind.

    Parameters
    ----------
    file
        Where it is kept.
    asked
        What the pull is about; one that was about something else is none to go on with.
    """

    def __init__(self, file: Path, asked: Mapping[str, Any]) -> None:
        self._file, self._asked = file, asked
        self.done: list[str] = self._read()

    def keep(self) -> None:
        """Note which endpoints are done, for the next pull."""
        private_folder(self._file.parent)
        kept = {"asked": self._asked, "at": now().isoformat(), "done": self.done}
        draft = self._file.with_suffix(".partial")
        with owner_only():
            draft.write_text(json.dumps(kept), encoding="utf-8")
        draft.replace(self._file)

    def forget(self) -> None:
        """Let the next pull ask all endpoints again."""
        self._file.unlink(missing_ok=True)

    def _read(self) -> list[str]:
        try:
            kept = json.loads(self._file.read_text(encoding="utf-8"))
            is_young = now() - datetime.fromisoformat(kept["at"]) <= YOUNG
            return [*kept["done"]] if is_young and kept["asked"] == self._asked else []
        except (OSError, ValueError, KeyError, TypeError):
            return []
