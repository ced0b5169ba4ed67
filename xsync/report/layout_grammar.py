"""The grammar of a layout: read from plain data as a layout file or a parameter holds it."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping
from types import MappingProxyType
from typing import TYPE_CHECKING, Final

from xsync.errors import UsageError, did_you_mean
from xsync.report.fields import find_field, unknown_field
from xsync.report.filter import parse_filter
from xsync.report.layout import DEFAULT_LAYOUT, Layout, Sort
from xsync.report.period import PERIODS, period_name
from xsync.report.values import read_integer

if TYPE_CHECKING:
    from collections.abc import Sequence

    from xsync.report.filter import Filter

_KEYS: Final = ("name", "columns", "sort", "group_by", "page_length", "filter", "period")
_KEYS_OF_A_SORT: Final = ("field", "order")
_ASCENDING: Final = "ascending"
_DESCENDING: Final[Mapping[str, bool]] = MappingProxyType(
    {"ascending": False, "descending": True, "asc": False, "desc": True}
)


def tidy_name(name: str) -> str:
    """Return a layout's name as it is shown: single spaces, one form for each accented letter."""
    return " ".join(unicodedata.normalize("NFC", name).split())


def parse_layout(data: object) -> Layout:
    """Read a layout from plain data.

    Parameters
    ----------
    data
        A mapping as YAML, JSON or Python give it; only ``name`` is needed, the rest is as in the default.
        Fields go by name or column title. A sort is ``{field: …, order: descending}`` or text such as
        ``sync_date``, ``-sync_date`` or ``sync_date desc``.

    Raises
    ------
    UsageError
        With all the mistakes there are.
    """
    if not isinstance(data, Mapping):
        raise UsageError(f"A layout is a mapping with the keys {', '.join(_KEYS)}.")
    given = {key: raw for key, raw in data.items() if raw is not None and raw != ""}
    settings = {**DEFAULT_LAYOUT.to_data(), "name": None, **given}
    mistakes = _unknown_keys(data, _KEYS)
    layout = Layout(
        name=_name(settings["name"], mistakes),
        columns=_fields("columns", _several(settings["columns"]), mistakes),
        sort=_sorts(_several(settings["sort"]), mistakes),
        group_by=_fields("group_by", _several(settings["group_by"]), mistakes),
        page_length=_page_length(settings["page_length"], mistakes),
        filter=_filter(settings.get("filter"), mistakes),
        period=_period(settings.get("period"), mistakes),
    )
    if not _several(settings["columns"]):
        mistakes.append("columns: a layout shows one at least")
    if mistakes:
        raise UsageError(f"The layout {layout.name!r} cannot be used:", mistakes)
    return layout


def arranged(layout: Layout, **changes: object) -> Layout:
    """Return a layout with some of its entries changed, each written as a layout file holds it.

    Raises
    ------
    UsageError
        With all the mistakes there are.
    """
    return parse_layout({**layout.to_data(), **changes})


def _unknown_keys(data: Mapping[object, object], known: Sequence[str]) -> list[str]:
    return [f"unknown key {key!r}, {did_you_mean(str(key), known)}" for key in data if key not in known]


def _several(raw: object) -> Sequence[object]:
    return raw if isinstance(raw, list | tuple) else [raw]


def _name(raw: object, mistakes: list[str]) -> str:
    name = tidy_name(raw) if isinstance(raw, str) else ""
    if not name:
        mistakes.append("name: a layout needs one, as text")
    elif not name.isprintable():
        mistakes.append(f"name: {name!r} holds a character that cannot be shown")
    return name


def _fields(key: str, spellings: Sequence[object], mistakes: list[str]) -> tuple[str, ...]:
    names: list[str] = []
    for index, spelling in enumerate(spellings):
        field = find_field(spelling)
        if field is None:
            mistakes.append(f"{key}[{index}]: {unknown_field(spelling)}")
        elif field.name in names:
            mistakes.append(f"{key}[{index}]: {field.title} stands there already")
        else:
            names.append(field.name)
    return tuple(names)


def _sorts(raw: Sequence[object], mistakes: list[str]) -> tuple[Sort, ...]:
    written = [_field_and_order(each) for each in raw]
    for index, (each, (_, order)) in enumerate(zip(raw, written, strict=True)):
        if isinstance(each, Mapping):
            mistakes += [f"sort[{index}]: {mistake}" for mistake in _unknown_keys(each, _KEYS_OF_A_SORT)]
        if order not in _DESCENDING:
            mistakes.append(f"sort[{index}]: {order!r} is no order, {did_you_mean(order, _DESCENDING)}")
    fields = _fields("sort", [spelling for spelling, _ in written], mistakes)
    orders = [order for _, order in written]
    return tuple(
        Sort(field, _DESCENDING.get(order, False)) for field, order in zip(fields, orders, strict=False)
    )


def _field_and_order(raw: object) -> tuple[object, str]:
    if isinstance(raw, Mapping):
        return raw.get("field"), str(raw.get("order") or _ASCENDING).strip().casefold()
    text = str(raw).strip()
    if text.startswith("-"):
        return text.removeprefix("-"), "descending"
    head, _, tail = text.rpartition(" ")
    return (head, tail.casefold()) if head and tail.casefold() in _DESCENDING else (text, _ASCENDING)


def _page_length(raw: object, mistakes: list[str]) -> int:
    try:
        length = read_integer(raw)
    except ValueError as mistake:
        mistakes.append(f"page_length: {mistake}")
        return DEFAULT_LAYOUT.page_length
    if length < 1:
        mistakes.append(f"page_length: {length} rows are no page; one is the least")
    return length


def _filter(raw: object, mistakes: list[str]) -> Filter | None:
    try:
        return parse_filter(raw)
    except UsageError as mistake:
        mistakes += mistake.mistakes
        return None


def _period(raw: object, mistakes: list[str]) -> str | None:
    name = period_name(raw)
    if name == "custom":
        mistakes.append("period: a layout holds no days of its own, so that it cannot be custom")
    elif name is None and raw is not None:
        mistakes.append(f"period: unknown period {raw!r}, {did_you_mean(str(raw), PERIODS)}")
    return name
