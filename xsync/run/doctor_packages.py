"""What is installed, held against what the package asks for and what the lock says."""

from __future__ import annotations

from importlib.metadata import PackageNotFoundError, requires, version
from pathlib import Path
from typing import TYPE_CHECKING, Final

from xsync.run.doctor_finding import Finding

if TYPE_CHECKING:
    from collections.abc import Iterator

    from packaging.requirements import Requirement

LOCK: Final = Path(__file__).resolve().parents[2] / "requirements.lock"
_MOST_NAMED: Final = 5


def examine_packages() -> Iterator[Finding]:
    """Look over the packages."""
    needed = list(_needed())
    missing = [each.name for each in needed if not _version(each.name)]
    wrong = [
        f"{each.name} is {found}, not {each.specifier}"
        for each in needed
        if (found := _version(each.name)) and not each.specifier.contains(found, prereleases=True)
    ]
    told = "; ".join([*(f"{name} is missing" for name in missing), *wrong])
    remedy = "Install requirements.lock (make setup, or pip install --require-hashes -r requirements.lock)"
    yield Finding(
        "Packages", not told, f"{told}. {remedy}" if told else f"{len(needed)} packages as required"
    )
    if LOCK.is_file():
        yield _against_the_lock(remedy)


def _against_the_lock(remedy: str) -> Finding:
    locked = {each.name: str(each.specifier).removeprefix("==") for each in _locked()}
    other = [
        f"{name} is {found}, the lock says {wanted}"
        for name, wanted in locked.items()
        if (found := _version(name)) and found != wanted
    ]
    if not other:
        return Finding("Versions", is_good=True, sentence="every package as the lock says")
    more = f" and {len(other) - _MOST_NAMED} more" if len(other) > _MOST_NAMED else ""
    told = f"{'; '.join(other[:_MOST_NAMED])}{more}. {remedy}"
    return Finding("Versions", is_good=False, sentence=told)


def _needed() -> Iterator[Requirement]:
    from packaging.requirements import Requirement

    for each in map(Requirement, requires("xsync") or []):
        if each.marker is None or each.marker.evaluate({"extra": ""}):
            yield each


def _locked() -> Iterator[Requirement]:
    from packaging.requirements import Requirement

    for entry in LOCK.read_text(encoding="utf-8").replace("\\\n", " ").splitlines():
        each = Requirement(entry.partition("--hash")[0])
        if each.marker is None or each.marker.evaluate():
            yield each


def _version(name: str) -> str | None:
    try:
        return version(name)
    except PackageNotFoundError:
        return None
