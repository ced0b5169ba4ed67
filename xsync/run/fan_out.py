"""A parameter file that describes several runs: settled and checked as a whole before any is started."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from xsync.errors import Mistakes, UsageError, did_you_mean
from xsync.parameters import NOTEBOOK, plain_value
from xsync.report.values import read_integer
from xsync.run.afterwards import AFTERWARDS, Afterwards
from xsync.run.delivery_settings import DELIVER
from xsync.run.execute import DEFAULT_NOTEBOOK, PlannedRun
from xsync.run.fan_out_layers import SEVERAL, THRESHOLDS, WORKERS, expanded
from xsync.run.notebooks import find_notebook, parameter_names
from xsync.run.questions import QUESTIONS, question_of
from xsync.store.store import Store

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from xsync.run.fan_out_layers import Layer, Layers

_MOST_WORKERS: Final = 64


@dataclass(frozen=True)
class FanOut:
    """Several runs, all of whose parameters were checked.

    Parameters
    ----------
    runs
        The entries of each, as `xsync.run_report` takes them.
    workers
        How many run at the same time.
    afterwards
        What is done with the overview of them.
    """

    runs: tuple[dict[str, Any], ...]
    workers: int
    afterwards: Afterwards

    @classmethod
    def of(cls, given: Mapping[str, Any]) -> FanOut:
        """Settle what runs, and check all of it.

        Raises
        ------
        UsageError
            With all the mistakes there are, each once.
        """
        mistakes = Mistakes()
        afterwards = Afterwards.of(given, mistakes)
        workers = _workers(given.get(WORKERS), mistakes)
        of_the_runs = {name: value for name, value in given.items() if name not in {WORKERS, DELIVER}}
        planned = expanded(of_the_runs, mistakes)
        notebooks = _Notebooks()
        runs = [_entries(layers, notebooks) for layers in planned]
        mistakes += _untaken(planned, notebooks)
        mistakes += _wrong(runs, mistakes)
        if mistakes:
            raise UsageError("The runs cannot be made; none was started:", dict.fromkeys(mistakes))
        return cls(tuple(runs), min(workers, len(runs)), afterwards)


class _Notebooks:
    """What the notebooks of one file take; each is read once."""

    def __init__(self) -> None:
        self._known: dict[str, tuple[frozenset[str], tuple[str, ...]]] = {}

    def take(self, notebook: str) -> tuple[frozenset[str], tuple[str, ...]]:
        """Return the entries and the thresholds that a notebook takes."""
        if notebook not in self._known:
            own = (NOTEBOOK, *AFTERWARDS)
            try:
                names = parameter_names(find_notebook(notebook))
                self._known[notebook] = frozenset([*names, *own]), question_of(names).thresholds
            except UsageError:  # told when the run itself is checked
                everything = [name for question in QUESTIONS for name in question.parameters]
                limits = tuple(name for question in QUESTIONS for name in question.thresholds)
                self._known[notebook] = frozenset([*everything, *own]), limits
        return self._known[notebook]

    def names(self) -> list[str]:
        """Return every entry that any of them takes."""
        return sorted({name for names, _ in self._known.values() for name in names})

    def thresholds(self) -> list[str]:
        """Return every threshold that any of them takes."""
        return list(dict.fromkeys(name for _, limits in self._known.values() for name in limits))


def _entries(layers: Layers, notebooks: _Notebooks) -> dict[str, Any]:
    """Return what one run is handed: later layers go before earlier ones, thresholds one by one."""
    named = [layer.entries[NOTEBOOK] for layer in layers if layer.entries.get(NOTEBOOK)]
    names, limits = notebooks.take(str(named[-1] if named else DEFAULT_NOTEBOOK))
    merged: dict[str, Any] = {}
    for layer in layers:
        for name, value in layer.entries.items():
            if name not in names:
                continue
            layer.taken.add(name)
            if name == THRESHOLDS and isinstance(value, Mapping):
                own = {each: limit for each, limit in value.items() if not limits or each in limits}
                layer.taken.update(f"{THRESHOLDS}.{each}" for each in own)
                before = merged.get(name)
                merged[name] = {**(before if isinstance(before, Mapping) else {}), **own}
            else:
                merged[name] = value
    return {name: value for name, value in merged.items() if value is not None and value != {}}


def _untaken(planned: Iterable[Layers], notebooks: _Notebooks) -> list[str]:
    """Name the entries that no run has a use for, each with the nearest that one would have."""
    layers: dict[Layer, None] = dict.fromkeys(layer for each in planned for layer in each)
    mistakes = []
    for layer in layers:
        for name in layer.untaken():
            kind, _, inner = name.rpartition(".")
            known = notebooks.thresholds() if kind == THRESHOLDS else [*notebooks.names(), *SEVERAL]
            what = "threshold of these runs" if kind == THRESHOLDS else "parameter of these runs"
            mistakes.append(f"{layer.where}{name}: no such {what}, {did_you_mean(inner, known)}")
    return mistakes


def _wrong(runs: list[dict[str, Any]], told: Sequence[str]) -> list[str]:
    """Check every run as it would be checked alone; what is wrong with several is told once."""
    wrong: dict[str, list[str]] = {}
    stores: dict[object, tuple[str, ...]] = {}
    for run in runs:
        for mistake in [*_mistakes(run), *_unknown_organisation(run, stores)]:
            if mistake not in told:
                wrong.setdefault(mistake, []).append(label(run))
    seen: list[dict[str, Any]] = []
    for run in runs:
        if run in seen:
            wrong.setdefault("it stands twice among the runs", []).append(label(run))
        seen.append(run)
    return [
        f"{where[0]}{f' and {len(where) - 1} more' if len(where) > 1 else ''}: {mistake}"
        for mistake, where in wrong.items()
    ]


def _mistakes(run: dict[str, Any]) -> tuple[str, ...]:
    try:
        PlannedRun.of(run)
        run.update({name: plain_value(value) for name, value in run.items()})
    except UsageError as refused:
        return refused.mistakes or (refused.summary,)
    except ValueError as mistake:
        return (str(mistake),)
    return ()


def _unknown_organisation(run: Mapping[str, Any], stores: dict[object, tuple[str, ...]]) -> list[str]:
    name, store = run.get("organisation"), run.get("store")
    if not isinstance(name, str):
        return []
    try:
        if store not in stores:
            stores[store] = Store(str(store) if store else None).organisations()
    except UsageError as refused:
        return [refused.summary]
    if name in stores[store]:
        return []
    return [f"organisation: there is none of this name in the store, {did_you_mean(name, stores[store])}"]


def label(run: Mapping[str, Any]) -> str:
    """Return what a run is called among others."""
    what = [run.get("organisation"), run.get(NOTEBOOK) or DEFAULT_NOTEBOOK, run.get("period")]
    return ", ".join(str(each) for each in what if each)


def _workers(raw: object, mistakes: list[str]) -> int:
    if raw in (None, ""):
        return os.cpu_count() or 1
    try:
        number = read_integer(raw)
    except ValueError as mistake:
        mistakes.append(f"{WORKERS}: {mistake}")
        return 1
    if not 1 <= number <= _MOST_WORKERS:
        mistakes.append(f"{WORKERS}: {number} is not between 1 and {_MOST_WORKERS}")
    return number
