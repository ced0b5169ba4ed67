"""A layout: which columns in which order, how sorted, grouped and paged, with its own filter and period."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

from sqlglot import exp

from xsync.model import REPORT_FIELDS
from xsync.report.filter import to_data

if TYPE_CHECKING:
    from xsync.report.filter import Filter

_TIE_BREAK: Final = ("loaded_at", "source_file", "source_row")
"""No two items share all of these, so that one page follows another without gap or repetition."""


@dataclass(frozen=True)
class Sort:
    """One field to sort by."""

    field: str
    descending: bool = False


@dataclass(frozen=True)
class Layout:
    """A named arrangement of the report.

    Parameters
    ----------
    name
        As shown in the list of layouts.
    columns
        Stored names of the fields shown, in order.
    sort
        What to sort by within the groups, the weightiest first.
    group_by
        Fields whose equal values stand together, each group with its subtotal.
    page_length
        Rows on a page of the table.
    filter
        The layout's own filter.
    period
        The layout's own reporting period, a stored value other than ``custom``.
    """

    name: str
    columns: tuple[str, ...] = tuple(field.name for field in REPORT_FIELDS)
    sort: tuple[Sort, ...] = (Sort("sync_date", descending=True),)
    group_by: tuple[str, ...] = ()
    page_length: int = 25
    filter: Filter | None = None
    period: str | None = None

    def directions(self) -> dict[str, bool]:
        """Return field → descending, for every field that the rows go by: groups, then the sort."""
        chosen = {sort.field: sort.descending for sort in self.sort}
        return {name: chosen.get(name, False) for name in (*self.group_by, *chosen)}

    def sorted_by(self, name: str, *, beside: bool = False) -> Layout:
        """Return the layout sorted by a field, the other way round where the rows go by it already.

        Parameters
        ----------
        name
            The field. One that the rows are grouped by only turns round.
        beside
            The fields sorted by so far stay, before this one.
        """
        chosen = {sort.field: sort.descending for sort in self.sort}
        stays = chosen if beside or name in self.group_by else {*self.group_by}
        kept = {field: descending for field, descending in chosen.items() if field in stays}
        order = {**kept, name: not self.directions().get(name, True)}
        return replace(self, sort=tuple(Sort(field, descending) for field, descending in order.items()))

    def order_by(self) -> list[exp.Ordered]:
        """Return the order of rows: groups, then the sort, then where they came from; nulls last.

        A grouped field keeps the direction that the sort gives it. The order is total.
        """
        directions = self.directions()
        fields = dict.fromkeys([*directions, *_TIE_BREAK])
        return [
            exp.Ordered(this=exp.column(field), desc=directions.get(field, False), nulls_first=False)
            for field in fields
        ]

    def to_data(self) -> dict[str, object]:
        """Return the plain data that `parse_layout` reads back as an equal layout."""
        data: dict[str, object] = {
            "name": self.name,
            "columns": list(self.columns),
            "sort": [
                {"field": sort.field, "order": "descending" if sort.descending else "ascending"}
                for sort in self.sort
            ],
            "group_by": list(self.group_by),
            "page_length": self.page_length,
        }
        if self.filter is not None:
            data["filter"] = to_data(self.filter)
        if self.period is not None:
            data["period"] = self.period
        return data


DEFAULT_LAYOUT: Final = Layout("Default")
"""Cin7's nine columns, newest sync first."""
