"""What a panel remembers between sessions: the last settings of each notebook, on this machine."""

from __future__ import annotations

import hashlib
import json
import os
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Final

from xsync.names import safe_file_name
from xsync.store.private import owner_only, private_folder, state_folder
from xsync.view.settings import Settings

if TYPE_CHECKING:
    from xsync.report.sync_report import SyncReport

_NOTEBOOK_VARIABLE: Final = "JPY_SESSION_NAME"
"""Set by a Jupyter server for the kernel of a notebook; elsewhere nobody comes back to a panel."""


class Remembered:
    """The last settings of one notebook's panel, as long as the notebook asks for the same to begin with.

    Parameters
    ----------
    report
        The report as the notebook opens it.
    """

    def __init__(self, report: SyncReport) -> None:
        self._file: Path | None = None
        if notebook := os.environ.get(_NOTEBOOK_VARIABLE):
            asked = Settings.of(report).to_data()
            if asked["period"] != "custom":  # “last 30 days” is the same question on every day
                asked = {**asked, "date_from": None, "date_to": None}
            opened = json.dumps([notebook, report.snapshot.organisation, asked])
            name = f"{safe_file_name(Path(notebook).stem)}.{hashlib.sha256(opened.encode()).hexdigest()[:16]}"
            self._file = state_folder("panels") / f"{name}.json"

    def settings(self) -> Settings | None:
        """Return the settings last kept, if there are any that can still be read."""
        try:
            return Settings.from_data(json.loads(self._file.read_text("utf-8"))) if self._file else None
        except (OSError, ValueError, RecursionError):
            return None

    def keep(self, settings: Settings) -> None:
        """Keep the settings in force; where that cannot be, the next session starts afresh."""
        if self._file is None:
            return
        with suppress(OSError), owner_only():
            private_folder(self._file.parent)
            partial = self._file.with_suffix(f".{os.getpid()}.partial")
            partial.write_text(json.dumps(settings.to_data()), encoding="utf-8")
            partial.replace(self._file)

    def forget(self) -> None:
        """Forget the settings kept."""
        if self._file:
            with suppress(OSError):
                self._file.unlink(missing_ok=True)
