"""A run as it lies in its folder: found by path or id, and held against its own ``result.json``."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from xsync.errors import DataRefused, UsageError
from xsync.names import safe_file_name
from xsync.publishing.checks import FAILED, Check
from xsync.publishing.manifest import MANIFEST_FILE, sha256_of
from xsync.run.evidence import RESULT_FILE
from xsync.run.run_folders import PAGE

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

PUBLISHED_FOLDER: Final = "published"
DATA_FOLDER: Final = "data"
"""Of a published run: the rows it was made from."""

_HELD: Final = {
    "run": dict,
    "files": dict,
    "inputs": list,
    "organisation": str,
    "answer": str,
    "asked": dict,
    "crossed": list,
    "thresholds": list,
    "parameters": dict,
    "versions": dict,
}
_RUN_ID: Final = re.compile(r"[0-9]{8}T[0-9]{6}Z-[0-9a-f]{6}")


@dataclass(frozen=True)
class Run:
    """A complete run.

    Parameters
    ----------
    folder
        Where its files lie.
    result
        What its ``result.json`` holds.
    """

    folder: Path
    result: Mapping[str, Any]

    @classmethod
    def read(cls, folder: Path) -> Run:
        """Read a run.

        Raises
        ------
        DataRefused
            If it has no readable ``result.json``, or did not come to its end.
        """
        try:
            result = json.loads((folder / RESULT_FILE).read_text(encoding="utf-8"))
            complete = result["complete"] is True
            known = complete is False or (
                all(isinstance(result[name], kind) for name, kind in _HELD.items())
                and {"id", "notebook", "run_by"} <= result["run"].keys()
                and all(Path(name).name == name for name in result["files"])
            )
        except OSError as error:
            raise DataRefused(f"{folder} holds no run: its {RESULT_FILE} cannot be read.") from error
        except (ValueError, KeyError, TypeError) as error:
            raise DataRefused(f"{folder / RESULT_FILE} is not what a run leaves.") from error
        if not known:
            raise DataRefused(f"{folder / RESULT_FILE} is not what a run leaves.")
        if not complete:
            raise DataRefused(f"The run in {folder} is incomplete: it did not come to its end. Run it again.")
        return cls(folder, result)

    @property
    def organisation(self) -> str:
        """Whose run it is."""
        return str(self.result["organisation"])

    @property
    def run_id(self) -> str:
        """Its id."""
        return str(self.result["run"]["id"])

    @property
    def notebook(self) -> str:
        """The notebook that was run."""
        return str(self.result["run"]["notebook"])

    @property
    def run_by(self) -> str:
        """The account that ran it."""
        return str(self.result["run"]["run_by"])

    def load_ids(self) -> list[str]:
        """Return the loads of the store that it was made from.

        Raises
        ------
        DataRefused
            If an earlier version made the run, which did not note them.
        """
        loads = [each.get("load_id") for each in self.result["inputs"]]
        if not all(loads):
            raise DataRefused(
                f"The run {self.run_id} was made by a version of xsync that did not note its loads: run the "
                "report again, and publish that."
            )
        return loads

    def altered(self, hashes: Mapping[str, str]) -> Iterator[Check]:
        """Tell what is not as the run left it, by name and SHA-256 of what is there now."""
        for name, expected in self.result["files"].items():
            if name not in hashes:
                yield Check("result", FAILED, f"{name} is missing: the run left one.", name)
            elif hashes[name] != expected:
                yield Check("result", FAILED, altered_sentence(name), name)


def altered_sentence(name: str) -> str:
    """Say that a file was altered, by what it is."""
    if name == PAGE:
        return f"The page was altered: {name} is not the one that the run left."
    if name.startswith(f"{DATA_FOLDER}/"):
        return f"An input was altered: {name} is not what the figures were made from."
    return f"{name} was altered: it is not as it was left."


def find_run(named: str | Path, out: Path) -> Path:
    """Return the folder of a run, by its id under ``out``, its folder, or a file in it.

    Raises
    ------
    UsageError
        If there is none, or the folder does not lie where a run leaves it.
    """
    folder = _by_id(str(named), out, "*/*") or _folder(Path(named))
    if (folder / MANIFEST_FILE).exists():
        raise UsageError(f"{folder} was published already; published runs stay as they are.")
    return folder


def find_published(named: str | Path, out: Path) -> Path:
    """Return the folder of a published run, by its run's id under ``out``, its folder, or a file in it.

    The folder of the run that was published leads there too.

    Raises
    ------
    UsageError
        If there is none.
    """
    folder = _by_id(str(named), out, f"*/{PUBLISHED_FOLDER}/*") or _folder(Path(named))
    is_published = (folder / MANIFEST_FILE).exists() or (folder / DATA_FOLDER).exists()
    if is_published or not (folder / RESULT_FILE).exists():
        return folder
    here = folder.resolve()
    copy = here.parents[1] / PUBLISHED_FOLDER / here.parent.name / here.name
    if not copy.exists():
        raise UsageError(f"The run in {folder} has not been published; xsync publish {folder} does.")
    return copy


def reports_folder(run: Run) -> Path:
    """Return the folder that a run lies under, ``<out>``.

    Raises
    ------
    UsageError
        If the run was moved or copied to another place.
    """
    here = run.folder.resolve()
    place = (safe_file_name(run.organisation), safe_file_name(run.notebook), run.run_id)
    if here.parts[-len(place) :] != place or not _RUN_ID.fullmatch(run.run_id):
        raise UsageError(
            f"{run.folder} is a copy of a run: its chain would begin in another place. Publish the run "
            f"where it was made, {'/'.join(place)} under the folder of reports."
        )
    return here.parents[len(place) - 1]


def hashes_of(folder: Path) -> dict[str, str]:
    """Return the SHA-256 of a run's own files, by their names."""
    return {path.name: sha256_of(path) for path in sorted(folder.iterdir()) if path.is_file()}


def _by_id(named: str, out: Path, between: str) -> Path | None:
    if not _RUN_ID.fullmatch(named):
        return None
    found = sorted(out.glob(f"{between}/{named}"))
    if not found:
        raise UsageError(f"There is no such run {named} under {out}; --out names the folder of reports.")
    return found[0]


def _folder(path: Path) -> Path:
    folder = path.parent if path.is_file() else path
    if not folder.is_dir():
        raise UsageError(f"There is no run {path}: name its folder, or its id as it stands on the page.")
    return folder
