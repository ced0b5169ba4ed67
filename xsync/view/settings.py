"""What a panel's controls say, as one value: compared, applied, undone, and remembered between sessions."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import date
from typing import TYPE_CHECKING, Any, Final, TypeVar

from xsync.errors import XsyncError
from xsync.model import FIELDS
from xsync.report.filter import AllOf, Condition, parse_filter, to_data
from xsync.report.filter_words import in_words
from xsync.report.layout import DEFAULT_LAYOUT, Layout
from xsync.report.layout_grammar import parse_layout
from xsync.report.period import DATE_FIELDS, PERIODS
from xsync.report.search import search_filter

if TYPE_CHECKING:
    from collections.abc import Mapping

    from xsync.report.filter import Filter
    from xsync.report.sync_report import SyncReport

Part = TypeVar("Part")

QUICK_FIELDS: Final = ("sync_status", "item_type")
"""Fields with a picker of their own."""


@dataclass(frozen=True)
class Choice:
    """The filter fields of a panel; all of them must hold.

    Parameters
    ----------
    picked
        Field of `QUICK_FIELDS` → values chosen in its picker; nothing chosen means any.
    search
        What the search box says.
    tree
        The conditions of the filter builder.
    """

    picked: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    search: str = ""
    tree: Filter | None = None

    def filter(self) -> Filter | None:
        """Return the filter these fields mean together."""
        parts: list[Filter | None] = [
            Condition(name, "in", values) for name, values in self.picked.items() if values
        ]
        parts += [search_filter(self.search), self.tree]
        held = tuple(part for part in parts if part is not None)
        return AllOf(held) if len(held) > 1 else next(iter(held), None)

    def within(self, name: str, first: date, last: date) -> Choice:
        """Return the choice narrowed to a span of days, in place of an earlier such span."""
        span = Condition(name, "between", (first, last))
        whole = self.tree.parts if isinstance(self.tree, AllOf) else (self.tree,)
        others = tuple(each for each in whole if each is not None and not _is_span(each, name))
        return replace(self, tree=AllOf((*others, span)) if others else span)

    def rebased(self, before: Choice, after: Choice) -> Choice:
        """Take over what changed from one choice to another, but for what differs from the first here."""
        picked = {
            name: _newer(*(choice.picked.get(name, ()) for choice in (self, before, after)))
            for name in QUICK_FIELDS
        }
        return Choice(
            {name: values for name, values in picked.items() if values},
            _newer(self.search, before.search, after.search),
            _newer(self.tree, before.tree, after.tree),
        )


@dataclass(frozen=True)
class Settings:
    """Everything that a panel's controls say.

    Parameters
    ----------
    period, date_from, date_to, date_field
        The reporting period; the days count where it is ``custom``.
    layout
        The arrangement, by the name of the saved one it started from.
    choice
        The filter fields, beside the layout's own filter.
    """

    period: str
    date_from: date | None
    date_to: date | None
    date_field: str
    layout: Layout = DEFAULT_LAYOUT
    choice: Choice = field(default_factory=Choice)

    @classmethod
    def of(cls, report: SyncReport) -> Settings:
        """Return the settings a report was opened with."""
        period = report.question.period
        return cls(
            period.name,
            period.date_from,
            period.date_to,
            period.date_field,
            report.question.layout,
            Choice(tree=report.question.narrowing),
        )

    def applied_to(self, report: SyncReport) -> SyncReport:
        """Return the report that these settings ask for.

        Raises
        ------
        UsageError
            If the days of a custom period are missing or the wrong way round.
        """
        days = {"date_from": self.date_from, "date_to": self.date_to} if self.period == "custom" else {}
        arranged = report.layout(replace(self.layout, period=None))
        asked = arranged.period(self.period, date_field=self.date_field, **days)
        question = replace(asked.question, layout=self.layout, saved_layout=_saved(report, self.layout))
        return replace(asked, question=question).filter(self.choice.filter())

    def rebased(self, before: Settings, after: Settings) -> Settings:
        """Take over what changed from some settings to others, but for what differs from the first here."""
        dated = self if self._span() != before._span() else after
        return Settings(
            dated.period,
            dated.date_from,
            dated.date_to,
            _newer(self.date_field, before.date_field, after.date_field),
            _newer(self.layout, before.layout, after.layout),
            self.choice.rebased(before.choice, after.choice),
        )

    def differences(self, other: Settings) -> list[str]:
        """Say what would change from these settings to others, a few words each."""
        return [
            f"{title} → {words}"
            for (title, words), (_, before) in zip(other._told(), self._told(), strict=True)
            if words != before
        ]

    def to_data(self) -> dict[str, Any]:
        """Return plain data that `from_data` reads back."""
        return {
            "period": self.period,
            "date_from": self.date_from.isoformat() if self.date_from else None,
            "date_to": self.date_to.isoformat() if self.date_to else None,
            "date_field": self.date_field,
            "layout": self.layout.to_data(),
            "picked": {name: list(values) for name, values in self.choice.picked.items()},
            "search": self.choice.search,
            "filter": to_data(self.choice.tree) if self.choice.tree else None,
        }

    @classmethod
    def from_data(cls, data: Any) -> Settings | None:  # noqa: ANN401 - whatever was remembered
        """Return the settings that were remembered, or nothing where they cannot be read any more."""
        try:
            days = [date.fromisoformat(data[end]) if data[end] else None for end in ("date_from", "date_to")]
            picked = {name: _texts(values) for name, values in data["picked"].items()}
            [search] = _texts([data["search"]])
            choice = Choice(picked, search, parse_filter(data["filter"]))
            layout = parse_layout(data["layout"])
            known = data["period"] in PERIODS and data["date_field"] in DATE_FIELDS
            if not known or not picked.keys() <= {*QUICK_FIELDS}:
                return None
            return cls(data["period"], days[0], days[1], data["date_field"], layout, choice)
        except (KeyError, TypeError, ValueError, AttributeError, XsyncError):
            return None

    def _span(self) -> tuple[object, ...]:
        """Return what tells one period from another: the days count where someone chose them."""
        return (self.period, self.date_from, self.date_to) if self.period == "custom" else (self.period,)

    def _told(self) -> list[tuple[str, str]]:
        first, last = (day or "(no day yet)" for day in (self.date_from, self.date_to))
        days = f" {first} to {last}" if self.period == "custom" else ""
        picked = [
            (FIELDS[name].title, in_words(Condition(name, "in", values)) if values else "any")
            for name in QUICK_FIELDS
            for values in [self.choice.picked.get(name, ())]
        ]
        layout = self.layout
        titles = ", ".join(FIELDS[name].title for name in layout.columns)
        order = ", ".join(
            f"{FIELDS[sort.field].title}{' descending' if sort.descending else ''}" for sort in layout.sort
        )
        groups = ", ".join(FIELDS[name].title for name in layout.group_by)
        return [
            ("Reporting period", PERIODS[self.period] + days),
            ("Date", FIELDS[self.date_field].title),
            ("Layout", layout.name),
            ("Columns", titles),
            ("Sorted by", order or "nothing"),
            ("Grouped by", groups or "nothing"),
            ("Rows per page", str(layout.page_length)),
            *picked,
            ("Search", f"“{self.choice.search}”" if self.choice.search else "nothing"),
            ("Conditions", in_words(self.choice.tree) if self.choice.tree else "none"),
        ]


def _saved(report: SyncReport, layout: Layout) -> Layout | None:
    """Return the saved layout of that name, if there is one."""
    return report.layouts.load(layout.name) if layout.name in report.layouts.names() else None


def _texts(raw: object) -> tuple[str, ...]:
    """Return a remembered list of texts; anything else is no list of texts."""
    if not isinstance(raw, list) or not all(isinstance(each, str) for each in raw):
        raise TypeError(raw)
    return tuple(raw)


def _newer(own: Part, before: Part, after: Part) -> Part:
    """Return what someone has changed, else what it has become meanwhile."""
    return own if own != before else after


def _is_span(tree: Filter, name: str) -> bool:
    return isinstance(tree, Condition) and (tree.field, tree.operator) == (name, "between")
