"""Verifying a published run: every hash, the chain, the page, and the figures made again from its rows."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any, Final

from xsync.errors import XsyncError
from xsync.publishing.asking_again import figures_checks, version_checks
from xsync.publishing.chain import chain_checks
from xsync.publishing.checks import FAILED, OK, Check, failures, or_ok
from xsync.publishing.frozen_data import freeze, take_out
from xsync.publishing.manifest import (
    MANIFEST_FILE,
    BrokenManifest,
    Manifest,
    PublishedFile,
    files_below,
    sha256_of,
)
from xsync.publishing.notes_in_page import block, without_block
from xsync.publishing.page_checks import page_checks
from xsync.publishing.runs import DATA_FOLDER, Run, altered_sentence, find_published
from xsync.run.run_folders import PAGE
from xsync.store.engine import Engine
from xsync.store.store import Store

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

NOT_VERIFIED_EXIT_CODE: Final = 3
"""As for data that is refused."""


@dataclass(frozen=True)
class Verification:
    """What verifying a published run found.

    Parameters
    ----------
    folder
        Where it lies.
    manifest
        What its manifest says; ``None`` where that cannot be relied on.
    checks
        What was looked at, and what was found.
    """

    folder: Path
    manifest: Manifest | None
    checks: tuple[Check, ...]

    @property
    def is_verified(self) -> bool:
        """Whether nothing failed."""
        return not failures(self.checks)

    @property
    def exit_code(self) -> int:
        """0 where it is verified, else 3."""
        return 0 if self.is_verified else NOT_VERIFIED_EXIT_CODE

    def to_dict(self) -> dict[str, Any]:
        """Return plain data."""
        manifest, known = self.manifest, {}
        if manifest:
            known = {
                "organisation": manifest.organisation,
                "notebook": manifest.notebook,
                "run": manifest.run,
                "run_by": manifest.run_by,
                "number": manifest.number,
                "published_at": manifest.published_at,
                "published_by": manifest.published_by,
                "manifest_sha256": sha256_of(self.folder / MANIFEST_FILE),
            }
        checks = [check.to_dict() for check in self.checks]
        return {"folder": str(self.folder), "verified": self.is_verified, **known, "checks": checks}


def verify(
    run: str | Path,
    *,
    out: str | Path = "reports",
    store: str | Path | None = None,
    manifest_sha256: str | None = None,
    progress: Callable[[str], None] = lambda _: None,
) -> Verification:
    """Check that a published run is as it was published, and make its figures again.

    Parameters
    ----------
    run
        The published folder, or the run's id. The folder is enough: it holds the rows.
    out
        The folder of reports, where the run is named by its id.
    store
        Also make the figures again from this store's rows of the same loads.
    manifest_sha256
        The manifest's hash as it was noted down when the run was published.
    progress
        Called with a line of text before each step.

    Raises
    ------
    UsageError
        If there is no such published run, or the store that is named does not know the organisation.
    """
    folder = find_published(run, Path(out))
    progress("checking every hash")
    noted = [*_noted(folder, manifest_sha256)]
    try:
        manifest = Manifest.read(folder / MANIFEST_FILE)
    except BrokenManifest as broken:
        told = Check("manifest", FAILED, f"{broken} Nothing that it says can be relied on.", MANIFEST_FILE)
        return Verification(folder, None, (*noted, told))
    sound = Check("manifest", OK, f"{MANIFEST_FILE} is as it was sealed.")
    files = [*_files(folder, manifest)]
    checks = [*noted, sound, *or_ok(files, "files", f"All {len(manifest.files):,} files are as published.")]
    checks += chain_checks(folder, manifest)
    if failures(files):
        return Verification(folder, manifest, tuple(checks))
    published = Run.read(folder)
    checks += [*_result(published, manifest), *_page(published, manifest)]
    progress("asking the run's question again")
    checks += [*_figures(published, store), *version_checks(manifest.run_versions)]
    return Verification(folder, manifest, tuple(checks))


def _noted(folder: Path, expected: str | None) -> Iterator[Check]:
    if expected is None:
        return
    path = folder / MANIFEST_FILE
    found = sha256_of(path) if path.is_file() else "missing"
    if found == expected.strip().casefold():
        yield Check("manifest", OK, "The manifest is the very one whose hash was noted down.", MANIFEST_FILE)
    else:
        told = f"The manifest is not the one whose hash was noted down: its SHA-256 is {found}."
        yield Check("manifest", FAILED, told, MANIFEST_FILE)


def _files(folder: Path, manifest: Manifest) -> Iterator[Check]:
    """Hold every file against the manifest: what is missing, altered, or beside it."""
    there = {path.relative_to(folder).as_posix(): path for path in files_below(folder)}
    twice = [path for path, times in Counter(file.path for file in manifest.files).items() if times > 1]
    for name in twice:
        yield Check("manifest", FAILED, f"{MANIFEST_FILE} names {name} twice.", MANIFEST_FILE)
    for file in manifest.files:
        path = there.pop(file.path, None)
        if path is None:
            yield Check("files", FAILED, f"{file.path} is missing.", file.path)
        elif path.is_symlink():
            yield Check("files", FAILED, f"{file.path} is a link to another file.", file.path)
        elif not _is_as_published(path, file):
            yield Check("files", FAILED, altered_sentence(file.path), file.path)
    for name in there:
        yield Check("files", FAILED, f"{name} is no part of what was published: it was added later.", name)


def _is_as_published(path: Path, file: PublishedFile) -> bool:
    return path.stat().st_size == file.size and sha256_of(path) == file.sha256


def _result(run: Run, manifest: Manifest) -> list[Check]:
    """Hold manifest, ``result.json`` and the run's own hashes against one another."""
    result = run.result
    said = {
        "organisation": (run.organisation, manifest.organisation),
        "notebook": (run.notebook, manifest.notebook),
        "id": (run.run_id, manifest.run),
        "account (who ran it)": (run.run_by, manifest.run_by),
        "parameters": (result.get("parameters"), manifest.parameters),
        "inputs": (result["inputs"], list(manifest.inputs)),
        "versions": (result.get("versions"), manifest.run_versions),
    }
    wrong = [
        Check(
            "result",
            FAILED,
            f"result.json and {MANIFEST_FILE} do not agree on the run's {name}.",
            "result.json",
        )
        for name, (one, other) in said.items()
        if one != other
    ]
    left = {file.path: file.sha256 for file in manifest.files}
    wrong += run.altered({name: sha for name, sha in left.items() if name != PAGE} | _page_hash(run))
    return or_ok(wrong, "result", "Its figures, notebook and rows are as the run left them.")


def _page_hash(run: Run) -> dict[str, str]:
    from hashlib import sha256

    page, _ = without_block((run.folder / PAGE).read_bytes())
    return {PAGE: sha256(page).hexdigest()}


def _page(run: Run, manifest: Manifest) -> list[Check]:
    page, added = without_block((run.folder / PAGE).read_bytes())
    if added != block(manifest):
        told = "The page's footnotes and sign-offs are not those of the manifest."
        return [Check("page", FAILED, told, PAGE)]
    return page_checks(run, page)


def _figures(run: Run, store: str | Path | None) -> Iterator[Check]:
    with TemporaryDirectory(prefix="xsync-") as scratch:
        yield from figures_checks(
            run, take_out(run.folder, Path(scratch) / DATA_FOLDER), "the folder's own rows"
        )
    if store is None:
        return
    source = Store(store)
    source.organisation(run.organisation)  # refuses who may not open it
    with TemporaryDirectory(prefix="xsync-") as scratch:
        try:
            target = Path(scratch) / DATA_FOLDER
            rows = freeze(Engine(), source, run.organisation, run.load_ids(), target)
        except XsyncError as failure:
            yield Check("figures", FAILED, f"An input is missing or was changed. {failure}")
        else:
            yield from figures_checks(run, rows, f"the store {store}")
