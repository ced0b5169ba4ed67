"""How long runs are kept, and the pruning of older ones: whatever is in doubt stays.

Pruned are whole runs of the same organisation and notebook, and what failed before the oldest run that is
kept. Never pruned are the latest complete run, published runs, and folders that hold anything not ours.
"""

from __future__ import annotations

import json
import re
import shutil
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any, Final

from xsync.errors import UsageError
from xsync.run.evidence import RESULT_FILE
from xsync.run.run_folders import (
    DELIVERY_FILE,
    MANIFEST_FILE,
    OVERVIEW_FILE,
    OVERVIEW_PAGE,
    PAGE,
    begun_at,
)

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

KEEP: Final = "keep"
"""The parameter file's own entry."""

A_WEEK: Final = timedelta(days=7)
"""What failed stays so long at the least, for whoever looks into it."""

_PERIOD: Final = re.compile(r"([0-9]{1,6})(?: ?(runs?|days?|weeks?|months?|years?))?")
_DAYS: Final = {"day": 1, "week": 7, "month": 31, "year": 366}
_PRUNED: Final = ".pruned"
_OURS: Final = {
    PAGE,
    RESULT_FILE,
    DELIVERY_FILE,
    OVERVIEW_PAGE,
    OVERVIEW_FILE,
    "report.ipynb",
    "report.pdf",
    "items.csv",
    "items.xlsx",
    "notes.csv",
    "notes.xlsx",
    "kernel.log",
}


@dataclass(frozen=True)
class Keep:
    """How much is kept: so many runs, or all of so many days.

    Parameters
    ----------
    runs
        The newest complete ones.
    days
        Whatever is no older.
    """

    runs: int | None = None
    days: int | None = None


def read_keep(data: object) -> Keep | None:
    """Read the entry ``keep``: ``30``, ``30 runs``, ``90 days``, ``12 weeks``, ``6 months`` or ``2 years``.

    Raises
    ------
    UsageError
        If it is none of these, or nothing would be kept.
    """
    if data in (None, ""):
        return None
    found = _PERIOD.fullmatch(str(data).strip().casefold())
    if isinstance(data, bool) or not found or not int(found[1]):
        told = "write how many runs to keep (30), or for how long (90 days)"
        raise UsageError("The runs to keep cannot be settled:", [f"{KEEP}: {data!r}: {told}"])
    number, unit = int(found[1]), (found[2] or "run").rstrip("s")
    return Keep(runs=number) if unit == "run" else Keep(days=number * _DAYS[unit])


def prune(latest: Path, keep: Keep, out: Path, *, record: str = RESULT_FILE) -> list[Path]:
    """Prune what is older than what is kept.

    Several may prune at once, and runs may go on meanwhile: a folder is first taken out of the way under
    another name, which only one of them can do.

    Parameters
    ----------
    latest
        The complete run that has just ended; its neighbours are pruned, never itself.
    keep
        How much is kept.
    out
        The folder of all runs, where what failed is left.
    record
        The file that says whether a run is complete.

    Returns
    -------
    list of Path
        The folders that are gone.
    """
    runs = list(_runs(latest.parent, record))
    complete = sorted((run for run in runs if run.complete), key=lambda run: run.path.name, reverse=True)
    kept = {latest, *(run.path for run in complete[:1])}
    now = datetime.now(UTC)
    if keep.days is not None:
        since = now - timedelta(days=keep.days)
        kept |= {run.path for run in complete if run.begun >= since}
    else:
        unpublished = [run.path for run in complete if not run.published]
        kept |= set(unpublished[: keep.runs])
        since = min(run.begun for run in runs if run.path in kept)
    half = min(since, now - A_WEEK)
    old = [run for run in runs if run.path not in kept and (run.complete or run.begun < half)]
    gone = [run.path for run in old if not run.published and _only_ours(run) and _remove(run.path)]
    _finish_interrupted(latest.parent)
    return [*gone, *(path for path in _failed_before(out, half) if _remove(path))]


@dataclass(frozen=True)
class _Run:
    path: Path
    begun: datetime
    result: dict[str, Any]

    @property
    def named(self) -> object:
        """Which run its result says it is; one that died says nothing yet."""
        identity = self.result.get("run")
        return identity.get("id") if isinstance(identity, dict) else None

    @property
    def complete(self) -> bool:
        return self.result.get("complete") is True and self.named == self.path.name

    @property
    def published(self) -> bool:
        return (self.path / MANIFEST_FILE).exists()


def _runs(folder: Path, record: str) -> Iterator[_Run]:
    """Real folders named as runs; a link leads elsewhere and is nobody's run."""
    for path in folder.iterdir():
        begun = begun_at(path.name)
        if begun and _is_real_folder(path):
            yield _Run(path, begun, _recorded(path / record))


def _recorded(path: Path) -> dict[str, Any]:
    try:
        result = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return result if isinstance(result, dict) else {}


def _is_real_folder(path: Path) -> bool:
    return path.is_dir() and not path.is_symlink()


def _only_ours(run: _Run) -> bool:
    """Whether nothing lies in a run's folder but what this very run left."""
    if run.named not in {None, run.path.name}:
        return False
    files = run.result.get("files")
    return _holds_only(run.path, _OURS | set(files if isinstance(files, dict) else ()))


def _holds_only(folder: Path, names: set[str]) -> bool:
    try:
        return all(
            path.name in names and path.is_file() and not path.is_symlink() for path in folder.iterdir()
        )
    except FileNotFoundError:  # another prunes as well
        return False


def _failed_before(out: Path, instant: datetime) -> Iterator[Path]:
    for path in out.glob("*.failed"):
        begun = begun_at(path.name.removesuffix(".failed"))
        if begun and begun < instant and _is_real_folder(path) and _holds_only(path, _OURS):
            yield path


def _remove(path: Path) -> bool:
    """Take a folder out of the way, then remove it; one that was published meanwhile is put back."""
    aside = path.with_name(f".{path.name}{_PRUNED}")
    try:
        path.rename(aside)
    except OSError:  # another was quicker, or it is held open
        return False
    if (aside / MANIFEST_FILE).exists():
        aside.rename(path)
        return False
    shutil.rmtree(aside, ignore_errors=True)
    return True


def _finish_interrupted(folder: Path) -> None:
    """Remove what a pruning that was killed had taken out of the way."""
    for path in folder.glob(f".*{_PRUNED}"):
        name = path.name[1:].removesuffix(_PRUNED)
        if begun_at(name) and _is_real_folder(path):
            if (path / MANIFEST_FILE).exists():
                path.rename(path.with_name(name))
            else:
                shutil.rmtree(path, ignore_errors=True)
