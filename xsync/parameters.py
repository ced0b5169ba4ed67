"""A run's parameters: read from a file with every scalar as written, named right, overridden one by one."""

from __future__ import annotations

import os
from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from pathlib import Path, PurePath
from typing import TYPE_CHECKING, Any, Final

from xsync.errors import UsageError, did_you_mean
from xsync.plain_yaml import read_plain_yaml

if TYPE_CHECKING:
    from collections.abc import Iterable

_OF_EVERY_REPORT: Final = (
    "organisation",
    "store",
    "period",
    "date_from",
    "date_to",
    "date_field",
    "as_of",
    "time_zone",
    "week_start",
    "financial_year_start",
)

PARAMETERS: Final = (*_OF_EVERY_REPORT, "filter", "layout", "thresholds")
"""What the synchronisation report takes; its notebook's ``parameters`` cell holds the same names."""

RECONCILIATION_PARAMETERS: Final = (
    *_OF_EVERY_REPORT,
    "types",
    "amount_tolerance",
    "member_tolerance",
    "days_tolerance",
    "date_window",
    "thresholds",
    "engine",
)
"""What the reconciliation takes; its notebook's ``parameters`` cell holds the same names."""

LOCK_DATE: Final = "lock_date"
"""Parameter and setting: the last day that Xero has locked already."""

CLOSE_PARAMETERS: Final = (
    *(name for name in _OF_EVERY_REPORT if name != "date_field"),
    LOCK_DATE,
    "thresholds",
)
"""What the close readiness takes; its notebook's ``parameters`` cell holds the same names."""

NOTEBOOK: Final = "notebook"
"""The parameter file's own entry: which notebook to run."""

ORGANISATION_SETTINGS: Final = ("as_of", "time_zone", "week_start", "financial_year_start")
"""Parameters whose default an organisation's own file may set."""

LEDGER_SETTINGS: Final = (
    "cin7_base_url",
    "cin7_account_id",
    "cin7_calls_per_minute",
    "xero_base_url",
    "xero_token_url",
    "xero_client_id",
    "xero_tenant_id",
    "xero_calls_per_minute",
)
"""Where an organisation's ledgers are read, as its own file may say; secrets have no place there."""

_KNOWN_SETTINGS: Final = (*ORGANISATION_SETTINGS, LOCK_DATE, *LEDGER_SETTINGS)

PARAMETERS_FOLDER_VARIABLE: Final = "XSYNC_PARAMS"


def read_parameter_file(path: Path) -> dict[str, Any]:
    """Read a parameter file: names and values, every scalar as the text that stands there.

    ``007`` stays ``"007"`` and a date stays its text: what a value means is for the parameter to say, not
    for YAML to guess.

    Raises
    ------
    UsageError
        If the file cannot be read, is no YAML, or no list of names and values.
    """
    try:
        data = read_plain_yaml(path.read_text(encoding="utf-8-sig"))
    except OSError as error:
        raise UsageError(f"{path} cannot be read: {error.strerror}.") from error
    except ValueError as error:
        raise UsageError(f"{path} is no valid YAML: {error}.") from error
    if data is None:
        return {}
    if not isinstance(data, dict):
        raise UsageError(f"{path} holds no parameters; write one 'name: value' a line.")
    return {str(name): value for name, value in data.items()}


def with_overrides(parameters: Mapping[str, Any], assignments: Iterable[str]) -> dict[str, Any]:
    """Return the parameters with each ``NAME=VALUE`` put in its place.

    A value is taken as text; one that reads as a YAML list or mapping (a filter, thresholds) as that.

    Raises
    ------
    UsageError
        If an assignment has no ``=``; all such are named.
    """
    changed, mistakes = dict(parameters), []
    for assignment in assignments:
        name, equals, value = assignment.partition("=")
        if not equals or not name.strip():
            mistakes.append(f"{assignment!r} is no NAME=VALUE")
            continue
        changed[name.strip()] = _value(value)
    if mistakes:
        raise UsageError("Parameters could not be read:", mistakes)
    return changed


def unknown_names(parameters: Iterable[str], known: Iterable[str]) -> list[str]:
    """Return a sentence for every name that is no parameter, with the nearest that is."""
    names = list(known)
    return [
        f"{name}: no such parameter, {did_you_mean(name, names)}" for name in parameters if name not in names
    ]


def not_text(**values: object) -> list[str]:
    """Return a sentence for every value that should be text, or a path, and is something else."""
    return [
        f"{name}: {value!r} is not text; put it in quotes"
        for name, value in values.items()
        if value is not None and not isinstance(value, str | PurePath)
    ]


def plain_value(value: object) -> object:
    """Return a parameter's value as a notebook can be handed it: text, numbers, lists and mappings.

    Raises
    ------
    ValueError
        If it is nothing that can be written as such.
    """
    match value:
        case None | str() | bool() | int() | float():
            return value
        case date():
            return value.isoformat()
        case Decimal():
            return f"{value:f}"
        case PurePath():
            return str(value)
        case Mapping():
            return {str(name): plain_value(each) for name, each in value.items()}
        case list() | tuple():
            return [plain_value(each) for each in value]
    raise ValueError(
        f"a notebook cannot be handed a {type(value).__name__}; give text, numbers, dates, lists or mappings"
    )


def organisation_settings(organisation: str) -> dict[str, Any]:
    """Return the parameters that an organisation's own file sets.

    Raises
    ------
    UsageError
        If that file holds an unknown setting.
    """
    return _own(organisation, (*ORGANISATION_SETTINGS, LOCK_DATE))


def ledger_settings(organisation: str) -> dict[str, Any]:
    """Return what an organisation's own file says of its ledgers' interfaces.

    Raises
    ------
    UsageError
        If that file holds an unknown setting.
    """
    return _own(organisation, LEDGER_SETTINGS)


def _own(organisation: str, names: Iterable[str]) -> dict[str, Any]:
    """Return some settings of the file in ``params/organisations`` whose ``name`` is the organisation's."""
    folder = parameters_folder() / "organisations"
    for path in sorted(folder.glob("*.yaml")):
        settings = read_parameter_file(path)
        if settings.pop("name", None) == organisation:
            if mistakes := unknown_names(settings, _KNOWN_SETTINGS):
                raise UsageError(f"{path} cannot be used:", [f"{path.name}: {each}" for each in mistakes])
            return {name: settings[name] for name in names if name in settings}
    return {}


def parameters_folder() -> Path:
    """Return the folder of parameter files, layouts and organisations: ``XSYNC_PARAMS``, else ``params/``."""
    named = os.environ.get(PARAMETERS_FOLDER_VARIABLE)
    return Path(named) if named else project_folder("params")


def project_folder(name: str) -> Path:
    """Return a folder of the working folder, or of the one above for a notebook opened in its own folder."""
    here = Path.cwd()
    return here.parent / name if not (here / name).exists() and (here.parent / name).is_dir() else here / name


def _value(text: str) -> object:
    if not text.lstrip().startswith(("{", "[")):
        return text or None
    try:
        return read_plain_yaml(text)
    except ValueError:
        return text
