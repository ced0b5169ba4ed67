"""A staged file's rows, typed: what each cell means, and every reason why a row cannot be read."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from xsync import model
from xsync.errors import DataRefused
from xsync.model import FIELDS, OPTIONAL_FIELDS, REPORT_FIELDS, Kind
from xsync.sources.amounts import amount_sql, infer_decimal_mark
from xsync.sources.cells import TOTALS
from xsync.sources.dates import (
    DATE_START,
    ORDER_IN_WORDS,
    DateOrder,
    formats,
    infer_date_order,
    plausible_sql,
    timestamp_sql,
    writes_short_years,
)
from xsync.sources.header import REQUIRED
from xsync.sources.staging import Staged, column_names
from xsync.store.engine import text_literal, timestamp_literal

if TYPE_CHECKING:
    from collections.abc import Iterator

    from xsync.store.engine import Engine
    from xsync.store.loads import Load

_READ_FIELDS: Final = (*REPORT_FIELDS, *OPTIONAL_FIELDS)
_FREE_TEXT: Final = ("contact", "message")
"""Fields in which a leading apostrophe is the writer's own ('t Hooft) and not the guard that keeps Excel from
reading a code as a number."""
_DATES: Final = ("sync_date", "effective_date")
_MOST_SPELLINGS: Final = 10_000
"""Different types and statuses, taken together, that a log may hold; real ones hold some dozens."""


@dataclass(frozen=True)
class TypedRows:
    """What was found out about a file's rows, and the statements that follow from it.

    Parameters
    ----------
    staged
        The rows as text.
    rows_read
        How many are items: neither blank nor a total nor the header again.
    date_order
        In which order its dates stand, if any needs one.
    unknown_types, unknown_statuses
        Values outside the vocabulary and their number of rows.
    """

    staged: Staged
    rows_read: int
    date_order: DateOrder | None
    unknown_types: dict[str, int]
    unknown_statuses: dict[str, int]
    _type_spellings: dict[str, str] = field(repr=False)
    _status_spellings: dict[str, str] = field(repr=False)
    _readings: dict[str, str] = field(repr=False)
    _items: str = field(repr=False)

    @classmethod
    def examine(cls, engine: Engine, staged: Staged, date_order: DateOrder | None = None) -> TypedRows:
        """Look over all rows once for what no single row tells: spellings, date order, decimal mark.

        Parameters
        ----------
        date_order
            As the user says; ``None`` to infer it.

        Raises
        ------
        DataRefused
            If the order of its dates stays open, or its types and statuses are not that.
        """
        rows = _items_sql(staged)
        spelled = engine.rows(
            f"SELECT item_type, sync_status, count(*) FROM ({rows}) "
            f"GROUP BY ALL ORDER BY 3 DESC LIMIT {_MOST_SPELLINGS + 1}"
        )
        if len(spelled) > _MOST_SPELLINGS:
            raise DataRefused(
                f"Its columns '{FIELDS['item_type'].title}' and '{FIELDS['sync_status'].title}' hold more "
                f"than {_MOST_SPELLINGS:,} different values, so they are not what their titles say. "
                "Export the report again."
            )
        date_columns: list[str] = [name for name in _DATES if name in staged.header.fields]
        dates = _distinct_dates(engine, staged, date_columns)
        order = date_order or infer_date_order(dates)
        known = formats(order, short_years=writes_short_years(dates))
        readings = {
            name: timestamp_sql(name, known, _seen_formats(engine, rows, name, known))
            for name in date_columns
        }
        if "amount" in staged.header.fields:
            column = f"c{staged.header.fields['amount']}"
            readings["amount"] = amount_sql("amount", infer_decimal_mark(engine, staged, column))
        types, statuses = _counted(spelled, 0), _counted(spelled, 1)
        return cls(
            staged=staged,
            rows_read=sum(int(str(number)) for _, _, number in spelled),
            date_order=order,
            unknown_types={
                text: n for text, n in types.items() if model.item_type(text) not in model.ITEM_TYPES
            },
            unknown_statuses={
                text: n for text, n in statuses.items() if model.sync_status(text) not in model.KNOWN_STATUSES
            },
            _type_spellings={text: model.item_type(text) for text in types},
            _status_spellings={text: model.sync_status(text) for text in statuses},
            _readings=readings,
            _items=rows,
        )

    def observations_sql(self, load: Load) -> str:
        """Return the statement for the rows that can be read, as the ``observations`` table takes them."""
        columns = {
            **{each.name: self._value(each.name) for each in _READ_FIELDS},
            "organisation": _constant(load.organisation),
            "load_id": _constant(load.load_id),
            "source_file": _constant(load.source_file),
            "source_row": "source_row",
            "loaded_at": timestamp_literal(load.loaded_at),
            "other_columns": "other_columns",
        }
        selected = ", ".join(f"{value} AS {name}" for name, value in columns.items())
        return (
            f"SELECT {selected} FROM ({self._read_sql()}) WHERE NOT coalesce({self._mistaken_sql()}, false)"
        )

    def rejects_sql(self, load: Load) -> str:
        """Return the statement for every value that keeps its row out, as ``quarantine`` takes them."""
        selects = [
            f"SELECT source_row, {text_literal(name)} AS field, {value} AS value, "
            f"{text_literal(reason)} AS reason FROM mistaken WHERE {condition}"
            for name, value, condition, reason in self._mistakes()
        ]
        return f"""
WITH mistaken AS MATERIALIZED (SELECT * FROM ({self._read_sql()}) WHERE {self._mistaken_sql()})
SELECT {text_literal(load.organisation)} AS organisation, {text_literal(load.load_id)} AS load_id,
    {text_literal(load.source_file)} AS source_file, source_row AS row, field,
    left(value, 500) AS value, reason
FROM ({" UNION ALL ".join(selects)}) ORDER BY row, field"""

    def _read_sql(self) -> str:
        """Return the items with what their dates and amounts were read as, beside the text."""
        read = "".join(f", {reading} AS {name}_read" for name, reading in self._readings.items())
        return f"SELECT *{read} FROM ({self._items})"

    def _value(self, name: str) -> str:
        kind = FIELDS[name].kind
        if name == "item_type":
            return _respelled(name, self._type_spellings)
        if name == "sync_status":
            return _respelled(name, self._status_spellings)
        if kind is Kind.TEXT:
            return name
        sql_type = {Kind.DATE: "DATE", Kind.TIMESTAMP: "TIMESTAMP", Kind.DECIMAL: "DECIMAL(18, 4)"}[kind]
        return f"{name}_read::{sql_type}" if name in self._readings else f"NULL::{sql_type}"

    def _mistaken_sql(self) -> str:
        return " OR ".join(f"({condition})" for _, _, condition, _ in self._mistakes())

    def _mistakes(self) -> Iterator[tuple[str, str, str, str]]:
        """Yield each kind of mistake: field, expression of the value, condition, reason."""
        for name in REQUIRED:
            if name != "cin7_number":
                yield name, name, f"{name} IS NULL", "is empty"
        written = f" (this file writes {ORDER_IN_WORDS[self.date_order]})" if self.date_order else ""
        for name in self._readings:
            if name in _DATES:
                unread = f"{name} IS NOT NULL AND {name}_read IS NULL"
                yield name, name, unread, f"is not a date{written}"
                implausible = f"NOT {plausible_sql(f'{name}_read')}"
                yield name, name, implausible, "is a date outside the years 1990 to 2099"
            else:
                unread = f"{name} IS NOT NULL AND {name}_read IS NULL"
                yield name, name, unread, "is not an amount (of up to 14 digits and four decimals)"
        yield "row", "excess", "excess IS NOT NULL", "has more cells than the header and the other rows"


def _items_sql(staged: Staged) -> str:
    """Return the rows that are items, one column of text per field, blanks null, guards taken off."""
    cells = column_names(staged.width)
    columns = []
    for each in _READ_FIELDS:
        position = staged.header.fields.get(each.name)
        cell = "NULL::VARCHAR" if position is None else cells[position]
        if position is not None and each.name not in _FREE_TEXT:
            cell = f"CASE WHEN starts_with({cell}, '''') THEN nullif(trim({cell}[2:]), '') ELSE {cell} END"
        columns.append(f"{cell} AS {each.name}")
    needed = [staged.header.fields[name] for name in REQUIRED]
    number, status, item_type = (cells[position] for position in needed)
    titles = [text_literal(staged.header.cells[position]) for position in needed]
    first_cell = f"coalesce({', '.join(cells)}, excess)"
    totals = ", ".join(text_literal(total) for total in TOTALS)
    return f"""
SELECT source_row, {", ".join(columns)}, {_other_columns_sql(staged)} AS other_columns, excess
FROM {staged.relation}
WHERE CASE WHEN {status} IS NULL OR {item_type} IS NULL
        THEN {first_cell} IS NOT NULL AND lower(rtrim({first_cell}, ' :')) NOT IN ({totals})
    ELSE {status} <> {titles[1]} OR {item_type} <> {titles[2]}
        OR {number} IS DISTINCT FROM {titles[0]} END"""


def _constant(text: str) -> str:
    """Return a text that every row has, as a type whose values the engine need not look up row by row."""
    return f"{text_literal(text)}::ENUM({text_literal(text)})"


def _other_columns_sql(staged: Staged) -> str:
    """Return the columns that are no fields of the report as one JSON text, null where all are blank."""
    others = staged.header.others(staged.width)
    if not others:
        return "NULL::VARCHAR"
    cells = [f"c{position}" for position in others.values()]
    pairs = ", ".join(f"{text_literal(title)}, {cell}" for title, cell in zip(others, cells, strict=True))
    return f"CASE WHEN coalesce({', '.join(cells)}, NULL) IS NOT NULL THEN json_object({pairs})::VARCHAR END"


def _distinct_dates(engine: Engine, staged: Staged, columns: list[str]) -> dict[str, int]:
    """Return the distinct beginnings of dates, see `DATE_START`, and how often each stands there."""
    counted: dict[str, int] = {}
    for name in columns:
        cell = f"c{staged.header.fields[name]}"
        words = (
            f"SELECT split_part({cell}, ' ', 1) AS word, count(*) AS times FROM {staged.relation} GROUP BY 1"
        )
        day = f"regexp_extract(ltrim(word, ''''), {text_literal(DATE_START)})"
        for text, count in engine.rows(
            f"SELECT {day} AS day, sum(times)::BIGINT FROM ({words}) GROUP BY 1 HAVING day <> ''"
        ):
            counted[str(text)] = counted.get(str(text), 0) + int(str(count))
    return counted


def _seen_formats(engine: Engine, rows: str, column: str, known: list[str]) -> list[str]:
    """Return those of the known formats that the first hundred dates of a column have."""
    counts = ", ".join(f"count(try_strptime({column}, {text_literal(each)}))" for each in known)
    ((*counted,),) = engine.rows(
        f"SELECT {counts} FROM (SELECT {column} FROM ({rows}) WHERE {column} IS NOT NULL LIMIT 100)"
    )
    return [each for count, each in zip(counted, known, strict=True) if count]


def _counted(spelled: list[tuple[object, ...]], position: int) -> dict[str, int]:
    counted: dict[str, int] = {}
    for row in spelled:
        if row[position] is not None:
            text = str(row[position])
            counted[text] = counted.get(text, 0) + int(str(row[2]))
    return counted


def _respelled(column: str, spellings: dict[str, str]) -> str:
    cases = " ".join(
        f"WHEN {text_literal(written)} THEN {text_literal(stored)}"
        for written, stored in spellings.items()
        if written != stored
    )
    return f"CASE {column} {cases} ELSE {column} END" if cases else column
