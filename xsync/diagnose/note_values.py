"""What people write into a note, read and checked: all mistakes at once."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final
from unicodedata import category

from xsync.errors import UsageError, did_you_mean
from xsync.model import folded
from xsync.report.values import read_day
from xsync.report.words import day_in_words
from xsync.store.notes import DISPOSITIONS, OPEN

if TYPE_CHECKING:
    from datetime import date

    from xsync.store.notes import Note

NEVER: Final = "never"
"""Written for an expiry: the note holds for good."""

LONGEST_OWNER: Final = 200
LONGEST_REASON: Final = 4_000

_UNSHOWN: Final = {"Cc", "Cs"}
"""Control characters and halves of characters."""

_BY_SPELLING: Final = {folded(name): name for name in DISPOSITIONS}


@dataclass(frozen=True)
class NoteValues:
    """What a note says.

    Parameters
    ----------
    owner, disposition, reason, expires
        As `xsync.store.notes.Note` has them; ``None`` for an owner, reason or expiry that is not there.
    """

    owner: str | None = None
    disposition: str = OPEN
    reason: str | None = None
    expires: date | None = None


@dataclass(frozen=True)
class NoteChanges:
    """What someone writes: ``None`` leaves a value as the note in force has it.

    Parameters
    ----------
    owner, reason
        Text; a blank one takes the value away.
    disposition
        One of `DISPOSITIONS`, in any spelling.
    expires
        The last day, or `NEVER`.
    """

    owner: str | None = None
    disposition: str | None = None
    reason: str | None = None
    expires: date | str | None = None

    @property
    def are_none(self) -> bool:
        """Whether nothing is said at all."""
        return self == NoteChanges()

    def read(self, today: date) -> dict[str, Any]:
        """Return the values that are said, typed.

        Parameters
        ----------
        today
            The day where the organisation is: nothing expires before it.

        Raises
        ------
        UsageError
            With all the mistakes there are.
        """
        mistakes: list[str] = []
        said: dict[str, Any] = {}
        if self.owner is not None:
            said["owner"] = _text("owner", self.owner, LONGEST_OWNER, mistakes, lines=False)
        if self.disposition is not None:
            said["disposition"] = _disposition(self.disposition, mistakes)
        if self.reason is not None:
            said["reason"] = _text("reason", self.reason, LONGEST_REASON, mistakes, lines=True)
        if self.expires is not None:
            said["expires"] = _expiry(self.expires, today, mistakes)
        if said.get("disposition") == OPEN and said.get("expires"):
            mistakes.append("expires: what is open has nothing that could expire; leave the date out")
        if mistakes:
            raise UsageError("The note cannot be kept:", mistakes)
        return said


def completed(said: dict[str, Any], before: Note | None, today: date) -> NoteValues:
    """Return what a note says, the values not said being those of the note in force.

    Parameters
    ----------
    said
        As `NoteChanges.read` gives it.
    before
        The newest note on the subject, if there is any. Of one that has expired only the owner is left.
    today
        The day where the organisation is.

    Raises
    ------
    UsageError
        If a subject would be closed without a reason.
    """
    kept: dict[str, Any] = {}
    if before is not None:
        kept["owner"] = before.owner
        if not before.has_expired(today):
            kept |= {"disposition": before.disposition, "reason": before.reason, "expires": before.expires}
    values = NoteValues(**{**kept, **said})
    if values.disposition == OPEN and values.expires:
        values = NoteValues(values.owner, OPEN, values.reason)
    if values.disposition != OPEN and not values.reason:
        raise UsageError(
            "The note cannot be kept:",
            [f"reason: say why it is {values.disposition}; only what is open needs no reason"],
        )
    return values


def _text(name: str, raw: object, longest: int, mistakes: list[str], *, lines: bool) -> str | None:
    if not isinstance(raw, str):
        mistakes.append(f"{name}: {raw!r} is not text; put it in quotes")
        return None
    text = raw.replace("\r\n", "\n").strip()
    if any(category(each) in _UNSHOWN and not (lines and each in "\n\t") for each in text):
        where = "" if lines else " or more than one line"
        mistakes.append(f"{name}: {text!r} holds characters that cannot be shown{where}")
    if len(text) > longest:
        mistakes.append(f"{name}: {len(text):,} characters are more than {longest:,}")
    return text or None


def _disposition(raw: object, mistakes: list[str]) -> str | None:
    known = _BY_SPELLING.get(folded(raw)) if isinstance(raw, str) else None
    if known is None:
        mistakes.append(f"disposition: {raw!r} is none, {did_you_mean(str(raw), DISPOSITIONS)}")
    return known


def _expiry(raw: object, today: date, mistakes: list[str]) -> date | None:
    if isinstance(raw, str) and folded(raw) in {NEVER, ""}:
        return None
    try:
        day = read_day(raw)
    except ValueError as mistake:
        mistakes.append(f"expires: {mistake}; or {NEVER}")
        return None
    if day < today:
        mistakes.append(f"expires: {day_in_words(day)} is over; write a day from {day_in_words(today)} on")
    return day
