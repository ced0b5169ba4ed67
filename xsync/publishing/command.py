"""What `xsync publish` and `xsync verify` take, say, and end with."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from xsync.terminal import JsonOption, progress, tell, tell_json

if TYPE_CHECKING:
    from collections.abc import Iterator

    from xsync.publishing.manifest import Manifest
    from xsync.publishing.publish import Published
    from xsync.publishing.verify import Verification

RunArgument = Annotated[str, typer.Argument(help="A run's folder, or its id.", metavar="RUN")]
OutOption = Annotated[Path, typer.Option(help="Folder of reports, to find an id in.", metavar="DIR")]

REPORTS = Path("reports")


def publish_run(
    run: RunArgument,
    *,
    note: Annotated[
        list[str] | None, typer.Option(help="A footnote; may be repeated.", metavar="TEXT")
    ] = None,
    sign_off: Annotated[
        list[str] | None, typer.Option(help="A sign-off; may be repeated.", metavar="TEXT")
    ] = None,
    out: OutOption = REPORTS,
    store: Annotated[
        str | None, typer.Option(help="Where the run's rows are; default: the store it read.", metavar="DIR")
    ] = None,
    pdf: Annotated[
        bool, typer.Option("--pdf", help="Leave the published page as published.pdf too; needs a browser.")
    ] = False,
    as_json: JsonOption = False,
) -> None:
    """Freeze a run with footnotes and sign-offs, sealed and chained to the one published before."""
    from xsync.publishing.publish import publish

    with progress(quiet=as_json) as step:
        done = publish(
            run, notes=note or (), sign_offs=sign_off or (), out=out, store=store, pdf=pdf, progress=step
        )
    if as_json:
        tell_json(_as_data(done))
    else:
        tell("\n".join(_published(done)))


def verify_run(
    run: Annotated[str, typer.Argument(help="A published folder, or its run's id.", metavar="RUN")],
    *,
    out: OutOption = REPORTS,
    store: Annotated[
        str | None, typer.Option(help="Make the figures again from this store as well.", metavar="DIR")
    ] = None,
    manifest_sha256: Annotated[
        str | None, typer.Option(help="The manifest's hash, as it was noted down.", metavar="HASH")
    ] = None,
    as_json: JsonOption = False,
) -> None:
    """Check a published run: every hash, the chain, and its figures, made again."""
    from xsync.publishing.verify import verify

    with progress(quiet=as_json) as step:
        found = verify(run, out=out, store=store, manifest_sha256=manifest_sha256, progress=step)
    if as_json:
        tell_json(found.to_dict())
    else:
        tell("\n".join(_verified(found)))
    raise typer.Exit(found.exit_code)


def _published(done: Published) -> Iterator[str]:
    manifest = done.manifest
    yield (
        f"Published as number {manifest.number} of {manifest.organisation}'s chain: {len(manifest.files):,} "
        "files, read-only from now on."
    )
    yield f"Manifest SHA-256: {done.manifest_sha256}"
    yield "Note that hash down where nobody can change it: it holds for every file of the folder."
    yield str(done.folder)


def _as_data(done: Published) -> dict[str, object]:
    manifest = done.manifest
    return {
        "folder": str(done.folder),
        "organisation": manifest.organisation,
        "run": manifest.run,
        "number": manifest.number,
        "manifest_sha256": done.manifest_sha256,
    }


def _verified(found: Verification) -> Iterator[str]:
    if found.manifest:
        yield from _who_and_what(found.manifest)
    marks = {"ok": "ok    ", "remark": "note  ", "failed": "FAILED"}
    for check in found.checks:
        yield f"{marks[check.outcome]} {check.what}: {check.sentence}"
    wrong = sum(check.outcome == "failed" for check in found.checks)
    yield "Verified." if found.is_verified else f"NOT VERIFIED: {wrong} of {len(found.checks)} checks failed."


def _who_and_what(manifest: Manifest) -> Iterator[str]:
    """Say who ran what on which data, and who published it."""
    yield f"Run {manifest.run} of {manifest.notebook}, by {manifest.run_by}"
    for name, value in manifest.asked.items():
        yield f"  {name}: {value}"
    for load in manifest.inputs:
        origin = f"{load['ledger']}, " if "ledger" in load else ""
        yield f"  made from {origin}{load['file']}: {load['rows_read']:,} rows read, SHA-256 {load['sha256']}"
    yield f"Published {manifest.published_at} by {manifest.published_by}"
    yield f"  number {manifest.number} of {manifest.organisation}'s chain"
    for note in manifest.notes:
        yield f"  {note.kind} by {note.by}, {note.at}: {note.text}"
