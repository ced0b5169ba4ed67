"""A run's question put again, to the same rows: whether the figures are the same, and which are not."""

from __future__ import annotations

import json
import os
from contextlib import contextmanager
from itertools import zip_longest
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any, Final

from xsync.diagnose.catalogue import FILE_NAME as CATALOGUE_FILE
from xsync.errors import XsyncError
from xsync.parameters import PARAMETERS_FOLDER_VARIABLE
from xsync.publishing.checks import FAILED, OK, REMARK, Check
from xsync.report.versions import versions
from xsync.run.evidence import RESULT_FILE, evidence_of, result, write_rows
from xsync.run.questions import question_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from xsync.publishing.runs import Run
    from xsync.store.store import Store
    from xsync.view.any_report import Report

BESIDE_THE_FIGURES: Final = ("run", "files", "complete", "versions", "triage")
"""Entries of ``result.json`` that say how a run came about; all others are made from its rows."""

IN_WORDS: Final = ("answer", "asked", "crossed", "sql")
"""Entries that another version may word otherwise, while its figures are the same."""

_WORKBOOK_OF: Final = ("xsync", "xlsxwriter")
_SHOWN: Final = 60


def ask_again(run: Run, store: Store) -> Report:
    """Put a run's question again, with the parameters it settled, to a store that holds its rows."""
    parameters = dict(run.result["parameters"])
    if isinstance(parameters.get("layout"), str):  # a saved layout may have changed since
        parameters["layout"] = run.result["layout"]
    kind = question_of(parameters)
    return kind.ask(store=store.location, **parameters)


def figures_checks(run: Run, store: Store, where: str) -> list[Check]:
    """Ask again, and tell which figures and rows are not those of the run.

    Parameters
    ----------
    run
        The run as it was left.
    store
        Holds the rows it was made from.
    where
        Where these rows come from, in words.
    """
    others = other_versions(run.result["versions"])
    try:
        with TemporaryDirectory(prefix="xsync-") as folder, parameter_files_of(run):
            report = ask_again(run, store)
            again = json.loads(json.dumps(result(report)))
            facts = list(run.result["asked"].items())
            write_rows(evidence_of(report).rows, facts, Path(folder))
            found = [*_figures(run.result, again, others), *_rows(run, Path(folder), others)]
    except XsyncError as failure:
        return [Check("figures", FAILED, f"The run could not be executed again from {where}: {failure}")]
    if not found:
        told = f"Executed again from {where}: every figure and every row is the same."
        return [Check("figures", OK, told)]
    blame = f" (other versions: {_listed(others)})" if others else ""
    return [
        Check("figures", FAILED, f"Executed again from {where}: {each}{blame}", file) for file, each in found
    ]


@contextmanager
def parameter_files_of(run: Run) -> Iterator[None]:
    """Let no parameter file of this machine have a say: only the firm's catalogue, as the run knew it."""
    before = os.environ.get(PARAMETERS_FOLDER_VARIABLE)
    with TemporaryDirectory(prefix="xsync-") as folder:
        if catalogue := run.result.get("own_catalogue"):
            (Path(folder) / CATALOGUE_FILE).write_text(catalogue, encoding="utf-8")
        os.environ[PARAMETERS_FOLDER_VARIABLE] = folder
        try:
            yield
        finally:
            if before is None:
                del os.environ[PARAMETERS_FOLDER_VARIABLE]
            else:
                os.environ[PARAMETERS_FOLDER_VARIABLE] = before


def version_checks(made_with: Mapping[str, str]) -> list[Check]:
    """Tell which versions are others than the run was made with."""
    if others := other_versions(made_with):
        return [
            Check(
                "versions", REMARK, f"Verified with other versions than it was made with: {_listed(others)}."
            )
        ]
    return [Check("versions", OK, "Verified with the very versions that it was made with.")]


def other_versions(made_with: Mapping[str, str]) -> dict[str, tuple[str, str]]:
    """Return name → version then and now, where they differ."""
    now = versions()
    return {
        name: (then, now.get(name, "not installed"))
        for name, then in made_with.items()
        if then != now.get(name, "not installed")
    }


def _figures(
    then: Mapping[str, Any], again: Mapping[str, Any], others: Mapping[str, object]
) -> Iterator[tuple[str, str]]:
    left_out = {*BESIDE_THE_FIGURES, *(IN_WORDS if others else ())}
    for name, value in then.items():
        if name not in left_out:
            now = _comparable(name, again.get(name))
            for path, old, new in _differences(name, _comparable(name, value), now, known_only=bool(others)):
                told = f"{path} was {old} and is {new} now." if old != new else f"{path} is another now."
                yield RESULT_FILE, told


def _comparable(name: str, value: Any) -> Any:  # noqa: ANN401 - plain data
    """Leave out how the layout was named: it was put again as a whole."""
    if name == "parameters":
        return {key: each for key, each in value.items() if key != "layout"}
    if name == "asked":
        return {key: each for key, each in value.items() if key != "Layout"}
    return value


def _differences(
    path: str,
    old: Any,  # noqa: ANN401 - plain data
    new: Any,  # noqa: ANN401 - plain data
    *,
    known_only: bool,
) -> Iterator[tuple[str, str, str]]:
    """Compare plain data; a version that came later may tell more, which is no difference."""
    if isinstance(old, dict) and isinstance(new, dict):
        for name in dict.fromkeys([*old, *(() if known_only else new)]):
            yield from _differences(f"{path}.{name}", old.get(name), new.get(name), known_only=known_only)
    elif isinstance(old, list) and isinstance(new, list) and len(old) == len(new):
        for at, (one, other) in enumerate(zip(old, new, strict=True)):
            yield from _differences(f"{path}[{at}]", one, other, known_only=known_only)
    elif old != new:
        yield path, _short(old), _short(new)


def _rows(run: Run, folder: Path, others: Mapping[str, object]) -> Iterator[tuple[str, str]]:
    for path in sorted(folder.iterdir()):
        before = run.folder / path.name
        if not before.exists() or (path.suffix == ".xlsx" and others.keys() & set(_WORKBOOK_OF)):
            continue
        if path.read_bytes() != before.read_bytes():
            line = "" if path.suffix == ".xlsx" else f", from line {_first_difference(before, path)} on"
            yield path.name, f"its rows are not those of {path.name}{line}."


def _first_difference(before: Path, now: Path) -> int:
    with before.open("rb") as one, now.open("rb") as other:
        return next(at for at, (old, new) in enumerate(zip_longest(one, other), start=1) if old != new)


def _short(value: object) -> str:
    text = json.dumps(value, ensure_ascii=False)
    return text if len(text) <= _SHOWN else f"{text[: _SHOWN - 1]}…"


def _listed(others: Mapping[str, tuple[str, str]]) -> str:
    return ", ".join(f"{name} {then}, now {now}" for name, (then, now) in others.items())
