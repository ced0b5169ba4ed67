"""A filter as YAML: written ready for a parameter file, and read back from what people paste."""

from __future__ import annotations

from typing import TYPE_CHECKING

import yaml

from xsync.errors import UsageError
from xsync.plain_yaml import read_plain_yaml
from xsync.report.filter import parse_filter, to_data

if TYPE_CHECKING:
    from xsync.report.filter_tree import Filter


def filter_yaml(tree: Filter | None) -> str:
    """Return a filter as a parameter file holds it, under the key ``filter``.

    Examples
    --------
    >>> print(filter_yaml(None), end="")
    filter: null
    """
    data = {"filter": None if tree is None else to_data(tree)}
    return yaml.safe_dump(data, sort_keys=False, allow_unicode=True, width=100)


def parse_filter_yaml(text: str) -> Filter | None:
    """Read a filter from YAML.

    Parameters
    ----------
    text
        The tree alone, or under a key ``filter`` as in a parameter file.

    Raises
    ------
    UsageError
        If it is no YAML, holds more than a filter, or the filter has mistakes: all of them.
    """
    try:
        data = read_plain_yaml(text)
    except ValueError as mistake:
        raise UsageError("This is no readable YAML:", [str(mistake)]) from mistake
    if isinstance(data, dict) and "filter" in data:
        if others := [key for key in data if key != "filter"]:
            raise UsageError("Only a filter can stand here:", [f"take out {key!r}" for key in others])
        data = data["filter"]
    return parse_filter(data)
