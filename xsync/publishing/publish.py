"""Publishing a run: a frozen copy, footnotes and sign-offs in it, sealed and chained to the one before."""

from __future__ import annotations

import shutil
import stat
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Final

from xsync.errors import DataRefused, RunFailed, UsageError
from xsync.names import safe_file_name
from xsync.publishing.asking_again import figures_checks
from xsync.publishing.chain import last_of
from xsync.publishing.checks import failures
from xsync.publishing.frozen_data import freeze, put_into
from xsync.publishing.manifest import MANIFEST_FILE, Manifest, Note, described, files_below, sha256_of
from xsync.publishing.notes_in_page import with_block
from xsync.publishing.page_checks import page_checks
from xsync.publishing.runs import PUBLISHED_FOLDER, Run, find_run, hashes_of, reports_folder
from xsync.report.versions import versions
from xsync.run.evidence import RESULT_FILE
from xsync.run.paper import find_browser, print_page
from xsync.run.run_folders import PAGE
from xsync.sources.exclusive import exclusive
from xsync.store.caller import account_name
from xsync.store.engine import Engine
from xsync.store.permission import Permission
from xsync.store.store import Store

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from xsync.publishing.manifest import Previous

_LOCK: Final = ".lock"
_ON_PAPER: Final = "published.pdf"
_READ_ONLY: Final = stat.S_IRUSR | stat.S_IRGRP


@dataclass(frozen=True)
class Published:
    """A published run.

    Parameters
    ----------
    folder
        Where it lies.
    manifest
        What its manifest says.
    """

    folder: Path
    manifest: Manifest

    @property
    def manifest_sha256(self) -> str:
        """The hash to note down outside: it holds for every file of the folder."""
        return sha256_of(self.folder / MANIFEST_FILE)


def publish(
    run: str | Path,
    *,
    notes: Iterable[str] = (),
    sign_offs: Iterable[str] = (),
    out: str | Path = "reports",
    store: str | Path | None = None,
    pdf: bool = False,
    progress: Callable[[str], None] = lambda _: None,
) -> Published:
    """Freeze a complete run with its footnotes and sign-offs, so that anybody can verify it later.

    Parameters
    ----------
    run
        Its folder, or its id.
    notes, sign_offs
        What is to stand on the published page; each is signed with the account and the time.
    out
        The folder of reports, where the run is named by its id.
    store
        Where the run's rows are; by default the store that the run read.
    pdf
        Whether to leave the published page, with what stands on it, as ``published.pdf`` too.
    progress
        Called with a line of text before each step.

    Returns
    -------
    Published
        Its folder, ``<out>/<organisation>/published/<notebook>/<run id>``, and its manifest.

    Raises
    ------
    UsageError
        If there is no such run, it was published already, the store does not know the organisation, or a
        PDF is wanted and no browser is here.
    DataRefused
        If it is incomplete or was altered, or its figures cannot be made again.
    RunFailed
        If the browser fails, or the folder takes nothing more; nothing was published.
    """
    found = Run.read(find_run(run, Path(out)))
    organisation_folder = reports_folder(found) / safe_file_name(found.organisation)
    published = organisation_folder / PUBLISHED_FOLDER
    target = published / safe_file_name(found.notebook) / found.run_id
    source = Store(store or found.result["run"].get("store"))
    source.opened_for(found.organisation, Permission.MANAGE)
    said, browser = _notes(notes, sign_offs), find_browser() if pdf else None
    rights, waiting = source.rights, lambda: progress("waiting for another to publish")
    with rights.creating(), exclusive(published / _LOCK, waiting):
        if target.exists():
            raise UsageError(f"This run was published already: {target}. Published runs stay as they are.")
        _clear_away_killed(published)
        partial = target.with_name(f".{target.name}.partial")
        try:
            rights.folder(partial)
            copied = _copied(found, partial)
            with TemporaryDirectory(prefix="xsync-") as scratch:
                progress("reading the run's rows")
                ids = copied.load_ids()
                frozen = freeze(Engine(), source, copied.organisation, ids, Path(scratch) / "store")
                progress("asking the run's question again")
                _refuse_unsound(copied, frozen)
                put_into(frozen, partial)
            progress("freezing it")
            manifest = _sealed(copied, last_of(published), said, browser)
            for path in (*files_below(partial), partial / MANIFEST_FILE):
                path.chmod(stat.S_IMODE(path.stat().st_mode) & _READ_ONLY)
            partial.rename(target)
        except OSError as error:
            raise RunFailed(
                f"Nothing can be published to {published}: {error.strerror}. Check the rights on it and the "
                "room left; the run itself is as it was."
            ) from error
        finally:
            shutil.rmtree(partial, ignore_errors=True)
    return Published(target, manifest)


def _notes(notes: Iterable[str], sign_offs: Iterable[str]) -> tuple[Note, ...]:
    by, at = account_name(), _now()
    kinds = (("footnote", notes), ("sign-off", sign_offs))
    said = [Note(kind, text.strip(), by, at) for kind, texts in kinds for text in texts]
    if not all(note.text for note in said):
        raise UsageError("A note or sign-off is empty: say what it is to say.")
    return tuple(said)


def _copied(run: Run, folder: Path) -> Run:
    """Copy a run's own files; from here on the copy is what is looked at."""
    for name in (*run.result["files"], RESULT_FILE):
        with suppress(FileNotFoundError):  # what is missing is told with all else that is wrong
            shutil.copyfile(run.folder / name, folder / name)
    return Run.read(folder)


def _refuse_unsound(run: Run, frozen: Store) -> None:
    """Refuse a run that is not as it was left, or whose figures are not those of its rows."""
    wrong = failures(run.altered(hashes_of(run.folder)))
    wrong = wrong or failures(page_checks(run, (run.folder / PAGE).read_bytes()))
    wrong = wrong or failures(figures_checks(run, frozen, "the store"))
    if wrong:
        raise DataRefused(
            f"The run {run.run_id} is not as it was left, and is not published. Run the report again:",
            [check.sentence for check in wrong],
        )


def _sealed(run: Run, previous: Previous | None, notes: tuple[Note, ...], browser: str | None) -> Manifest:
    """Put the notes into the page, and write the manifest of what lies there."""

    def manifest(files: tuple[Path, ...]) -> Manifest:
        return Manifest(
            organisation=run.organisation,
            notebook=run.notebook,
            run=run.run_id,
            run_by=run.run_by,
            number=previous.number + 1 if previous else 1,
            previous=previous,
            published_at=published_at,
            published_by=account_name(),
            notes=notes,
            triage=run.result.get("triage"),
            asked=run.result["asked"],
            parameters=run.result["parameters"],
            inputs=tuple(run.result["inputs"]),
            run_versions=run.result["versions"],
            versions=versions(),
            files=described(run.folder, files),
        )

    published_at = _now()
    page = run.folder / PAGE
    page.write_bytes(with_block(page.read_bytes(), manifest(())))
    if browser:
        print_page(browser, page, run.folder / _ON_PAPER)
    sealed = manifest(tuple(files_below(run.folder)))
    (run.folder / MANIFEST_FILE).write_bytes(sealed.to_bytes())
    return sealed


def _clear_away_killed(published: Path) -> None:
    """Remove what killed publishers left; nobody else can be at work while the lock is held."""
    for partial in published.glob("*/.*.partial"):
        shutil.rmtree(partial, ignore_errors=True)


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="seconds")
