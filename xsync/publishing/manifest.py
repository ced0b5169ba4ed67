"""The manifest: what was published, by whom, made from what, with the hash of every file and of itself."""

from __future__ import annotations

import hashlib
import json
from dataclasses import asdict, dataclass, fields
from typing import TYPE_CHECKING, Any, Final

from xsync.errors import DataRefused

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from pathlib import Path

MANIFEST_FILE: Final = "manifest.json"
FORMAT: Final = 1
"""Raised whenever a manifest is written otherwise; `Manifest.read` refuses what it does not know."""

_SEAL: Final = "seal"


class BrokenManifest(DataRefused):
    """A manifest cannot be read, or is not as it was written."""


@dataclass(frozen=True)
class Note:
    """A footnote or a sign-off.

    Parameters
    ----------
    kind
        ``footnote`` or ``sign-off``.
    text
        What was said.
    by, at
        Who said it, and when (UTC).
    """

    kind: str
    text: str
    by: str
    at: str


@dataclass(frozen=True)
class PublishedFile:
    """One file of a published run: its path inside the folder, its bytes, their hash."""

    path: str
    size: int
    sha256: str


@dataclass(frozen=True)
class Previous:
    """The published run before, in the same chain."""

    number: int
    notebook: str
    run: str
    manifest_sha256: str


@dataclass(frozen=True)
class Manifest:
    """What a published run is.

    Parameters
    ----------
    organisation, notebook, run, run_by
        Whose run it is, of which notebook, its id, and the account that ran it.
    number
        Its place in the organisation's chain, from 1.
    previous
        The one before, or ``None`` for the first.
    published_at, published_by
        When (UTC), and the account that did.
    notes
        Footnotes and sign-offs.
    triage
        The notes on findings in force, as the run's ``result.json`` holds them.
    asked, parameters
        What was asked, in words and as settled.
    inputs
        The files and ledger loads it was made from, with their counts and hashes.
    run_versions, versions
        What the run was made with, and what published it.
    files
        Every other file of the folder.
    """

    organisation: str
    notebook: str
    run: str
    run_by: str
    number: int
    previous: Previous | None
    published_at: str
    published_by: str
    notes: tuple[Note, ...]
    triage: Any
    asked: Mapping[str, str]
    parameters: Mapping[str, Any]
    inputs: tuple[Mapping[str, Any], ...]
    run_versions: Mapping[str, str]
    versions: Mapping[str, str]
    files: tuple[PublishedFile, ...]

    def to_bytes(self) -> bytes:
        """Return the manifest's file: readable JSON, closed by a seal, the SHA-256 of all the rest."""
        said = {"format": FORMAT, **asdict(self)}
        return _written({**said, _SEAL: hashlib.sha256(_written(said)).hexdigest()})

    @classmethod
    def read(cls, path: Path) -> Manifest:
        """Read a manifest back.

        Raises
        ------
        BrokenManifest
            If it is missing, no manifest, of an unknown format, or one byte of it was changed.
        """
        try:
            raw = path.read_bytes()
        except OSError as error:
            raise BrokenManifest(f"{path} cannot be read: {error.strerror}.") from error
        manifest = _parsed(raw, path)
        if manifest.to_bytes() != raw:
            raise BrokenManifest(f"{path} was altered: it is not as it was sealed.")
        return manifest


def sha256_of(path: Path) -> str:
    """Return the SHA-256 of a file."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def files_below(folder: Path) -> list[Path]:
    """Return everything below a folder that is no folder itself (links too), but for the manifest."""
    found = (path for path in folder.rglob("*") if path.is_symlink() or not path.is_dir())
    return sorted(path for path in found if path != folder / MANIFEST_FILE)


def described(folder: Path, paths: Iterable[Path]) -> tuple[PublishedFile, ...]:
    """Return path, size and hash of some files of a folder."""
    return tuple(
        PublishedFile(path.relative_to(folder).as_posix(), path.stat().st_size, sha256_of(path))
        for path in paths
    )


def _parsed(raw: bytes, path: Path) -> Manifest:
    try:
        data = json.loads(raw)
        if data.get("format") != FORMAT:
            raise BrokenManifest(
                f"{path} is a manifest of format {data.get('format')!r}; this version of xsync reads "
                f"format {FORMAT}."
            )
        known = {each.name: data[each.name] for each in fields(Manifest)}
        known["previous"] = data["previous"] and Previous(**data["previous"])
        known["notes"] = tuple(Note(**note) for note in data["notes"])
        known["inputs"] = tuple(data["inputs"])
        known["files"] = tuple(PublishedFile(**file) for file in data["files"])
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise BrokenManifest(f"{path} was altered: it is no manifest any more.") from error
    return Manifest(**known)


def _written(data: Mapping[str, Any]) -> bytes:
    return f"{json.dumps(data, indent=2, ensure_ascii=False)}\n".encode()
