"""What happens once a run has ended: it is delivered, that is recorded, and older runs are pruned."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, Final

from xsync.run.deliver import FAILED, deliver
from xsync.run.delivery_settings import DELIVER, read_deliveries
from xsync.run.evidence import RESULT_FILE, write_json
from xsync.run.retention import KEEP, prune, read_keep
from xsync.run.run_folders import DELIVERY_FILE

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from xsync.errors import Mistakes
    from xsync.run.deliver import Message, Sent
    from xsync.run.delivery_settings import Delivery
    from xsync.run.retention import Keep

AFTERWARDS: Final = (DELIVER, KEEP)
"""Entries of a parameter file that no notebook is handed."""


@dataclass(frozen=True)
class Afterwards:
    """What a parameter file wants done with a finished run.

    Parameters
    ----------
    deliveries
        How it is sent.
    keep
        How many runs are kept; all of them where nothing is said.
    """

    deliveries: tuple[Delivery, ...] = ()
    keep: Keep | None = None

    @classmethod
    def of(cls, given: Mapping[str, Any], mistakes: Mistakes) -> Afterwards:
        """Read it from a parameter file's entries; what cannot be read is added to the mistakes."""
        deliveries = mistakes.checked(lambda: read_deliveries(given.get(DELIVER)))
        return cls(deliveries or (), mistakes.checked(lambda: read_keep(given.get(KEEP))))

    def follow(
        self, message: Message, folder: Path, out: Path, *, record: str = RESULT_FILE
    ) -> tuple[list[Sent], list[str]]:
        """Deliver a finished run, record that beside it, and prune what is older.

        Parameters
        ----------
        message
            What the run says.
        folder
            Where it lies.
        out
            The folder of all runs.
        record
            The file that says whether a run is complete.

        Returns
        -------
        tuple of list of Sent and list of str
            What became of each address, and in a sentence each what went wrong; the run itself stands.
        """
        sent = deliver(message, self.deliveries)
        wrong = [each.sentence for each in sent if each.outcome == FAILED]
        try:
            if self.deliveries:
                when = datetime.now(UTC).isoformat(timespec="seconds")
                told = {"run": folder.name, "at": when, "deliveries": [each.to_dict() for each in sent]}
                write_json(folder / DELIVERY_FILE, told)
            if self.keep:
                prune(folder, self.keep, out, record=record)
        except OSError as error:
            wrong.append(f"Beside the finished run, {error.filename} could not be written: {error.strerror}")
        return sent, wrong
