"""The Xero Synchronization Report: items of a period, filtered and arranged, with counts that tie."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime
from decimal import Decimal
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from sqlglot import exp

from xsync.model import FIELDS, ITEM_TYPES, Kind
from xsync.parameters import parameters_folder
from xsync.report.counts import Counts
from xsync.report.exports import export_csv, export_xlsx
from xsync.report.filter import AllOf, parse_filter
from xsync.report.filter_sql import to_expression
from xsync.report.layout import Layout
from xsync.report.layout_grammar import arranged
from xsync.report.layouts import Layouts
from xsync.report.opening import Opening
from xsync.report.period import resolve_period
from xsync.report.present import values_statement
from xsync.report.question import Question
from xsync.report.saved_view import parameters_yaml, save_parameters, to_parameters
from xsync.report.search import search_filter
from xsync.report.story import ITEM_KEYS, ItemStory, item_story
from xsync.report.thresholds import Crossing, count_where, unsynced
from xsync.store.engine import sql_text
from xsync.store.seek import stretch

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    import pandas as pd
    import pyarrow as pa

    from xsync.store.snapshot import Snapshot


@dataclass(frozen=True)
class SyncReport:
    """A report, ready to be read; every verb returns another report and leaves this one as it is.

    Parameters
    ----------
    snapshot
        The items it reads.
    question
        What it is asked.
    layouts
        Where saved layouts are.
    """

    snapshot: Snapshot
    question: Question
    layouts: Layouts

    def period(
        self,
        name: str,
        *,
        date_from: date | str | None = None,
        date_to: date | str | None = None,
        date_field: str | None = None,
    ) -> SyncReport:
        """Return the report of another period; see `xsync.report.period.resolve_period`."""
        period = resolve_period(
            name,
            self.question.calendar,
            date_from=date_from,
            date_to=date_to,
            date_field=date_field or self.question.period.date_field,
        )
        return replace(self, question=replace(self.question, period=period))

    def filter(self, tree: object) -> SyncReport:
        """Return the report with another filter beside the layout's own; ``None`` for none."""
        return replace(self, question=replace(self.question, narrowing=parse_filter(tree)))

    def layout(self, chosen: str | Layout) -> SyncReport:
        """Return the report in another layout, with that layout's period where it has one."""
        layout = chosen if isinstance(chosen, Layout) else self.layouts.load(chosen)
        saved = None if isinstance(chosen, Layout) else layout
        report = replace(self, question=replace(self.question, layout=layout, saved_layout=saved))
        return report.period(layout.period) if layout.period else report

    def columns(self, names: str | Sequence[str]) -> SyncReport:
        """Return the report with other columns, in this order, by their names or titles."""
        return self._arranged(columns=names)

    def sort(self, sorts: str | Mapping[str, str] | Sequence[str | Mapping[str, str]]) -> SyncReport:
        """Return the report in another order: ``sync_date``, ``-sync_date`` or ``{field: …, order: …}``."""
        return self._arranged(sort=sorts)

    def group_by(self, names: str | Sequence[str]) -> SyncReport:
        """Return the report grouped by other fields; ``[]`` for no groups."""
        return self._arranged(group_by=names)

    def page_length(self, rows: int) -> SyncReport:
        """Return the report with another number of rows on a page of its table."""
        return self._arranged(page_length=rows)

    def search(self, text: str | None) -> SyncReport:
        """Return the report narrowed to what contains a text; see `xsync.report.search.search_filter`."""
        given, searched = self.question.narrowing, search_filter(text)
        return self.filter(AllOf((given, searched)) if given and searched else searched or given)

    def save_layout(self, name: str, *, overwrite: bool = False) -> Path:
        """Save the arrangement in force, filter and period included, and return its file."""
        return self.layouts.save(self.question.as_layout(name), overwrite=overwrite)

    def to_parameters(self, *, with_as_of: bool = True) -> dict[str, Any]:
        """Return the parameters that show this view again; see `xsync.report.saved_view.to_parameters`."""
        return to_parameters(self, with_as_of=with_as_of)

    def parameters_yaml(self, *, with_as_of: bool = True) -> str:
        """Return the parameter file that ``xsync report`` makes this view from, as its text."""
        return parameters_yaml(to_parameters(self, with_as_of=with_as_of))

    def save_parameters(self, path: str | Path, *, overwrite: bool = False, with_as_of: bool = True) -> Path:
        """Save the parameter file of this view; see `xsync.report.saved_view.save_parameters`."""
        return save_parameters(self.parameters_yaml(with_as_of=with_as_of), Path(path), overwrite=overwrite)

    @cached_property
    def counts(self) -> Counts:
        """How many items, per type and status and in all."""
        tallies: dict[str, dict[str, int]] = {}
        in_period = shown = without_date = 0
        for row in self.snapshot.engine.rows(self.counts_statement()):
            item_type, status = str(row[0]), str(row[1])
            numbers = [int(str(number)) for number in row[2:]]
            in_period, shown = in_period + numbers[0], shown + numbers[1]
            without_date += numbers[2]
            if numbers[1]:
                tallies.setdefault(item_type, {})[status] = numbers[1]
        ordered = {stored: tallies[stored] for stored in [*ITEM_TYPES, *sorted(tallies)] if stored in tallies}
        return Counts(in_period, shown, in_period - shown, without_date, ordered)

    @cached_property
    def unsynced_amounts_by_type(self) -> dict[tuple[str, str], Decimal]:
        """Type and currency → exact sum of what has not reached Xero, where the exports told amounts."""
        statement = (
            exp.select("item_type", "coalesce(currency, '')", "sum(amount)")
            .from_(self.shown_statement().subquery("shown"))
            .where(unsynced(), "amount IS NOT NULL")
            .group_by("1", "2")
        )
        sums = {
            (str(row[0]), str(row[1])): Decimal(str(row[2])) for row in self.snapshot.engine.rows(statement)
        }
        order = [*ITEM_TYPES, *sorted({stored for stored, _ in sums})]
        return dict(sorted(sums.items(), key=lambda entry: (order.index(entry[0][0]), entry[0][1])))

    @property
    def unsynced_amounts(self) -> dict[str, Decimal]:
        """Currency → exact sum of what has not reached Xero, over all types."""
        sums: dict[str, Decimal] = {}
        for (_, currency), amount in self.unsynced_amounts_by_type.items():
            sums[currency] = sums.get(currency, Decimal(0)) + amount
        return dict(sorted(sums.items()))

    @cached_property
    def crossings(self) -> tuple[Crossing, ...]:
        """The thresholds held against this report."""
        thresholds = self.question.thresholds
        if not thresholds.to_data():
            return ()
        zone = ZoneInfo(self.question.calendar.time_zone)
        local_now = self.question.calendar.as_of.astimezone(zone).replace(tzinfo=None)
        (row,) = self.snapshot.engine.table(
            thresholds.statement(
                self.shown_statement(), local_now, self.snapshot.notes.reasoned(local_now.date())
            )
        ).to_pylist()
        return tuple(thresholds.hold_against(row, self.unsynced_amounts))

    def items(self, *, offset: int = 0, limit: int | None = None, with_keys: bool = False) -> pa.Table:
        """Return the items shown, in the layout's columns and order, as an Arrow table.

        Parameters
        ----------
        offset, limit
            Which of them: so many after so many; ``None`` for all the rest.
        with_keys
            Also ``load_id`` and ``source_row``, which tell each item apart, after the layout's columns.
        """
        statement = self.items_statement(offset=offset, limit=limit, with_keys=with_keys)
        if offset and limit is not None:
            whole, total = self.items_statement(with_keys=with_keys), self.counts.items_shown
            statement = stretch(self.snapshot.engine, whole, offset=offset, limit=limit, total=total)
        return self.snapshot.engine.table(statement)

    def to_pandas(self, *, limit: int | None = None) -> pd.DataFrame:
        """Return the items shown as a frame: exact decimals, real dates, nulls where there is nothing."""
        import pandas as pd

        frame: pd.DataFrame = self.items(limit=limit).to_pandas(types_mapper=pd.ArrowDtype)
        return frame

    def to_csv(self, path: str | Path) -> Path:
        """Write the items shown to a CSV file; see `xsync.report.exports.export_csv`."""
        return export_csv(self, path)

    def to_xlsx(self, path: str | Path) -> Path:
        """Write the items shown to a workbook; see `xsync.report.exports.export_xlsx`."""
        return export_xlsx(self, path)

    def values_of(
        self, field: str, *, limit: int | None = 1000, within: str = "period"
    ) -> list[tuple[Any, int]]:
        """Return the values of a field and how many items have each; see `xsync.report.present`."""
        statement = values_statement(self, field, limit=limit, within=within)
        return [(value, int(str(items))) for value, items in self.snapshot.engine.rows(statement)]

    def story(self, load_id: str, source_row: int) -> ItemStory:
        """Return all there is to know of one item; see `xsync.report.story.item_story`."""
        return item_story(self.snapshot, load_id, source_row, self.question.calendar.today)

    def subtotals(self) -> list[dict[str, Any]]:
        """Return one entry per innermost group of the layout: values, items, per status, amounts."""
        names = self.question.layout.group_by
        groups: dict[tuple[object, ...], dict[str, Any]] = {}
        for row in self.snapshot.engine.rows(self.subtotals_statement()):
            values, (status, currency, items, amount) = row[: len(names)], row[len(names) :]
            group = groups.setdefault(
                values,
                {
                    **dict(zip(names, values, strict=True)),
                    "items": 0,
                    "by_status": {},
                    "amounts": {},
                },
            )
            group["items"] += items
            group["by_status"][status] = group["by_status"].get(status, 0) + items
            if amount is not None:
                group["amounts"][currency] = group["amounts"].get(currency, Decimal(0)) + Decimal(str(amount))
        return list(groups.values())

    def unsynced_by(self, unit: str) -> list[tuple[date, str, int]]:
        """Return what has not reached Xero over time.

        Parameters
        ----------
        unit
            ``day``, ``week`` or ``month`` of the date that the period is counted by.

        Returns
        -------
        list of tuple
            First day of the unit, status, number of items.
        """
        start = exp.cast(exp.func("date_trunc", exp.Literal.string(unit), self._date_field()), "DATE")
        statement = (
            exp.select(exp.alias_(start, "start"), "sync_status", "count(*)")
            .from_(self.shown_statement().subquery("shown"))
            .where(unsynced(), exp.not_(self.question.period.undated()))
            .group_by("1", "2")
            .order_by("1", "2")
        )
        return [
            (first, str(status), int(str(items)))
            for first, status, items in self.snapshot.engine.rows(statement)
            if isinstance(first, date)
        ]

    def days_covered(self) -> tuple[date, date] | None:
        """Return the first and last day on which items shown are dated, or ``None``."""
        field = self._date_field()
        statement = exp.select(exp.func("min", field), exp.func("max", field)).from_(
            self.shown_statement().subquery("shown")
        )
        ((first, last),) = self.snapshot.engine.rows(statement)
        days = [each.date() if isinstance(each, datetime) else each for each in (first, last)]
        return (days[0], days[1]) if isinstance(days[0], date) and isinstance(days[1], date) else None

    def shown_statement(self) -> exp.Select:
        """Return the statement of the items shown: in the period and let through by the filter."""
        return exp.select("*").from_("items").where(*self._conditions())

    def counts_statement(self) -> exp.Select:
        """Return the statement of the counts: per type and status those in the period, shown, undated."""
        counted = {
            "in_period": self.question.period.condition(),
            "shown": exp.and_(*self._conditions()) if self._conditions() else exp.true(),
            "without_date": self.question.period.undated(),
        }
        counts = [exp.alias_(count_where(condition), name) for name, condition in counted.items()]
        return (
            exp.select("item_type", "sync_status", *counts)
            .from_("items")
            .group_by("1", "2")
            .order_by("1", "2")
        )

    def items_statement(
        self, *, offset: int = 0, limit: int | None = None, with_keys: bool = False
    ) -> exp.Select:
        """Return the statement of a stretch of the items shown, in the layout's columns and order."""
        layout = self.question.layout
        columns = dict.fromkeys([*layout.group_by, *layout.columns, *(ITEM_KEYS if with_keys else ())])
        statement = (
            exp.select(*(exp.column(name) for name in columns))
            .from_("items")
            .where(*self._conditions())
            .order_by(*layout.order_by())
        )
        statement = statement if limit is None else statement.limit(limit)
        return statement.offset(offset) if offset else statement

    def subtotals_statement(self) -> exp.Select:
        """Return the statement of the layout's subtotals, per status and currency."""
        layout = self.question.layout
        days = {name for name in layout.group_by if FIELDS[name].kind is Kind.TIMESTAMP}
        groups = [
            exp.alias_(exp.cast(exp.column(name), "DATE"), name) if name in days else exp.column(name)
            for name in layout.group_by
        ]
        keys = [exp.Literal.number(position + 1) for position in range(len(groups) + 2)]
        descending = {ordered.this.name: ordered.args["desc"] for ordered in layout.order_by()}
        as_the_items = [
            exp.Ordered(this=key.copy(), desc=descending[name], nulls_first=False)
            for key, name in zip(keys, layout.group_by, strict=False)
        ]
        return (
            exp.select(
                *groups, "sync_status", "coalesce(currency, '') AS currency", "count(*)", "sum(amount)"
            )
            .from_(self.shown_statement().subquery("shown"))
            .group_by(*keys)
            .order_by(*as_the_items, *keys[len(groups) :])
        )

    def sql(self) -> dict[str, str]:
        """Return every step as SQL text over the relation ``items``, by what it answers."""
        steps = {
            "How many items": self.counts_statement(),
            "The items shown": self.items_statement(),
        }
        if self.question.layout.group_by:
            steps["Subtotals"] = self.subtotals_statement()
        return {title: sql_text(statement) for title, statement in steps.items()}

    def _arranged(self, **changes: object) -> SyncReport:
        layout = arranged(self.question.layout, **changes)
        return replace(self, question=replace(self.question, layout=layout))

    def _conditions(self) -> list[exp.Expr]:
        both = (self.question.period.condition(), to_expression(self.question.filter))
        return [condition for condition in both if condition != exp.true()]

    def _date_field(self) -> exp.Column:
        return exp.column(self.question.period.date_field)


def sync_report(
    organisation: str | None = None,
    store: str | Path | None = None,
    **parameters: Any,  # noqa: ANN401 - as people write them
) -> SyncReport:
    """Open the Xero Synchronization Report.

    Parameters
    ----------
    organisation
        Whose; by default the only organisation in the store.
    store
        Where from; by default ``XSYNC_STORE``, else ``store/`` in the working folder.
    **parameters
        ``period``, ``date_from``, ``date_to``, ``date_field``, ``as_of``, ``time_zone``, ``week_start``,
        ``financial_year_start``, ``filter``, ``layout``, ``thresholds``; ``None`` takes the default.

    Returns
    -------
    SyncReport
        Counts, items, frames and SQL.

    Raises
    ------
    UsageError
        With all the mistakes there are in the parameters.
    """
    opening = Opening.of("The report", organisation, store)
    layouts = Layouts(parameters_folder() / "layouts")
    question = Question.of(parameters, opening.settings, layouts)
    instant = opening.instant(parameters, question.calendar.as_of)
    return SyncReport(opening.store.snapshot(opening.organisation, instant), question, layouts)
