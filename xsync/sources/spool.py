"""Answers kept on disk as they arrive, so that a pull that was stopped, however, goes on where it was.

One file per endpoint: a first line says what is being read, each further line holds one answer, or names a
load by which the answers above it were stored. A line without its end, left by a killed process, is none.
"""

from __future__ import annotations

import json
import os
import uuid
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from threading import Lock
from typing import TYPE_CHECKING, Any, Final

from xsync.store.private import owner_only, private_folder
from xsync.store.tables import StoreUnreachable

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from collections.abc import Set as AbstractSet
    from pathlib import Path

YOUNG: Final = timedelta(days=4)
"""After so long without an answer a beginning is not gone on with: the ledger is another by then. A day's
limit may let a reading last many days, with weekends in between."""


@dataclass(frozen=True)
class Kept:
    """One answer: to which part of an endpoint, what was asked, about which row, when, and the text."""

    part: str
    request: str
    about: str
    received_at: datetime
    text: str


class Spool:
    """The answers of one endpoint.

    Parameters
    ----------
    file
        Where they lie.
    plan
        What is being read; another plan begins afresh.
    stored
        The ids of the loads in the store.
    """

    def __init__(self, file: Path, plan: Mapping[str, Any], stored: AbstractSet[str]) -> None:
        self._file, self._lock = file, Lock()
        self._places: dict[str, int] = {}
        self._stored_up_to = 0
        self.load_id, self.started_at = uuid.uuid4().hex, now()
        try:
            private_folder(file.parent)
            if not self._goes_on(plan, stored):
                self._begin(plan)
            with owner_only():
                self._writer = file.open("ab", buffering=0)
        except OSError as error:
            raise self._unkept(error) from error

    @property
    def answers(self) -> int:
        """How many there are."""
        return len(self._places)

    def __contains__(self, request: object) -> bool:
        """Whether there is an answer to a request."""
        return request in self._places

    def find(self, request: str) -> Kept | None:
        """Return the answer to a request, if there is one."""
        place = self._places.get(request)
        if place is None:
            return None
        with self._file.open("rb") as lines:
            lines.seek(place)
            return _kept(json.loads(lines.readline()))

    def add(self, part: str, request: str, text: str, about: str = "") -> None:
        """Keep an answer; once this returns, no kill and no power cut loses it."""
        line = {"part": part, "request": request, "about": about, "received_at": now().isoformat()}
        self._append({**line, "text": text}, request)

    def all(self) -> Iterator[Kept]:
        """Yield the answers, the oldest first."""
        yield from self._from(0)

    def not_stored(self) -> Iterator[Kept]:
        """Yield the answers that no load has stored."""
        yield from self._from(self._stored_up_to)

    def storing(self, load_id: str) -> None:
        """Note the load by which all answers so far are about to be stored."""
        self._append({"stored_by": load_id}, None)

    def stored(self) -> None:
        """Note that they were."""
        self._stored_up_to = self._file.stat().st_size

    def close(self, *, done: bool) -> None:
        """Let go of the file; once all is done, there is nothing to go on with."""
        self._writer.close()
        if done:
            self._file.unlink(missing_ok=True)

    def _append(self, line: Mapping[str, Any], request: str | None) -> None:
        with self._lock:
            place = self._writer.tell()
            try:
                left = memoryview(json.dumps(line).encode() + b"\n")
                while left:
                    left = left[self._writer.write(left) :]
                os.fsync(self._writer.fileno())
            except OSError as error:
                self._writer.truncate(place)  # room may come back: no half line before the next
                self._writer.seek(place)
                raise self._unkept(error) from error
            if request is not None:
                self._places[request] = place

    def _unkept(self, error: OSError) -> StoreUnreachable:
        return StoreUnreachable(
            f"Answers cannot be kept in {self._file.parent}: {error.strerror}. Make room, then pull "
            "again: it goes on where it stopped."
        )

    def _from(self, place: int) -> Iterator[Kept]:
        with self._file.open("rb") as lines:
            lines.seek(place)
            for raw in lines:
                line = json.loads(raw)
                if "text" in line:
                    yield _kept(line)

    def _begin(self, plan: Mapping[str, Any]) -> None:
        self._places.clear()
        self._stored_up_to = 0
        head = {"plan": plan, "load_id": self.load_id, "started_at": self.started_at.isoformat()}
        with owner_only(), self._file.open("wb") as lines:
            lines.write(json.dumps(head).encode() + b"\n")
            lines.flush()
            os.fsync(lines.fileno())

    def _goes_on(self, plan: Mapping[str, Any], stored: AbstractSet[str]) -> bool:
        """Find the answers of an earlier beginning, if it is of this plan, young, and not done."""
        try:
            with self._file.open("r+b") as lines:
                head = json.loads(lines.readline())
                started_at = datetime.fromisoformat(head["started_at"])
                latest = started_at
                if head["plan"] != plan or head["load_id"] in stored:
                    return False
                place = lines.tell()
                for raw in iter(lines.readline, b""):
                    if not raw.endswith(b"\n"):
                        break
                    line = json.loads(raw)
                    if "text" in line:
                        self._places[line["request"]] = place
                        latest = datetime.fromisoformat(line["received_at"])
                    place += len(raw)
                    if line.get("stored_by") in stored:
                        self._stored_up_to = place
                if now() - latest > YOUNG:
                    return False
                lines.truncate(place)
        except (OSError, ValueError, KeyError, TypeError):
            return False
        self.load_id, self.started_at = head["load_id"], started_at
        return True


def now() -> datetime:
    """Return this instant, in UTC without a zone."""
    return datetime.now(UTC).replace(tzinfo=None)


def _kept(line: Mapping[str, Any]) -> Kept:
    received_at = datetime.fromisoformat(line["received_at"])
    return Kept(line["part"], line["request"], line["about"], received_at, line["text"])
