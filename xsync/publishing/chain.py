"""The chain: each published run of an organisation holds the hash of the manifest before its own."""

from __future__ import annotations

from typing import TYPE_CHECKING

from xsync.errors import DataRefused
from xsync.publishing.checks import FAILED, OK, REMARK, Check, or_ok
from xsync.publishing.manifest import MANIFEST_FILE, BrokenManifest, Manifest, Previous, sha256_of
from xsync.publishing.runs import PUBLISHED_FOLDER

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


def last_of(published: Path) -> Previous | None:
    """Return the end of the chain in an organisation's folder of published runs; ``None`` if it has no link.

    Raises
    ------
    DataRefused
        If a manifest was altered, or two claim the end.
    """
    links = {path: Manifest.read(path) for path in manifests_in(published)}
    last = max((manifest.number for manifest in links.values()), default=0)
    ends = [(path, manifest) for path, manifest in links.items() if manifest.number == last]
    if len(ends) > 1:
        named = " and ".join(str(path) for path, _ in ends)
        raise DataRefused(f"The chain has two ends, {named}: one of them does not belong there.")
    return next((_as_previous(path, manifest) for path, manifest in ends), None)


def chain_checks(folder: Path, manifest: Manifest) -> list[Check]:
    """Follow the chain from a published run back to the first and on to the last beside it."""
    published = folder.resolve().parents[1]
    if published.name != PUBLISHED_FOLDER:
        return [_alone(manifest)]
    links: dict[int, list[tuple[Path, Manifest]]] = {}
    broken = []
    for path in manifests_in(published):
        if path.parent.resolve() == folder.resolve():
            continue
        try:
            found = Manifest.read(path)
        except BrokenManifest:
            broken.append(path)
        else:
            links.setdefault(found.number, []).append((path, found))
    here = folder / MANIFEST_FILE
    found_faults = [
        *_twins(links, manifest),
        *_backwards(links, manifest, broken),
        *_onwards(links, here, manifest),
    ]
    whole = f"Number {manifest.number} of its chain: all before it are there and unaltered, and its successor"
    followed = " names this very manifest." if manifest.number + 1 in links else " is yet to come."
    return or_ok(found_faults, "chain", whole + followed)


def manifests_in(published: Path) -> list[Path]:
    """Return the manifests of an organisation's published runs."""
    return sorted(
        path
        for path in published.glob(f"*/*/{MANIFEST_FILE}")
        if not path.parent.name.startswith(".")  # a publisher at work, or one that was killed
    )


def _alone(manifest: Manifest) -> Check:
    previous = manifest.previous
    if previous is None:
        return Check("chain", OK, "The first of its chain.")
    told = f"number {previous.number} ({previous.notebook} {previous.run}) with the manifest SHA-256 "
    return Check(
        "chain",
        REMARK,
        f"Number {manifest.number} of its chain, after {told}{previous.manifest_sha256}. Only this folder "
        f"was given: to follow the chain, verify it inside the organisation's folder {PUBLISHED_FOLDER!r}.",
    )


def _twins(links: dict[int, list[tuple[Path, Manifest]]], manifest: Manifest) -> Iterator[Check]:
    for path, _ in links.get(manifest.number, []):
        yield Check("chain", FAILED, f"The chain is forked: {path} is number {manifest.number} as well.")


def _backwards(
    links: dict[int, list[tuple[Path, Manifest]]], manifest: Manifest, broken: list[Path]
) -> Iterator[Check]:
    link = manifest
    while previous := link.previous:
        named = f"number {previous.number}, {previous.notebook} {previous.run}"
        before = next((each for each in links.get(previous.number, []) if each[1].run == previous.run), None)
        if before is None:
            altered = [path for path in broken if path.parent.name == previous.run]
            told = f"{altered[0]} was altered" if altered else "it is missing"
            yield Check("chain", FAILED, f"The chain is broken at {named}: {told}.")
            return
        path, link = before
        if sha256_of(path) != previous.manifest_sha256:
            yield Check("chain", FAILED, f"The chain is broken at {named}: {path} is not the one chained to.")
            return
    if link.number != 1:
        yield Check("chain", FAILED, f"The chain is broken: number {link.number} names none before it.")


def _onwards(
    links: dict[int, list[tuple[Path, Manifest]]], here: Path, manifest: Manifest
) -> Iterator[Check]:
    later = [number for number in links if number > manifest.number]
    if later and manifest.number + 1 not in links:
        yield Check(
            "chain",
            FAILED,
            f"The chain has a gap: number {manifest.number + 1} is missing, though there is number "
            f"{min(later)}.",
        )
    for path, successor in links.get(manifest.number + 1, []):
        if successor.previous != _as_previous(here, manifest):
            yield Check(
                "chain",
                FAILED,
                f"The chain is broken after this run: {path} was chained to another manifest, so that "
                f"{MANIFEST_FILE} here is not the one published.",
                MANIFEST_FILE,
            )


def _as_previous(path: Path, manifest: Manifest) -> Previous:
    return Previous(manifest.number, manifest.notebook, manifest.run, sha256_of(path))
