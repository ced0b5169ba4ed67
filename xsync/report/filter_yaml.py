"""The filter as YAML that people read and write: the same text as under ``filter`` in a parameter file."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Final

from xsync.errors import UsageError
from xsync.plain_yaml import plain_yaml, read_plain_yaml
from xsync.report.filter import parse_filter, to_data

if TYPE_CHECKING:
    from xsync.report.filter import Filter

_KEY: Final = "filter"


def filter_yaml(tree: object) -> str:
    """Write a filter as a parameter file holds it, under the key ``filter``.

    Parameters
    ----------
    tree
        A tree, or plain data as `parse_filter` takes it.

    Raises
    ------
    UsageError
        If it is no filter, with all mistakes.
    """
    checked = parse_filter(tree)
    data = {_KEY: None if checked is None else to_data(checked)}
    return plain_yaml(data, short_groups_in_line=True)


def parse_filter_yaml(text: str) -> Filter | None:
    """Read a filter from YAML or JSON: a bare tree, or one under ``filter`` as in a parameter file.

    Raises
    ------
    UsageError
        If the text is no YAML, with the line and column, or no filter, with all the mistakes there are.
    """
    try:
        data = read_plain_yaml(text)
    except ValueError as mistake:
        raise UsageError("The filter cannot be read as YAML:", [f"filter: {mistake}"]) from None
    if not isinstance(data, Mapping) or _KEY not in data:
        return parse_filter(data)
    mistakes = [
        f"{name}: stands beside the filter; only the filter is read here" for name in data if name != _KEY
    ]
    tree = None
    try:
        tree = parse_filter(data[_KEY])
    except UsageError as refused:
        mistakes += refused.mistakes
    if mistakes:
        raise UsageError("The filter cannot be used:", mistakes)
    return tree
